"""What an invoice, a bill, an adjustment or an advance is, before and after it stands in the ledger.

Source: docs/api/writing.md. Units: cents of the document's own currency; a credit memo has negative lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from intacct_sandbox.company.describing.records import Values
from intacct_sandbox.company.ledger_entries.exchange import Rate, rounded
from intacct_sandbox.company.ledger_entries.subledger import Subledger

Kind = Literal["document", "adjustment", "advance"]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line.

    Attributes:
        other_party_key: The vendor that a receivables line is about, the customer of a payables line.
        subtotal: `tax` or `subtotal` for a line that only comes of others.
        retainage: The percentage that is held back.
        key: Its own, where it is there already.
        extra: Fields without a column.
        owned: Records that it holds, by the path of their list.
    """

    account_key: int
    amount: int
    location_key: int
    department_key: int | None = None
    memo: str | None = None
    class_key: int | None = None
    project_key: int | None = None
    item_key: int | None = None
    employee_key: int | None = None
    service_line_key: int | None = None
    other_party_key: int | None = None
    subtotal: str | None = None
    retainage: Decimal | None = None
    key: int | None = None
    extra: Mapping[str, Any] | None = None
    owned: Mapping[str, list[Values]] = field(default_factory=dict[str, list[Values]])

    @property
    def retained(self) -> int:
        """What of the amount is held back."""
        return rounded(self.amount * self.retainage / 100) if self.retainage else 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document with all its references found.

    Attributes:
        state: The state it is in or is to be put in; None for posted, or draft if `is_draft`.
        rate: What its currency is worth; None when it is in base currency.
        bank_account_key: Where the money of an advance is.
        summary_key: What it is gathered in, once it is posted or where somebody says so before.
    """

    subledger: Subledger
    party_key: int
    entity_key: int
    currency: str
    number: str
    document_date: str
    posting_date: str
    due_date: str
    lines: tuple[DocumentLine, ...]
    is_draft: bool = False
    description: str | None = None
    reference: str | None = None
    term_key: int | None = None
    kind: Kind = "document"
    state: str | None = None
    rate: Rate | None = None
    bank_account_key: int | None = None
    method: str | None = None
    summary_key: int | None = None
    extra: Mapping[str, Any] | None = None

    @property
    def word(self) -> str:
        """What an accountant calls it."""
        return self.subledger.document if self.kind == "document" else self.kind

    @property
    def into_state(self) -> str:
        """The state that it is in or is to be put in."""
        return self.state or ("draft" if self.is_draft else "posted")

    def base(self, cents: int) -> int:
        """An amount of the document in base currency."""
        return self.rate.to_base(cents) if self.rate else cents


@dataclass(frozen=True, slots=True)
class Standing:
    """A document as it stands: what it says, and what has become of it.

    Attributes:
        applied: Whether something is applied to it, or it to something, posted or not.
    """

    key: int
    document: Document
    state: str
    entry_key: int | None
    applied: bool
