"""A far end that answers what a test says, where the sandbox cannot break that way."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, cast

import anyio
import anyio.lowlevel
import httpx2
from mcp.client import Client

from agent import Agent
from intacct_books import Clock, Connections
from intacct_client import Account, Intacct
from intacct_client.connect import connect
from intacct_client.query import select
from intacct_client.sending.limits import RequestLimits
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany
from opened import holding

CUSTOMERS = select("accounts-receivable/customer", "text id", "money totalDue", "text? taxId")
QUICK = RequestLimits(first_pause=0.001)  # as patient as ever, without the pauses
TODAY = date(2026, 10, 31)
Answer = Callable[[httpx2.Request], httpx2.Response]
TOKEN = {"token_type": "Bearer", "access_token": "t", "refresh_token": "r", "expires_in": 43200}


def rows(*found: dict[str, Any]) -> httpx2.Response:
    meta = {"totalCount": len(found), "start": 1, "pageSize": 100, "next": None, "previous": None}
    return httpx2.Response(200, json={"ia::result": list(found), "ia::meta": meta})


@asynccontextmanager
async def talking_to(
    *answers: Answer | httpx2.Response | Exception, limits: RequestLimits | None = None
) -> AsyncIterator[Intacct]:
    """A client of a far end that gives these answers, one a request (the last one for ever)."""
    left = list(answers)

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/oauth2/token"):
            return httpx2.Response(200, json=TOKEN)
        given = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(given, Exception):
            raise given
        return given(request) if callable(given) else given

    async with reaching(httpx2.MockTransport(answer), limits) as intacct:
        yield intacct


@asynccontextmanager
async def reaching(
    transport: httpx2.AsyncBaseTransport, limits: RequestLimits | None = None
) -> AsyncIterator[Intacct]:
    """A client whose requests travel this way."""
    async with connect(
        Account("reader@acme", "id", "secret"),
        MemoryTokenStore(),
        make_transport=lambda: transport,
        limits=limits or RequestLimits(),
    ) as intacct:
        yield intacct


class Gated(httpx2.AsyncBaseTransport):
    """A far end that keeps every request waiting until its gate is opened, and counts.

    Attributes:
        arrived: Requests so far, without those for tokens.
        now: Requests under way.
        most: The most that were under way at once, those for tokens among them.
        tokens: Requests for tokens.
    """

    def __init__(self) -> None:
        self.gate = anyio.Event()
        self.arrived = self.now = self.most = self.tokens = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        is_token = request.url.path.endswith("/oauth2/token")
        async for _ in cast("httpx2.AsyncByteStream", request.stream):
            pass
        self.arrived += not is_token
        self.tokens += is_token
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if is_token:
                return httpx2.Response(200, json=TOKEN)
            await self.gate.wait()
            return rows({"id": "C-1", "totalDue": "1.00", "taxId": None})
        finally:
            self.now -= 1

    async def has(self, arrived: int) -> None:
        """Wait until that many are there, and nobody else is coming."""
        while self.arrived < arrived:
            await anyio.lowlevel.checkpoint()
        await anyio.wait_all_tasks_blocked()


def connected(intacct: Intacct) -> ConnectedCompany:
    """What the server's tools read from."""
    return ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)


@asynccontextmanager
async def tools_over(
    intacct: Intacct, *, mode: str = "auto", connections: Connections | None = None
) -> AsyncIterator[Agent]:
    """The server's tools, over a connection that is open."""
    given = connections or connected(intacct)
    async with Client(build_server(lambda: holding(given)), mode=mode) as client:
        yield Agent(client)
