"""Open points of what stands around the endpoints, each under both readings (docs/api/assumptions.md)."""

from typing import Any

import pytest

from changing import wire_assuming
from wire import BASE, Wire

COMPOSITE, DEPARTMENT = "/services/core/composite", "/objects/company-config/department"
CACHED = "x-ia-idempotency-cached-date"


def post(path: str, body: Any, **more: Any) -> dict[str, Any]:
    return {"method": "POST", "path": path, "body": body, **more}


@pytest.mark.parametrize(("reading", "status"), [("lives", 200), ("dies", 401)])
@pytest.mark.behaviour("assumptions.inactive-user-token")
def test_the_token_of_a_user_who_is_made_inactive(reading: str, status: int):
    with wire_assuming(f"inactive-user-token={reading}") as wire:
        path = f"{BASE}/objects/company-config/user/1"
        assert wire.get("/objects/company-config/user/1").status_code == 200
        wire.http.patch(path, json={"status": "inactive"}, headers=wire.headers)
        assert wire.get("/objects/company-config/user/1").status_code == status


def billed(wire: Wire) -> int:
    total: int = wire.http.get("/sandbox/usage").json()["billed"]
    return total


@pytest.mark.parametrize(("reading", "cost"), [("free", 0), ("counted", 1)])
@pytest.mark.behaviour("assumptions.refused-calls")
def test_what_a_refused_call_costs(reading: str, cost: int):
    with wire_assuming(f"refused-calls={reading}") as wire:
        before = billed(wire)
        assert wire.post("/services/core/query", {"object": "nothing/here"}).status_code == 400
        assert billed(wire) - before == cost


@pytest.mark.parametrize(("reading", "then"), [("stops", 422), ("goes-on", 201)])
@pytest.mark.behaviour("assumptions.composite-partial")
def test_a_composite_after_a_batch_that_failed_in_part(reading: str, then: int):
    batch = [{"id": "D-1", "name": "x"}, {"id": "D-2", "colour": 1}]
    with wire_assuming(f"composite-partial={reading}") as wire:
        answer = wire.post(
            COMPOSITE, [post(DEPARTMENT, batch), post(DEPARTMENT, {"id": "D-3", "name": "x"})]
        )
        elements = answer.json()["ia::result"]
        assert (answer.status_code, [each["ia::status"] for each in elements]) == (207, [207, then])


@pytest.mark.parametrize(("reading", "key"), [("literal", "@{first.id}"), ("replaced", "D-1")])
@pytest.mark.behaviour("assumptions.composite-headers")
def test_a_reference_in_a_header(reading: str, key: str):
    first = post(DEPARTMENT, {"id": "D-1", "name": "x"}, resultReference="first")
    second = post(
        DEPARTMENT, {"id": "D-2", "name": "x"}, headers={"Idempotency-Key": "@{first.id}"}
    )
    with wire_assuming(f"composite-headers={reading}") as wire:
        assert wire.post(COMPOSITE, [first, second]).status_code == 200
        again = wire.post(DEPARTMENT, {"id": "D-9"}, **{"Idempotency-Key": key})
        assert again.status_code == 409  # the key is taken by another body
        nowhere = {**second, "headers": {"Idempotency-Key": "@{nobody.id}"}}
        status = wire.post(COMPOSITE, [nowhere, nowhere]).json()["ia::result"][0]["ia::status"]
        assert status == (409 if reading == "literal" else 400)


@pytest.mark.parametrize(
    ("reading", "dated"), [("repeated", [False, True]), ("always", [True] * 2)]
)
@pytest.mark.behaviour("assumptions.cached-date")
def test_which_answers_of_a_key_are_dated(reading: str, dated: list[bool]):
    with wire_assuming(f"cached-date={reading}") as wire:
        body, key = {"id": "D-1", "name": "x"}, {"Idempotency-Key": "k"}
        answers = [wire.post(DEPARTMENT, body, **key) for _ in range(2)]
        assert [CACHED in each.headers for each in answers] == dated
