"""The statements as a model sees them: words, shapes, costs and refusals."""

import json
from decimal import Decimal
from typing import Any

import pytest
from inline_snapshot import snapshot

from agent import Agent
from answering import answering
from conftest import TODAY
from intacct_books.company.chart import Account, Chart
from intacct_books.statements.section import Column, Section, Table
from intacct_books.statements.written import written
from intacct_mcp.tokens import count_tokens
from intacct_sandbox.serve import Sandbox, Seed
from ledger_rows import add_group
from opened import company


async def test_an_income_statement_reads_from_revenue_to_net_income(agent: Agent):
    answer = await agent.reads("income_statement", period="2026-09", entity="100")
    answer.pop("api_setup")
    assert answer == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "entity 100, accrual, USD",
            "period": {"start": "2026-09-01", "end": "2026-09-30"},
            "preliminary": True,
            "sign": "natural; parts are indented above their sum, less ones subtracted",
            "columns": ["line", "period_activity"],
            "rows": [
                ["    Product revenue", "19991.71"],
                ["    Service revenue", "9059.29"],
                ["   Revenue", "29051.00"],
                ["   less Cost of revenue", "8182.65"],
                ["  Gross profit", "20868.35"],
                ["   Personnel", "6114.19"],
                ["   Facilities", "824.00"],
                ["   Administration and supplies", "6637.37"],
                ["  less Operating expenses", "13575.56"],
                [" Operating income", "7292.79"],
                [" less Other income and expenses", "-550.43"],
                ["Net income", "7843.22"],
            ],
            "notes": [
                "'less Other income and expenses' with a minus raises the result, by 550.43 USD."
            ],
            "checks": {"net income - all accounts": "0.00"},
            "evidence": "c2024095",
            "api": 1,
        }
    )


async def test_a_balance_sheet_has_the_result_beside_retained_earnings_p3(agent: Agent):
    answer = await agent.reads("balance_sheet", as_of="2026-09-30", entity="100")
    assert answer["rows"] == snapshot(
        [
            ["  Cash and cash equivalents", "179952.90"],
            ["  Receivables, net", "110063.74"],
            ["   Prepaid expenses and advances", "412.00"],
            ["   Inventories, net", "44840.99"],
            ["  Other current assets", "45252.99"],
            [" Current assets", "335269.63"],
            [" Fixed assets, net", "31106.00"],
            [" Other assets", "2060.00"],
            ["Total assets", "368435.63"],
            ["  Trade and card payables", "40651.42"],
            ["   Accruals and taxes", "2107.00"],
            ["   Deferred revenue and affiliates", "32147.28"],
            ["   Loans and leases", "27192.00"],
            ["  Other liabilities", "61446.28"],
            [" Total liabilities", "102097.70"],
            ["  3000 Common stock", "20600.00"],
            ["  3100 Paid-in capital", "155118.00"],
            ["  3900 Retained earnings", "47038.45"],
            ["  Net income, current year", "43581.48"],
            [" Equity", "266337.93"],
            ["Liabilities and equity", "368435.63"],
        ]
    )


async def test_a_cash_flow_says_that_it_is_derived(agent: Agent):
    answer = await agent.reads("cash_flow", period="2026-09", entity="100")
    assert (answer["rows"], answer["notes"]) == snapshot(
        (
            [
                ["  Net income", "7843.22"],
                ["  Fixed assets, net: depreciation and amortisation", "566.50"],
                ["  Receivables, net", "-13674.81"],
                ["  Prepaid expenses and advances", "206.00"],
                ["  Inventories, net", "-5042.72"],
                ["  Trade and card payables", "2667.19"],
                ["  Accruals and taxes", "47.86"],
                ["  Deferred revenue and affiliates", "-4018.40"],
                [" Cash from operating activities", "-11405.16"],
                ["  Loans and leases", "-618.00"],
                [" Cash from financing activities", "-618.00"],
                ["Change in cash", "-12023.16"],
                ["Cash at start", "191976.06"],
                ["Cash at end", "179952.90"],
            ],
            [
                "Derived from balance sheet changes; the words of account groups and categories decide the activity. Purchases and sales, new and repaid debt are net.",
                "Cash is 1010, 1020, 1030, 1040, 1050, 1060, 1080, 1090.",
            ],
        )
    )


@pytest.mark.parametrize(
    ("tool", "arguments", "cost"),
    [
        ("income_statement", {"period": "2026-09"}, 1),
        ("income_statement", {"period": "2026-09", "by": "department"}, 1),
        ("income_statement", {"period": "2026-09", "compare": "prior_year"}, 2),
        ("income_statement", {"period": "2026-09", "compare": "budget"}, 2),
        ("income_statement", {"period": "2025-11..2026-10"}, 1),
        ("balance_sheet", {}, 2),
        ("balance_sheet", {"by": "entity"}, 2),
        ("balance_sheet", {"compare": "prior_year"}, 4),
        ("variance_analysis", {"period": "2025-12"}, 4),
        ("cash_flow", {"period": "2026-09"}, 3),
        ("variance_analysis", {"period": "2026-09"}, 2),
        ("variance_analysis", {"period": "2026-09", "against": "prior_period", "by": "vendor"}, 2),
        ("variance_analysis", {"account": "cash", "against": "prior_year"}, 2),
    ],
)
async def test_what_it_costs(agent: Agent, tool: str, arguments: dict[str, str], cost: int):
    await agent.reads(tool, **arguments)
    again = await agent.reads(tool, **arguments)
    assert again["api"] == cost
    assert "api_setup" not in again


async def test_statements_stay_small(agent: Agent):
    """Lines and tokens."""
    costs: dict[str, tuple[int, int]] = {}
    for name, given in (
        ("two currencies", {}),
        ("accounts", {"entity": "100", "detail": "accounts", "as_of": "2025-10-31"}),
        ("compared", {"entity": "100", "compare": "prior_year"}),
        ("two currencies compared", {"compare": "prior_year"}),
    ):
        text = await agent.hears("balance_sheet", **given)
        costs[name] = (len(json.loads(text)["rows"]), count_tokens(text))
    assert costs == snapshot(
        {
            "two currencies": (42, 700),
            "accounts": (34, 561),
            "compared": (21, 550),
            "two currencies compared": (42, 1107),
        }
    )


def with_a_group_for_each_account(sandbox: Sandbox) -> None:
    """Each balance sheet account becomes a line of its own within the group that held it."""
    held = sandbox.ledger.rows(
        "SELECT g.key, a.id, a.name, a.normal_balance FROM account a"
        " JOIN account_range r ON a.id BETWEEN r.range_from AND r.range_to"
        " JOIN account_group g ON g.key = r.group_key AND g.calculation_method = 'endOfPeriod'"
        " WHERE a.type = 'balanceSheet' ORDER BY a.id"
    )
    sandbox.ledger.write(
        "DELETE FROM account_range WHERE group_key IN"
        " (SELECT key FROM account_group WHERE calculation_method = 'endOfPeriod')"
    )
    for order, (group, account, name, side) in enumerate(held):
        own = f"Line {account}"
        key = add_group(sandbox, own, "endOfPeriod", side, ranges=((account, account),))
        sandbox.ledger.write("UPDATE account_group SET title = ? WHERE key = ?", (name, key))
        sandbox.ledger.insert(
            "account_group_member", {"group_key": group, "sort_order": order, "member_key": key}
        )


async def test_a_company_of_45_lines_stays_small():
    """By groups of its own and by account, in one column and compared with the year before."""
    costs: dict[str, tuple[int, int]] = {}
    with company(Seed(1, TODAY)) as sandbox:
        async with answering(sandbox) as agent:
            given: dict[str, Any] = {"entity": "100"}
            by_account = await agent.hears(
                "balance_sheet", compare="prior_year", detail="accounts", **given
            )
        with_a_group_for_each_account(sandbox)
        async with answering(sandbox) as agent:
            compared = await agent.hears("balance_sheet", compare="prior_year", **given)
            alone = await agent.hears("balance_sheet", **given)
    for name, text in (("alone", alone), ("compared", compared), ("by account", by_account)):
        costs[name] = (len(json.loads(text)["rows"]), count_tokens(text))
    assert costs == snapshot({"alone": (45, 597), "compared": (45, 999), "by account": (42, 1036)})
    assert costs["alone"][1] <= 600
    assert costs["compared"][1] <= 1_000


async def test_no_statement_is_too_long(agent: Agent):
    for tool, given in (
        ("income_statement", {"period": "2026", "detail": "accounts", "by": "customer"}),
        ("balance_sheet", {"detail": "accounts", "by": "department"}),
        ("balance_sheet", {"detail": "accounts", "compare": "prior_year"}),
    ):
        text = await agent.hears(tool, **given)
        assert count_tokens(text) <= 6_000
        assert len(text) <= 13_500


@pytest.mark.parametrize(("count", "shows_accounts"), [(150, True), (400, False)])
def test_where_accounts_would_not_fit_groups_are_the_lines(count: int, shows_accounts: bool):
    ids = [f"{number}" for number in range(1000, 1000 + count)]
    accounts = [
        Account(id_, f"Account of some kind {id_}", False, "", False, "", True, "") for id_ in ids
    ]
    column = Column("balance", {(id_, "USD"): Decimal("1234567.89") for id_ in ids})
    table = Table((column,), Chart(accounts), shows_accounts=True)
    found = written([Section("Assets", False, tuple(ids))], table)
    assert len(found.rows) == (count + 1 if shows_accounts else 1)
    assert any("lines are groups" in note for note in found.notes) is not shows_accounts


async def test_a_refusal_says_what_to_do(agent: Agent):
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("income_statement", {"compare": "budget", "by": "entity"}),
        ("balance_sheet", {"compare": "prior_year", "by": "entity"}),
        ("balance_sheet", {"compare": "budget"}),
        ("balance_sheet", {"by": "colour"}),
        ("balance_sheet", {"as_of": "03.04.2026"}),
        ("income_statement", {"period": "Q3"}),
        ("income_statement", {"detail": "lines"}),
        ("variance_analysis", {"min_amount": -1}),
    )
    assert [await agent.is_told(tool, **given) for tool, given in asked] == snapshot(
        [
            "Give compare or by, not both: ask once for each.",
            "Give compare or by, not both: ask once for each.",
            "Budget 'FY2026' plans no balance of these balance sheet accounts at 2026-10-31. Compare with prior_period or prior_year; income_statement has what it plans.",
            "Cannot split by 'colour'. Split by entity, location, department, class, project, customer, vendor, item, employee, warehouse, task, contract, asset, or nsp::service_line.",
            "as_of '03.04.2026' can be read as day or month first. Write 2026-03-04 or 2026-04-03.",
            "period 'Q3' could be several. Write 2025-Q3 or 2026-Q3.",
            "detail must be 'groups' or 'accounts'. This tool takes: period, compare, by, detail, entity, book.",
            "min_amount must be at least 0. This tool takes: against, period, account, by, min_percent, min_amount, entity, limit, after.",
        ]
    )


async def test_the_cash_book_has_statements_too(agent: Agent):
    accrual = await agent.reads("income_statement", period="2026-Q3", entity="100")
    cash = await agent.reads("income_statement", period="2026-Q3", entity="100", book="cash")
    assert "cash" in cash["scope"]
    assert cash["rows"] != accrual["rows"]
    assert set(cash["checks"].values()) == {"0.00"}
