"""How the six kinds of documents are spelled on the wire: the same things under different names.

Source: docs/api/writing.md, docs/api/adjustments.md, docs/api/advances.md.
"""

from dataclasses import dataclass

from intacct_sandbox.company.documents.shape import Kind
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES, Subledger


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """One object: where its payload says what.

    Attributes:
        name: The object.
        line_name: What its lines are.
        number: The path of its number; empty when the API gives one.
        day: The document's date.
        posting: The day it posts; empty when that is its date.
        due: The due date; empty when it has none.
        currency: The currency; `rate`, `rate_day` and `rate_type` say what it is worth.
        base_currency: The path of the currency that must be the entity's own.
        reference: The path of somebody else's number.
        lines: The list of lines, `amount` the path in each.
        unsent: The state when a create says none.
        states: The states that a create may say.
        bank: The path of the bank account's id, for advances; `method` says how the money came.
        reverse_day: What the reverse workflow calls the day.
        summary: The reference to the summary that it is in.
        remarks: What workflows call their remarks.
    """

    name: str
    line_name: str
    subledger: Subledger
    kind: Kind
    number: str
    day: str
    posting: str
    due: str
    currency: str
    base_currency: str
    rate: str
    rate_day: str
    rate_type: str
    reference: str
    lines: str
    amount: str
    unsent: str
    states: frozenset[str]
    reverse_day: str
    bank: str = ""
    method: str = ""
    summary: str = ""

    @property
    def owner(self) -> str:
        """The path of a line's reference to its document."""
        return {
            "accounts-receivable/invoice": "invoice",
            "accounts-payable/bill": "bill",
            "accounts-receivable/adjustment": "arAdjustment",
            "accounts-payable/adjustment": "apAdjustment",
            "accounts-receivable/advance": "arAdvance",
            "accounts-payable/advance": "apAdvance",
        }[self.name]


_INVOICE_RATE = {
    "currency": "currency.txnCurrency",
    "base_currency": "currency.baseCurrency",
    "rate": "currency.exchangeRate.rate",
    "rate_day": "currency.exchangeRate.date",
    "rate_type": "currency.exchangeRate.typeId",
}
_BOTH = frozenset({"draft", "posted"})

INVOICE = DocumentForm(
    name="accounts-receivable/invoice",
    line_name="accounts-receivable/invoice-line",
    subledger=RECEIVABLES,
    kind="document",
    number="invoiceNumber",
    day="invoiceDate",
    posting="invoiceSummary.glPostingDate",
    due="dueDate",
    **_INVOICE_RATE,
    reference="referenceNumber",
    lines="lines",
    amount="txnAmount",
    unsent="posted",
    states=frozenset({"draft"}),
    reverse_day="reversedDate",
    summary="invoiceSummary",
)
BILL = DocumentForm(
    name="accounts-payable/bill",
    line_name="accounts-payable/bill-line",
    subledger=PAYABLES,
    kind="document",
    number="billNumber",
    day="createdDate",
    posting="postingDate",
    due="dueDate",
    **_INVOICE_RATE,
    reference="referenceNumber",
    lines="lines",
    amount="txnAmount",
    unsent="draft",
    states=_BOTH,
    reverse_day="reverseDate",
    summary="billSummary",
)
AR_ADJUSTMENT = DocumentForm(
    name="accounts-receivable/adjustment",
    line_name="accounts-receivable/adjustment-line",
    subledger=RECEIVABLES,
    kind="adjustment",
    number="adjustmentNumber",
    day="createdDate",
    posting="glPostingDate",
    due="",
    currency="txnCurrency.currency",
    base_currency="baseCurrency.currency",
    rate="exchangeRate.rate",
    rate_day="exchangeRate.date",
    rate_type="exchangeRate.typeId",
    reference="documentNumber",
    lines="lines",
    amount="txnCurrency.amount",
    unsent="posted",
    states=_BOTH,
    reverse_day="reversedDate",
    summary="adjustmentSummary",
)
AP_ADJUSTMENT = DocumentForm(
    name="accounts-payable/adjustment",
    line_name="accounts-payable/adjustment-line",
    subledger=PAYABLES,
    kind="adjustment",
    number="adjustmentNumber",
    day="createdDate",
    posting="adjustmentSummary.glPostingDate",
    due="",
    currency="currency.txnCurrency",
    base_currency="currency.baseCurrency",
    rate="currency.exchangeRate",
    rate_day="currency.exchangeRateDate",
    rate_type="currency.exchangeRateTypeId",
    reference="referenceNumber",
    lines="lines",
    amount="txnAmount",
    unsent="draft",
    states=_BOTH,
    reverse_day="reverseDate",
    summary="adjustmentSummary",
)
AR_ADVANCE = DocumentForm(
    name="accounts-receivable/advance",
    line_name="accounts-receivable/advance-line",
    subledger=RECEIVABLES,
    kind="advance",
    number="",
    day="paymentInformation.paymentDate",
    posting="paymentInformation.receiptDate",
    due="",
    currency="paymentInformation.currency.txnCurrency",
    base_currency="paymentInformation.currency.baseCurrency",
    rate="paymentInformation.currency.exchangeRate",
    rate_day="paymentInformation.currency.exchangeRateDate",
    rate_type="paymentInformation.currency.exchangeRateTypeId",
    reference="referenceNumber",
    lines="items",
    amount="txnAmount",
    unsent="posted",
    states=_BOTH,
    reverse_day="reversedDate",
    bank="paymentInformation.financialEntity.entityId",
    method="paymentInformation.paymentMethod",
)
AP_ADVANCE = DocumentForm(
    name="accounts-payable/advance",
    line_name="accounts-payable/advance-line",
    subledger=PAYABLES,
    kind="advance",
    number="",
    day="advanceDate",
    posting="",
    due="dueDate",
    **_INVOICE_RATE,
    reference="referenceNumber",
    lines="lines",
    amount="txnAmount",
    unsent="draft",
    states=frozenset({"draft"}),
    reverse_day="reversedDate",
    bank="financialEntity.entityId",
    method="paymentMethod",
)
FORMS = (INVOICE, BILL, AR_ADJUSTMENT, AP_ADJUSTMENT, AR_ADVANCE, AP_ADVANCE)
