"""Statements tie for small companies of any seed, day and fiscal year."""

from datetime import date
from decimal import Decimal
from typing import Any

import anyio
import httpx2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mcp.client import Client

from adding_up import reads_as_it_adds
from agent import Agent, records
from effort import EXAMPLES
from intacct_books import Clock
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Seed
from opened import company, holding

SEEDS = st.builds(
    Seed,
    st.integers(1, 999),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.just(300),
    st.sampled_from([Assumptions(), Assumptions(closing_journals="posted")]),
    st.integers(1, 12),
)


async def answers(seed: Seed, asked: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    with company(seed) as sandbox:
        transport = lambda: httpx2.ASGITransport(app=sandbox.app)
        account = sandbox_account(sandbox)
        async with connect(account, MemoryTokenStore(), make_transport=transport) as intacct:
            held = ConnectedCompany(intacct, Clock(far_day=seed.today), b"key", is_sandbox=True)
            async with Client(build_server(lambda: holding(held))) as client:
                return [await Agent(client).reads(tool, **given) for tool, given in asked]


def figures(answer: dict[str, Any], line: str) -> dict[str, Decimal]:
    return {
        row.get("currency", ""): Decimal(row[answer["columns"][-1]])
        for row in records(answer)
        if row["line"].strip() == line
    }


@settings(max_examples=4 * EXAMPLES, deadline=None)
@given(seed=SEEDS, back=st.integers(0, 700))
# The first day of a fiscal year with nothing on it, and three days with costs alone.
@example(seed=Seed(2, date(2025, 8, 15), 300, first_fiscal_month=9), back=348)
@example(seed=Seed(2, date(2024, 7, 1), 300, first_fiscal_month=8), back=333)
@pytest.mark.behaviour("statements.any-company")
def test_the_statements_of_any_company_tie(seed: Seed, back: int):
    day = date.fromordinal(seed.today.toordinal() - back)
    year = day.year if day.month >= seed.first_fiscal_month else day.year - 1
    so_far = f"{date(year, seed.first_fiscal_month, 1)}..{day}"
    asked: list[tuple[str, dict[str, Any]]] = [
        ("balance_sheet", {"as_of": str(day), "by": "entity"}),
        ("income_statement", {"period": so_far}),
        ("cash_flow", {"period": so_far}),
        ("variance_analysis", {"period": so_far, "against": "prior_year", "by": "department"}),
        ("balance_sheet", {"as_of": str(day), "detail": "accounts"}),
        ("income_statement", {"period": so_far, "detail": "accounts"}),
    ]
    sheet, income, flow, variance, *by_account = anyio.run(answers, seed, asked)
    for answer in (*by_account, sheet, income):
        assert reads_as_it_adds(answer, answer["columns"][-1]) or not answer["rows"]
    for answer in (sheet, income, flow, variance):
        assert set(answer.get("checks", {}).values()) <= {"0.00"}
        assert not any("Does not tie" in note for note in answer.get("notes", []))
    result = figures(sheet, "Net income, current year")
    bottom = {row.get("currency", ""): Decimal(row["period_activity"]) for row in records(income)}
    for currency, amount in bottom.items():
        assert figures(flow, "Net income")[currency] == amount
        assert result[currency] == amount
        sums = variance["totals"].get(currency, variance["totals"])
        assert Decimal(sums["actual"]) == amount


@pytest.mark.parametrize(("by", "name"), [("", "net_actual"), ("department", "actual")])
@pytest.mark.behaviour("statements.result-sign")
def test_a_result_is_income_less_costs_where_only_costs_were_booked(by: str, name: str):
    period = {"period": "2023-08-01..2023-08-03"}
    income, variance = anyio.run(
        answers,
        Seed(2, date(2024, 7, 1), 300, first_fiscal_month=8),
        [
            ("income_statement", period),
            ("variance_analysis", {**period, "against": "prior_year", "by": by}),
        ],
    )
    assert {row["line"].strip() for row in records(income)} == {
        "Facilities", "less Operating expenses", "Operating income", "Net income",
    }  # fmt: skip
    assert figures(income, "Net income") == {
        currency: Decimal(sums[name]) for currency, sums in variance["totals"].items()
    }
    assert "income less costs" in variance["sign"]
