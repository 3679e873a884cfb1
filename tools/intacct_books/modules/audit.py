"""Who changed what, and what came in through this application.

Source: REST `company-config/audit-history` (docs/api/modules.md, audit-history.md).
Units:  moments in UTC. Values of fields that hold bank numbers or tax ids show their last four.
Errors: `NotFound` for an object or a record that is not there.
"""

from dataclasses import replace

from intacct_books.cells import Record
from intacct_books.company.reporting_periods import period_named
from intacct_books.errors import UNREADABLE, NotFound
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.masking import masked
from intacct_books.modules.scoping import moments_within
from intacct_books.records.fields import object_named
from intacct_books.records.private import masked_value
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, contains, equal, unequal
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
    asking: Asking, *, object: str, key: str, field: str, user: str, period: str
) -> Found:
    """Changes, the latest first; one transaction, two where a record is named by its id or has no change.

    Args:
        asking: The question.
        object: The object; empty for all.
        key: The record's key, or, with its object, its id; empty for all.
        field: Part of the name of the field; empty for all.
        user: The id of who made the change; empty for all.
        period: When; empty for the year so far.
    """
    filters: list[Filter] = [unequal("changeSource.actionPerformed", "access")]
    name, record = "", key.strip()
    if object.strip():
        name = await object_named(asking.intacct, object)
        filters.append(equal("changeDetails.objectName", name))
    is_id = bool(name and record and not record.isdecimal())
    keys = await _keys(asking.intacct, name, "id", record) if is_id else None
    if record:
        filters.append(among("changeDetails.objectId", (record, *(keys or ()))))
    filters += [contains("changeDetails.fieldName", field.strip())] if field.strip() else []
    filters += [equal("changeSource.completedBy", user.strip())] if user.strip() else []
    found = await _changes(asking, filters, period)
    if name and record and not is_id and not found.total:
        keys = await _keys(asking.intacct, name, "key", record)
    if keys == [] and not found.total:
        what = f"{name} with the {'id' if is_id else 'key'} {record[:40]!r}"
        raise NotFound(f"No {what}, and no change of one. query_records finds keys.")
    return found


async def _keys(intacct: Intacct, name: str, path: str, record: str) -> list[str] | None:
    """The keys of the records of that key or id, one transaction; None where they may not be read."""
    query = select(name, "text key", filters=(equal(path, record),), order=("key",), size=2)
    try:
        rows = (await intacct.query(query)).rows
    except UNREADABLE:
        return None
    return [row.text("key") for row in rows]


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
        "user": row.text("changeSource.completedBy"),
        "through": row.text("changeSource.source"),
        "action": action,
        "object": about,
        "key": row.text("changeDetails.objectId"),
        "field": name,
        "before": masked_value(name, row.text("changeDetails.previousValue"), about),
        "after": masked_value(name, row.text("changeDetails.newValue"), about),
    }
