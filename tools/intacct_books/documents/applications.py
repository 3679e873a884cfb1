"""What was applied to a document, or taken from one that is itself a credit.

Source: REST `payment-detail` of both subledgers (docs/api/payments.md). Drafts of payments apply nothing.
Units:  the payment's currency, which is the document's.
"""

from intacct_books.aging.subledgers import Subledger
from intacct_books.cells import Record
from intacct_books.money import ZERO
from intacct_client import Intacct, Row
from intacct_client.filters import equal
from intacct_client.query import select


async def applications(intacct: Intacct, of: Subledger, key: str) -> list[Record]:
    """Each payment or credit on the document of that key, oldest first; one transaction."""
    paid = of.applications
    query = select(
        paid.object,
        "day paymentDate",
        f"text {paid.is_posted}",
        f"text {paid.document}.key",
        f"text? {of.payment}.documentNumber",
        f"text? {of.payment}.paymentMethod",
        *(f"money? txnCurrency.{name}" for name in paid.amounts),
        filters=(equal(f"{paid.document}.key", key), equal(f"{paid.negative}.key", key)),
        expression="1 or 2",
        order=("paymentDate",),
    )
    rows = (await intacct.query_all(query)).rows
    return [_record(row, of, key) for row in rows if row.text(paid.is_posted) != "draft"]


def _record(row: Row, of: Subledger, key: str) -> Record:
    paid = of.applications
    used = {name: row.money(f"txnCurrency.{name}") for name in paid.amounts}
    amount = sum(used.values(), ZERO)
    kinds = [_KIND[name] for name, value in used.items() if value and name in _KIND]
    return {
        "date": row.day("paymentDate"),
        "payment": row.text(f"{of.payment}.documentNumber"),
        "method": row.text(f"{of.payment}.paymentMethod"),
        "with": ", ".join(kinds),
        "applied": amount if row.text(f"{paid.document}.key") == key else -amount,
    }


_KIND = {
    "adjustmentAmount": "memo",
    "postedAdvanceAmount": "advance",
    "postedOverPaymentAmount": "overpayment",
    "negativeInvoiceAmount": "negative invoice",
    "inlineAmount": "inline credit",
    "discountAmount": "discount",
}
