"""One deadline and one count for a whole call (docs/api/limits.md)."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio
import httpx2
import pytest

from far_end import CUSTOMERS, Gated, reaching, rows, talking_to
from intacct_client import Account, Intacct
from intacct_client.connect import connect
from intacct_client.errors import IntacctError, TooLarge, TooManyRequests, Unreachable
from intacct_client.query import select
from intacct_client.sending.limits import RequestLimits
from intacct_client.token_store import MemoryTokenStore

SHORT = RequestLimits(deadline=0.05)
NOTHING_ENDS = 10  # seconds after which a test that hangs is given up


@pytest.mark.behaviour("limits.deadline")
async def test_an_answer_that_does_not_come_is_given_up_at_the_deadline():
    far = Gated()
    with anyio.fail_after(NOTHING_ENDS):
        async with reaching(far, SHORT) as intacct:
            with pytest.raises(Unreachable, match=r"0\.05 seconds.*waiting for Intacct's answer"):
                await intacct.query(CUSTOMERS)
    assert far.now == 0


@pytest.mark.behaviour("limits.deadline")
async def test_an_answer_that_never_ends_is_given_up_too():
    class Endless(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await anyio.sleep(0.001)

    endless = httpx2.Response(200, stream=Endless())
    with anyio.fail_after(NOTHING_ENDS):
        async with talking_to(endless, limits=SHORT) as intacct:
            with pytest.raises(Unreachable, match="waiting for Intacct's answer"):
                await intacct.query(CUSTOMERS)


@pytest.mark.behaviour("limits.deadline")
async def test_it_is_said_that_there_was_no_free_place():
    far = Gated()
    with anyio.fail_after(NOTHING_ENDS):
        async with (
            reaching(far, RequestLimits(at_once=1, deadline=0.2)) as intacct,
            anyio.create_task_group() as tasks,
        ):
            waits, reads = intacct.metered(), intacct.metered()
            tasks.start_soon(_fails, reads, "waiting for Intacct's answer")
            await far.has(1)
            tasks.start_soon(_fails, waits, "waiting for a free place")


async def _fails(intacct: Intacct, waiting_for: str) -> None:
    with pytest.raises(Unreachable, match=waiting_for):
        await intacct.query(replace(CUSTOMERS, size=len(waiting_for)))


@pytest.mark.behaviour("limits.deadline")
async def test_a_sign_in_that_does_not_answer_is_named():
    class NoSignIn(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            await anyio.sleep_forever()
            raise AssertionError("never")

    with anyio.fail_after(NOTHING_ENDS):
        async with reaching(NoSignIn(), SHORT) as intacct:
            with pytest.raises(Unreachable, match="waiting for the sign-in"):
                await intacct.query(CUSTOMERS)


@pytest.mark.behaviour("sign-in.one-renewal")
async def test_a_sign_in_that_another_process_never_ends_is_told():
    class Busy(MemoryTokenStore):
        @asynccontextmanager
        async def exclusive(self) -> AsyncGenerator[None]:
            raise TimeoutError
            yield

    async with connect(Account("reader@acme", "id", "secret"), Busy()) as intacct:
        with pytest.raises(Unreachable, match="Another process"):
            await intacct.query(CUSTOMERS)


@pytest.mark.behaviour("limits.deadline")
async def test_the_requests_of_a_call_share_its_deadline(monkeypatch: pytest.MonkeyPatch):
    now = [1000.0]
    monkeypatch.setattr(anyio, "current_time", lambda: now[0])
    busy = httpx2.Response(429, headers={"Retry-After": "10"})

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(anyio, "sleep", sleep)
    answers = [busy, rows()] * 4 + [busy]
    async with talking_to(*answers) as intacct:
        call = intacct.metered()
        for size in range(1, 5):
            await call.query(replace(CUSTOMERS, size=size))
        with pytest.raises(TooManyRequests, match="10 seconds"):
            await call.query(CUSTOMERS)
        assert now[0] == 1040
        with pytest.raises(TooManyRequests):
            await intacct.metered().query(CUSTOMERS)  # another call has its own 45 seconds
        assert now[0] == 1070


@pytest.mark.behaviour("limits.deadline")
async def test_waiting_for_what_another_call_learns_ends_at_the_deadline_too():
    async def never(_: Intacct) -> str:
        await anyio.sleep_forever()
        return "never"

    with anyio.fail_after(NOTHING_ENDS):
        async with talking_to(rows(), limits=SHORT) as intacct, anyio.create_task_group() as tasks:

            async def learn() -> None:
                with pytest.raises(Unreachable, match="what another call reads"):
                    await intacct.metered().reference("chart", never)

            tasks.start_soon(learn)
            tasks.start_soon(learn)


@pytest.mark.behaviour("limits.most-requests")
async def test_pages_that_never_end_stop_at_twenty_requests():
    asked: list[int] = []

    def page(request: httpx2.Request) -> httpx2.Response:
        asked.append(json.loads(request.content)["start"])
        meta = {"totalCount": 10**9, "next": asked[-1] + 1}
        row = {"id": "C", "totalDue": "1.00", "taxId": None}
        return httpx2.Response(200, json={"ia::result": [row], "ia::meta": meta})

    async with talking_to(page) as intacct:
        with pytest.raises(TooLarge, match="more than 20 requests"):
            await intacct.metered().query_all(CUSTOMERS)
    assert asked == list(range(1, 20))  # and one for the token


@pytest.mark.behaviour("limits.most-requests")
async def test_repetitions_and_replaced_tokens_count_among_the_twenty():
    sent = 0

    def refuse(_: httpx2.Request) -> httpx2.Response:
        nonlocal sent
        sent += 1
        return httpx2.Response(401, json={"error": {"errorId": "REST-2102"}})

    async with talking_to(refuse) as intacct:
        call = intacct.metered()
        for size in range(1, 40):
            with pytest.raises(IntacctError):
                await call.query(replace(CUSTOMERS, size=size))
        assert sent + intacct.tokens_minted == 20


@pytest.mark.behaviour("limits.most-requests")
async def test_what_is_learned_on_the_way_has_as_many_requests_of_its_own():
    entities = select("company-config/entity", "text id")

    async def four_times(handle: Intacct) -> None:
        for size in range(1, 5):
            await handle.query(replace(entities, size=size))

    async with talking_to(rows(), limits=RequestLimits(most_requests=3)) as intacct:
        call = intacct.metered()
        await call.reference("a", lambda handle: handle.query(entities))
        for size in (10, 20):
            await call.query(replace(CUSTOMERS, size=size))
        with pytest.raises(TooLarge):
            await call.reference("b", four_times)
        # One of the three was the sign-in.
        assert (call.spent.transactions, call.spent.setup_transactions) == (2, 2)
        with pytest.raises(TooLarge):
            for size in (30, 40):
                await call.query(replace(CUSTOMERS, size=size))
