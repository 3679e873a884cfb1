"""Purchase orders that are still open, and bills that no order stands behind.

Source: REST `purchasing/document`, `accounts-payable/bill` (docs/api/modules.md).
Units:  orders in transaction currency, bills in base currency.
Errors: `NotFound` or `BadArgument` for a vendor that is not there, or not the only one.
"""

from dataclasses import replace

from intacct_books.aging.subledgers import subledger
from intacct_books.cells import Record
from intacct_books.company.reporting_periods import period_named
from intacct_books.documents.due_days import due_days
from intacct_books.documents.named_party import party_id
from intacct_books.documents.states import UNPOSTED
from intacct_books.found import Found
from intacct_books.ledger.gl_balance import is_preliminary
from intacct_books.lists.asking import Asking
from intacct_books.lists.set_aside import Parting, read_parted
from intacct_books.modules.scoping import of_entities
from intacct_books.periods import Period
from intacct_client import Filter, Row
from intacct_client.filters import equal, within
from intacct_client.query import select

ORDER, BILL = "purchasing/document", "accounts-payable/bill"
OPEN = ("submitted", "partiallyApproved", "approved", "pending", "inProgress", "partiallyConverted")
NOT_PLACED = ("draft", "analyzing", "declined", "exception")  # neither open nor done with
POSTED = ("posted", "partiallyPaid", "paid", "selected")


async def purchase_orders_open(
    asking: Asking, *, document_type: str, vendor: str, due_by: str
) -> Found:
    """Purchasing documents of a type that are neither converted nor closed; one transaction, two of one vendor.

    Args:
        asking: The question.
        document_type: The company's own name of the type; empty for every type.
        vendor: A vendor's id or name; empty for all.
        due_by: Only what is due by this day, or in this period; empty for all.
    """
    filters: list[Filter] = [*of_entities(asking.scope)]
    filters += [equal("documentType", document_type.strip())] if document_type.strip() else []
    filters += await _of_vendor(asking, vendor)
    due = await due_days(asking, due_by)
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
        order=("txnDate",),
    )
    wanted = Parting(
        query=query,
        common=tuple(filters),
        one_of=(),
        states=OPEN,
        listed=(),
        aside=NOT_PLACED,
        record=_order,
        sums={"total": "totalInTxnCurrency"},
        amount="totalInTxnCurrency",
        currency="txnCurrency",
        shown={"number": "documentNumber", "state": "state", "vendor": "vendor.id"},
    )
    of_due = due.of(wanted, asking.read.read_on) if due else wanted
    found, aside, _ = await read_parted(asking, of_due)
    found.notes.extend(aside.told("totals"))
    if any(row["state"] == "partiallyConverted" for row in found.rows):
        found.notes.append("An order converted in part is shown with its whole amount.")
    return replace(found, resolved={"due_by": str(due)} if due else {})


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
        equal("purchasingDocument.key", None),
        *of_entities(asking.scope),
        *await _of_vendor(asking, vendor),
    ]
    wanted = _without_order(tuple(filters), span)
    found, aside, _ = await read_parted(asking, wanted)
    notes = [*aside.told("totals"), *found.notes]
    return replace(
        found,
        as_of=None,
        period=span,
        is_preliminary=await is_preliminary(asking, span.end),
        notes=notes,
    )


def _without_order(common: tuple[Filter, ...], span: Period) -> Parting:
    """Bills posted in a period, and those of the period that are not posted."""
    in_period = within("postingDate", span.start, span.end)
    query = select(
        BILL,
        "text billNumber",
        "text vendor.id",
        "text vendor.name",
        "day postingDate",
        "text state",
        "text currency.baseCurrency",
        "money totalBaseAmount",
        order=("postingDate",),
    )
    return Parting(
        query=query,
        common=common,
        # What is not posted may have no day of posting yet: it is of the period by its own day, too.
        one_of=((in_period, within("createdDate", span.start, span.end)),),
        states=POSTED,
        listed=(in_period,),
        aside=UNPOSTED,
        record=_bill,
        sums={"total": "totalBaseAmount"},
        amount="totalBaseAmount",
        currency="currency.baseCurrency",
        shown={"number": "billNumber", "vendor": "vendor.id", "posted": "postingDate"},
    )


def _bill(row: Row) -> Record:
    return {
        "number": row.text("billNumber"),
        "vendor": f"{row.text('vendor.id')} {row.text('vendor.name')}".strip(),
        "posted": row.day("postingDate"),
        "state": row.text("state"),
        "currency": row.text("currency.baseCurrency"),
        "total": row.money("totalBaseAmount"),
    }
