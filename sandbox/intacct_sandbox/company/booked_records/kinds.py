"""The kinds of records that stand in the ledger with one entry each, and what differs between them.

Source: docs/api/booked-records.md.
"""

from dataclasses import dataclass
from typing import Literal

# Where a record says what the money comes from or goes to.
BANK = "bankAccount"
CARD = "creditCardAccount"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One object.

    Attributes:
        name: The object.
        word: What an accountant calls it.
        day: The path of the day on which it posts.
        money: The path of where the money is; empty for a transfer, which has two banks.
        is_income: Whether money comes in. Of a bank fee its type says so.
        posted: Its state once it is booked; None where the API has none.
        reversed_states: What it becomes when it is reversed, and what its reversal is.
        links: Whether it says by `reversedBy` and `reversalOf` what belongs together.
    """

    name: str
    word: str
    day: str
    money: str = ""
    is_income: bool = False
    posted: str | None = "posted"
    reversed_states: tuple[str | None, str | None] = ("reversed", "reversal")
    links: Literal["records", "days"] = "records"

    @property
    def is_transfer(self) -> bool:
        """Whether it moves money from one bank to another instead of having lines."""
        return not self.money


KINDS = (
    RecordKind(
        "cash-management/other-receipt",
        "other receipt",
        "depositDate",
        BANK,
        is_income=True,
        posted="approved",
        links="days",
    ),
    RecordKind("cash-management/bank-fee", "bank fee", "txnDate", BANK),
    RecordKind("cash-management/credit-card-txn", "credit card transaction", "txnDate", CARD),
    RecordKind(
        "cash-management/credit-card-fee",
        "credit card fee",
        "txnDate",
        CARD,
        posted=None,
        reversed_states=("void", "void"),
    ),
    RecordKind("cash-management/funds-transfer", "funds transfer", "sendDate"),
)
