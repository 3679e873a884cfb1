"""Budgets as companies keep them: without a default, without currencies, by periods of their own."""

from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records
from intacct_sandbox.serve import Sandbox

LINES = "object = 'general-ledger/budget-detail'"


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


async def budgeted(agent: Agent, entity: str = "") -> list[list[str]]:
    answer = await agent.reads(
        "variance_analysis", period="2026-Q3", min_amount=0, min_percent=0, limit=200, entity=entity
    )
    return list(answer["rows"])


@pytest.mark.behaviour("budgets.default")
async def test_without_a_default_budget_one_must_be_named(agent: Agent, sandbox: Sandbox):
    sandbox.ledger.write(
        "UPDATE record SET fields = json_set(fields, '$.isDefault', 0) WHERE object = 'general-ledger/budget'"
    )
    assert await agent.is_told("variance_analysis", period="2026-09") == snapshot(
        "No one budget is the default. The budgets are FY2024, FY2025, FY2026."
    )
    named = await agent.reads("variance_analysis", period="2026-09", against="FY2026")
    assert "Compared with budget FY2026." in named["notes"]


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
    planned = [line for line in lines if line["budget_period"]]
    booked = [line for line in lines if line["date"]]
    assert len(planned) == 3
    assert len(planned) + len(booked) == evidence["total"]
    assert sum(Decimal(line["amount"]) for line in planned) == Decimal(answer["totals"]["budget"])
    assert sum(Decimal(line["amount"]) for line in booked) == -Decimal(answer["totals"]["actual"])
    assert "totals" not in evidence
    assert evidence["lines_add_up_to"] == {
        name: answer["totals"][name] for name in ("actual", "budget")
    }
    assert "Month Ended July 2026" in column(evidence, "budget_period")
