"""What is counted as received and as billed (docs/api/transactions.md)."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from effort import EXAMPLES
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.around.usage import bill
from intacct_sandbox.serve import Limits, Sandbox, Seed, Surroundings
from opened import company
from wire import BASE, Wire, sign_in

TODAY = date(2026, 10, 31)
QUERY = "/services/core/query"
USERS = {"object": "company-config/user", "fields": ["id"]}
ENTRIES = "/objects/general-ledger/journal-entry"
CLIENTS = 50


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
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def used(wire: Wire) -> dict[str, Any]:
    usage: dict[str, Any] = wire.http.get("/sandbox/usage").json()
    return usage


@pytest.mark.behaviour("transactions.restart")
def test_the_counts_survive_a_restart_of_a_kept_company(tmp_path: Path):
    path = str(tmp_path / "kept.db")
    seen: list[dict[str, Any]] = []
    for _ in range(2):
        with (
            company(Seed(1, TODAY, 500), database=path) as sandbox,
            TestClient(sandbox.app) as http,
        ):
            seen.append(used(sign_in(http, sandbox)))
    first = seen[0]["applications"]
    assert [each for each in seen[1]["applications"] if each["client_id"]] != first
    by_client = {each["client_id"]: each for each in seen[1]["applications"]}
    for each in first:
        assert by_client[each["client_id"]] == each
    assert seen[1]["received"] == 2 * seen[0]["received"] == 2


@pytest.mark.behaviour("transactions.kinds")
def test_each_call_is_counted_by_its_kind(wire: Wire, fresh_sandbox: Sandbox):
    for size in (1, 4000):
        wire.query(**USERS, size=size)
    wire.get("/objects/company-config/user")
    wire.get("/objects/company-config/user/1")
    wire.get("/objects/company-config/user/1,2")
    wire.get("/services/core/model?name=company-config/user")
    key = wire.post(ENTRIES, entry("x")).json()["ia::result"]["key"]
    wire.post(
        "/workflows/general-ledger/journal-entry/reverse",
        {"key": key, "reverseDate": "2026-10-16"},
    )
    assert used(wire) == {
        "received": 9,
        "billed": 8,
        "applications": [
            {
                "month": "2026-10",
                "client_id": fresh_sandbox.credentials.client_id,
                "received": {
                    "total": 9,
                    "list": 1,
                    "model": 1,
                    "object read": 2,
                    "query page": 2,
                    "token": 1,
                    "workflow": 1,
                    "written record": 1,
                },
                "billed": {
                    "total": 8,
                    "list": 1,
                    "model": 1,
                    "object read": 2,
                    "query page": 2,
                    "token": 0,
                    "workflow": 1,
                    "written record": 1,
                },
                "answered": {"200": 8, "201": 1},
            }
        ],
    }


@pytest.mark.behaviour("transactions.refusals-are-free")
def test_what_is_refused_is_received_and_not_billed(wire: Wire):
    before = used(wire)["billed"]
    refused = [
        wire.post(QUERY, {}),
        wire.get("/objects/company-config/nothing"),
        wire.get("/objects/company-config/user/99999"),
        wire.post(ENTRIES, {}),
        wire.http.put(BASE + ENTRIES, headers=wire.headers),
        Wire(wire.http, "nonsense").get("/objects/company-config/user"),
        wire.http.get("/nowhere"),
    ]
    assert [each.status_code for each in refused] == [400, 404, 404, 400, 405, 401, 404]
    after = used(wire)
    assert (after["received"], after["billed"]) == (1 + len(refused), before)
    nobody = next(each for each in after["applications"] if not each["client_id"])
    assert nobody["answered"] == {"401": 1, "404": 1}


@pytest.mark.behaviour("transactions.lost-answer")
def test_faults_in_front_of_the_endpoint_cost_nothing_and_a_lost_answer_costs(wire: Wire):
    for kind, cost in (("500", 0), ("429", 0), ("truncated", 1)):
        before = used(wire)["billed"]
        wire.http.post("/sandbox/faults", json=[{"kind": kind}])
        wire.post(QUERY, USERS)
        assert used(wire)["billed"] - before == cost, kind


@pytest.mark.parametrize(
    ("assumed", "billed"),
    [
        ([], 1),
        (["token-calls=counted"], 2),
        (["model-calls=free"], 0),
    ],
)
@pytest.mark.behaviour("assumptions.token-calls", "assumptions.model-calls")
def test_tokens_and_model_calls_count_as_assumed(assumed: list[str], billed: int):
    seed = Seed(1, TODAY, 500, Assumptions().with_switches(assumed))
    with company(seed) as sandbox, TestClient(sandbox.app) as http:
        wire = sign_in(http, sandbox)
        assert wire.get("/services/core/model?name=company-config/user").status_code == 200
        assert (used(wire)["received"], used(wire)["billed"]) == (2, billed)


@pytest.mark.behaviour("transactions.nobody-s")
def test_a_sign_in_that_fails_is_nobody_s(wire: Wire):
    wire.http.post(f"{BASE}/oauth2/token", data={"client_id": "someone"})
    assert used(wire)["applications"][0]["client_id"] == ""


@pytest.mark.behaviour("transactions.batch")
def test_a_batch_costs_what_it_wrote(wire: Wire):
    before = used(wire)
    assert wire.post(ENTRIES, [entry("a"), {}, entry("b")]).status_code == 207
    assert wire.post(ENTRIES, [{}]).status_code == 207
    after = used(wire)
    assert (after["billed"] - before["billed"], after["received"] - before["received"]) == (2, 2)


@pytest.mark.behaviour("transactions.own-cost")
def test_an_endpoint_may_say_what_it_costs(wire: Wire, fresh_sandbox: Sandbox):
    async def partly(request: Request) -> Response:
        bill(request, "written record", 3)
        bill(request, "query page", 2)
        return JSONResponse({}, int(request.path_params["status"]))

    app: Starlette = fresh_sandbox.app
    app.router.routes.insert(0, Route(f"{BASE}/objects/own/{{status}}", partly, methods=["POST"]))
    for status in (207, 422):
        before = used(wire)
        wire.post(f"/objects/own/{status}", {})
        after = used(wire)
        assert (after["billed"] - before["billed"], after["received"] - before["received"]) == (
            5,
            1,
        )


class Crowd:
    """Many clients at once, reading and writing; each keeps its own count."""

    def __init__(self, http: httpx2.AsyncClient, wire: Wire, rounds: int) -> None:
        self.http = http
        self.headers = wire.headers
        self.rounds = rounds
        self.statuses: Counter[int] = Counter()
        self.costs = 0
        self.keyed: set[str] = set()
        self.written = 0

    async def run(self, number: int) -> None:
        chance = random.Random(number)
        for turn in range(self.rounds):
            act = chance.choice((self.read, self.query, self.write, self.write_twice, self.fail))
            await act(f"{number}-{turn}")

    async def send(self, method: str, path: str, body: Any = None, key: str = "") -> int:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        response = await self.http.request(method, BASE + path, json=body, headers=headers)
        self.statuses[response.status_code] += 1
        return response.status_code

    async def read(self, _: str) -> None:
        status = await self.send("GET", "/objects/company-config/user/1")
        self.costs += status == 200

    async def query(self, _: str) -> None:
        status = await self.send("POST", QUERY, USERS)
        self.costs += status == 200

    async def write(self, mark: str) -> None:
        done = await self.send("POST", ENTRIES, entry(mark)) == 201
        self.written += done
        self.costs += done

    async def write_twice(self, mark: str) -> None:
        """The same key at the same time, until it is done."""

        async def once() -> None:
            if await self.send("POST", ENTRIES, entry(mark), mark) == 201:
                self.keyed.add(mark)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(once)
            tasks.start_soon(once)

    async def fail(self, _: str) -> None:
        await self.send("POST", QUERY, {"object": "nothing"})


@pytest.mark.parametrize("at_once", [6, CLIENTS * 2])
@pytest.mark.behaviour("transactions.exact")
async def test_counters_are_exact_and_no_write_is_lost_or_doubled_with_fifty_clients(at_once: int):
    limits = Limits(application=at_once, company=at_once)
    with company(Seed(1, TODAY, 500), surroundings=Surroundings(limits=limits)) as sandbox:
        with TestClient(sandbox.app) as plain:
            wire = sign_in(plain, sandbox)
            transport = httpx2.ASGITransport(app=sandbox.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox") as http:
                crowd = Crowd(http, wire, rounds=4 * EXAMPLES)
                with anyio.fail_after(60 * EXAMPLES):
                    async with anyio.create_task_group() as tasks:
                        for number in range(CLIENTS):
                            tasks.start_soon(crowd.run, number)
            assert set(crowd.statuses) <= {200, 201, 400, 409, 429}
            assert (429 in crowd.statuses) == (at_once == 6)
            usage = used(wire)
        assert usage["received"] == 1 + crowd.statuses.total()
        assert usage["billed"] == crowd.costs + len(crowd.keyed)
        answered = Counter({200: 1}) + crowd.statuses
        assert usage["applications"][0]["answered"] == {
            str(status): count for status, count in answered.items()
        }
        assert booked(sandbox) == crowd.written + len(crowd.keyed)


def booked(sandbox: Sandbox) -> int:
    counts = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM journal_entry WHERE description GLOB '[0-9]*-[0-9]*'"
    )
    return int(counts[0][0])


PART = {"method": "POST", "path": QUERY, "body": USERS}


@pytest.mark.behaviour("assumptions.composite-calls")
@pytest.mark.parametrize(("reading", "billed"), [("each", 8), ("one", 1)])
def test_a_composite_is_received_once_and_billed_by_its_parts_or_as_one(reading: str, billed: int):
    assumed = Assumptions().with_switches([f"composite-calls={reading}"])
    seed = Seed(1, TODAY, 500, assumed)
    with company(seed) as sandbox, TestClient(sandbox.app) as http:
        wire = sign_in(http, sandbox)
        before = http.get("/sandbox/usage").json()
        response = wire.post("/services/core/composite", [PART] * 8)
        after = http.get("/sandbox/usage").json()
    assert response.status_code == 200
    assert after["received"] - before["received"] == 1
    assert after["billed"] - before["billed"] == billed


@pytest.mark.behaviour("composite.one-place")
def test_a_composite_takes_one_place_among_the_requests_at_once():
    around = Surroundings(limits=Limits(application=1, company=1))
    with (
        company(Seed(1, TODAY, 500), surroundings=around) as sandbox,
        TestClient(sandbox.app) as http,
    ):
        wire = sign_in(http, sandbox)
        assert wire.post("/services/core/composite", [PART] * 3).status_code == 200
