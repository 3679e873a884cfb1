"""The time we add to a round trip: a tool call, and the bare POST of the same query to the same sandbox.

All in this process, so that neither network nor pipes are in it. A trivial tool of a bare server, called
the same way, is the SDK's part of what is added.
"""

import time
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from mcp.client import Client

from bare_server import server as bare_server
from figures import Cost, Row, in_turns, times
from intacct_books import Clock
from intacct_client import Account
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_client.usage_store import Payer, UsageStore
from intacct_mcp.app import build_server
from intacct_mcp.audit.log import AuditLog
from intacct_mcp.company_usage import CompanyUsage
from intacct_mcp.connection import ConnectedCompany
from intacct_sandbox.serve import Sandbox, Seed, open_sandbox
from stdio_server import SEED, TODAY

ROUNDS, WARM_UP = 300, 20
DAY = date.fromisoformat(TODAY)


class _Remembering(httpx2.ASGITransport):
    """The way to the sandbox. It keeps the last request, so that exactly this one can be sent bare."""

    last: httpx2.Request

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.last = request
        return await super().handle_async_request(request)


async def round_trip() -> list[Row]:
    """A list of ten customers."""
    sandbox = open_sandbox(Seed(int(SEED), DAY))
    folder = TemporaryDirectory()
    log = AuditLog(Path(folder.name) / "audit")
    way, plain = _Remembering(app=sandbox.app), httpx2.ASGITransport(app=sandbox.app)
    costs: defaultdict[str, list[Cost]] = defaultdict(list)
    async with (
        Client(
            build_server(lambda: _connected(sandbox, way, folder.name), open_audit=lambda: log)
        ) as ours,
        Client(bare_server) as bare,
        httpx2.AsyncClient(transport=plain) as http,
    ):

        async def tool() -> None:
            await ours.call_tool("list_customers", {"limit": 10})

        async def post() -> None:
            await http.post(way.last.url, content=way.last.content, headers=way.last.headers)

        async def trivial() -> None:
            await bare.call_tool("ping")

        for arm in in_turns((tool, post, trivial), rounds=WARM_UP + ROUNDS):
            wall, cpu = time.perf_counter(), time.process_time()
            await arm()
            cost = Cost(time.perf_counter() - wall, time.process_time() - cpu)
            costs[arm.__name__].append(cost)
    sandbox.ledger.close()
    folder.cleanup()
    warm = {arm: each[WARM_UP:] for arm, each in costs.items()}
    pairs = zip(warm["tool"], warm["post"], strict=True)
    added = [Cost(ours.wall - bare.wall, ours.cpu - bare.cpu) for ours, bare in pairs]
    return [
        times("10 customers; same POST bare", warm["tool"], warm["post"]),
        times("what we add; trivial tool", added, warm["trivial"], "< 5 ms"),
    ]


@asynccontextmanager
async def _connected(
    sandbox: Sandbox, way: _Remembering, folder: str
) -> AsyncGenerator[ConnectedCompany]:
    """A sandbox that is open already, counted and logged as a company is."""
    known = sandbox.credentials
    account = Account(known.username, known.client_id, known.client_secret, "http://localhost")
    async with connect(account, MemoryTokenStore(), make_transport=lambda: way) as intacct:
        store = UsageStore(Path(folder) / "usage.db")
        usage = CompanyUsage(store, Payer("bench", account.company), ceiling=10**9)
        yield ConnectedCompany(intacct, Clock(far_day=DAY), b"bench", is_sandbox=True, usage=usage)
        store.close()
