"""Something that changed what a party owes, or is owed.

Source: docs/api/statements-of-account.md.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intacct_books.cells import Record


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
    """

    day: date
    kind: str
    number: str
    due: date | None
    currency: str
    entity: str
    amount: Decimal

    def record(self) -> Record:
        """For a reader."""
        return {
            "date": self.day,
            "kind": self.kind,
            "number": self.number,
            "due": self.due,
            "currency": self.currency,
            "amount": self.amount,
        }
