"""Invoices and bills, receipts and payments: the same things under other names.

Source: REST `accounts-receivable/*`, `accounts-payable/*` (docs/api/invoices.md, bills.md, payments.md).
"""

from dataclasses import dataclass

from intacct_books.aging.subledgers import AP, AR, Subledger, Word


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the business: with customers, or with vendors.

    Attributes:
        of: The subledger.
        title: What a reader calls its document.
        line: The object that document lines are.
        header: The name under which a line reaches its document.
        subtotal: What tells subtotal and tax lines, on a line.
        payment: The name under which a payment detail reaches its payment.
        paid_on: The day of a payment.
        facts: More of the document for a reader: the word, and the declaration.
        party_object: The object that its parties are.
    """

    of: Subledger
    title: str
    line: str
    header: str
    subtotal: str
    payment: str
    paid_on: str
    facts: tuple[tuple[str, str], ...]
    party_object: str

    @property
    def number(self) -> str:
        """The document's number."""
        return self.of.document.number

    @property
    def day(self) -> str:
        """The day it is dated."""
        return self.of.document.day

    @property
    def documents(self) -> str:
        """The object that documents are."""
        return self.of.document.object

    @property
    def payments(self) -> str:
        """The object that payments are."""
        return self.documents.partition("/")[0] + "/payment"


RECEIVABLE = Side(
    of=AR,
    title="invoice",
    line="accounts-receivable/invoice-line",
    header="invoice",
    subtotal="isSubtotal",
    payment="arPayment",
    paid_on="paymentSummary.receiptDate",
    facts=(),
    party_object="accounts-receivable/customer",
)

PAYABLE = Side(
    of=AP,
    title="bill",
    line="accounts-payable/bill-line",
    header="bill",
    subtotal="isSubTotal",
    payment="apPayment",
    paid_on="paymentDate",
    facts=(
        ("posted_on", "day? postingDate"),
        ("pay_by", "day? recommendedPaymentDate"),
        ("discount_until", "day? discountCutOffDate"),
        ("on_hold", "flag? isOnHold"),
    ),
    party_object="accounts-payable/vendor",
)


def side(word: Word) -> Side:
    """The side of that subledger."""
    return RECEIVABLE if word == "AR" else PAYABLE
