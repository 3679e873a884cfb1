"""A sign-in bound to one entity covers that entity alone, says so, and still ties."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import httpx2
import pytest
from mcp.client import Client

from agent import Agent, column
from intacct_books import Clock
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_sandbox.serve import Sandbox
from opened import holding


@pytest.fixture
async def bound(sandbox: Sandbox) -> AsyncIterator[Agent]:
    """An agent of a server that is signed in to entity 300."""
    top = sandbox_account(sandbox)
    account = replace(top, username=f"{top.username}|300")
    async with connect(
        account, MemoryTokenStore(), make_transport=lambda: httpx2.ASGITransport(app=sandbox.app)
    ) as intacct:
        company = ConnectedCompany(
            intacct, Clock(far_day=date(2026, 10, 31)), b"key", is_sandbox=True
        )
        async with Client(build_server(lambda: holding(company))) as client:
            yield Agent(client)


@pytest.mark.behaviour("dimensions.scope-is-said")
async def test_every_answer_says_the_entity_and_never_all_of_them(bound: Agent):
    for tool, arguments in (
        ("list_customers", {}),
        ("find_vendor", {}),
        ("gl_balance", {"account": "1000..9999"}),
        ("list_invoices", {}),
        ("list_bills", {"due_by": "2026-11-30"}),
        ("list_payments", {"ledger": "AP"}),
        ("gl_detail", {"account": "1200", "period": "2026-09"}),
    ):
        answer = await bound.reads(tool, **arguments)
        assert answer["scope"] == "entity 300, accrual, GBP"


@pytest.mark.behaviour("dimensions.scope-is-said")
async def test_control_accounts_tie_within_the_entity(bound: Agent):
    customers = await bound.reads("list_customers", limit=200)
    receivable = await bound.reads("gl_balance", account="1200")
    assert receivable["totals"]["closing"] == customers["totals"]["owes"]
    whole = await bound.reads("gl_balance", account="1000..9999", limit=200)
    assert whole["totals"] == {"closing": "0.00"}
    assert "1010" not in column(whole, "account")


@pytest.mark.behaviour("budgets.amounts")
async def test_statements_of_the_entity_are_those_that_the_top_level_sees(
    agent: Agent, bound: Agent
):
    for tool, given in (
        ("income_statement", {"period": "2026-09", "compare": "budget"}),
        ("balance_sheet", {"as_of": "2026-09-30"}),
        ("cash_flow", {"period": "2026-Q3"}),
        ("variance_analysis", {"period": "2026-Q3", "by": "department"}),
    ):
        own = await bound.reads(tool, **given)
        told = await agent.reads(tool, entity="300", **given)
        assert own["scope"] == "entity 300, accrual, GBP"
        assert own["rows"] == told["rows"]
        assert own.get("totals") == told.get("totals")
        assert set(own["checks"].values()) == {"0.00"}


async def test_a_cursor_of_one_scope_is_refused_in_another(agent: Agent, bound: Agent):
    cursor = (await agent.reads("list_customers", limit=2))["next"]
    assert "belongs to another query" in await bound.is_told(
        "list_customers", limit=2, after=cursor
    )


async def test_a_pinned_day_moves_ledger_figures_but_not_what_is_owed_now(sandbox: Sandbox):
    async with connect(
        sandbox_account(sandbox),
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
    ) as intacct:
        clock = Clock(date(2026, 5, 5), far_day=date(2026, 10, 31))
        company = ConnectedCompany(intacct, clock, b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(company))) as client:
            agent = Agent(client)
            assert (await agent.reads("gl_balance", account="1010"))["as_of"] == "2026-05-05"
            assert (await agent.reads("list_customers", limit=1))["as_of"] == "2026-10-31"
            assert (await agent.reads("get_invoice", key="1"))["as_of"] == "2026-10-31"


@pytest.mark.behaviour("accounts.by-name")
async def test_what_a_reader_could_miss_is_said(agent: Agent):
    sorted_ = await agent.reads("list_customers", sort="owes", limit=3)
    assert sorted_["notes"] == [
        "Sorted by amount; amounts of different currencies are not converted."
    ]
    later = await agent.reads("gl_balance", account="1010", as_of="2027-01-31")
    assert later["notes"] == ["2027-01-31 is after today, 2026-10-31: entries are still to come."]
    named = await agent.reads("gl_balance", account="accounts")
    assert column(named, "name")[0] == "Accounts receivable"
    assert named["notes"] == ["With 'accounts' in the name: 1200, 1290, 2000."]
    assert "No account, range or group 'AR'" in await agent.is_told("gl_balance", account="AR")
    assert "runs backwards" in await agent.is_told("gl_balance", account="2000..1000")


@pytest.mark.behaviour("dimensions.scope-is-said")
async def test_documents_and_statements_tie_within_the_entity(bound: Agent, agent: Agent):
    """The sign-in sees what the top level sees of that entity."""
    for tool, arguments in (
        ("list_invoices", {}),
        ("list_bills", {"status": "all"}),
        ("list_payments", {"ledger": "AR", "period": "2026-Q3"}),
    ):
        own = await bound.reads(tool, **arguments)
        named = await agent.reads(tool, entity="300", **arguments)
        assert (own["total"], own["totals"]) == (named["total"], named["totals"])
    lines = await bound.reads("gl_detail", account="1200", period="2026-09")
    assert lines["checks"] == {"lines - gl_balance": "0.00"}
    party = await bound.reads("get_customer", customer="C-0023", statement="2026")
    assert party["checks"] == {"closing - open items": "0.00"}
