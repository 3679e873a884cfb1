"""The account group hierarchy: each group with what is in it, down to the accounts.

Source: docs/api/reports.md, docs/api/accounts.md. Ranges compare account numbers as text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.reports.table import ReportTable, Row, words

_COLUMNS = words(
    "Level", "Group", "Title", "Type", "Normal balance", "From", "To", "Account", "Account title"
)


@dataclass(frozen=True, slots=True)
class GroupHierarchy:
    """Which groups to list.

    Attributes:
        group_type: One of the API's types of groups, or `allTypes`.
        is_system: Whether the groups are those that Sage brings, of which the company has none.
        first: The first group's id; empty for no bound.
        last: The last group's id; empty for no bound.
    """

    group_type: str
    is_system: bool = False
    first: str = ""
    last: str = ""


def hierarchy_table(ledger: Ledger, asked: GroupHierarchy) -> ReportTable:
    """List the groups by id, each expanded."""
    if asked.is_system:
        return ReportTable(_COLUMNS, ())
    groups = ledger.rows(
        "SELECT key FROM account_group WHERE ? IN ('allTypes', group_type)"
        " AND id >= ? AND (? = '' OR id <= ?) ORDER BY id",
        (asked.group_type, asked.first, asked.last, asked.last),
    )
    return ReportTable(_COLUMNS, tuple(row for (key,) in groups for row in _expand(ledger, key, 1)))


def _expand(ledger: Ledger, key: int, level: int) -> Iterator[Row]:
    id_, title, group_type, side = ledger.rows(
        "SELECT id, title, group_type, normal_balance FROM account_group WHERE key = ?", (key,)
    )[0]
    group = (str(level), id_, title)
    yield Row((*group, group_type, side, "", "", "", ""), is_total=True)
    ranges = ledger.rows(
        "SELECT range_from, range_to FROM account_range WHERE group_key = ? ORDER BY sort_order",
        (key,),
    )
    for first, last in ranges:
        accounts = ledger.rows(
            "SELECT id, name FROM account WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)
        )
        for account in accounts or [("", "")]:
            yield Row((*group, "", "", first, last, *account))
    members = ledger.rows(
        "SELECT member_key FROM account_group_member WHERE group_key = ? ORDER BY sort_order",
        (key,),
    )
    for (member,) in members:
        yield from _expand(ledger, member, level + 1)
