"""A write sent twice under one Idempotency-Key is done once (docs/api/idempotency.md)."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from wire import BASE, Wire, sign_in

TODAY = date(2026, 10, 31)
START = 1_790_000_000.0
HOURS, DAYS = 3600, 86_400
ENTRIES = "/objects/general-ledger/journal-entry"


def entry(amount: str = "1.00", **changed: Any) -> dict[str, Any]:
    lines = [
        {
            "glAccount": {"id": account},
            "txnType": side,
            "txnAmount": amount,
            "dimensions": {"location": {"id": "210"}},
        }
        for account, side in (("6100", "debit"), ("2100", "credit"))
    ]
    return {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "once",
        "lines": lines,
        **changed,
    }


@dataclass
class Writer:
    sandbox: Sandbox
    wire: Wire
    clock: list[float] = field(default_factory=lambda: [START])

    def write(self, key: str, body: Any = None, path: str = ENTRIES) -> httpx2.Response:
        return self.wire.post(path, body or entry(), **{"Idempotency-Key": key})

    def booked(self) -> int:
        return len(
            self.wire.query(
                object="general-ledger/journal-entry",
                fields=["key"],
                filters=[{"$eq": {"description": "once"}}],
            )
        )

    def billed(self) -> int:
        applications = self.wire.http.get("/sandbox/usage").json()["applications"]
        return sum(each["billed"].get("written record", 0) for each in applications)

    def later(self, seconds: float) -> None:
        """Let time pass; the token is renewed."""
        self.clock[0] += seconds
        self.wire.token = sign_in(self.wire.http, self.sandbox).token


@pytest.fixture
def assumed() -> list[str]:
    return []


@pytest.fixture
def writer(assumed: list[str]) -> Iterator[Writer]:
    clock = [START]
    seed = Seed(1, TODAY, 500, Assumptions().with_switches(assumed))
    with company(seed, clock=lambda: clock[0]) as sandbox, TestClient(sandbox.app) as http:
        yield Writer(sandbox, sign_in(http, sandbox), clock)


@pytest.mark.behaviour("idempotency.same-answer")
def test_a_write_sent_again_gives_the_first_answer_and_is_neither_done_nor_billed_twice(
    writer: Writer,
):
    first = writer.write("k")
    writer.clock[0] += 10
    again = writer.write("k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"] == "k"
    assert "x-ia-idempotency-cached-date" not in first.headers
    assert again.headers["x-ia-idempotency-cached-date"] == "2026-09-21T14:13:20Z"
    assert (writer.booked(), writer.billed()) == (1, 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"lines": []}, 400), (entry(glJournal={"id": "nowhere"}), 422)],
    ids=["malformed", "refused"],
)
@pytest.mark.behaviour("idempotency.failures-too")
def test_a_failure_is_given_again_with_its_own_support_id(
    writer: Writer, body: dict[str, Any], status: int
):
    first, again = writer.write("k", body), writer.write("k", body)
    assert (first.status_code, again.status_code) == (status, status)
    assert again.content == first.content


def test_other_keys_and_no_key_do_the_work_again(writer: Writer):
    for key in ("a", "b"):
        assert writer.write(key).status_code == 201
    for _ in range(2):
        assert writer.wire.post(ENTRIES, entry()).status_code == 201
    assert writer.booked() == 4


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (entry("2.00"), ENTRIES),
        (entry(), "/objects/accounts-receivable/invoice"),
        (entry(), ENTRIES + "?x=1"),
    ],
    ids=["body", "path", "query"],
)
@pytest.mark.behaviour("idempotency.conflict")
def test_a_key_used_for_another_request_is_a_conflict(
    writer: Writer, body: dict[str, Any], path: str
):
    writer.write("k")
    refused = writer.write("k", body, path)
    assert refused.status_code == 409
    error = refused.json()["ia::result"]["ia::error"]
    assert error["additionalInfo"]["placeholders"] == {"KEY": "k"}
    assert writer.booked() == 1


@pytest.mark.behaviour("idempotency.conflict")
def test_another_method_is_a_conflict_too(writer: Writer):
    writer.write("k")
    headers = {**writer.wire.headers, "Idempotency-Key": "k"}
    refused = writer.wire.http.patch(BASE + ENTRIES, json=entry(), headers=headers)
    assert refused.status_code == 409


@pytest.mark.parametrize(("length", "status"), [(0, 400), (1, 201), (256, 201), (257, 400)])
@pytest.mark.behaviour("idempotency.key-form")
def test_a_key_has_1_to_256_characters(writer: Writer, length: int, status: int):
    assert writer.write("k" * length).status_code == status


@pytest.mark.behaviour("idempotency.life", "assumptions.old-idempotency-key")
def test_an_answer_is_given_again_for_48_hours_and_the_key_refused_until_60_days(writer: Writer):
    first = writer.write("k")
    writer.later(48 * HOURS)
    assert writer.write("k").content == first.content
    writer.later(1)
    assert writer.write("k").status_code == 409
    writer.later(60 * DAYS - 48 * HOURS - 1)
    assert writer.write("k").status_code == 409
    assert writer.booked() == 1
    writer.later(1)
    assert writer.write("k").status_code == 201
    assert writer.booked() == 2


@pytest.mark.parametrize("assumed", [["old-idempotency-key=new"]])
@pytest.mark.behaviour("assumptions.old-idempotency-key")
def test_under_the_other_reading_the_work_is_done_anew_after_48_hours(writer: Writer):
    writer.write("k")
    writer.later(48 * HOURS)
    writer.write("k")
    assert writer.booked() == 1
    writer.later(1)
    assert writer.write("k").status_code == 201
    assert writer.booked() == 2


@pytest.mark.behaviour("idempotency.not-for-queries")
def test_a_query_pays_no_heed_to_a_key(writer: Writer):
    for name in ("user", "department"):
        body = {"object": f"company-config/{name}", "fields": ["id"]}
        response = writer.write("k", body, "/services/core/query")
        assert response.status_code == 200
        assert "Idempotency-Key" not in response.headers


@pytest.mark.behaviour("idempotency.no-token")
def test_a_request_without_a_good_token_takes_no_key(writer: Writer):
    refused = Wire(writer.wire.http, "nonsense").post(ENTRIES, entry(), **{"Idempotency-Key": "k"})
    assert refused.status_code == 401
    assert writer.write("k").status_code == 201


@pytest.mark.behaviour("idempotency.refused-before")
def test_a_refusal_before_the_endpoint_leaves_the_key_free(writer: Writer):
    writer.wire.http.post("/sandbox/faults", json=[{"kind": "503"}])
    assert writer.write("k").status_code == 503
    assert writer.write("k", {"description": "x" * 1_048_576}).status_code == 413
    assert writer.write("k").status_code == 201
    assert writer.booked() == 1


@pytest.mark.behaviour("idempotency.each-user")
def test_each_user_has_keys_of_their_own(writer: Writer):
    writer.sandbox.ledger.insert("user", {"id": "second", "name": "Second", "status": "active"})
    credentials = writer.sandbox.credentials
    granted = writer.wire.http.post(
        f"{BASE}/oauth2/token",
        data={
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "username": f"second@{credentials.company_id}",
        },
    ).json()
    writer.write("k")
    second = Wire(writer.wire.http, granted["access_token"])
    assert second.post(ENTRIES, entry("2.00"), **{"Idempotency-Key": "k"}).status_code == 201


@pytest.mark.behaviour("idempotency.restart")
def test_keys_survive_a_restart(tmp_path: Path):
    path = str(tmp_path / "kept.db")
    bodies: list[bytes] = []
    for _ in range(2):
        with (
            company(Seed(1, TODAY, 500), database=path) as sandbox,
            TestClient(sandbox.app) as http,
        ):
            writer = Writer(sandbox, sign_in(http, sandbox))
            bodies.append(writer.write("k").content)
            assert writer.booked() == 1
    assert bodies[0] == bodies[1]


@pytest.mark.behaviour("idempotency.restart")
def test_a_key_whose_process_ended_in_the_midst_is_refused_rather_than_done_twice(
    writer: Writer,
):
    writer.write("k")
    writer.sandbox.ledger.write("UPDATE idempotent_request SET status = NULL")
    assert writer.write("k").status_code == 409
    assert writer.booked() == 1


@pytest.mark.behaviour("idempotency.crash")
def test_a_crash_gives_the_key_back(writer: Writer):
    """A crash is a bug of the sandbox: here a table is missing for a moment."""
    ledger = writer.sandbox.ledger
    ledger.write("ALTER TABLE journal_line RENAME TO elsewhere")
    with pytest.raises(Exception, match="journal_line"):
        writer.write("k")
    ledger.write("ALTER TABLE elsewhere RENAME TO journal_line")
    assert writer.write("k").status_code == 201


class Held:
    """The create endpoint, entered and not yet begun until it is released."""

    def __init__(self, sandbox: Sandbox) -> None:
        route = next(
            each
            for each in sandbox.app.routes
            if isinstance(each, Route) and each.path == f"{BASE}/objects/{{app}}/{{object}}"
            if each.methods == {"POST"}
        )
        self.entered, self.release = anyio.Event(), anyio.Event()
        self._served = route.app
        route.app = self

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.entered.set()
        await self.release.wait()
        await self._served(scope, receive, send)


@asynccontextmanager
async def several_at_once(
    writer: Writer,
) -> AsyncIterator[Callable[[], Coroutine[Any, Any, httpx2.Response]]]:
    headers = {**writer.wire.headers, "Idempotency-Key": "k"}
    transport = httpx2.ASGITransport(app=writer.sandbox.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox") as http:

        async def write() -> httpx2.Response:
            return await http.post(BASE + ENTRIES, json=entry(), headers=headers)

        with anyio.fail_after(5):
            yield write


@pytest.mark.behaviour("idempotency.at-once")
async def test_of_two_at_once_one_does_the_work_and_the_other_is_refused(writer: Writer):
    held = Held(writer.sandbox)
    first: list[httpx2.Response] = []
    second: list[httpx2.Response] = []
    async with several_at_once(writer) as write:

        async def write_first() -> None:
            first.append(await write())

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(write_first)
            await held.entered.wait()
            second.append(await write())
            held.release.set()
        third = await write()
    assert (first[0].status_code, second[0].status_code) == (201, 409)
    assert third.content == first[0].content
    assert writer.booked() == 1


@pytest.mark.behaviour("idempotency.given-up")
async def test_a_write_that_its_client_gives_up_is_finished_and_its_answer_kept(writer: Writer):
    held = Held(writer.sandbox)
    async with several_at_once(writer) as write:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(write)
            await held.entered.wait()
            tasks.cancel_scope.cancel()
            held.release.set()
        again = await write()
    assert again.status_code == 201
    assert "x-ia-idempotency-cached-date" in again.headers
    assert writer.booked() == 1


@pytest.mark.behaviour("idempotency.given-up")
def test_an_answer_lost_on_the_way_is_there_when_asked_again(writer: Writer):
    writer.wire.http.post("/sandbox/faults", json=[{"kind": "drop-after", "path": "/objects/*"}])
    with pytest.raises(httpx2.TransportError):
        writer.write("k")
    assert writer.write("k").status_code == 201
    assert writer.booked() == 1


REFUSING = (
    "CREATE TRIGGER refusing BEFORE UPDATE ON idempotent_request"
    " BEGIN SELECT RAISE(ABORT, 'the process ends here'); END"
)


@pytest.mark.parametrize("body", [entry(), [entry(), entry()]], ids=["one", "batch"])
@pytest.mark.behaviour("idempotency.one-transaction")
def test_a_write_is_done_with_its_answer_or_not_at_all(writer: Writer, body: Any):
    """Whatever ends the work before its answer is kept: here the ledger refuses to keep it."""
    ledger = writer.sandbox.ledger
    ledger.write(REFUSING)
    with pytest.raises(Exception, match="the process ends here"):
        writer.write("k", body)
    assert writer.booked() == 0
    ledger.write("DROP TRIGGER refusing")
    assert writer.write("k", body).status_code == 201
    assert writer.write("k", body).status_code == 201
    assert writer.booked() == (len(body) if isinstance(body, list) else 1)


def inside(key: str) -> list[dict[str, Any]]:
    write = {"method": "POST", "path": ENTRIES, "body": entry()}
    return [
        {**write, "headers": {"Idempotency-Key": key}},
        {"method": "GET", "path": "/objects/general-ledger/account"},
    ]


@pytest.mark.behaviour("idempotency.inside")
def test_a_request_inside_a_composite_is_done_once_under_its_own_key(writer: Writer):
    for _ in range(2):
        done = writer.wire.post("/services/core/composite", inside("k"))
        assert (done.status_code, done.json()["ia::result"][0]["ia::status"]) == (200, 201)
    assert writer.booked() == 1


@pytest.mark.parametrize("first_inside", [True, False])
@pytest.mark.behaviour("idempotency.inside")
async def test_a_request_inside_a_composite_and_one_outside_see_each_others_key(
    writer: Writer, first_inside: bool
):
    held = Held(writer.sandbox)
    refusals: list[httpx2.Response] = []
    async with several_at_once(writer) as write:
        transport = httpx2.ASGITransport(app=writer.sandbox.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox") as http:

            async def compose() -> httpx2.Response:
                path = f"{BASE}/services/core/composite"
                return await http.post(path, json=inside("k"), headers=writer.wire.headers)

            first, second = (compose, write) if first_inside else (write, compose)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(first)
                await held.entered.wait()
                refusals.append(await second())
                held.release.set()
    (refused,) = refusals
    statuses = [refused.status_code, *(each.get("ia::status") for each in _elements(refused))]
    assert 409 in statuses
    assert writer.booked() == 1


def _elements(response: httpx2.Response) -> list[dict[str, Any]]:
    result = response.json()["ia::result"]
    return result if isinstance(result, list) else []
