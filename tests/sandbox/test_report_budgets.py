"""Budgets in the balances by dimension, against the budget's own lines as a query has them (docs/api/reports.md)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from intacct_sandbox.serve import Sandbox
from report_files import Reports, Sheet, money, over, reports_of

REPORT = "account-balance-by-dimension"
OCTOBER = over("2026-10-01", "2026-10-31")
PLACES = {"showDimensionValues": {"location": {"includeId": True}}, "showGrandTotals": True}
BOTH = {"contentSelection": "actualAndBudget", "showDifference": True}
MONTHS = ("August", "September", "October")
BUDGET_FIRST = {"budgetComparison": "budgetThenActual"}
Slots = dict[tuple[str, str, str], Decimal]


@pytest.fixture
def reports(sandbox: Sandbox) -> Iterator[Reports]:
    with reports_of(sandbox) as opened:
        yield opened


@pytest.fixture
def fresh(fresh_sandbox: Sandbox) -> Iterator[Reports]:
    with reports_of(fresh_sandbox) as opened:
        yield opened


def planned(reports: Reports, budget: str, *months: str) -> Slots:
    """What a budget has for some months by account, currency and place, debits positive."""
    accounts = reports.wire.query(
        object="general-ledger/account", fields=["id", "normalBalance"], size=4000
    )
    sides = {account["id"]: account["normalBalance"] for account in accounts}
    lines = reports.wire.query(
        object="general-ledger/budget-detail",
        fields=["glAccount.id", "amount", "dimensions.location.id", "currency.baseCurrency"],
        filters=[
            {"$eq": {"budget.id": budget}},
            {"$in": {"reportingPeriod.id": [f"Month Ended {month}" for month in months]}},
        ],
        size=4000,
    )
    found: Slots = defaultdict(Decimal)
    for line in lines:
        account, amount = line["glAccount.id"], Decimal(line["amount"])
        slot = (account, line["currency.baseCurrency"], line["dimensions.location.id"])
        found[slot] += amount if sides[account] == "debit" else -amount
    return {slot: amount for slot, amount in found.items() if amount}


def column(sheet: Sheet, title: str) -> Slots:
    return {
        (row["Account"], row["Currency"], row["Location"]): money(row[title])
        for row in sheet.rows
        if money(row[title])
    }


@pytest.mark.behaviour("reports.budget")
@pytest.mark.parametrize(("named", "budget"), [({}, "FY2026"), ({"id": "FY2025"}, "FY2025")])
def test_a_budget_alone_is_the_sum_of_its_lines(reports: Reports, named: Any, budget: str):
    days = over("2026-08-01", "2026-10-31") if not named else over("2025-08-01", "2025-10-31")
    months = [f"{month} {days['timePeriod']['dateRange']['endDate'][:4]}" for month in MONTHS]
    asked = {**days, **PLACES, "contentSelection": "budget", **({"budget": named} if named else {})}
    sheet = reports.sheet(REPORT, asked)
    expected = planned(reports, budget, *months)
    assert expected
    assert column(sheet, "Budget") == expected
    assert [*sheet.rows[0]] == ["Account", "Title", "Location", "Currency", "Budget"]
    assert len(sheet.rows) == len(expected)
    for currency, total in sheet.sums("Budget").items():
        assert total == sum(amount for (_, own, _), amount in expected.items() if own == currency)


@pytest.mark.behaviour("reports.budget")
def test_beside_a_budget_stand_the_balances_and_what_moved(reports: Reports):
    plain = reports.sheet(REPORT, {**OCTOBER, **PLACES})
    sheet = reports.sheet(REPORT, {**OCTOBER, **PLACES, **BOTH})
    assert [*sheet.rows[0]][-3:] == ["Budget", "Actual", "Difference"]
    assert column(sheet, "Budget") == planned(reports, "FY2026", "October 2026")
    for title in ("Opening", "Debits", "Credits", "Closing"):
        assert column(sheet, title) == column(plain, title)
    for row in (*sheet.rows, *sheet.totals):
        assert money(row["Actual"]) == money(row["Closing"]) - money(row["Opening"])
        assert money(row["Difference"]) == money(row["Budget"]) - money(row["Actual"])
    unplanned = [row for row in sheet.rows if row["Account"] == "1200"]
    assert {row["Budget"] for row in unplanned} == {"0.00"}


@pytest.mark.behaviour("reports.budget")
def test_the_order_says_what_is_taken_from_what(reports: Reports):
    turned = {**OCTOBER, **PLACES, **BOTH, "budgetComparison": "actualThenBudget"}
    first, sheet = (reports.sheet(REPORT, asked) for asked in ({**turned, **BUDGET_FIRST}, turned))
    assert [*sheet.rows[0]][-3:] == ["Actual", "Budget", "Difference"]
    assert column(sheet, "Difference") == {
        slot: -amount for slot, amount in column(first, "Difference").items()
    }
    without = reports.sheet(REPORT, {**turned, "showDifference": False})
    assert [*without.rows[0]][-2:] == ["Actual", "Budget"]


def test_places_and_accounts_narrow_a_budget_too(reports: Reports):
    in_leeds = {
        "dimensions": {"location": {"id": "300"}},
        "glAccountRange": [{"startingAccount": {"id": "6000"}}],
        "contentSelection": "budget",
    }
    sheet = reports.sheet(REPORT, {**OCTOBER, **PLACES, **in_leeds})
    whole = planned(reports, "FY2026", "October 2026")
    expected = {
        (account, currency, place): amount
        for (account, currency, place), amount in whole.items()
        if place == "310" and account >= "6000"
    }
    assert expected
    assert column(sheet, "Budget") == expected


def test_a_budget_is_taken_apart_by_departments(reports: Reports):
    asked = {**OCTOBER, "showDimensionValues": {"department": {"includeId": True}}}
    sheet = reports.sheet(REPORT, {**asked, "contentSelection": "budget"})
    wages = {row["Department"] for row in sheet.rows if row["Account"] == "6000"}
    assert len(wages) > 1
    assert "" not in wages
    assert {row["Department"] for row in sheet.rows if row["Account"] == "6100"} == {""}


@pytest.mark.parametrize(
    ("reading", "months"), [("touched", ("September", "October")), ("whole", ("September",))]
)
@pytest.mark.behaviour("assumptions.report-budget-months")
def test_a_month_in_part_counts_whole_or_not_at_all(
    sandbox: Sandbox, reading: str, months: tuple[str, ...]
):
    days = over("2026-09-01", "2026-10-30")
    with reports_of(sandbox, report_budget_months=reading) as reports:
        sheet = reports.sheet(REPORT, {**days, **PLACES, "contentSelection": "budget"})
        expected = planned(reports, "FY2026", *(f"{month} 2026" for month in months))
    assert column(sheet, "Budget") == expected


def test_what_is_planned_and_not_booked_is_shown(fresh: Reports):
    line = {
        "glAccount": {"id": "6990"},
        "reportingPeriod": {"id": "Month Ended October 2026"},
        "dimensions": {"location": {"id": "310"}},
        "amount": "12.34",
    }
    budget = {"id": "Spare", "description": "One line", "lines": [line]}
    created = fresh.wire.post("/objects/general-ledger/budget", budget)
    assert created.status_code == 201, created.text
    asked = {**OCTOBER, **BOTH, "budget": {"key": created.json()["ia::result"]["key"]}}
    row = fresh.sheet(REPORT, asked).row("6990", "GBP")
    assert (row["Budget"], row["Actual"], row["Difference"]) == ("12.34", "0.00", "12.34")
    alone = fresh.sheet(REPORT, {**asked, "contentSelection": "budget", "showDifference": False})
    assert [row["Account"] for row in alone.rows] == ["6990"]


@pytest.mark.behaviour("reports.refused")
def test_a_budget_that_is_not_there_is_a_422(fresh: Reports, fresh_sandbox: Sandbox):
    for content in ("actual", "budget", "actualAndBudget"):
        unknown = fresh.submit(REPORT, {"contentSelection": content, "budget": {"id": "FY1999"}})
        assert fresh.fault(unknown) == (422, "BL03002028", "/parameters/budget")
    assert fresh.submit(REPORT, {"contentSelection": "budget"}).status_code == 202
    fresh_sandbox.ledger.write(
        "UPDATE record SET fields = json_set(fields, '$.isDefault', 0)"
        " WHERE object = 'general-ledger/budget'"
    )
    none_named = fresh.submit(REPORT, {"contentSelection": "budget"})
    assert fresh.fault(none_named) == (422, "BL03002028", "/parameters/budget")


@pytest.mark.parametrize("content", ["actual", "budget"])
def test_a_difference_needs_both(reports: Reports, content: str):
    response = reports.submit(REPORT, {"contentSelection": content, "showDifference": True})
    assert reports.fault(response) == (422, "PL-0102", "/parameters/showDifference")
