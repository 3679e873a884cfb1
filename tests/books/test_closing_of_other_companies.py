"""Closing and cash in companies made from other seeds, with a fiscal year from July, and for other sign-ins."""

from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest
from mcp.client import Client

from agent import Agent, records
from conftest import TODAY
from intacct_books import Clock
from intacct_client.connect import connect
from intacct_client.sign_in import MakeTransport
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_sandbox.serve import Sandbox, Seed
from opened import company, holding
from subledger_sql import assert_it_adds_up, ledger_side, side, subledger_side

SEEDS = (Seed(2, TODAY, 1_500), Seed(7, TODAY, 1_500, first_fiscal_month=7))


@pytest.fixture(scope="module", params=SEEDS, ids=["seed 2", "seed 7, July"])
def other(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with company(request.param) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(other: Sandbox) -> Sandbox:
    return other


@pytest.mark.parametrize("day", ["2026-10-31", "2026-07-10", "2025-06-30"])
@pytest.mark.behaviour("close.both-sides")
async def test_subledgers_tie_or_differ_as_the_rows_say(agent: Agent, sandbox: Sandbox, day: str):
    for code in ("AR", "AP"):
        answer = await agent.reads("reconcile_subledger", ledger=code, as_of=day)
        assert side(answer, "subledger") == subledger_side(sandbox, code, day)
        assert side(answer, "ledger") == ledger_side(sandbox, code, day)
        assert side(answer, "unexplained") == {}
        assert_it_adds_up(answer)


@pytest.mark.behaviour("close.trial-balance")
async def test_the_trial_balance_balances_at_each_period_end(agent: Agent):
    for period in ("2026-Q1", "2026-10", "2025-06"):
        answer = await agent.reads("close_status", period=period)
        assert set(answer["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("cash.not-cleared")
async def test_what_is_not_cleared_lies_between_books_and_bank(agent: Agent):
    assert set((await agent.reads("cash_position"))["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("close.both-sides", "cash.books")
async def test_a_sign_in_bound_to_an_entity_sees_what_the_top_level_sees_of_it(
    agent: Agent, sandbox: Sandbox
):
    top = sandbox_account(sandbox)
    account = replace(top, username=f"{top.username}|300")
    transport: MakeTransport = lambda: httpx2.ASGITransport(app=sandbox.app)
    calls = (
        ("reconcile_subledger", {"ledger": "AR"}),
        ("reconcile_subledger", {"ledger": "AP", "as_of": "2026-06-30"}),
        ("close_status", {"period": "2026-10"}),
        ("cash_position", {"weeks": 3}),
        ("find_duplicate_bills", {"window_days": 900}),
    )
    async with connect(account, MemoryTokenStore(), make_transport=transport) as intacct:
        held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(held))) as client:
            bound = Agent(client)
            for tool, given in calls:
                own = await bound.reads(tool, **given)
                whole = await agent.reads(tool, entity="300", **given)
                assert records(own) == records(whole), tool
                assert own.get("totals") == whole.get("totals"), tool
                assert own.get("outlook") == whole.get("outlook"), tool
                assert own.get("checks") == whole.get("checks"), tool


class Closed(httpx2.ASGITransport):
    """The company, to a user who may not read bank accounts of a kind."""

    def __init__(self, sandbox: Sandbox, closed: bytes) -> None:
        super().__init__(app=sandbox.app)
        self._closed = closed

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._closed in await request.aread():
            return httpx2.Response(403, json={"ia::error": {"errorId": "REST-3007"}})
        return await super().handle_async_request(request)


async def reader(sandbox: Sandbox, closed: bytes, tool: str, **arguments: str) -> tuple[str, bool]:
    transport: MakeTransport = lambda: Closed(sandbox, closed)
    account = sandbox_account(sandbox)
    async with connect(account, MemoryTokenStore(), make_transport=transport) as intacct:
        held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(held))) as client:
            result = await client.call_tool(tool, arguments)
            return result.content[0].text, bool(result.is_error)  # type: ignore[union-attr]  # tools answer in text


@pytest.mark.behaviour("cash.not-allowed")
async def test_bank_accounts_that_may_not_be_read_are_said(shared_sandbox: Sandbox):
    text, is_error = await reader(shared_sandbox, b"savings-account", "cash_position")
    assert not is_error
    assert "may not read them or the company has none: savings accounts." in text


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        (b"checking-account", "checking accounts"),
        (b"accounts-payable/summary", "AP summaries"),
        (b"employee-expense-line", "EE expense reports"),
        (b"accounts-receivable/payment", "AR payments"),
        (b'"object":"general-ledger/journal-entry"', "journal entries, reversals"),
    ],
)
@pytest.mark.behaviour("close.not-allowed")
async def test_what_may_not_be_read_is_left_out_of_a_status(
    shared_sandbox: Sandbox, closed: bytes, said: str
):
    text, is_error = await reader(shared_sandbox, closed, "close_status")
    assert not is_error
    assert f"may not read them or the company has none: {said}." in text


@pytest.mark.behaviour("close.not-allowed")
async def test_summaries_that_may_not_be_read_leave_the_rest_of_a_reconciliation(
    shared_sandbox: Sandbox,
):
    text, is_error = await reader(
        shared_sandbox, b"accounts-payable/summary", "reconcile_subledger", ledger="AP"
    )
    assert not is_error
    assert "may not read them or the company has none: AP summaries." in text
