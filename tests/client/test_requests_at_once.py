"""Requests under way: how many at once, who shares one, and what a cancellation stops (docs/api/limits.md)."""

from dataclasses import replace

import anyio
import httpx2
import pytest

from far_end import CUSTOMERS, TOKEN, Gated, reaching, rows
from intacct_client import Intacct, Rows
from intacct_client.errors import Unreachable
from intacct_client.sending.limits import RequestLimits

QUICK = RequestLimits(first_pause=0.001)


@pytest.mark.parametrize("at_once", [3, 6])
@pytest.mark.behaviour("limits.three-at-once", "sign-in.one-renewal")
async def test_of_many_calls_one_signs_in_and_only_some_are_under_way(at_once: int):
    far = Gated()
    with anyio.fail_after(5):
        async with (
            reaching(far, RequestLimits(at_once=at_once)) as intacct,
            anyio.create_task_group() as tasks,
        ):
            for start in range(1, 21):
                tasks.start_soon(intacct.metered().query, replace(CUSTOMERS, start=start))
            await far.has(at_once)
            assert far.now == at_once
            far.gate.set()
    assert (far.most, far.arrived, far.tokens) == (at_once, 20, 1)


@pytest.mark.behaviour("limits.joined")
async def test_equal_reads_are_sent_once_and_paid_by_one():
    far = Gated()
    handles: list[Intacct] = []
    found: list[Rows] = []

    async def ask(intacct: Intacct) -> None:
        handles.append(intacct.metered())
        found.append(await handles[-1].query(CUSTOMERS))

    with anyio.fail_after(5):
        async with reaching(far) as intacct, anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(ask, intacct)
            await far.has(1)
            far.gate.set()
    assert far.arrived == 1
    assert [page.rows[0].text("id") for page in found] == ["C-1"] * 8
    assert sorted(handle.spent.transactions for handle in handles) == [0] * 7 + [1]


@pytest.mark.behaviour("limits.joined")
async def test_reads_that_differ_or_come_later_are_sent_by_themselves():
    far = Gated()
    far.gate.set()
    async with reaching(far) as intacct:
        await intacct.query(CUSTOMERS)
        await intacct.query(CUSTOMERS)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(intacct.query, CUSTOMERS)
            tasks.start_soon(intacct.query, replace(CUSTOMERS, size=7))
    assert far.arrived == 4


@pytest.mark.behaviour("limits.joined")
async def test_whoever_is_cancelled_takes_nobody_with_it():
    far = Gated()
    found: list[Rows] = []

    async def ask(intacct: Intacct, scope: anyio.CancelScope) -> None:
        with scope:
            found.append(await intacct.metered().query(CUSTOMERS))

    with anyio.fail_after(5):
        async with reaching(far) as intacct, anyio.create_task_group() as tasks:
            scopes = [anyio.CancelScope() for _ in range(4)]
            for scope in scopes:
                tasks.start_soon(ask, intacct, scope)
            await far.has(1)
            scopes[3].cancel()  # one that waits
            scopes[0].cancel()  # the one that reads
            await far.has(2)
            assert far.now == 1
            far.gate.set()
    assert len(found) == 2


@pytest.mark.behaviour("limits.joined")
async def test_a_shared_failure_is_everybody_s():
    gate = anyio.Event()

    class Failing(httpx2.AsyncBaseTransport):
        sent = 0

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if request.url.path.endswith("/oauth2/token"):
                return httpx2.Response(200, json=TOKEN)
            self.sent += 1
            await gate.wait()
            return httpx2.Response(200, text="<html>")

    far = Failing()
    failed = 0

    async def ask(intacct: Intacct) -> None:
        nonlocal failed
        with pytest.raises(Unreachable):
            await intacct.metered().query(CUSTOMERS)
        failed += 1

    with anyio.fail_after(5):
        async with reaching(far) as intacct, anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(ask, intacct)
            await anyio.wait_all_tasks_blocked()
            gate.set()
    assert (failed, far.sent) == (3, 1)


@pytest.mark.behaviour("limits.cancelled")
async def test_a_cancelled_call_stops_its_request_and_frees_its_place():
    far = Gated()
    with anyio.fail_after(5):
        async with reaching(far, RequestLimits(at_once=1)) as intacct:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(intacct.metered().query, CUSTOMERS)
                await far.has(1)
                tasks.cancel_scope.cancel()
            assert far.now == 0
            far.gate.set()
            assert (await intacct.query(CUSTOMERS)).total == 1


@pytest.mark.behaviour("limits.three-at-once")
async def test_no_place_is_held_between_two_tries(monkeypatch: pytest.MonkeyPatch):
    waiting, goes_on = anyio.Event(), anyio.Event()

    async def sleep(_: float) -> None:
        waiting.set()
        await goes_on.wait()

    monkeypatch.setattr(anyio, "sleep", sleep)
    answers = [httpx2.Response(429, headers={"Retry-After": "5"}), rows(), rows()]

    def answer(request: httpx2.Request) -> httpx2.Response:
        is_token = request.url.path.endswith("/oauth2/token")
        return httpx2.Response(200, json=TOKEN) if is_token else answers.pop(0)

    limits = RequestLimits(at_once=1)
    with anyio.fail_after(5):
        async with (
            reaching(httpx2.MockTransport(answer), limits) as intacct,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(intacct.metered().query, CUSTOMERS)
            await waiting.wait()
            await intacct.metered().query(replace(CUSTOMERS, size=7))
            goes_on.set()
    assert answers == []
