"""Cases of invoices and receipts."""

from datetime import date, timedelta

from intacct_sandbox.company.documents.booking import reverse_document
from intacct_sandbox.company.ledger_entries.subledger import RECEIVABLES
from intacct_sandbox.seed.bookkeeper import Bookkeeper, Due
from intacct_sandbox.seed.cases.register import INVOICE, RECEIPT, mark
from intacct_sandbox.seed.organisation import TIME, Organisation

SHARED_NUMBER = "INV-2044"


def add_invoice_cases(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """Book all cases, after the history."""
    for number in range(3):
        draft = bookkeeper.document(RECEIVABLES, organisation.customers[number], today, draft=True)
        mark(bookkeeper.ledger, "draft-invoices", INVOICE, draft)
    _reversed_pair(bookkeeper, organisation, today)
    _overpayment(bookkeeper, organisation, today)
    _same_number_twice(bookkeeper, organisation, today)
    _partially_paid(bookkeeper, organisation, today)


def _reversed_pair(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """An invoice at a month end, reversed early in the month after."""
    month_end = today.replace(day=1) - timedelta(days=1)
    party = organisation.customers[4]
    line = bookkeeper.line(RECEIVABLES, party.office)
    key = bookkeeper.book(RECEIVABLES, party, month_end, (line,))
    on = min(month_end + timedelta(days=3), today).isoformat()
    reverse_document(bookkeeper.ledger, RECEIVABLES, key, on=on, at=on + TIME)
    mark(bookkeeper.ledger, "reversed-over-month-end", INVOICE, key)


def _overpayment(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """A customer who paid more than the invoice: the rest stays on account."""
    day = max(today - timedelta(days=20), today.replace(day=1))
    party = organisation.customers[5]
    line = bookkeeper.line(RECEIVABLES, party.office)
    key = bookkeeper.book(RECEIVABLES, party, day, (line,))
    due = Due(today.isoformat(), RECEIVABLES, party, key, line.amount)
    payment = bookkeeper.payment(due, line.amount + 12_550)
    mark(bookkeeper.ledger, "overpayment", RECEIPT, payment)


def _same_number_twice(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """Two customers of different entities whose invoices carry the same number."""
    day = today.replace(day=1) - timedelta(days=20)
    for party in organisation.customers[6:8]:
        line = bookkeeper.line(RECEIVABLES, party.office)
        key = bookkeeper.book(RECEIVABLES, party, day, (line,), number=SHARED_NUMBER)
        mark(bookkeeper.ledger, "same-number-two-customers", INVOICE, key)


def _partially_paid(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    party = organisation.customers[0]
    line = bookkeeper.line_of(party.office, "4000", 250_000, "Pressure gauge set")
    key = bookkeeper.book(RECEIVABLES, party, today - timedelta(days=40), (line,))
    paid = (today - timedelta(days=4)).isoformat()
    bookkeeper.payment(Due(paid, RECEIVABLES, party, key, 100_000), 100_000)
    mark(bookkeeper.ledger, "partially-paid-invoice", INVOICE, key)
