"""The company itself: what a reader must know before anything else."""

from datetime import date

import httpx2
import pytest
from inline_snapshot import snapshot
from mcp.client import Client

from agent import Agent, records
from conftest import TODAY
from intacct_books import Clock
from intacct_client import Account
from intacct_client.connect import connect
from intacct_client.sign_in import MakeTransport
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_sandbox.serve import Sandbox, Seed
from opened import company, holding


async def test_it_says_what_the_company_is(agent: Agent):
    assert await agent.reads("company_overview") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual",
            "name": "Harwick Group",
            "user": "mcp_reader",
            "today": "2026-10-31",
            "base_currency": "USD",
            "currencies": ["GBP", "USD"],
            "books": ["accrual", "cash"],
            "route": "REST",
            "fiscal_year_start": "2026-01-01",
            "books_open_from": "2026-09-01",
            "columns": ["entity", "name", "currency", "open_from"],
            "rows": [
                ["100", "Harwick Instruments Inc", "USD", "2026-09-01"],
                ["200", "Harwick Field Services LLC", "USD", "2026-10-01"],
                ["300", "Harwick Instruments Ltd", "GBP", "2026-09-01"],
                ["400", "Harwick Family Holdings LLC", "USD", "2026-09-01"],
                ["900", "Harwick eliminations", "USD", "2026-09-01"],
            ],
            "total": 5,
            "api": 0,
            "api_setup": 4,
        }
    )


@pytest.mark.behaviour("transactions.the-overview")
async def test_it_costs_four_transactions_cold_and_none_later(agent: Agent):
    cold = await agent.reads("company_overview")
    assert (cold["api"], cold["api_setup"]) == (0, 4)
    again = await agent.reads("company_overview")
    assert again["api"] == 0
    assert "api_setup" not in again
    assert (await agent.reads("company_overview", fresh=True))["api_setup"] == 4
    # What it learned serves the others, and the other way round.
    balance = await agent.reads("gl_balance", account="1010")
    assert balance["api_setup"] == 1  # the chart


async def test_a_sign_in_that_is_bound_to_an_entity_is_told_so(
    sandbox: Sandbox, transport: MakeTransport
):
    whole = sandbox_account(sandbox)
    bound = Account(f"{whole.username}|300", whole.client_id, whole.client_secret, whole.base_url)
    async with connect(bound, MemoryTokenStore(), make_transport=transport) as intacct:
        held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(held))) as client:
            answer = await Agent(client).reads("company_overview")
    assert answer["scope"] == "entity 300, accrual"
    assert "This sign-in sees entity 300 alone." in answer["notes"]


@pytest.mark.parametrize("month", [1, 7])
async def test_the_fiscal_year_starts_where_the_company_says(month: int):
    seed = Seed(1, TODAY, 500, first_fiscal_month=month)
    with company(seed) as sandbox:
        transport = lambda: httpx2.ASGITransport(app=sandbox.app)
        account = sandbox_account(sandbox)
        async with connect(account, MemoryTokenStore(), make_transport=transport) as intacct:
            held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
            async with Client(build_server(lambda: holding(held))) as client:
                answer = await Agent(client).reads("company_overview")
    assert answer["fiscal_year_start"] == str(date(2026, month, 1))


class Forbidding(httpx2.ASGITransport):
    """A company whose sign-in may read neither its preferences nor its entities."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        asked = await request.aread()
        if b"company-config/entity" in asked or "company-preference" in request.url.path:
            return httpx2.Response(403, json={"ia::error": {"errorId": "REST-3007"}})
        return await super().handle_async_request(request)


async def test_what_may_not_be_read_is_left_out_and_noted(sandbox: Sandbox):
    way = Forbidding(app=sandbox.app)
    account = sandbox_account(sandbox)
    async with connect(account, MemoryTokenStore(), make_transport=lambda: way) as intacct:
        held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(held))) as client:
            answer = await Agent(client).reads("company_overview")
    assert answer["notes"] == [
        "The fiscal year's first month could not be read: January is assumed.",
        "No entities are seen: the company has none, or this user may not list them.",
    ]
    assert not {"rows", "name", "base_currency", "books_open_from"} & set(answer)
    assert answer["company"] == "harwick (sandbox)"


class NeverClosed(httpx2.ASGITransport):
    """A company with an entity whose books were never closed, which the sandbox's always were."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answered = await super().handle_async_request(request)
        body = (await answered.aread()).replace(
            b'"openBooksStartDate":"2026-10-01"', b'"openBooksStartDate":null'
        )
        return httpx2.Response(answered.status_code, content=body)


async def test_an_entity_that_never_closed_and_one_that_is_inactive_are_told():
    with company(Seed(1, TODAY, 500)) as sandbox:
        sandbox.ledger.write("UPDATE entity SET status = 'inactive' WHERE id = '900'")
        way = NeverClosed(app=sandbox.app)
        account = sandbox_account(sandbox)
        async with connect(account, MemoryTokenStore(), make_transport=lambda: way) as intacct:
            held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
            async with Client(build_server(lambda: holding(held))) as client:
                answer = await Agent(client).reads("company_overview")
    assert "books_open_from" not in answer
    assert answer["notes"] == [
        "An entity has never closed a month: its books are open from the beginning."
    ]
    by_id = {row["entity"]: row for row in records(answer)}
    assert by_id["200"]["open_from"] == ""
    assert by_id["100"]["open_from"] == "2026-09-01"
    assert by_id["900"]["status"] == "inactive"
