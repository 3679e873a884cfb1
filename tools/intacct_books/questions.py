"""Every question that the books answer, by name.

A question is a function of an `Asking` and named arguments. `Books.ask` puts it; the name is what a handle
of evidence remembers it by.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from intacct_books.aging.aging import aging
from intacct_books.cash.position import cash_position
from intacct_books.close.duplicate_bills import duplicate_bills
from intacct_books.close.reconciliation import subledger_reconciliation
from intacct_books.close.status import close_status
from intacct_books.documents.invoices import invoice
from intacct_books.documents.parties import customers, vendors
from intacct_books.found import Found, FoundDocument, FoundStatement
from intacct_books.ledger.gl_balance import gl_balance
from intacct_books.ledger.trial_balance import trial_balance

Answered = Found | FoundDocument | FoundStatement

QUESTIONS: dict[str, Callable[..., Awaitable[Any]]] = {
    question.__name__: question
    for question in (
        aging,
        customers,
        vendors,
        invoice,
        gl_balance,
        trial_balance,
        duplicate_bills,
        close_status,
        subledger_reconciliation,
        cash_position,
    )
}

__all__ = [
    "QUESTIONS",
    "aging",
    "cash_position",
    "close_status",
    "customers",
    "duplicate_bills",
    "gl_balance",
    "invoice",
    "subledger_reconciliation",
    "trial_balance",
    "vendors",
]
