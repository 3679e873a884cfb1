"""Cases of invoices, bills and payments.

Drafts; a reversed pair over a month end; an overpayment that stays on account; one invoice number used by
two customers.
"""

from datetime import date, timedelta

from intacct_sandbox.company.documents import reverse_document
from intacct_sandbox.company.subledger import PAYABLES, RECEIVABLES
from intacct_sandbox.seed.bookkeeper import Bookkeeper, Due
from intacct_sandbox.seed.cases.register import BILL, INVOICE, RECEIPT, mark
from intacct_sandbox.seed.organisation import TIME, Organisation

SHARED_NUMBER = "INV-2044"


def add_document_cases(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """Book all cases, after the history."""
    _drafts(bookkeeper, organisation, today)
    _reversed_pair(bookkeeper, organisation, today)
    _overpayment(bookkeeper, organisation, today)
    _same_number_twice(bookkeeper, organisation, today)


def _drafts(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    for number in range(3):
        invoice = bookkeeper.document(
            RECEIVABLES, organisation.customers[number], today, draft=True
        )
        bill = bookkeeper.document(PAYABLES, organisation.vendors[number], today, draft=True)
        mark(bookkeeper.ledger, "draft-invoices", INVOICE, invoice)
        mark(bookkeeper.ledger, "draft-bills", BILL, bill)


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
