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
from intacct_books.modules.audit import agent_activity, audit_history
from intacct_books.modules.consolidation import consolidation_status, intercompany_balances
from intacct_books.modules.expenses import expense_reports, expense_spend
from intacct_books.modules.projects import job_cost, list_projects
from intacct_books.modules.purchasing import bills_without_order, purchase_orders_open
from intacct_books.modules.revenue import deferred_revenue_rollforward, renewals_due
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
        agent_activity,
        audit_history,
        consolidation_status,
        intercompany_balances,
        expense_reports,
        expense_spend,
        job_cost,
        list_projects,
        bills_without_order,
        purchase_orders_open,
        deferred_revenue_rollforward,
        renewals_due,
    )
}

__all__ = [
    "QUESTIONS",
    "agent_activity",
    "aging",
    "audit_history",
    "bills_without_order",
    "consolidation_status",
    "customers",
    "deferred_revenue_rollforward",
    "describe_records",
    "expense_reports",
    "expense_spend",
    "gl_balance",
    "intercompany_balances",
    "invoice",
    "job_cost",
    "list_projects",
    "purchase_orders_open",
    "query_records",
    "renewals_due",
    "trial_balance",
    "vendors",
]
