"""A far end that is broken or means harm: one clear error or a right answer, soon and small (docs/api/limits.md)."""

import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import anyio
import anyio.lowlevel
import httpx2
import pytest

from agent import Agent
from every_tool import CALLS
from far_end import TOKEN, reaching, tools_over
from intacct_client.sending.limits import RequestLimits

LIMITS = RequestLimits(deadline=2, first_pause=0.001)
MEGABYTE = 2**20
JSON = {"Content-Type": "application/json"}
Answer = Callable[[httpx2.Request], httpx2.Response]


class FarEnd(httpx2.AsyncBaseTransport):
    """Gives one answer to everything but the sign-in, or to that too."""

    def __init__(self, answer: Answer, *, signs_in: bool = True) -> None:
        self.requests: list[httpx2.Request] = []
        self._answer = answer
        self._signs_in = signs_in

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if self._signs_in and request.url.path.endswith("/oauth2/token"):
            return httpx2.Response(200, json=TOKEN)
        return self._answer(request)


@asynccontextmanager
async def asking(far: FarEnd) -> AsyncIterator[Agent]:
    async with reaching(far, LIMITS) as intacct, tools_over(intacct) as agent:
        yield agent


class Pieces(httpx2.AsyncByteStream):
    """A body that comes piece by piece, and knows how much of it was taken."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            self.taken += len(piece)
            yield piece
            await anyio.lowlevel.checkpoint()


def for_ever(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


def bomb() -> Iterator[bytes]:
    """256 MB of blanks, packed a thousandfold."""
    packing = zlib.compressobj(wbits=31)
    for _ in range(256):
        yield packing.compress(b" " * MEGABYTE)
    yield packing.flush()


def page(rows: Any = (), **meta: Any) -> httpx2.Response:
    body = {"ia::result": rows, "ia::meta": {"totalCount": 1, "next": None, **meta}}
    return httpx2.Response(200, json=body)


def customer(**cells: Any) -> dict[str, Any]:
    return {
        "id": "C-1",
        "name": "Northline",
        "status": "active",
        "currency": "USD",
        "totalDue": "5.00",
        "customerType.id": None,
        "creditLimit": None,
        "isOnHold": False,
        **cells,
    }


@cache
def packed_bomb() -> bytes:
    return b"".join(bomb())


@cache
@cache
def crowd() -> bytes:
    return page([customer()] * 100_000).content


def text(body: str | bytes, **headers: str) -> Answer:
    return lambda _: httpx2.Response(200, content=body, headers={**JSON, **headers})


REFUSED = {"ia::error": {"errorId": "X-1", "message": "No"}}
BROKEN: dict[str, Answer] = {
    "a page of a proxy": lambda _: httpx2.Response(200, html="<html>Sign in to the network</html>"),
    "null": text("null"),
    "a list": text("[]"),
    "a number": text("1"),
    "nothing": text(""),
    "no content": lambda _: httpx2.Response(204),
    "no meta": text('{"ia::result": []}'),
    "rows that are no list": lambda _: page({"a": 1}),
    "rows that are none": lambda _: page([1, None, "x"]),
    "an error inside": lambda _: httpx2.Response(200, json={"ia::result": REFUSED}),
    "an error beside": lambda _: httpx2.Response(200, json=REFUSED),
    "half": text('{"ia::result": [{"id": "C'),
    "a nest": text("[" * 1_000_000),
    "a name of a number": text('{"ia::result": [], "ia::meta": {"totalCount": NaN}}'),
    "too many rows": lambda _: httpx2.Response(200, content=crowd(), headers=JSON),
    "a missing field": lambda _: page([{"id": "C-1"}]),
    "an amount without end": lambda _: page([customer(totalDue="1e999999999")]),
    "an infinite amount": lambda _: page([customer(totalDue="Infinity")]),
    "no amount": lambda _: page([customer(totalDue="NaN")]),
    "an amount that is a record": lambda _: page([customer(totalDue={"a": 1})]),
    "a name that is a list": lambda _: page([customer(name=["a"])]),
    "a count that is none": lambda _: page([], totalCount="many"),
    "a count below zero": lambda _: page([], totalCount=-1),
    "a next page that is a link": lambda _: page([], next="https://evil.example/next"),
    "a broken packing": text(b"\x1f\x8b\x08nonsense", **{"Content-Encoding": "gzip"}),
    "half a packing": text(zlib.compress(b"{}", wbits=31)[:-6], **{"Content-Encoding": "gzip"}),
    "another packing": text(b"{}", **{"Content-Encoding": "br"}),
    "two packings": text(b"{}", **{"Content-Encoding": "gzip, gzip"}),
    "no UTF-8": text(b'{"ia::result": "\xff"}'),
    "a limit for days": lambda _: httpx2.Response(429, headers={"Retry-After": "999999"}),
    "closed for days": lambda _: httpx2.Response(503, headers={"Retry-After": "999999"}),
    "a 401 for ever": lambda _: httpx2.Response(401, json={"error": {"errorId": "REST-2102"}}),
    "a 400 of the token for ever": lambda _: httpx2.Response(400, json={"message": "Invalid token", "supportId": "s"}),
    "a 500 for ever": lambda _: httpx2.Response(500),
    "an odd status": lambda _: httpx2.Response(999),
    "elsewhere": lambda _: httpx2.Response(302, headers={"Location": "https://evil.example/"}),
    "elsewhere for ever": lambda _: httpx2.Response(307, headers={"Location": "/ia/api/v1/x"}),
}  # fmt: skip
REFUSALS = [BROKEN["an error inside"], BROKEN["an error beside"]]


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.behaviour("limits.hostile-answers")
async def test_what_cannot_be_an_answer_is_one_clear_error(name: str):
    for tool, arguments in CALLS.items():
        if tool == "company_overview" and BROKEN[name] in REFUSALS:
            continue  # what Intacct refuses it leaves out, and says so: a test of its own
        far = FarEnd(BROKEN[name])
        with anyio.fail_after(30):
            async with asking(far) as agent:
                told = await agent.is_told(tool, **arguments)
        assert "Error executing" not in told, (tool, told)
        assert len(told) < 400
        assert len(far.requests) <= 20
        assert {request.url.host for request in far.requests} <= {"api.intacct.com"}


@pytest.mark.parametrize("answer", REFUSALS)
async def test_what_is_refused_of_the_company_is_said_to_be_unread(answer: Answer):
    with anyio.fail_after(30):
        async with asking(FarEnd(answer)) as agent:
            overview = await agent.reads("company_overview")
    assert "No entities are seen" in overview["notes"][-1]
    assert not {"rows", "base_currency"} & set(overview)


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.behaviour("limits.hostile-answers")
async def test_the_sign_in_s_answers_are_taken_no_better(name: str):
    far = FarEnd(BROKEN[name], signs_in=False)
    with anyio.fail_after(30):
        async with asking(far) as agent:
            told = await agent.is_told("list_customers")
    assert "Error executing" not in told, told
    assert len(far.requests) <= 4
    assert {request.url.host for request in far.requests} == {"api.intacct.com"}


@pytest.mark.parametrize("signs_in", [True, False])
@pytest.mark.parametrize(
    ("name", "pieces", "headers", "most_taken"),
    [
        ("a bomb", bomb, {"Content-Encoding": "gzip"}, MEGABYTE),
        (
            "a bomb at once",
            lambda: iter([packed_bomb()]),
            {"Content-Encoding": "gzip"},
            MEGABYTE,
        ),
        ("400 MB", lambda: for_ever(b" " * 2**16), {}, 17 * MEGABYTE),
        (
            "blocks of nothing",
            lambda: for_ever(zlib.compress(b"", wbits=31)[:10]),
            {"Content-Encoding": "gzip"},
            17 * MEGABYTE,
        ),
    ],
)
@pytest.mark.behaviour("limits.largest-answer")
async def test_no_answer_fills_the_memory(
    name: str,
    pieces: Callable[[], Iterator[bytes]],
    headers: dict[str, str],
    most_taken: int,
    signs_in: bool,
):
    packed_bomb()  # not while memory is watched
    body = Pieces(pieces())
    far = FarEnd(lambda _: httpx2.Response(200, headers=headers, stream=body), signs_in=signs_in)
    tracemalloc.start()
    try:
        with anyio.fail_after(60):
            async with asking(far) as agent:
                told = await agent.is_told("list_customers")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "Error executing" not in told, told
    assert body.taken <= most_taken, name
    assert peak < 64 * MEGABYTE


@pytest.mark.behaviour("limits.largest-answer")
async def test_an_answer_that_is_too_large_says_so_and_is_not_asked_for_again():
    far = FarEnd(
        lambda _: httpx2.Response(200, stream=Pieces(bomb()), headers={"Content-Encoding": "gzip"})
    )
    async with asking(far) as agent:
        told = await agent.is_told("list_customers")
    assert told == "Intacct's answer is larger than 16 MB. Ask for less."
    assert len(far.requests) == 2


@pytest.mark.behaviour("limits.hostile-answers")
async def test_what_nobody_asked_for_is_passed_over():
    def answer(request: httpx2.Request) -> httpx2.Response:
        if json.loads(request.content)["object"] != "accounts-receivable/customer":
            return page([], totalCount=0)
        row = customer(href="https://evil.example/", surprise={"a": [1]}, API_ALIAS=3)
        packed = zlib.compress(json.dumps({"ia::result": [row], "more": 1, "ia::meta": {
            "totalCount": "1", "next": None, "self": "https://evil.example/"}}).encode(), wbits=31)  # fmt: skip
        return httpx2.Response(200, content=packed, headers={"Content-Encoding": "GZIP", **JSON})

    far = FarEnd(answer)
    async with asking(far) as agent:
        found = await agent.reads("list_customers")
    assert found["total"] == 1
    assert "evil" not in json.dumps(found)
    assert {request.url.host for request in far.requests} == {"api.intacct.com"}


@pytest.mark.parametrize("step", [1, 0, -5])
@pytest.mark.behaviour("limits.most-requests")
async def test_pages_that_never_end_or_go_backwards_end(step: int):
    def answer(request: httpx2.Request) -> httpx2.Response:
        start = json.loads(request.content)["start"]
        return page([], totalCount=10**6, next=max(1, start + step))

    for tool, arguments in CALLS.items():
        far = FarEnd(answer)
        with anyio.fail_after(30):
            async with asking(far) as agent:
                await agent.client.call_tool(tool, arguments)
        # A sign-in that is under way while others are sent is one more, what the user may see another:
        # that is learned for all calls.
        assert len(far.requests) <= 22
