"""Twenty tool calls at once over a connection that has sent nothing yet, against the least they can take.

The far end answers each request after the same while, so the least is known: one sign-in, and then the
requests three at a time.
"""

import math
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from statistics import median

import anyio
import httpx2
from mcp.client import Client

from figures import Row
from intacct_books import Clock
from intacct_client import Account
from intacct_client.connect import connect
from intacct_client.sending.limits import RequestLimits
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany

CALLS, ROUNDS = 20, 5
LATENCY = 0.05  # seconds to each answer
TOKEN = {"token_type": "Bearer", "access_token": "t", "expires_in": 43200}
PAGE = {
    "ia::result": [],
    "ia::meta": {"totalCount": 0, "start": 1, "pageSize": 4000, "next": None, "previous": None},
}


class _Slow(httpx2.AsyncBaseTransport):
    """A company without records, a little away."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await anyio.sleep(LATENCY)
        is_token = request.url.path.endswith("/oauth2/token")
        return httpx2.Response(200, json=TOKEN if is_token else PAGE)


async def cold_calls() -> list[Row]:
    """With three requests at once, and with six."""
    return [await _row(at_once) for at_once in (3, 6)]


async def _row(at_once: int) -> Row:
    took = [await _round(at_once) for _ in range(1 + ROUNDS)][1:]
    least = LATENCY * (1 + math.ceil(CALLS / at_once))
    ours = median(took)
    return Row(
        f"{CALLS} cold calls, {at_once} requests at once",
        f"{ours * 1e3:,.0f}",
        f"{least * 1e3:,.0f}",
        f"{ours / least:.2f}x",
        bound="< 1.50x",
    )


async def _round(at_once: int) -> float:
    async with Client(build_server(lambda: _connected(at_once))) as client:
        started = time.perf_counter()
        async with anyio.create_task_group() as tasks:
            for number in range(CALLS):
                tasks.start_soon(client.call_tool, "list_customers", {"search": str(number)})
        return time.perf_counter() - started


@asynccontextmanager
async def _connected(at_once: int) -> AsyncGenerator[ConnectedCompany]:
    async with connect(
        Account("reader@acme", "id", "secret", "http://localhost"),
        MemoryTokenStore(),
        make_transport=_Slow,
        limits=RequestLimits(at_once=at_once),
    ) as intacct:
        yield ConnectedCompany(intacct, Clock(), b"bench", is_sandbox=True)
