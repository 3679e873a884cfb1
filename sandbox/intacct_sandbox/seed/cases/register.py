"""Which records are which case, so that tests and people can ask for a case by its name.

Source: docs/sandbox-cases.md.
"""

from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger

INVOICE = "accounts-receivable/invoice"
BILL = "accounts-payable/bill"
RECEIPT = "accounts-receivable/payment"
DISBURSEMENT = "accounts-payable/payment"
ENTRY = "general-ledger/journal-entry"

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
    "tax-subtotal-line": "An invoice with sales tax on a line that GET of it leaves out",
    "bill-submitted": "A bill that waits for approval",
    "bill-declined": "A bill that was not approved",
    "bill-on-hold": "A posted bill that is not to be paid yet",
    "inter-entity-entry": "One entry in two entities, each balanced by what it owes the other",
    "cash-book": "A part payment that stands in the cash book too, split over the invoice's accounts",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A record that is part of a case."""

    name: str
    object: str
    key: str


def mark(ledger: Ledger, name: str, object_name: str, key: int) -> None:
    """Remember that a record is part of a case."""
    if name not in CASES:
        raise KeyError(name)
    ledger.write(
        "INSERT INTO seeded_case (name, object, record_key) VALUES (?, ?, ?)",
        (name, object_name, str(key)),
    )


def seeded_cases(ledger: Ledger) -> list[Case]:
    """All records of all cases, in the order of the list above."""
    rows = ledger.rows("SELECT name, object, record_key FROM seeded_case ORDER BY rowid")
    order = list(CASES)
    return sorted((Case(*row) for row in rows), key=lambda case: order.index(case.name))
