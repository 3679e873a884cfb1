"""Changes: sent again only under a key, and a fate that is unknown is said (docs/api/idempotency.md)."""

from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx2
import pytest

from control import arm
from far_end import CUSTOMERS, TOKEN, Gated, reaching, rows, talking_to
from intacct_client import Intacct
from intacct_client.connect import connect
from intacct_client.errors import FateUnknown, IntacctError, Refused, TooManyRequests, Unreachable
from intacct_client.sending.limits import RequestLimits
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Sandbox

QUICK = RequestLimits(first_pause=0.001)
ENTRIES = "/objects/general-ledger/journal-entry"
MADE = {"ia::result": {"key": "1", "id": "1", "href": "/x"}, "ia::meta": {"totalCount": 1}}
LOST = httpx2.RemoteProtocolError("Server disconnected")
SERVER_ERROR = httpx2.Response(500, json={"ia::error": {"errorId": "GW-0001", "supportId": "s-1"}})


def entry(mark: str) -> dict[str, Any]:
    lines = [
        {
            "glAccount": {"id": account},
            "txnType": side,
            "txnAmount": "1.00",
            "dimensions": {"location": {"id": "210"}},
        }
        for account, side in (("6100", "debit"), ("2100", "credit"))
    ]
    return {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": mark,
        "lines": lines,
    }


@pytest.fixture
async def writer(fresh_sandbox: Sandbox) -> AsyncIterator[Intacct]:
    async with connect(
        sandbox_account(fresh_sandbox),
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=fresh_sandbox.app),
        limits=QUICK,
    ) as intacct:
        yield intacct


def booked(sandbox: Sandbox, mark: str) -> int:
    return int(
        sandbox.ledger.rows("SELECT COUNT(*) FROM journal_entry WHERE description = ?", (mark,))[0][
            0
        ]
    )


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "500", "503", "429", "truncated"])
@pytest.mark.behaviour("idempotency.client-repeats")
async def test_a_change_with_a_key_is_sent_again_and_made_once(
    writer: Intacct, fresh_sandbox: Sandbox, kind: str
):
    await arm(fresh_sandbox, {"kind": kind, "path": "/objects/*"})
    made = await writer.send("POST", ENTRIES, entry(kind), idempotency_key=f"k-{kind}")
    assert made["key"]
    assert booked(fresh_sandbox, kind) == 1
    assert writer.spent.calls["write"] == 2


@pytest.mark.parametrize(
    ("kind", "error", "made"),
    [
        ("drop-after", FateUnknown, 1),
        ("drop-before", FateUnknown, 0),
        ("500", FateUnknown, 0),
        ("truncated", FateUnknown, 1),
        ("503", Unreachable, 0),
        ("429", TooManyRequests, 0),
    ],
)
@pytest.mark.behaviour("idempotency.client-never-repeats")
async def test_a_change_without_a_key_is_sent_once_and_its_fate_is_told(
    writer: Intacct, fresh_sandbox: Sandbox, kind: str, error: type[IntacctError], made: int
):
    await arm(fresh_sandbox, {"kind": kind, "path": "/objects/*"})
    with pytest.raises(IntacctError) as caught:
        await writer.send("POST", ENTRIES, entry(kind))
    assert type(caught.value) is error
    assert ("Look in Intacct" in str(caught.value)) == (error is FateUnknown)
    assert booked(fresh_sandbox, kind) == made
    assert writer.spent.calls["write"] == 1


@pytest.mark.behaviour("idempotency.client-repeats")
async def test_when_all_tries_are_lost_the_key_is_said_to_be_safe():
    async with talking_to(LOST, limits=QUICK) as intacct:
        with pytest.raises(Unreachable) as never_sent:
            await intacct.send("POST", ENTRIES, entry("x"), idempotency_key="k")
    assert type(never_sent.value) is Unreachable  # nothing was written: nothing was made
    async with talking_to(SERVER_ERROR, limits=QUICK) as intacct:
        with pytest.raises(FateUnknown, match="under the same key") as caught:
            await intacct.send("POST", ENTRIES, entry("x"), idempotency_key="k")
        assert intacct.spent.calls["write"] == 4
    assert (caught.value.support_id, caught.value.status) == ("s-1", 500)


@pytest.mark.behaviour("idempotency.client-repeats")
async def test_a_refusal_after_a_lost_answer_leaves_the_fate_unknown():
    conflict = httpx2.Response(409, json={"ia::result": {"ia::error": {"errorId": "REST-1409"}}})
    async with talking_to(SERVER_ERROR, conflict, limits=QUICK) as intacct:
        with pytest.raises(FateUnknown):
            await intacct.send("POST", ENTRIES, entry("x"), idempotency_key="k")
    async with talking_to(conflict, limits=QUICK) as intacct:
        with pytest.raises(Refused):
            await intacct.send("POST", ENTRIES, entry("x"), idempotency_key="k")


@pytest.mark.behaviour("idempotency.client-never-repeats")
async def test_a_refused_token_is_replaced_for_a_change_too():
    dead = httpx2.Response(401, json={"error": {"errorId": "REST-2102"}})
    async with talking_to(dead, httpx2.Response(201, json=MADE)) as intacct:
        assert await intacct.send("POST", ENTRIES, entry("x")) == MADE["ia::result"]
        assert intacct.spent.calls["write"] == 2


@pytest.mark.behaviour("idempotency.client-never-repeats")
async def test_a_deadline_in_the_midst_of_a_change_leaves_its_fate_unknown():
    far = Gated()
    with anyio.fail_after(5):
        async with reaching(far, RequestLimits(deadline=0.05)) as intacct:
            with pytest.raises(FateUnknown):
                await intacct.send("POST", ENTRIES, entry("x"))


async def test_a_deletion_has_no_answer():
    async with talking_to(httpx2.Response(204)) as intacct:
        assert await intacct.send("DELETE", f"{ENTRIES}/1") == {}
        with pytest.raises(ValueError, match="takes no idempotency key"):
            await intacct.send("DELETE", f"{ENTRIES}/1", idempotency_key="k")


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "x" * 257, "\u00e4", "a\x00"])
async def test_a_key_that_is_no_header_s_value_is_refused(key: str):
    async with talking_to(httpx2.Response(201, json=MADE)) as intacct:
        with pytest.raises(ValueError, match="idempotency key"):
            await intacct.send("POST", ENTRIES, {}, idempotency_key=key)


@pytest.mark.behaviour("limits.joined")
async def test_a_read_after_a_change_does_not_join_one_from_before():
    seen: list[str] = []
    gates = [anyio.Event(), anyio.Event()]

    class Far(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if request.url.path.endswith("/oauth2/token"):
                return httpx2.Response(200, json=TOKEN)
            if request.url.path.endswith("journal-entry"):
                return httpx2.Response(201, json=MADE)
            seen.append("read")
            await gates[len(seen) - 1].wait()
            return rows()

    with anyio.fail_after(5):
        async with reaching(Far()) as intacct, anyio.create_task_group() as tasks:
            tasks.start_soon(intacct.metered().query, CUSTOMERS)
            await anyio.wait_all_tasks_blocked()
            await intacct.send("POST", ENTRIES, entry("x"))
            tasks.start_soon(intacct.metered().query, CUSTOMERS)
            await anyio.wait_all_tasks_blocked()
            assert seen == ["read", "read"]
            for gate in gates:
                gate.set()
