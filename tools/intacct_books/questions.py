"""Every question that the books answer, by name.

A question is a function of an `Asking` and named arguments. `Books.ask` puts it; the name is what a handle
of evidence remembers it by.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from intacct_books.aging.aging import aging
from intacct_books.documents.invoices import invoice
from intacct_books.documents.parties import customers, vendors
from intacct_books.found import Found, FoundDocument, FoundStatement
from intacct_books.ledger.gl_balance import gl_balance
from intacct_books.ledger.trial_balance import trial_balance
from intacct_books.statements.balance_sheet import balance_sheet
from intacct_books.statements.cash_flow import cash_flow
from intacct_books.statements.income_statement import income_statement
from intacct_books.statements.variance import variance_analysis

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
        income_statement,
        balance_sheet,
        cash_flow,
        variance_analysis,
    )
}

__all__ = [
    "QUESTIONS",
    "aging",
    "balance_sheet",
    "cash_flow",
    "customers",
    "gl_balance",
    "income_statement",
    "invoice",
    "trial_balance",
    "variance_analysis",
    "vendors",
]
