"""One call of each tool, for tests that hold for all of them."""

from typing import Any

from agent import Agent

EVIDENCE = "get_evidence"
CALLS: dict[str, dict[str, Any]] = {
    "company_overview": {},
    "list_customers": {"sort": "owes", "limit": 5},
    "get_invoice": {"number": "INV-10001"},
    "gl_balance": {"account": "1000..1300", "period": "2026-09"},
    "trial_balance": {"as_of": "2026-09-30"},
    "find_vendor": {"limit": 5},
    "ar_aging": {"limit": 5},
    "ap_aging": {"by": "document", "limit": 5},
    "get_customer": {"customer": "C-0006", "statement": "2026-10"},
    "list_invoices": {"limit": 5},
    "get_vendor": {"vendor": "V-0009"},
    "list_bills": {"limit": 5, "due_by": "2026-12-31"},
    "get_bill": {"number": "B-RET-1"},
    "list_payments": {"ledger": "AP", "limit": 5},
    "gl_detail": {"account": "1010", "period": "2026-09", "limit": 5},
    "income_statement": {"period": "2026-09"},
    "balance_sheet": {"as_of": "2026-09-30"},
    "cash_flow": {"period": "2026-09"},
    "variance_analysis": {"period": "2026-09"},
    "cash_position": {"weeks": 4},
    "reconcile_subledger": {"ledger": "AR"},
    "close_status": {"period": "2026-10"},
    "find_duplicate_bills": {},
    "search_records": {"search": "C-0016"},
    "query_records": {"object": "company-config/department", "limit": 5},
    EVIDENCE: {"handle": "00000000"},
}
# Those of the toolsets that are chosen; what an agent did is in the log, which costs nothing to read.
CALLS_OF_TOOLSETS: dict[str, dict[str, Any]] = {
    "list_projects": {},
    "job_cost": {},
    "retainage_outstanding": {"ledger": "AR"},
    "purchase_orders_open": {},
    "bills_without_order": {"period": "2026"},
    "renewals_due": {"days": 150},
    "deferred_revenue_rollforward": {"period": "2026-Q3"},
    "expense_reports": {},
    "expense_spend": {"by": "project"},
    "intercompany_balances": {},
    "consolidation_status": {"period": "2026-09"},
    "audit_history": {"period": "2026"},
    "agent_activity": {"period": "2026-10"},
}


async def arguments_of(agent: Agent, tool: str) -> dict[str, Any]:
    """The arguments of a tool's call; evidence is of a figure that is asked for first."""
    if tool != EVIDENCE:
        return (CALLS | CALLS_OF_TOOLSETS)[tool]
    figure = await agent.reads("gl_balance", account="1200", as_of="2026-09-30")
    return {"handle": figure["evidence"], "limit": 5}
