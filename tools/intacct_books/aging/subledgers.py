"""Receivables and payables as the API has them: the same things under other names. The one description of each.

Source: REST `accounts-receivable/*`, `accounts-payable/*` (docs/api/aging.md, invoices.md, bills.md, payments.md).
"""

from dataclasses import dataclass
from typing import Literal

Word = Literal["AR", "AP"]


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a kind of open item keeps what all of them have.

    Attributes:
        object: The object.
        prefix: What stands before each path, where lines are read instead of headers.
        number: Its number.
        day: The day it is dated.
        due: The day it is due; empty where it has none.
        posting: The day it posts.
        total: Its amount, in base currency.
        left: What of it is open now, in base currency.
        currency: The base currency.
        own: The currency that it was made out in.
        retained: What is held back, in base currency; empty where nothing can be.
    """

    object: str
    number: str
    day: str
    posting: str
    total: str
    left: str
    currency: str
    own: str
    prefix: str = ""
    due: str = ""
    retained: str = ""


@dataclass(frozen=True, slots=True)
class Applications:
    """How a payment detail says what it applies to what.

    Attributes:
        object: The object.
        is_posted: The path that tells drafts.
        document: The document paid.
        debit_memo: The adjustment paid.
        credit_memo: The adjustment used.
        advance: The advance used.
        negative: The document used that is itself a credit.
        overpayment: The payment whose rest is used; empty where there is none.
        amounts: The amounts, under `baseCurrency`.
    """

    object: str
    is_posted: str
    document: str
    debit_memo: str
    credit_memo: str
    advance: str
    negative: str
    overpayment: str
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subledger:
    """One of the two subledgers: with customers, or with vendors.

    Attributes:
        word: AR or AP.
        party: Who it is with, as paths have it.
        party_object: The object that its parties are.
        title: What a reader calls its document.
        header: The name under which a line reaches its document.
        subtotal: What tells subtotal and tax lines, on a line.
        payment: The name under which a payment detail reaches its payment.
        paid_on: The day of a payment.
        document: Invoices or bills.
        adjustment: Memos, by their lines.
        advance: Money from before there was a document.
        overpayment: What is left of payments; None where nothing can be.
        applications: How it is told what was applied to what.
        facts: More of the document for a reader: the word, and the declaration.
    """

    word: Word
    party: str
    party_object: str
    title: str
    header: str
    subtotal: str
    payment: str
    paid_on: str
    document: Paths
    adjustment: Paths
    advance: Paths
    overpayment: Paths | None
    applications: Applications
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def number(self) -> str:
        """The document's number."""
        return self.document.number

    @property
    def day(self) -> str:
        """The day the document is dated."""
        return self.document.day

    @property
    def documents(self) -> str:
        """The object that documents are."""
        return self.document.object

    @property
    def line(self) -> str:
        """The object that document lines are."""
        return f"{self.documents}-line"

    @property
    def payments(self) -> str:
        """The object that payments are."""
        return f"{self.documents.partition('/')[0]}/payment"


AR = Subledger(
    word="AR",
    party="customer",
    party_object="accounts-receivable/customer",
    title="invoice",
    header="invoice",
    subtotal="isSubtotal",
    payment="arPayment",
    paid_on="paymentSummary.receiptDate",
    document=Paths(
        "accounts-receivable/invoice",
        number="invoiceNumber",
        day="invoiceDate",
        due="dueDate",
        posting="invoiceSummary.glPostingDate",
        total="totalBaseAmount",
        left="totalBaseAmountDue",
        currency="currency.baseCurrency",
        own="currency.txnCurrency",
        retained="retainage.totalBaseAmountRetained",
    ),
    adjustment=Paths(
        "accounts-receivable/adjustment-line",
        prefix="arAdjustment.",
        number="adjustmentNumber",
        day="createdDate",
        posting="glPostingDate",
        total="baseCurrency.amount",
        left="baseCurrency.totalDue",
        currency="baseCurrency.currency",
        own="txnCurrency.currency",
    ),
    advance=Paths(
        "accounts-receivable/advance",
        number="advanceNumber",
        day="createdDate",
        posting="paymentInformation.receiptDate",
        total="totalEntered",
        left="paymentInformation.totalDue",
        currency="paymentInformation.currency.baseCurrency",
        own="paymentInformation.currency.txnCurrency",
    ),
    overpayment=Paths(
        "accounts-receivable/payment",
        number="documentNumber",
        day="paymentSummary.receiptDate",
        posting="paymentSummary.receiptDate",
        total="baseCurrency.totalAmount",
        left="overPaymentAmount",
        currency="baseCurrency.currency",
        own="txnCurrency.currency",
    ),
    applications=Applications(
        "accounts-receivable/payment-detail",
        is_posted="arPayment.state",
        document="arInvoice",
        debit_memo="positiveAdjustment",
        credit_memo="arAdjustment",
        advance="arAdvance",
        negative="negativeInvoice",
        overpayment="arPostedOverPayment",
        amounts=(
            "paymentAmount",
            "inlineAmount",
            "adjustmentAmount",
            "postedAdvanceAmount",
            "postedOverPaymentAmount",
            "negativeInvoiceAmount",
        ),
    ),
)

AP = Subledger(
    word="AP",
    party="vendor",
    party_object="accounts-payable/vendor",
    title="bill",
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
    document=Paths(
        "accounts-payable/bill",
        number="billNumber",
        day="createdDate",
        due="dueDate",
        posting="postingDate",
        total="totalBaseAmount",
        left="totalBaseAmountDue",
        currency="currency.baseCurrency",
        own="currency.txnCurrency",
        retained="retainage.totalBaseAmountRetained",
    ),
    adjustment=Paths(
        "accounts-payable/adjustment-line",
        prefix="apAdjustment.",
        number="adjustmentNumber",
        day="createdDate",
        posting="adjustmentSummary.glPostingDate",
        total="baseAmount",
        left="totalBaseAmountDue",
        currency="currency.baseCurrency",
        own="currency.txnCurrency",
    ),
    advance=Paths(
        "accounts-payable/advance",
        number="advanceNumber",
        day="advanceDate",
        posting="advanceDate",
        total="totalEntered",
        left="totalDue",
        currency="currency.baseCurrency",
        own="currency.txnCurrency",
    ),
    overpayment=None,
    applications=Applications(
        "accounts-payable/payment-detail",
        is_posted="state",
        document="bill",
        debit_memo="apCreditAdjustment",
        credit_memo="apDebitAdjustment",
        advance="apAdvance",
        negative="inlineBill",
        overpayment="",
        amounts=(
            "paymentAmount",
            "inlineAmount",
            "discountAmount",
            "adjustmentAmount",
            "postedAdvanceAmount",
        ),
    ),
)


def subledger(word: Word) -> Subledger:
    """The subledger of that name."""
    return AR if word == "AR" else AP
