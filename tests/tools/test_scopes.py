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
        company = ConnectedCompany(intacct, Clock(date(2026, 10, 31)), b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(company))) as client:
            yield Agent(client)


async def test_every_answer_says_the_entity_and_never_all_of_them(bound: Agent):
    for tool, arguments in (
        ("list_customers", {}),
        ("find_vendor", {}),
        ("gl_balance", {"account": "1000..9999"}),
    ):
        answer = await bound.reads(tool, **arguments)
        assert answer["scope"] == "entity 300, accrual, GBP"


async def test_control_accounts_tie_within_the_entity(bound: Agent):
    customers = await bound.reads("list_customers", limit=200)
    receivable = await bound.reads("gl_balance", account="1200")
    assert receivable["totals"]["closing"] == customers["totals"]["owes"]
    whole = await bound.reads("gl_balance", account="1000..9999", limit=200)
    assert whole["totals"] == {"closing": "0.00"}
    assert "1010" not in column(whole, "account")


async def test_a_cursor_of_one_scope_is_refused_in_another(agent: Agent, bound: Agent):
    cursor = (await agent.reads("list_customers", limit=2))["next"]
    assert "belongs to another query" in await bound.is_told(
        "list_customers", limit=2, after=cursor
    )
