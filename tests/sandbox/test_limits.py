"""Requests at once, in an hour, and how large they may be (docs/api/limits.md)."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.around.limits import read_limits
from intacct_sandbox.serve import Limits, Sandbox, Seed, Surroundings
from opened import company
from wire import BASE, Wire, sign_in

TODAY = date(2026, 10, 31)
QUERY = "/services/core/query"
USERS = {"object": "company-config/user", "fields": ["id"]}
MEGABYTE = 1_048_576


@contextmanager
def limited(limits: Limits, *assumed: str, now: float = 0.0) -> Iterator[tuple[Sandbox, Wire]]:
    seed = Seed(1, TODAY, 500, Assumptions().with_switches(list(assumed)))
    around = Surroundings(limits=limits)
    with (
        company(seed, surroundings=around, clock=lambda: now) as sandbox,
        TestClient(sandbox.app) as http,
    ):
        yield sandbox, sign_in(http, sandbox)


class Line:
    """A client whose requests stay open for as long as it wants."""

    def __init__(self, http: httpx2.AsyncClient, wire: Wire) -> None:
        self.http = http
        self.headers = wire.headers
        self.release = anyio.Event()
        self.statuses: list[int] = []

    async def hold(self, arrived: anyio.Event) -> None:
        async def body() -> AsyncIterator[bytes]:
            arrived.set()
            await self.release.wait()
            yield b'{"object": "company-config/user", "fields": ["id"]}'

        response = await self.http.post(BASE + QUERY, content=body(), headers=self.headers)
        self.statuses.append(response.status_code)

    async def ask(self) -> httpx2.Response:
        return await self.http.post(BASE + QUERY, json=USERS, headers=self.headers)


@asynccontextmanager
async def holding_open(sandbox: Sandbox, wire: Wire, requests: int) -> AsyncIterator[Line]:
    transport = httpx2.ASGITransport(app=sandbox.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        line = Line(http, wire)
        with anyio.fail_after(5):
            async with anyio.create_task_group() as tasks:
                for _ in range(requests):
                    arrived = anyio.Event()
                    tasks.start_soon(line.hold, arrived)
                    await arrived.wait()
                yield line
                line.release.set()
        assert line.statuses == [200] * requests


@pytest.mark.behaviour("limits.at-once", "assumptions.retry-after")
async def test_a_seventh_request_at_once_is_refused_immediately_and_six_are_served():
    with limited(Limits()) as (sandbox, wire):
        async with holding_open(sandbox, wire, 6) as line:
            refused = await line.ask()
            assert refused.status_code == 429
            assert refused.json()["ia::error"]["errorId"] == "GW-0010"
            assert refused.json()["ia::error"]["details"]["requestId"]
            assert refused.headers["X-IA-Throttle-Limit"] == "6"
            assert refused.headers["X-IA-Throttle-Remaining"] == "0"
            assert refused.headers["X-IA-Throttle-Retry-After"] == "60"
            assert refused.headers["X-IA-TENANT-Throttle-Limit"] == "LIMIT001-8"
            assert "X-IA-TENANT-Throttle-Retry-After" not in refused.headers
            assert "Retry-After" not in refused.headers
        assert wire.post(QUERY, USERS).status_code == 200


@pytest.mark.behaviour("limits.told")
async def test_with_five_open_the_sixth_is_told_that_none_remains():
    with limited(Limits()) as (sandbox, wire):
        async with holding_open(sandbox, wire, 5) as line:
            served = await line.ask()
            assert served.status_code == 200
            assert served.headers["X-IA-Throttle-Remaining"] == "0"
            assert served.headers["X-IA-TENANT-Throttle-Remaining"] == "LIMIT001-2"


@pytest.mark.behaviour("limits.company")
async def test_the_company_s_limit_holds_for_all_applications_together():
    with limited(Limits(application=6, company=2, wait=3)) as (sandbox, wire):
        async with holding_open(sandbox, wire, 2) as line:
            refused = await line.ask()
            assert refused.status_code == 429
            assert refused.headers["X-IA-TENANT-Throttle-Retry-After"] == "3"
            assert "X-IA-Throttle-Retry-After" not in refused.headers


@pytest.mark.behaviour("assumptions.retry-after")
async def test_a_plain_retry_after_comes_under_the_other_reading():
    with limited(Limits(application=1, wait=4), "retry-after=sent") as (sandbox, wire):
        async with holding_open(sandbox, wire, 1) as line:
            assert (await line.ask()).headers["Retry-After"] == "4"


@pytest.mark.behaviour("limits.freed-place")
async def test_a_request_that_its_client_gives_up_frees_its_place():
    with limited(Limits(application=1)) as (sandbox, wire):
        transport = httpx2.ASGITransport(app=sandbox.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox") as http:
            line = Line(http, wire)
            with anyio.fail_after(5):
                async with anyio.create_task_group() as tasks:
                    arrived = anyio.Event()
                    tasks.start_soon(line.hold, arrived)
                    await arrived.wait()
                    tasks.cancel_scope.cancel()
            assert (await line.ask()).status_code == 200


@pytest.mark.behaviour("limits.told")
def test_an_answer_tells_every_limit_also_when_it_refuses():
    with limited(Limits(minute=2, hour=5)) as (_, wire):
        answers = [wire.post(QUERY, USERS), wire.get("/objects/company-config/nothing")]
        assert [each.status_code for each in answers] == [200, 404]
        for number, answer in enumerate(answers, start=1):
            told = {
                name: value for name, value in answer.headers.items() if name.startswith("x-ia-")
            }
            assert told == {
                "x-ia-throttle-limit": "6",
                "x-ia-throttle-remaining": "5",
                "x-ia-tenant-throttle-limit": "LIMIT001-8",
                "x-ia-tenant-throttle-remaining": "LIMIT001-7",
                "x-ia-minute-rate-limit": "2",
                "x-ia-minute-rate-limit-remaining": str(2 - number),
                "x-ia-hour-rate-limit": "5",
                "x-ia-hour-rate-limit-remaining": str(5 - number),
            }


@pytest.mark.behaviour("limits.minute-and-hour")
def test_the_minute_s_and_the_hour_s_limit_refuse_nobody_unless_told():
    with limited(Limits(minute=1, hour=1)) as (_, wire):
        answers = [wire.post(QUERY, USERS) for _ in range(3)]
        assert [each.status_code for each in answers] == [200] * 3
        assert answers[-1].headers["X-IA-Hour-Rate-Limit-Remaining"] == "0"


@pytest.mark.behaviour("limits.minute-and-hour")
def test_an_enforced_hour_refuses_until_it_is_over():
    with limited(read_limits("6/8", 2), now=3600.0 * 1000 + 600) as (_, wire):
        answers = [wire.post(QUERY, USERS) for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert answers[-1].headers["X-IA-Hour-Rate-Limit-Retry-After"] == "3000"
        assert wire.post(QUERY, USERS).status_code == 429
        skew = [{"kind": "clock-skew", "seconds": 3000}]
        wire.http.post("/sandbox/faults", json=skew)
        assert wire.post(QUERY, USERS).status_code == 200


@pytest.mark.parametrize("text", ["6", "6/", "x/8", "0/8", "6/-1", ""])
def test_a_limit_that_is_no_number_is_refused(text: str):
    with pytest.raises(ValueError, match=r"concurrency|Limits"):
        read_limits(text, 0)


@pytest.mark.behaviour("limits.no-token")
def test_a_request_without_a_good_token_takes_no_place_and_is_told_no_limits():
    with limited(Limits(application=1)) as (_, wire):
        response = Wire(wire.http, "nonsense").post(QUERY, USERS)
        assert response.status_code == 401
        assert "X-IA-Throttle-Limit" not in response.headers


@pytest.mark.parametrize(("assumed", "status"), [("413", 413), ("400", 400)])
@pytest.mark.behaviour("limits.body-size", "assumptions.oversize")
def test_a_body_over_a_megabyte_is_refused_at_the_gateway(assumed: str, status: int):
    with limited(Limits(), f"oversize={assumed}") as (_, wire):
        whole = b'{"object":"company-config/user","fields":["id"]}'

        def send(size: int, *, chunked: bool) -> httpx2.Response:
            padded = whole.ljust(size)
            parts = iter([padded[:1000], padded[1000:]]) if chunked else padded
            return wire.http.post(BASE + QUERY, content=parts, headers=wire.headers)

        for chunked in (False, True):
            assert send(MEGABYTE, chunked=chunked).status_code == 200
            refused = send(MEGABYTE + 1, chunked=chunked)
            assert (refused.status_code, refused.json()["ia::error"]["errorId"]) == (
                status,
                "GW-0011",
            )


@pytest.mark.parametrize("kind", ["application/xml", "text/xml; charset=utf-8", "x/y+xml"])
@pytest.mark.behaviour("limits.xml")
def test_xml_is_sent_back_by_the_gateway(wire: Wire, kind: str):
    response = wire.http.post(
        BASE + QUERY, content=b"<query/>", headers={**wire.headers, "Content-Type": kind}
    )
    assert response.status_code == 400
    assert response.json()["ia::error"]["errorId"] == "GW-0014"


@pytest.mark.behaviour("limits.multipart")
def test_a_multipart_body_may_be_larger(wire: Wire):
    headers = {**wire.headers, "Content-Type": "multipart/form-data; boundary=x"}
    response = wire.http.post(BASE + QUERY, content=b" " * (MEGABYTE + 1), headers=headers)
    assert response.status_code == 400
    assert response.json()["ia::result"]["ia::error"]["errorId"] == "REST-1030"
