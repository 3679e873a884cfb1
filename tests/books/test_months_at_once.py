"""Months are read at once: when one of them fails, the answer is the sentence of that failure."""

import httpx2
import pytest

from agent import Agent
from intacct_client.sign_in import MakeTransport
from intacct_sandbox.serve import Sandbox


class OverItsLimit(httpx2.ASGITransport):
    """The company, which refuses what is asked of August."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if b'"2026-08-01"' in await request.aread():
            error = {"ia::error": {"errorId": "REST-1000"}}
            return httpx2.Response(429, json=error, headers={"Retry-After": "900"})
        return await super().handle_async_request(request)


@pytest.fixture
def transport(sandbox: Sandbox) -> MakeTransport:
    return lambda: OverItsLimit(app=sandbox.app)


@pytest.mark.behaviour("statements.months")
async def test_a_month_that_cannot_be_read_is_no_column_of_zeros(agent: Agent):
    told = await agent.is_told("income_statement", period="2026-Q3", by="month")
    assert told == "Intacct is over its request limit. Try again in 15 minutes."
    answer = await agent.reads("income_statement", period="2026-Q2", by="month")
    assert len(answer["columns"]) == 6
