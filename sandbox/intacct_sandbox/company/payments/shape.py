"""What a payment is: money, credits, or both, and the documents they go to.

Source: docs/api/payments.md. Units: cents of the payment's currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from intacct_sandbox.company.ledger_entries.exchange import Rate
from intacct_sandbox.company.ledger_entries.subledger import Subledger

CreditKind = Literal["adjustment", "advance", "overPayment", "negativeInvoice"]


@dataclass(frozen=True, slots=True)
class Credit:
    """What is used instead of money: a document, or a payment of which something is left."""

    kind: CreditKind
    key: int
    target: str = ""  # where the payload names it


@dataclass(frozen=True, slots=True)
class Where:
    """Where a payload says what is applied: pointers, empty where it was said before."""

    document: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What goes to one document: of the payment's money, or of a credit."""

    document_key: int
    amount: int
    credit: Credit | None = None
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment with all its references found.

    Attributes:
        amount: The money, in cents; it covers at least what is applied of it. Credits come on top.
        bank_account_key: Where the money is; None when only credits are applied.
        undeposited_key: The account of undeposited funds that holds the money instead of a bank.
        state: The state it is put in; None for the one in which it posts.
        rate: What its currency is worth; None when that is the base currency.
        base_amount: What the money is worth in base currency, where that is told; else by the rate.
        currency: Empty for the bank account's.
    """

    subledger: Subledger
    party_key: int
    bank_account_key: int | None
    number: str | None
    payment_date: str
    method: str
    amount: int
    applied: tuple[Applied, ...]
    description: str | None = None
    undeposited_key: int | None = None
    state: str | None = None
    currency: str = ""
    rate: Rate | None = None
    base_amount: int | None = None
    extra: Mapping[str, Any] | None = None

    @property
    def base(self) -> int:
        """What the money is worth in base currency."""
        if self.base_amount is not None:
            return self.base_amount
        return self.rate.to_base(self.amount) if self.rate else self.amount

    @property
    def is_posted(self) -> bool:
        """Whether it goes into the ledger at once."""
        return self.state in {None, self.subledger.paid_state}

    @property
    def of_money(self) -> int:
        """What of the money is applied."""
        return sum(each.amount for each in self.applied if each.credit is None)
