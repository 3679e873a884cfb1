"""Which records are which case, so that tests and people can ask for a case by its name.

Source: docs/sandbox-cases.md, which is made from here.
"""

from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.request import read_request
from intacct_sandbox.query.run import run_query

INVOICE = "accounts-receivable/invoice"
BILL = "accounts-payable/bill"
RECEIPT = "accounts-receivable/payment"
DISBURSEMENT = "accounts-payable/payment"
ENTRY = "general-ledger/journal-entry"
CUSTOMER, VENDOR = "accounts-receivable/customer", "accounts-payable/vendor"
ACCOUNT, ENTITY, USER = (
    "general-ledger/account",
    "company-config/entity",
    "company-config/user",
)

# Every case by its name, and what is to be seen in it.
CASES = {
    "draft-invoices": "Invoices that are not in the ledger yet",
    "draft-bills": "Bills that are not in the ledger yet",
    "reversed-over-month-end": "An invoice of a month's last day, reversed in the month after",
    "overpayment": "A customer paid more than was due; the rest is on account",
    "same-number-two-customers": "One invoice number, used by customers of two entities",
    "foreign-currency-rounding-cent": "An invoice in euros; its lines in base currency are not the total converted",
    "credit-memo": "A credit memo that is not applied yet",
    "customer-advance": "A customer paid before there was an invoice",
    "vendor-advance": "A vendor was paid before there was a bill",
    "retainage": "An invoice of which a tenth is held back",
    "bill-retainage": "A bill of which the company holds back a tenth",
    "tax-subtotal-line": "An invoice with sales tax on a line that GET of it leaves out",
    "bill-submitted": "A bill that waits for approval",
    "bill-declined": "A bill that was not approved",
    "bill-reversed": "A bill and its reversal on the next day: nothing is owed of either",
    "bill-of-a-purchase-order": "A bill and the purchase order that it came of",
    "bill-on-hold": "A posted bill that is not to be paid yet",
    "inter-entity-entry": "One entry in two entities, each balanced by what it owes the other",
    "cash-book": "A part payment that stands in the cash book too, split over the invoice's accounts",
    "undeposited-receipt": "A check that is received and not in the bank yet",
    "partially-paid-invoice": "An invoice of which 40 of 100 are paid",
    "partially-paid-bill": "A bill of which a quarter is paid",
    "duplicate-bill-numbers": "One bill entered twice: the numbers differ by case and spaces only",
    "future-dated-bill": "A bill dated two weeks ahead, in the ledger today",
    "paid-before-bill": "A payment dated five days before the bill that it pays",
    "memo-with-instruction": "A bill whose memo tells its reader what to do; it is text, no command",
    "customer-on-hold": "A customer on hold who owes",
    "vendor-on-hold": "A vendor on hold with an open bill",
    "over-credit-limit": "A customer who owes more than the credit limit",
    "parent-and-child-customers": "A parent customer and two children; only the children owe",
    "inactive-with-balance": "An inactive customer and an inactive vendor with open documents",
    "similar-names": "Three customers and two vendors whose names differ by a letter or an ending",
    "vendor-with-bank-details": "A vendor with bank account, routing number and tax id",
    "vendor-submitted": "A vendor that waits for approval; there are no bills yet",
    "straight-to-control-account": "An entry of last month straight to receivables, taken back this month:"
    " at the last month end the subledger and the account differ",
    "account-without-group": "An account with activity that is in no group and no category",
    "inactive-account-with-balance": "An inactive account that still has a balance",
    "month-closed-in-some-entities": "The entity that has closed last month; the others have not",
    "summary-left-open": "Last month's summary of bills, still open",
    "reconciliation-in-progress": "A reconciliation of a bank account that was begun and not finished",
    "budget-with-missing-lines": "The default budget: one account has no line, one entity's travel only half a"
    " year's",
    "changed-by-hand": "A credit limit raised, a vendor's bank account changed, a vendor put on hold: each by a"
    " user, in the last month",
    "private-entity": "An entity whose records the top level shows only when asked to",
    "elimination-entity": "An elimination entity without transactions",
    "custom-dimension": "The members of a user-defined dimension, which document lines carry",
    "restricted-user": "A user who sees one entity only",
    "view-only-user": "A user who may look and change nothing",
    "user-without-ledger": "A user whose role has payables only: no general ledger, no receivables",
    "inactive-user": "A user who has left",
    "locked-user": "A user who is locked out after wrong passwords",
}
# What a record is called, by the first of these fields that it has.
_NAMES = (
    "invoiceNumber",
    "billNumber",
    "documentNumber",
    "txnNumber",
    "name",
    "userName",
    "id",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A record that is part of a case."""

    name: str
    object: str
    key: str


def mark(ledger: Ledger, name: str, object_name: str, *keys: int) -> None:
    """Remember that records are part of a case."""
    if name not in CASES:
        raise KeyError(name)
    for key in keys:
        ledger.write(
            "INSERT INTO seeded_case (name, object, record_key) VALUES (?, ?, ?)",
            (name, object_name, str(key)),
        )


def seeded_cases(ledger: Ledger) -> list[Case]:
    """All records of all cases, in the order of the list above."""
    rows = ledger.rows("SELECT name, object, record_key FROM seeded_case ORDER BY rowid")
    order = list(CASES)
    return sorted((Case(*row) for row in rows), key=lambda case: order.index(case.name))


def called(ledger: Ledger, case: Case) -> str:
    """What the record of a case is called: its number, name or id."""
    fields = ledger.shape.objects[case.object].fields
    # A user's id is what one signs in with.
    paths = ["id"] if case.object == USER else [path for path in _NAMES if path in fields]
    request = read_request(
        {
            "object": case.object,
            "fields": paths,
            "filters": [{"$eq": {"key": case.key}}],
            "filterParameters": {"includePrivate": True},
        }
    )
    row = run_query(request, ledger, ledger.shape, Scope(None, ledger.company.today, 0)).rows[0]
    return next((str(row[path]) for path in paths if row[path] is not None), case.key)
