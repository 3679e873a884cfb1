"""The points that reading can tell apart, in the order they are asked: those that others build on come first.

Source: docs/api/assumptions.md.
"""

from intacct_mcp.doctor.probing.document_points import (
    credit_memos,
    customers,
    one_record,
    refusals,
    relative_dates,
    what_is_owed,
)
from intacct_mcp.doctor.probing.ledger_points import (
    aggregate_beside_key,
    aggregates,
    books,
    location_filter,
    states,
    subledger_postings,
)
from intacct_mcp.doctor.probing.prober import Point

POINTS: tuple[tuple[str, Point], ...] = (
    ("aggregate-order aggregate-keys sums", aggregates),
    ("book-id closing-journals", books),
    ("count-of line-states draft-lines reversed-state", states),
    ("page-links negative-null", customers),
    ("subledger-postings", subledger_postings),
    ("location-filter", location_filter),
    ("aggregate-beside-key", aggregate_beside_key),
    ("adjustment-totals credit-sign", credit_memos),
    ("query-alias total-due", what_is_owed),
    ("relative-dates", relative_dates),
    ("unset-reference unset-enum success-counters", one_record),
    ("unknown-object application-envelope", refusals),
)
