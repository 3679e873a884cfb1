"""What the terms of payables grant for paying early.

Source: REST `accounts-payable/term` (docs/api/bills.md). Read once and remembered.
"""

from dataclasses import dataclass
from decimal import Decimal

from intacct_books.errors import UNREADABLE
from intacct_books.money import CENT, ZERO
from intacct_client import Intacct
from intacct_client.query import select

_PERCENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Discount:
    """What a term grants: a part of the document, in percent, or an amount."""

    amount: Decimal
    is_percentage: bool

    def of(self, total: Decimal) -> Decimal:
        """The discount on a document of that total."""
        return (
            (total * self.amount * _PERCENT).quantize(CENT) if self.is_percentage else self.amount
        )


async def discounts(intacct: Intacct) -> dict[str, Discount]:
    """The discount of each term that grants one, by the term's id; none when terms may not be read."""
    return await intacct.reference("payables terms", _read)


async def _read(intacct: Intacct) -> dict[str, Discount]:
    query = select(
        "accounts-payable/term",
        "text id",
        "text? discount.amount",
        "text? discount.unit",
        order=("id",),
    )
    try:
        rows = await intacct.query_all(query)
    except UNREADABLE:
        return {}
    return {
        row.text("id"): Discount(
            Decimal(row.text("discount.amount")), row.text("discount.unit") == "percentage"
        )
        for row in rows.rows
        if Decimal(row.text("discount.amount") or 0) > ZERO
    }
