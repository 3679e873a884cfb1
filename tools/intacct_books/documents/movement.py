"""Something that changed what a party owes, or is owed.

Source: docs/api/statements-of-account.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intacct_books.cells import Record


def made_out_in(currencies: Iterable[str]) -> list[str]:
    """A sentence where something was made out in another currency than it is shown in."""
    if not any(currencies):
        return []
    return ["Amounts are in base currency; document_currency is what the document itself is in."]


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that changed what is owed.

    Attributes:
        day: When it counts from: its posting day.
        kind: What it is.
        number: Its number.
        due: When it is due; None where that makes no sense.
        currency: The base currency.
        entity: The entity's id.
        amount: What it adds; credits and payments are negative.
        document_currency: The currency that it was made out in, where that is another one.
    """

    day: date
    kind: str
    number: str
    due: date | None
    currency: str
    entity: str
    amount: Decimal
    document_currency: str = ""

    def record(self) -> Record:
        """For a reader."""
        return {
            "date": self.day,
            "kind": self.kind,
            "number": self.number,
            "due": self.due,
            "currency": self.currency,
            "document_currency": self.document_currency,
            "amount": self.amount,
        }
