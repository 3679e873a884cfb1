"""Variances and budgets against plain SQL over the ledger and the budgets' lines."""

from decimal import Decimal
from typing import Any

import pytest
from inline_snapshot import snapshot

from agent import Agent, records, sum_of
from intacct_sandbox.serve import Sandbox
from ledger_rows import booked, credit_accounts, net, planned

ZERO = Decimal(0)
INCOME = "a.type = 'incomeStatement' AND l.entry_date BETWEEN"
ALL: dict[str, Any] = {"min_percent": 0, "min_amount": 0, "limit": 200}


async def all_rows(agent: Agent, **given: Any) -> list[dict[str, str]]:
    """All pages: those that differ, then the others."""
    answer = await agent.reads("variance_analysis", **ALL | given)
    found = records(answer)
    while "next" in answer:
        answer = await agent.reads("variance_analysis", after=answer["next"], **ALL | given)
        found.extend(records(answer))
    assert len(found) == answer["total"]
    return found


@pytest.mark.parametrize("entity", ["100", "200", "300"])
@pytest.mark.behaviour("budgets.amounts", "statements.variances", "budgets.no-line")
async def test_actual_and_budget_of_each_account_are_what_the_rows_say_p26(
    agent: Agent, sandbox: Sandbox, entity: str
):
    found = await all_rows(agent, period="2026-Q3", entity=entity)
    where = f"n.id = '{entity}'"
    actual = booked(sandbox, f"{INCOME} '2026-07-01' AND '2026-09-30' AND {where}")
    budget = planned(sandbox, "FY2026", "2026-07-01", "2026-09-30", where)
    credit = credit_accounts(sandbox)
    assert {row["account"] for row in found} == {
        account
        for account, currency in {*actual, *budget}
        if actual.get((account, currency)) or budget.get((account, currency))
    }
    for row in found:
        ((_, currency),) = {key for key in {*actual, *budget} if key[0] == row["account"]}
        debit = actual.get((row["account"], currency), ZERO)
        is_credit = row["account"] in credit
        natural = -debit if is_credit else debit
        assert Decimal(row["actual"]) == natural
        plan = budget.get((row["account"], currency))
        assert row["budget"] == ("no line" if plan is None else f"{plan:.2f}")
        difference = natural - (plan or ZERO)
        assert Decimal(row["variance"]) == difference
        is_better = difference > 0 if is_credit else difference < 0
        assert row["favourable"] == (("yes" if is_better else "no") if difference else "")
        if plan:
            assert abs(difference * 100 / abs(plan) - Decimal(row["%"])) <= Decimal("0.05")
        else:
            assert row["%"] == ""
    assert any(row["budget"] == "no line" for row in found)


@pytest.mark.parametrize("against", ["prior_year", "prior_period", "budget"])
@pytest.mark.behaviour("statements.variances", "statements.same-result")
async def test_totals_are_net_income_on_both_sides(agent: Agent, sandbox: Sandbox, against: str):
    answer = await agent.reads("variance_analysis", period="2026-Q3", against=against)
    days = {
        "prior_year": ("2025-07-01", "2025-09-30"),
        "prior_period": ("2026-04-01", "2026-06-30"),
    }
    now = net(sandbox, f"{INCOME} '2026-07-01' AND '2026-09-30'")
    if against in days:
        start, end = days[against]
        then = net(sandbox, f"{INCOME} '{start}' AND '{end}'")
    else:
        credit = credit_accounts(sandbox)
        then = dict.fromkeys(now, ZERO)
        lines = planned(sandbox, "FY2026", "2026-07-01", "2026-09-30")
        for (account, currency), amount in lines.items():
            then[currency] += -amount if account in credit else amount
    for currency, sums in answer["totals"].items():
        assert Decimal(sums["net_actual"]) == -now[currency]
        assert Decimal(sums[f"net_{against}"]) == -then[currency]
        assert Decimal(sums["net_variance"]) == then[currency] - now[currency]
    assert set(answer["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("budgets.no-line")
async def test_a_missing_line_is_said_and_not_zero_p26(agent: Agent):
    trade_fairs = await agent.reads(
        "variance_analysis", account="6410", period="2026-01..2026-09", entity="100", **ALL
    )
    (row,) = records(trade_fairs)
    assert row["budget"] == "no line"
    assert row["variance"] == row["actual"] == trade_fairs["totals"]["variance"]
    assert "1 account has no line in budget FY2026" in " ".join(trade_fairs["notes"])
    cut_short = await agent.reads(
        "variance_analysis", account="6300", period="2026-01..2026-09", entity="200", **ALL
    )
    assert "Lines for some budget periods only: 6300 (6 of 9)." in cut_short["notes"]
    statement = await agent.reads(
        "income_statement",
        period="2026-01..2026-09",
        compare="budget",
        entity="100",
        detail="accounts",
    )
    (line,) = (row for row in records(statement) if row["line"].strip().startswith("6410"))
    assert line["budget FY2026"] == "no line"
    assert line["difference"] == line["period_activity"]


@pytest.mark.parametrize(
    ("account", "by"),
    [("Selling", "vendor"), ("6000..6999", "department"), ("", "entity"), ("6500", "location")],
)
@pytest.mark.parametrize("against", ["prior_year", "budget"])
@pytest.mark.behaviour("statements.drivers")
async def test_drivers_add_up_to_the_whole_difference(
    agent: Agent, account: str, by: str, against: str
):
    given = {"account": account, "against": against, "period": "2026-Q3", "entity": "100"}
    whole = await agent.reads("variance_analysis", **given)
    drivers = await all_rows(agent, by=by, **given)
    answer = await agent.reads("variance_analysis", by=by, **ALL | given)
    sums = whole["totals"]
    prefix = "net_" if "net_variance" in sums else ""
    for name in ("actual", "variance"):
        assert sum(Decimal(row[name]) for row in drivers) == Decimal(sums[f"{prefix}{name}"])
        assert answer["totals"][name] == sums[f"{prefix}{name}"]


async def test_groups_are_rows_too(agent: Agent):
    rows = await all_rows(agent, by="group", period="2026-Q3", entity="100", against="prior_year")
    statement = await agent.reads(
        "income_statement", period="2026-Q3", entity="100", compare="prior_year"
    )
    lines = {row["line"].strip().removeprefix("less "): row for row in records(statement)}
    for row in rows:
        line = lines[row["group"]]
        assert row["actual"] == line["period_activity"]
        assert Decimal(row["variance"]) == Decimal(line["difference"] or 0)


@pytest.mark.behaviour("statements.materiality")
async def test_smaller_differences_go_to_others_and_next_shows_them(agent: Agent):
    given: dict[str, Any] = {
        "period": "2026-Q3",
        "entity": "100",
        "account": "6000..6999",
        "min_amount": 1000,
        "min_percent": 20,
    }
    first = await agent.reads("variance_analysis", **given)
    shown = records(first)
    assert 0 < len(shown) < first["total"]
    for row in shown:
        assert abs(Decimal(row["variance"])) >= 1000
        assert row["%"] == "" or abs(Decimal(row["%"])) >= 20
    sizes = [abs(Decimal(row["variance"])) for row in shown]
    assert sizes == sorted(sizes, reverse=True)
    assert f"{len(shown)} of {first['total']} rows differ" in first["notes"][0]
    others, totals = first["others"], first["totals"]
    for name in ("actual", "variance"):
        assert sum_of(first, name) + Decimal(others[name]) == Decimal(totals[name])
    second = await agent.reads("variance_analysis", after=first["next"], **given)
    assert len(shown) + len(second["rows"]) == first["total"]
    for row in records(second):
        assert abs(Decimal(row["variance"])) < 1000 or abs(Decimal(row["%"])) < 20


async def test_nothing_at_all_is_said(agent: Agent):
    answer = await agent.reads(
        "variance_analysis", account="6300", against="prior_year", period="2026-Q3", entity="100"
    )
    assert "Nothing was booked." in answer["notes"]
    assert answer["rows"] == []
    statement = await agent.reads("income_statement", period="2019-05")
    assert "Nothing was booked." in statement["notes"]


@pytest.mark.behaviour("statements.materiality")
async def test_by_default_five_percent_and_fifty_thousand_count(agent: Agent):
    first = await agent.reads("variance_analysis", period="2026-09")
    assert first["notes"][1] == (
        "No row differs by at least 5 % and 50000: the largest are shown. next shows the others."
    )
    assert len(first["rows"]) == 5
    second = await agent.reads("variance_analysis", period="2026-09", after=first["next"])
    assert len(second["rows"]) == 25
    sizes = [abs(Decimal(row["variance"])) for row in (*records(first), *records(second))]
    assert sizes == sorted(sizes, reverse=True)
    assert max(sizes) < 50_000
    for currency, sums in first["totals"].items():
        shown = [row for row in records(first) if row["currency"] == currency]
        credits = {row["account"]: row["account"].startswith("4") for row in shown}
        of_shown = sum(
            (1 if credits[row["account"]] else -1) * Decimal(row["variance"]) for row in shown
        )
        left = Decimal(first["others"][currency]["net_variance"])
        assert of_shown + left == Decimal(sums["net_variance"])


@pytest.mark.behaviour("statements.materiality")
async def test_where_the_largest_are_all_there_is_nothing_is_left(agent: Agent):
    answer = await agent.reads("variance_analysis", period="2026-09", account="4000", entity="100")
    assert len(answer["rows"]) == answer["total"] == 1
    assert answer["notes"][0] == "No row differs by at least 5 % and 50000: the largest are shown."
    assert "next" not in answer


@pytest.mark.behaviour("statements.variances")
async def test_balance_sheet_accounts_are_compared_by_their_balances(agent: Agent):
    rows = await all_rows(
        agent, account="1000..1999", against="prior_period", period="2026-09", entity="100"
    )
    for day, name in (("2026-09-30", "actual"), ("2026-08-31", "prior_period")):
        balances = await agent.reads(
            "gl_balance", account="1000..1999", as_of=day, entity="100", limit=200
        )
        closings = {row["account"]: Decimal(row["closing"]) for row in records(balances)}
        for row in rows:
            sign = -1 if row["account"] in {"1290", "1590", "1592"} else 1
            assert Decimal(row[name]) == sign * closings.get(row["account"], ZERO)
    assert all("favourable" not in row for row in rows)


@pytest.mark.behaviour("budgets.default", "budgets.whole-periods", "budgets.no-lines-at-all")
async def test_which_budget_is_told_and_what_cannot_be_compared_is_refused(agent: Agent):
    usual = await agent.reads("variance_analysis", period="2026-Q3")
    assert "Compared with budget FY2026." in usual["notes"]
    other = await agent.reads("variance_analysis", period="2025-Q3", against="fy2025")
    assert "Compared with budget FY2025." in other["notes"]
    refused = [
        await agent.is_told("variance_analysis", **given)
        for given in (
            {"period": "2026-10-01..2026-10-15"},
            {"period": "2025-Q3", "against": "FY2026"},
            {"period": "2019-Q3"},
            {"period": "2026-Q3", "entity": "400"},
            {"against": "forecast"},
            {"against": " "},
            {"account": "1010, 4000"},
            {"account": "cash"},
        )
    ]
    assert refused == snapshot(
        [
            "Budgets are made by month or another whole period, and 2026-10-01..2026-10-15 is not made of these. Ask for whole ones, e.g. 2026-10-01..2026-10-31.",
            "Budget 'FY2026' has no lines in 2025-07-01..2025-09-30. Others are FY2024, FY2025: name one to compare with, or another period.",
            "Budgets are made in the company's reporting periods, which cover 2023-01-01..2026-12-31: 2019-07-01..2019-09-30 is not within. Ask for days that are, or compare with prior_year or prior_period.",
            "Entity 400 has no line in any budget for 2026-07-01..2026-09-30. Compare with prior_year or prior_period, or ask for other entities.",
            "against 'forecast' is nothing to compare with. Write prior_period, prior_year, a period such as 2026-09, budget or a budget of FY2024, FY2025, FY2026.",
            "Give against: prior_period, prior_year, a period, budget or a budget's id.",
            "'1010, 4000' names accounts of the income statement and of the balance sheet. Ask for each alone.",
            "Budget 'FY2026' plans no balance of these balance sheet accounts at 2026-09-30. Compare with prior_period or prior_year; income_statement has what it plans.",
        ]
    )


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("income_statement", {"period": "2026-09"}),
        ("income_statement", {"period": "2026-09", "compare": "prior_year", "entity": "100"}),
        ("income_statement", {"period": "2026-09", "compare": "budget"}),
        ("income_statement", {"period": "2026-09", "by": "department"}),
        ("balance_sheet", {"as_of": "2025-12-31", "entity": "300"}),
        ("balance_sheet", {"as_of": "2026-09-30", "compare": "prior_year", "entity": "300"}),
        ("balance_sheet", {"as_of": "2026-09-30", "compare": "prior_period"}),
        ("cash_flow", {"period": "2026-Q3"}),
        ("variance_analysis", {"period": "2026-09", "min_amount": 0}),
        ("variance_analysis", {"period": "2026-09", "account": "6300", "by": "vendor"}),
        (
            "variance_analysis",
            {"period": "2026-09", "account": "4000..4299", "against": "prior_year"},
        ),
        ("variance_analysis", {"period": "2026-09", "account": "cash", "against": "prior_period"}),
        ("variance_analysis", {"period": "2026-09", "by": "group", "entity": "100"}),
    ],
)
@pytest.mark.behaviour("statements.evidence")
async def test_the_lines_behind_it_add_up_to_it(agent: Agent, tool: str, given: dict[str, Any]):
    answer = await agent.reads(tool, **given)
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=200)
    assert evidence["now"] == "the same"
    assert evidence["checks"]
    assert set(evidence["checks"].values()) == {"0.00"}
    assert evidence["rows"]
    if given.get("compare"):
        assert len(evidence["checks"]) == len({*evidence["checks"]} - {""}) >= 2
        assert any(given["compare"] in name for name in evidence["checks"])
