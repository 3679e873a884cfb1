"""Who changed what, and what came in through this application.

Source: REST `company-config/audit-history` (docs/api/modules.md, audit-history.md).
Units:  moments in UTC. Values of fields that hold bank numbers or tax ids show their last four.
Errors: the client's.
"""

from dataclasses import replace

from intacct_books.cells import Record
from intacct_books.company.reporting_periods import period_named
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.masking import masked
from intacct_books.modules.scoping import moments_within
from intacct_books.records.fields import object_named
from intacct_books.records.private import masked_value
from intacct_client import Filter, Row
from intacct_client.filters import contains, equal, unequal
from intacct_client.query import select

HISTORY = "company-config/audit-history"
_WHEN = "changeSource.accessDateTime"
_DETAILS = (
    "text changeDetails.objectName",
    "text changeDetails.objectId",
    "text changeDetails.fieldName",
    "text changeDetails.previousValue",
    "text changeDetails.newValue",
    f"text {_WHEN}",
    "text changeSource.completedBy",
    "text changeSource.actionPerformed",
    "text? changeSource.workflowAction",
    "text? changeSource.source",
)


async def audit_history(
    asking: Asking, *, object: str, key: str, field: str, by: str, period: str
) -> Found:
    """Changes, the latest first; one transaction.

    Args:
        asking: The question.
        object: The object; empty for all.
        key: The record's key; empty for all.
        field: Part of the name of the field; empty for all.
        by: The id of who made the change; empty for all.
        period: When; empty for the year so far.
    """
    filters: list[Filter] = [unequal("changeSource.actionPerformed", "access")]
    if object.strip():
        name = await object_named(asking.intacct, object)
        filters.append(equal("changeDetails.objectName", name))
    filters += [equal("changeDetails.objectId", key.strip())] if key.strip() else []
    filters += [contains("changeDetails.fieldName", field.strip())] if field.strip() else []
    filters += [equal("changeSource.completedBy", by.strip())] if by.strip() else []
    return await _changes(asking, filters, period)


async def agent_activity(asking: Asking, *, period: str) -> Found:
    """What was changed through this application: Intacct's own record by its client id; one transaction."""
    client_id = asking.intacct.account.client_id
    found = await _changes(
        asking,
        [
            equal("changeSource.clientId", client_id),
            unequal("changeSource.actionPerformed", "access"),
        ],
        period,
    )
    note = (
        f"Changes that Intacct recorded for the application {masked(client_id)}, whoever used it. "
        "Reading leaves no change."
    )
    return replace(found, notes=[*found.notes, note])


async def _changes(asking: Asking, filters: list[Filter], period: str) -> Found:
    span = await period_named(asking.intacct, period.strip() or "ytd", asking.today)
    position = asking.page.position(asking.cursors)
    query = select(
        HISTORY,
        *_DETAILS,
        filters=(moments_within(_WHEN, span), *filters),
        order=(f"-{_WHEN}",),
        start=position.start,
        size=asking.page.limit,
        ignore_case=True,
    )
    rows = await asking.intacct.query(query)
    shown = [_change(row) for row in rows.rows]
    return Found(
        read=replace(asking.read, scope=replace(asking.scope, book="")),
        rows=shown,
        start=position.start,
        total=rows.total,
        totals={},
        cursors=asking.cursors,
        period=span,
        notes=asking.page.notes(position, shown, rows.total),
    )


def _change(row: Row) -> Record:
    about, name = row.text("changeDetails.objectName"), row.text("changeDetails.fieldName")
    action = row.text("changeSource.workflowAction") or row.text("changeSource.actionPerformed")
    return {
        "at": row.text(_WHEN),
        "by": row.text("changeSource.completedBy"),
        "through": row.text("changeSource.source"),
        "action": action,
        "object": about,
        "key": row.text("changeDetails.objectId"),
        "field": name,
        "before": masked_value(name, row.text("changeDetails.previousValue"), about),
        "after": masked_value(name, row.text("changeDetails.newValue"), about),
    }
