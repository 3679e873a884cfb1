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
from intacct_books.modules.audit import agent_activity, audit_history
from intacct_books.modules.consolidation import consolidation_status
from intacct_books.modules.expenses import expense_reports, expense_spend
from intacct_books.modules.intercompany import intercompany_balances
from intacct_books.modules.projects import job_cost, list_projects
from intacct_books.modules.purchasing import bills_without_order, purchase_orders_open
from intacct_books.modules.retainage import retainage_outstanding
from intacct_books.modules.revenue import deferred_revenue_rollforward, renewals_due
from intacct_books.records.describing import describe_records
from intacct_books.records.query_records import query_records
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
        *(describe_records, query_records, list_projects, job_cost),
        *(purchase_orders_open, bills_without_order, renewals_due, deferred_revenue_rollforward),
        *(expense_reports, expense_spend, intercompany_balances, consolidation_status),
        *(audit_history, agent_activity, retainage_outstanding),
    )
}

__all__ = [
    "QUESTIONS",
    "agent_activity",
    "aging",
    "audit_history",
    "balance_sheet",
    "bill",
    "bills_without_order",
    "cash_flow",
    "cash_position",
    "close_status",
    "consolidation_status",
    "customers",
    "deferred_revenue_rollforward",
    "describe_records",
    "documents",
    "duplicate_bills",
    "expense_reports",
    "expense_spend",
    "gl_balance",
    "gl_detail",
    "income_statement",
    "intercompany_balances",
    "invoice",
    "job_cost",
    "list_projects",
    "party",
    "payments",
    "purchase_orders_open",
    "query_records",
    "renewals_due",
    "retainage_outstanding",
    "search_records",
    "statement_of_account",
    "subledger_reconciliation",
    "trial_balance",
    "variance_analysis",
    "vendors",
]
