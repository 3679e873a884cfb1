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
from intacct_books.records.describing import describe_records
from intacct_books.records.query_records import query_records

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
        describe_records,
        query_records,
    )
}

__all__ = [
    "QUESTIONS",
    "aging",
    "customers",
    "describe_records",
    "gl_balance",
    "invoice",
    "query_records",
    "trial_balance",
    "vendors",
]
