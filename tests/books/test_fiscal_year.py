"""What is said when the fiscal year or the open books may not be read."""

import httpx2
import pytest
from inline_snapshot import snapshot

from agent import Agent
from intacct_client.sign_in import MakeTransport
from intacct_sandbox.serve import Sandbox

SETUP = "/objects/company-config/company-preference/setup"


class Closed(httpx2.ASGITransport):
    """The company, to a user who may not read some things."""

    def __init__(self, sandbox: Sandbox, closed: bytes, status: int) -> None:
        super().__init__(app=sandbox.app)
        self._closed = closed
        self._status = status

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = await request.aread()
        if self._closed in request.url.raw_path + body:
            return httpx2.Response(self._status, json={"ia::error": {"errorId": "REST-3007"}})
        return await super().handle_async_request(request)


@pytest.fixture
def closed() -> bytes:
    return SETUP.encode()


@pytest.fixture
def status() -> int:
    return 403


@pytest.fixture
def transport(sandbox: Sandbox, closed: bytes, status: int) -> MakeTransport:
    return lambda: Closed(sandbox, closed, status)


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.behaviour("fiscal-year.assumed")
async def test_a_first_month_that_may_not_be_read_is_january_and_a_note_says_so(agent: Agent):
    answer = await agent.reads("gl_balance", account="4000", as_of="2026-08-31")
    assert answer["notes"] == snapshot(
        ["The fiscal year's first month could not be read: January is assumed."]
    )


@pytest.mark.parametrize("closed", [b"company-config/entity"])
@pytest.mark.behaviour("fiscal-year.preliminary")
async def test_nothing_is_said_of_open_books_that_may_not_be_read(agent: Agent):
    answer = await agent.reads("gl_balance", account="1010", as_of="2026-10-31")
    assert "preliminary" not in answer
