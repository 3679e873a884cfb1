"""Budgets as companies keep them: without a default, without currencies, by periods of their own."""

import json
from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records
from answering import answering
from conftest import TODAY
from intacct_sandbox.seed.records import add_detail
from intacct_sandbox.serve import Sandbox, Seed
from ledger_rows import credit_accounts, planned
from opened import company

LINES = "object = 'general-ledger/budget-detail'"


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


async def budgeted(agent: Agent, entity: str = "") -> list[list[str]]:
    answer = await agent.reads(
        "variance_analysis", period="2026-Q3", min_amount=0, min_percent=0, limit=200, entity=entity
    )
    return list(answer["rows"])


def rename(sandbox: Sandbox, budget: str, path: str, value: str | int) -> None:
    sandbox.ledger.write(
        f"UPDATE record SET fields = json_set(fields, '$.{path}', ?)"
        " WHERE object = 'general-ledger/budget' AND json_extract(fields, '$.id') = ?",
        (value, budget),
    )


def move(sandbox: Sandbox, budget: str, to: str) -> None:
    """Give every other line of a budget to another one."""
    key = "(SELECT key FROM record WHERE object = 'general-ledger/budget' AND json_extract(fields, '$.id') = ?)"
    path = "'$.\"budget.key\"'"
    sandbox.ledger.write(
        f"UPDATE record SET fields = json_set(fields, {path}, {key})"
        f" WHERE {LINES} AND key % 2 = 0 AND json_extract(fields, {path}) = {key}",
        (to, budget),
    )


@pytest.mark.behaviour("budgets.covering")
async def test_a_december_question_in_january_takes_the_budget_that_covers_december(agent: Agent):
    """The default is this year's; the period is of the year before."""
    note = "Budget FY2025 covers 2025-12-01..2025-12-31; the default, FY2026, does not."
    answer = await agent.reads("variance_analysis", period="2025-12")
    named = await agent.reads("variance_analysis", period="2025-12", against="FY2025")
    assert answer["totals"] == named["totals"]
    assert {"Compared with budget FY2025.", note} <= set(answer["notes"])
    statement = await agent.reads("income_statement", period="2025-12", compare="budget")
    assert "budget FY2025" in statement["columns"]
    assert note in statement["notes"]
    again = await agent.reads("income_statement", period="2026-09", compare="budget")
    assert "budget FY2026" in again["columns"]
    assert not any("covers" in note for note in again["notes"])


@pytest.mark.behaviour("budgets.covering")
async def test_the_default_budget_is_taken_where_it_covers_beside_another(
    agent: Agent, sandbox: Sandbox
):
    move(sandbox, "FY2026", "FY2024")
    answer = await agent.reads("variance_analysis", period="2026-09")
    assert "Compared with budget FY2026." in answer["notes"]
    assert answer["api"] == 2


@pytest.mark.behaviour("budgets.covering")
async def test_where_several_budgets_could_be_meant_none_is_picked(agent: Agent, sandbox: Sandbox):
    rename(sandbox, "FY2026", "isDefault", 0)
    alone = await agent.reads("variance_analysis", period="2026-09")
    assert "Budget FY2026 covers 2026-09-01..2026-09-30; none is the default." in alone["notes"]
    over_a_year_end = await agent.is_told("variance_analysis", period="2025-11..2026-02")
    move(sandbox, "FY2026", "FY2024")
    both = await agent.is_told("variance_analysis", period="2026-09")
    assert (over_a_year_end, both) == snapshot(
        (
            "No budget has lines in all of 2025-11-01..2026-02-28: FY2025, FY2026 have some. Name one of them, or ask for a period of one.",
            "Several budgets have lines in 2026-09-01..2026-09-30: FY2024, FY2026. Name the one to compare with.",
        )
    )
    named = await agent.reads("variance_analysis", period="2026-09", against="FY2026")
    assert "Compared with budget FY2026." in named["notes"]


BALANCES = {"1010": 12_345_600, "2000": 4_100_000, "3900": 1_000_050}


def plan_balances(sandbox: Sandbox, budget: str = "FY2026") -> None:
    """Balances for the end of a month and for the one before, of three accounts of entity 100."""
    rows = sandbox.ledger.rows(
        f"SELECT MIN(key) FROM record WHERE {LINES} AND json_extract(fields, '$.\"budget.key\"') ="
        " (SELECT key FROM record WHERE object = 'general-ledger/budget'"
        " AND json_extract(fields, '$.id') = ?)",
        (budget,),
    )
    ((pattern,),) = rows
    for name, factor in (("Month Ended September 2026", 1), ("Month Ended August 2026", 3)):
        for account, cents in BALANCES.items():
            ((fields,),) = sandbox.ledger.rows(
                "SELECT json_set(fields, '$.amount', ?,"
                " '$.\"glAccount.key\"', (SELECT key FROM account WHERE id = ?),"
                " '$.\"dimensions.location.key\"', (SELECT key FROM location WHERE id = '110'),"
                " '$.\"currency.baseCurrency\"', 'USD',"
                " '$.\"reportingPeriod.key\"', (SELECT key FROM reporting_period WHERE id = ?))"
                " FROM record WHERE key = ?",
                (cents * factor, account, name, pattern),
            )
            add_detail(
                sandbox.ledger,
                "general-ledger/budget-detail",
                json.loads(fields),
                at="2026-10-31T12:00:00Z",
            )


@pytest.mark.behaviour("budgets.balances")
async def test_a_balance_sheet_is_compared_with_the_balances_planned_for_its_day(
    agent: Agent, sandbox: Sandbox
):
    """Balances are planned for the ends of periods, the year's result month by month."""
    plan_balances(sandbox)
    given = {"as_of": "2026-09-30", "entity": "100", "compare": "budget"}
    answer = await agent.reads("balance_sheet", detail="accounts", **given)
    assert answer["columns"] == ["line", "balance", "budget FY2026", "difference"]
    rows = {row["line"].strip()[:4]: row for row in records(answer)}
    for account, cents in BALANCES.items():
        assert Decimal(rows[account]["budget FY2026"]) == Decimal(cents).scaleb(-2)
    assert rows["1200"]["budget FY2026"] == "no line"
    assert rows["1200"]["difference"] == rows["1200"]["balance"]
    where = "n.id = '100'"
    lines = planned(sandbox, "FY2026", "2026-01-01", "2026-09-30", where)
    income = {slot: amount for slot, amount in lines.items() if slot[0] >= "4000"}
    credit = credit_accounts(sandbox)
    result = sum(amount if slot[0] in credit else -amount for slot, amount in income.items())
    titles = {row["line"].strip(): row for row in records(answer)}
    shown = titles["Net income, current year"]
    assert Decimal(shown["budget FY2026"]) == result
    assert Decimal(shown["difference"]) == Decimal(shown["balance"]) - result
    assets = Decimal(titles["Total assets"]["budget FY2026"])
    claims = Decimal(titles["Liabilities and equity"]["budget FY2026"])
    assert assets == Decimal("123456.00")
    assert claims == Decimal("41000.00") + Decimal("10000.50") + result
    assert (
        f"budget FY2026 does not balance: assets - liabilities and equity is {assets - claims} USD."
    ) in answer["notes"]
    assert set(answer["checks"].values()) == {"0.00"}
    again = await agent.reads("balance_sheet", **given)
    assert again["api"] == 3
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert evidence["answered"]["budget_assets"] == str(assets)
    assert evidence["answered"]["budget_liabilities_and_equity"] == str(claims)
    assert len(evidence["checks"]) == 4
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("budgets.balances", "budgets.entities-without-lines")
async def test_entities_without_planned_balances_are_told(agent: Agent, sandbox: Sandbox):
    """Whole balance sheets come to nothing: no amount is said of them, of single accounts it is."""
    plan_balances(sandbox)
    sheet = await agent.reads("balance_sheet", as_of="2026-09-30", compare="budget")
    assert sheet["notes"][0] == (
        "No line in budget FY2026, yet in the actual amounts: entity 400 Harwick Family Holdings LLC. "
        "Like with like: entity=100,200,300."
    )
    alike = await agent.reads(
        "balance_sheet", as_of="2026-09-30", compare="budget", entity="100,200,300"
    )
    assert not any("No line in budget" in note for note in alike["notes"])
    cash = await agent.reads("variance_analysis", account="cash", period="2026-09")
    balance = await agent.reads("gl_balance", account="cash", as_of="2026-09-30", entity="400")
    amount = balance["totals"]["closing"]
    assert f"Holdings LLC, debits less credits {amount} USD" in cash["notes"][0]


@pytest.mark.behaviour("budgets.balances")
async def test_balances_of_accounts_are_compared_with_a_budget_too(agent: Agent, sandbox: Sandbox):
    plan_balances(sandbox)
    answer = await agent.reads(
        "variance_analysis", account="1010,1200", period="2026-Q3", entity="100", min_amount=0
    )
    rows = {row["account"]: row for row in records(answer)}
    assert rows["1010"]["budget"] == "123456.00"
    assert rows["1200"]["budget"] == "no line"
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("budgets.balances")
async def test_the_planned_result_is_of_the_fiscal_year_from_july():
    with company(Seed(1, TODAY, 1_000, first_fiscal_month=7)) as sandbox:
        plan_balances(sandbox, budget="FY2027")
        given = {"as_of": "2026-09-30", "entity": "100", "compare": "budget"}
        async with answering(sandbox) as agent:
            answer = await agent.reads("balance_sheet", **given)
        lines = planned(sandbox, "FY2027", "2026-07-01", "2026-09-30", "n.id = '100'")
        credit = credit_accounts(sandbox)
    income = {slot[0]: amount for slot, amount in lines.items() if slot[0] >= "4000"}
    (row,) = (row for row in records(answer) if row["line"].strip().startswith("Net income"))
    assert Decimal(row["budget FY2027"]) == sum(
        amount if account in credit else -amount for account, amount in income.items()
    )
    assert income


@pytest.mark.behaviour("budgets.balances")
async def test_without_planned_balances_a_balance_sheet_says_so(agent: Agent):
    told = [
        await agent.is_told("balance_sheet", **given)
        for given in (
            {"as_of": "2026-09-30", "compare": "budget"},
            {"as_of": "2026-09-15", "compare": "FY2026"},
            {"as_of": "2026-09-30", "compare": "forecast"},
        )
    ]
    assert told == snapshot(
        [
            "Budget 'FY2026' plans no balance of these balance sheet accounts at 2026-09-30. Compare with prior_period or prior_year; income_statement has what it plans.",
            "Budgets are made by month or another whole period, and 2026-01-01..2026-09-15 is not made of these. Ask for whole ones, e.g. 2026-01-01..2026-09-30.",
            "compare 'forecast' is nothing to compare with. Write prior_period, prior_year, a period such as 2026-09, budget or a budget of FY2024, FY2025, FY2026.",
        ]
    )


@pytest.mark.behaviour("budgets.default")
async def test_a_budget_that_is_no_longer_active_is_none(agent: Agent, sandbox: Sandbox):
    sandbox.ledger.write(
        "UPDATE record SET fields = json_set(fields, '$.status', 'inactive')"
        " WHERE object = 'general-ledger/budget' AND json_extract(fields, '$.id') = 'FY2025'"
    )
    told = await agent.is_told("variance_analysis", period="2025-09", against="FY2025")
    assert "FY2024, FY2026" in told


@pytest.mark.behaviour("budgets.amounts")
async def test_a_line_without_a_currency_has_that_of_its_location(agent: Agent, sandbox: Sandbox):
    before = await budgeted(agent)
    sandbox.ledger.write(
        "UPDATE record SET fields = json_remove(fields, '$.\"currency.baseCurrency\"',"
        f" '$.\"currency.txnCurrency\"') WHERE {LINES}"
    )
    assert await budgeted(agent) == before


@pytest.mark.behaviour("budgets.amounts")
async def test_a_line_without_a_location_is_in_no_entity(agent: Agent, sandbox: Sandbox):
    whole, part = await budgeted(agent), await budgeted(agent, "100")
    sandbox.ledger.write(
        "UPDATE record SET fields = json_remove(fields, '$.\"dimensions.location.key\"')"
        f" WHERE {LINES} AND json_extract(fields, '$.\"glAccount.key\"')"
        " = (SELECT key FROM account WHERE id = '4000')"
    )
    assert await budgeted(agent) == whole
    fewer = await budgeted(agent, "100")
    (row,) = (row for row in fewer if row[0] == "4000")
    assert row[3] == "no line"
    assert [row for row in fewer if row[0] != "4000"] == [row for row in part if row[0] != "4000"]


@pytest.mark.behaviour("budgets.whole-periods")
async def test_budget_periods_may_be_others_than_months(agent: Agent, sandbox: Sandbox):
    """Thirteen weeks from 29 June: what counts is that the days asked for are whole budget periods."""
    sandbox.ledger.write(
        "UPDATE reporting_period SET start_date = '2026-06-29', end_date = '2026-07-26'"
        " WHERE id = 'Month Ended July 2026'"
    )
    fitting = {"period": "2026-06-29..2026-07-26", "against": "budget"}
    answer = await agent.reads("variance_analysis", **fitting)
    named = await agent.reads("variance_analysis", period="Month Ended July 2026")
    assert named["totals"] == answer["totals"]
    told = await agent.is_told("variance_analysis", period="2026-07")
    assert "whole period" in told


@pytest.mark.behaviour("statements.evidence")
async def test_the_evidence_shows_what_was_booked_and_what_was_planned(agent: Agent):
    answer = await agent.reads("variance_analysis", account="4000", period="2026-Q3", entity="100")
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=200)
    lines = records(evidence)
    plans = [line for line in lines if line["budget_period"]]
    booked = [line for line in lines if line["date"]]
    assert len(plans) == 3
    assert len(plans) + len(booked) == evidence["total"]
    assert sum(Decimal(line["amount"]) for line in plans) == Decimal(answer["totals"]["budget"])
    assert sum(Decimal(line["amount"]) for line in booked) == Decimal(answer["totals"]["actual"])
    assert "totals" not in evidence
    assert evidence["lines_add_up_to"] == {
        name: answer["totals"][name] for name in ("actual", "budget")
    }
    assert "Month Ended July 2026" in column(evidence, "budget_period")
