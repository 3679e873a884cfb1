"""Purchase orders that are still open, and bills that no order stands behind.

Source: REST `purchasing/document`, `accounts-payable/bill` (docs/api/modules.md).
Units:  orders in transaction currency, bills in base currency.
Errors: `NotFound` or `BadArgument` for a vendor that is not there, or not the only one.
"""

from dataclasses import replace

from intacct_books.aging.subledgers import subledger
from intacct_books.cells import Record
from intacct_books.company.reporting_periods import day_named, period_named
from intacct_books.documents.named_party import party_id
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import ListQuery, read_list
from intacct_books.modules.scoping import of_entities
from intacct_client import Filter, Row
from intacct_client.filters import among, at_most, equal, within
from intacct_client.query import select

ORDER, BILL = "purchasing/document", "accounts-payable/bill"
OPEN = ("submitted", "partiallyApproved", "approved", "pending", "inProgress", "partiallyConverted")
POSTED = ("posted", "partiallyPaid", "paid", "selected")


async def purchase_orders_open(
    asking: Asking, *, document_type: str, vendor: str, due_until: str
) -> Found:
    """Purchasing documents of a type that are neither converted nor closed; one transaction, two of one vendor.

    Args:
        asking: The question.
        document_type: The company's own name of the type; empty for every type.
        vendor: A vendor's id or name; empty for all.
        due_until: Only what is due by this day; empty for all.
    """
    filters: list[Filter] = [among("state", OPEN), *of_entities(asking.scope)]
    filters += [equal("documentType", document_type.strip())] if document_type.strip() else []
    filters += await _of_vendor(asking, vendor)
    if due_until.strip():
        last = await day_named(asking.intacct, due_until, "due_until", asking.today)
        filters.append(at_most("dueDate", last))
    query = select(
        ORDER,
        "text documentNumber",
        "text documentType",
        "text state",
        "text vendor.id",
        "text vendor.name",
        "day txnDate",
        "day? dueDate",
        "text txnCurrency",
        "money totalInTxnCurrency",
        filters=tuple(filters),
        order=("txnDate",),
    )
    shown = {"number": "documentNumber", "state": "state", "vendor": "vendor.id"}
    wanted = ListQuery(query, _order, {"total": "totalInTxnCurrency"}, "txnCurrency", shown)
    found = await read_list(asking, wanted)
    if any(row["state"] == "partiallyConverted" for row in found.rows):
        found.notes.append("An order converted in part is shown with its whole amount.")
    return found


def _order(row: Row) -> Record:
    return {
        "number": row.text("documentNumber"),
        "type": row.text("documentType"),
        "state": row.text("state"),
        "vendor": f"{row.text('vendor.id')} {row.text('vendor.name')}".strip(),
        "date": row.day("txnDate"),
        "due": row.day("dueDate"),
        "currency": row.text("txnCurrency"),
        "total": row.money("totalInTxnCurrency"),
    }


async def _of_vendor(asking: Asking, words: str) -> list[Filter]:
    """Only what is of the vendor that is meant; none for all vendors. One transaction where one is named."""
    if not words.strip():
        return []
    return [equal("vendor.id", await party_id(asking.intacct, subledger("AP"), words))]


async def bills_without_order(asking: Asking, *, period: str, vendor: str) -> Found:
    """Posted bills of a period that came of no purchasing document; one transaction, two of one vendor.

    Args:
        asking: The question.
        period: The period by posting date; empty for the last month.
        vendor: A vendor's id or name; empty for all.
    """
    span = await period_named(asking.intacct, period.strip() or "last_month", asking.today)
    filters: list[Filter] = [
        within("postingDate", span.start, span.end),
        among("state", POSTED),
        equal("purchasingDocument.key", None),
        *of_entities(asking.scope),
    ]
    filters += await _of_vendor(asking, vendor)
    query = select(
        BILL,
        "text billNumber",
        "text vendor.id",
        "text vendor.name",
        "day postingDate",
        "text state",
        "text currency.baseCurrency",
        "money totalBaseAmount",
        filters=tuple(filters),
        order=("postingDate",),
    )
    shown = {"number": "billNumber", "vendor": "vendor.id", "posted": "postingDate"}
    wanted = ListQuery(query, _bill, {"total": "totalBaseAmount"}, "currency.baseCurrency", shown)
    return replace(await read_list(asking, wanted), as_of=None, period=span)


def _bill(row: Row) -> Record:
    return {
        "number": row.text("billNumber"),
        "vendor": f"{row.text('vendor.id')} {row.text('vendor.name')}".strip(),
        "posted": row.day("postingDate"),
        "state": row.text("state"),
        "currency": row.text("currency.baseCurrency"),
        "total": row.money("totalBaseAmount"),
    }
