"""With each fault of the sandbox, and with many at once: answers are right or errors clear (docs/api/limits.md).

What was written is counted exactly, whatever became of it, and no place is lost.
"""

import json
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx2
import pytest

from agent import Agent
from control import arm, fired, received
from every_tool import CALLS, EVIDENCE
from far_end import TODAY, connected, tools_over
from intacct_books import Books, Connections
from intacct_client import Intacct, Spent
from intacct_client.connect import connect
from intacct_client.sending.limits import RequestLimits
from intacct_client.sign_in import MakeTransport
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Sandbox, Seed
from opened import company, served

IS_SOAK = "SOAK" in os.environ
ASKED, CALLERS, RATE = (500 if IS_SOAK else 120), 8, 0.2
LIMITS = RequestLimits(deadline=20, first_pause=0.001)
KINDS: dict[str, dict[str, Any]] = {
    "401": {},
    "400-token": {},
    "403": {},
    "429": {},
    "500": {},
    "503": {},
    "html": {},
    "truncated": {},
    "slow": {"seconds": 0.002},
    "trickle": {"seconds": 0},
    "drop-before": {},
    "drop-after": {},
    "expired-token": {},
}
MIXED: list[tuple[str, dict[str, Any]]] = [
    *((tool, arguments) for tool, arguments in CALLS.items() if tool != EVIDENCE),
    *(("list_customers", {"search": search}) for search in ("a", "e", "north", "zzz")),
    *(("find_vendor", {"search": search, "limit": 3}) for search in ("a", "freight", "zzz")),
    *(("get_invoice", {"key": str(key)}) for key in (1, 2, 3, 4, 99_999)),
    *(("gl_balance", {"account": "cash", "as_of": day}) for day in ("2026-03-31", "2026-08-31")),
    ("gl_balance", {"account": "4000..4999", "period": "2026-Q2", "by": "entity"}),
    ("gl_balance", {"account": "nothing like it"}),
]
Heard = tuple[bool, str]
RIGHT: list[Heard] = []


class InFlight(httpx2.AsyncBaseTransport):
    """A way to the far end that counts what is under way, sign-ins among it."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self.now = self.most = 0
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            self.now -= 1


class Noting:
    """Connections that keep the meter of every call."""

    def __init__(self, inner: Connections) -> None:
        self.spent: list[Spent] = []
        self._inner = inner

    async def books(self, company: str = "") -> Books:
        books = await self._inner.books(company)
        self.spent.append(books.intacct.spent)
        return books


@dataclass
class Callers:
    """Callers of tools over one connection, and what they heard."""

    agent: Agent
    intacct: Intacct
    noting: Noting
    answers: list[tuple[int, Heard]] = field(default_factory=list[tuple[int, Heard]])

    async def ask(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.answers.append((number, await heard(self.agent, *MIXED[number])))

    def written(self) -> Counter[str]:
        """Requests by kind, as the client counted them."""
        counts = Counter({"token": self.intacct.tokens_minted})
        for spent in self.noting.spent:
            counts.update(spent.calls + spent.setup)
        del counts["refused"]  # how many of the others were, no request more
        return counts


@asynccontextmanager
async def calling(
    sandbox: Sandbox, make_transport: MakeTransport, base_url: str = "http://localhost"
) -> AsyncIterator[Callers]:
    account = sandbox_account(sandbox, base_url)
    async with connect(
        account, MemoryTokenStore(), make_transport=make_transport, limits=LIMITS
    ) as intacct:
        noting = Noting(connected(intacct))
        async with tools_over(intacct, connections=noting) as agent:
            yield Callers(agent, intacct, noting)


async def heard(agent: Agent, tool: str, arguments: dict[str, Any]) -> Heard:
    """Whether it is an answer, and what it says, but for what depends on the moment."""
    result = await agent.client.call_tool(tool, arguments)
    (content,) = result.content
    text: str = content.text  # type: ignore[union-attr]  # tools answer in text
    if result.is_error:
        return False, text
    answer = json.loads(text)
    for name in ("read_at", "api", "api_setup"):
        answer.pop(name, None)
    answer["next"] = "next" in answer
    return True, json.dumps(answer)


def told(sandbox: Sandbox, received: Counter[str]) -> Counter[str]:
    """What the sandbox received, in the client's kinds."""
    names = {"query page": "query", "object read": "read", "model": "model", "token": "token"}
    return Counter({names[kind]: count for kind, count in received.items() if kind != "total"})


@pytest.fixture(scope="module")
def faulty() -> Iterator[Sandbox]:
    with company(Seed(1, TODAY, 1_000)) as sandbox:
        yield sandbox


@pytest.fixture
async def right(faulty: Sandbox) -> list[Heard]:
    """What each call says when nothing is wrong; asked once."""
    if not RIGHT:
        await arm(faulty)
        async with calling(faulty, lambda: httpx2.ASGITransport(app=faulty.app)) as callers:
            await callers.ask(range(len(MIXED)))
        RIGHT.extend(answer for _, answer in callers.answers)
    return RIGHT


async def is_as_it_should_be(callers: Callers, right: list[Heard]) -> Counter[str]:
    """Right answers or clear errors, and no place lost; gives how many were which."""
    counts: Counter[str] = Counter()
    for number, (is_answer, text) in callers.answers:
        counts["right" if (is_answer, text) == right[number] else "told"] += 1
        if (is_answer, text) != right[number]:
            assert not is_answer, (MIXED[number], text, right[number])
            assert text.startswith(("Intacct", "This takes", "This took")), text
    return counts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("over", ["in process", "a port"])
@pytest.mark.behaviour("limits.every-fault")
async def test_one_fault_spoils_at_most_the_call_it_meets(
    faulty: Sandbox, right: list[Heard], kind: str, over: str
):
    with served(faulty) if over == "a port" else nullcontext("http://localhost") as address:
        transport = (
            (lambda: None) if over == "a port" else lambda: httpx2.ASGITransport(app=faulty.app)
        )
        with anyio.fail_after(60):
            async with calling(faulty, transport, address) as callers:
                before = Counter(await received(faulty))
                await arm(faulty, {"kind": kind, "path": "/services/*", **KINDS[kind]})
                await callers.ask(range(len(CALLS) - 1))
                after = Counter(await received(faulty))
    assert await fired(faulty) == 1
    counts = await is_as_it_should_be(callers, right)
    assert counts["told"] == (kind == "403")
    assert callers.written() == told(faulty, after - before)


@pytest.mark.behaviour("limits.every-fault")
async def test_many_callers_under_many_faults_hear_no_wrong_answer(
    faulty: Sandbox, right: list[Heard]
):
    each = 1 - (1 - RATE) ** (1 / len(KINDS))
    faults = [
        {"kind": kind, "rate": each, "count": "unlimited", "seed": seed, **extra}
        for seed, (kind, extra) in enumerate(KINDS.items())
    ]
    chance = random.Random(1)
    numbers = [chance.randrange(len(MIXED)) for _ in range(ASKED)]
    way = InFlight(httpx2.ASGITransport(app=faulty.app))
    before = Counter(await received(faulty))
    await arm(faulty, *faults)
    with anyio.fail_after(600 if IS_SOAK else 120):
        async with calling(faulty, lambda: way) as callers:
            async with anyio.create_task_group() as tasks:
                for caller in range(CALLERS):
                    tasks.start_soon(callers.ask, numbers[caller::CALLERS])
            assert way.now == 0
            assert way.most <= LIMITS.at_once
            fired_in_all = await fired(faulty)
            after = Counter(await received(faulty))
            counts = await is_as_it_should_be(callers, right)
            assert sorted(number for number, _ in callers.answers) == sorted(numbers)
            assert callers.written() == told(faulty, after - before)
            await arm(faulty)
            callers.answers.clear()
            await callers.ask(range(len(MIXED)))  # no place was lost
            assert callers.answers == list(enumerate(right))
    print(f"{ASKED} calls, {fired_in_all} faults: {dict(counts)}")  # noqa: T201 - for docs/soak.md
