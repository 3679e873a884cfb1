"""Who entered what waits to be posted, and how long ago.

Source: REST `audit` of invoices and bills (docs/api/bills.md). Who submitted it, and when, no field tells.
Units:  days, by the UTC day it was entered.
"""

from dataclasses import replace
from datetime import date

from intacct_books.cells import Record
from intacct_books.lists.set_aside import Parting
from intacct_client import Row
from intacct_client.rows import columns

_BY, _AT = "audit.createdByUser.id", "audit.createdDateTime"


def with_entry(wanted: Parting, today: date) -> Parting:
    """The same list, with who entered each and how many days ago; in the same query."""
    query = replace(
        wanted.query, columns=(*wanted.query.columns, *columns(f"text? {_BY}", f"text? {_AT}"))
    )

    def record(row: Row) -> Record:
        return wanted.record(row) | _entry(row, today)

    return replace(wanted, query=query, record=record)


def _entry(row: Row, today: date) -> Record:
    entered = row.text(_AT)[:10]
    days = (today - date.fromisoformat(entered)).days if entered else None
    return {"entered_by": row.text(_BY), "days_since_entered": days}
