"""The time we add to one round trip: a tool call in memory, and the bare POST that it stands for.

The sandbox answers both, in this process. A trivial tool of a bare server, called the same way, shows how
much of the difference is the SDK's.
"""

import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import httpx2
from bare_server import server as bare_server
from figures import Cost, Row, added, compared, interleaved
from mcp.client import Client
from stdio import SANDBOX

from intacct_books import Books, Clock, Scope
from intacct_client import Account, Intacct
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_sandbox.serve import Sandbox, Seed, open_sandbox

ROUNDS = 300
WARM_UPS = 20
TODAY = date.fromisoformat(SANDBOX["INTACCT_SANDBOX_TODAY"])


class _Remembering(httpx2.ASGITransport):
    """The way to the sandbox; it keeps the last request, so that exactly this one can be sent bare."""

    last: httpx2.Request

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.last = request
        return await super().handle_async_request(request)


@dataclass(frozen=True, slots=True)
class _OneSandbox:
    """Connections to a sandbox that is open already."""

    intacct: Intacct

    async def books(self, company: str = "") -> Books:
        scope = Scope(self.intacct.account.company, (), True, "accrual", "", TODAY, True)
        return Books(self.intacct.metered(), scope, Clock(TODAY), b"bench")


async def measure() -> list[Row]:
    """Rows about a list of ten customers."""
    sandbox = open_sandbox(Seed(int(SANDBOX["INTACCT_SANDBOX_SEED"]), TODAY))
    way = _Remembering(app=sandbox.app)
    ours = build_server(lambda: _connected(sandbox, way))
    async with Client(ours) as client, Client(bare_server) as bare, _http(sandbox) as http:
        costs: defaultdict[str, list[Cost]] = defaultdict(list)

        async def tool() -> None:
            await client.call_tool("list_customers", {"limit": 10})

        async def post() -> None:
            request = way.last
            await http.post(request.url, content=request.content, headers=request.headers)

        async def trivial() -> None:
            await bare.call_tool("ping", {})

        await tool()  # gives the request that is then sent bare
        for arm in interleaved([tool, post, trivial], rounds=WARM_UPS + ROUNDS):
            costs[arm.__name__].append(await _timed(arm))
    sandbox.ledger.close()
    kept = {arm: samples[WARM_UPS:] for arm, samples in costs.items()}
    nothing = [Cost(0, 0)] * ROUNDS
    return [
        *compared("list_customers of 10", kept["tool"], kept["post"]),
        *added("added to the POST", kept["tool"], kept["post"], bound="< 5 ms"),
        *added("of it the SDK (a trivial tool)", kept["trivial"], nothing),
    ]


@asynccontextmanager
async def _connected(sandbox: Sandbox, way: _Remembering) -> AsyncGenerator[_OneSandbox]:
    known = sandbox.credentials
    account = Account(known.username, known.client_id, known.client_secret, "http://localhost")
    async with connect(account, MemoryTokenStore(), make_transport=lambda: way) as intacct:
        yield _OneSandbox(intacct)


def _http(sandbox: Sandbox) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=sandbox.app))


async def _timed(arm: Callable[[], Awaitable[None]]) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    await arm()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)
