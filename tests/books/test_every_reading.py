"""The tools' figures are the same under every reading of what is not published."""

from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from answering import answering
from conftest import TODAY
from intacct_mcp.toolset_names import OPTIONAL
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Seed
from opened import company

LINES = 1_500
# What a party owes is asked of Intacct in one call; under these readings Intacct itself counts otherwise.
TOLD_BY_INTACCT = {
    ("total_due", reading): {"list_customers", "find_vendor"}
    for reading in ("gross", "with-retainage")
}
USUAL: list[Any] = []  # the answers under the defaults, once
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("gl_balance", {"account": "cash", "as_of": "2026-09-30"}),
    ("gl_balance", {"account": "revenue", "period": "2026-Q3", "by": "department"}),
    ("gl_balance", {"account": "9010..9020", "period": "2026-Q3", "by": "entity"}),
    ("gl_balance", {"account": "3900, headcount", "period": "2025-12..2026-01"}),
    ("list_customers", {"limit": 5}),
    ("find_vendor", {"search": "a"}),
    (
        "query_records",
        {
            "object": "accounts-receivable/invoice-line",
            "fields": "invoice.customer.id,sum:baseAmount",
            "where": "invoice.state != draft and memo is not null and dimensions.project.id != P-101",
            "order": "-sum:baseAmount",
        },
    ),
    (
        "query_records",
        {"object": "bill", "fields": "vendor.id,max:totalBaseAmount,count", "order": "vendor.id"},
    ),
    ("query_records", {"object": "vendor", "where": "isOnHold != true", "limit": 3}),
    ("job_cost", {}),
    ("retainage_outstanding", {"ledger": "AR"}),
    ("retainage_outstanding", {"ledger": "AP"}),
    ("purchase_orders_open", {}),
    ("deferred_revenue_rollforward", {"period": "2026-Q3"}),
    ("expense_spend", {"by": "project"}),
    ("intercompany_balances", {}),
    ("audit_history", {"period": "2026"}),
    ("income_statement", {"period": "2026-09", "compare": "budget"}),
    ("balance_sheet", {"as_of": "2026-09-30", "detail": "accounts", "compare": "prior_year"}),
    ("variance_analysis", {"period": "2025-12"}),
    ("cash_flow", {"period": "2026-Q3"}),
    ("income_statement", {"period": "2026-Q3", "by": "month"}),
    ("trial_balance", {"period": "2026-09", "columns": "all"}),
    ("variance_analysis", {"period": "2026-Q3", "against": "prior_year", "min_amount": 0}),
    ("list_invoices", {"limit": 5, "status": "all"}),
    ("list_bills", {"limit": 5, "due_by": "2026-11"}),
    ("list_invoices", {"limit": 5, "due_by": "2026-11-07"}),
    ("ar_aging", {"limit": 5, "by": "credit"}),
    ("ap_aging", {"limit": 5, "min_days": 1}),
    ("list_bills", {"status": "reversed"}),
    ("get_invoice", {"number": "INV-EUR-1"}),
    ("get_invoice", {"number": "INV-RET-1"}),
    ("get_customer", {"customer": "C-0015"}),
    ("query_records", {"object": "bill-line", "where": "memo != ''", "limit": 3}),
    ("list_payments", {"ledger": "AR", "limit": 5}),
    ("get_customer", {"customer": "C-0016", "statement": "2026-10"}),
    ("get_vendor", {"vendor": "V-0015", "statement": "2026-09..2026-10"}),
    ("gl_detail", {"account": "6000..6999", "period": "2026-09", "by": "account"}),
    ("gl_detail", {"account": "all", "where": "entry=15"}),
    ("list_payments", {"ledger": "AR", "search": "R-1126"}),
    ("search_records", {"search": "cal"}),
    ("search_records", {"search": "CM-1001"}),
    ("search_records", {"search": "V-0016 Redfern Telecom", "kind": "bill", "limit": 5}),
    ("list_payments", {"ledger": "AP", "search": "V-0016 Redfern Telecom", "limit": 5}),
    ("find_vendor", {"search": "Tamarak"}),
    ("bills_without_order", {"period": "Q3 2026", "vendor": "Redfern"}),
    ("expense_reports", {"search": "Nakamura", "state": "any"}),
    ("audit_history", {"object": "vendor", "key": "V-0009"}),
    ("find_duplicate_bills", {}),
    ("cash_position", {"weeks": 4}),
    ("close_status", {"period": "2026-10"}),
    ("reconcile_subledger", {"ledger": "AR", "as_of": "2026-08-31"}),
    ("reconcile_subledger", {"ledger": "AP", "as_of": "2026-10-22"}),
)


def readings() -> list[tuple[str, str]]:
    """Every switch with each value that is not its default."""
    taken = Assumptions()
    return [
        (each.name, value)
        for each in fields(Assumptions)
        for value in get_args(Assumptions.__annotations__[each.name])
        if value != getattr(taken, each.name)
    ]


async def answers(assumptions: Assumptions) -> list[Any]:
    with company(Seed(1, TODAY, LINES, assumptions=assumptions)) as sandbox:
        async with answering(sandbox, toolsets=OPTIONAL) as agent:
            found = [await agent.reads(tool, **given) for tool, given in QUESTIONS]
    for answer in found:
        for changing in ("api", "api_setup", "next"):  # costs differ, a cursor holds the time
            answer.pop(changing, None)
    return found


@pytest.mark.parametrize(("name", "value"), readings())
@pytest.mark.behaviour("assumptions.figures-are-the-same")
async def test_a_reading_changes_no_figure(name: str, value: str):
    if not USUAL:
        USUAL.extend(await answers(Assumptions()))
    answered = await answers(replace(Assumptions(), **{name: value}))
    for (tool, _), expected, found in zip(QUESTIONS, USUAL, answered, strict=True):
        if tool not in TOLD_BY_INTACCT.get((name, value), set()):
            assert found == expected
