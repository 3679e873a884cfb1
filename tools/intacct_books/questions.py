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
from intacct_books.documents.document import bill, invoice
from intacct_books.documents.documents_list import documents
from intacct_books.documents.parties import customers, vendors
from intacct_books.documents.party import party
from intacct_books.documents.payments_list import payments
from intacct_books.documents.statement_of_account import statement_of_account
from intacct_books.found import Found, FoundDocument, FoundStatement
from intacct_books.ledger.detail import gl_detail
from intacct_books.ledger.gl_balance import gl_balance
from intacct_books.ledger.trial_balance import trial_balance
from intacct_books.lists.search import search_records
from intacct_books.statements.balance_sheet import balance_sheet
from intacct_books.statements.cash_flow import cash_flow
from intacct_books.statements.income_statement import income_statement
from intacct_books.statements.variance import variance_analysis

Answered = Found | FoundDocument | FoundStatement

QUESTIONS: dict[str, Callable[..., Awaitable[Any]]] = {
    question.__name__: question
    for question in (
        *(customers, vendors, party, statement_of_account),
        *(documents, invoice, bill, payments, aging),
        *(gl_balance, gl_detail, trial_balance),
        *(income_statement, balance_sheet, cash_flow, variance_analysis),
        *(subledger_reconciliation, close_status, duplicate_bills, cash_position),
        *(search_records,),
    )
}

__all__ = [
    "QUESTIONS",
    "aging",
    "balance_sheet",
    "bill",
    "cash_flow",
    "cash_position",
    "close_status",
    "customers",
    "documents",
    "duplicate_bills",
    "gl_balance",
    "gl_detail",
    "income_statement",
    "invoice",
    "party",
    "payments",
    "search_records",
    "statement_of_account",
    "subledger_reconciliation",
    "trial_balance",
    "variance_analysis",
    "vendors",
]
