"""Many records in one request (docs/api/batches.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault, view_only
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

DEPARTMENT = "/objects/company-config/department"
ATOMIC = {"X-IA-API-Param-Transaction": "true"}


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def named(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "name": name} for name in names]


def send(wire: Wire, method: str, path: str, body: Any = None, **headers: str) -> Any:
    return wire.http.request(
        method,
        f"/ia/api/v1{path}",
        headers={**wire.headers, **headers},
        **({} if body is None else {"json": body}),
    )


def keys(wire: Wire, *names: str) -> list[str]:
    rows = wire.query(
        object="company-config/department",
        fields=["key"],
        filters=[{"$in": {"id": list(names)}}],
        orderBy=[{"id": "asc"}],
    )
    return [row["key"] for row in rows]


@pytest.mark.behaviour("batches.order")
def test_a_list_creates_its_records_in_its_order(wire: Wire):
    answer = wire.post(DEPARTMENT, named("D-2", "D-1"))
    assert answer.status_code == 201
    body = answer.json()
    first, second = body["ia::result"]
    assert first == {
        "key": first["key"],
        "id": "D-2",
        "href": f"{DEPARTMENT}/{first['key']}",
        "ia::status": 201,
    }
    assert second["id"] == "D-1"
    assert body["ia::meta"] == {"totalCount": 2, "totalSuccess": 2, "totalError": 0}
    assert keys(wire, "D-1", "D-2") == [second["key"], first["key"]]


@pytest.mark.behaviour("batches.alone")
def test_one_record_that_fails_leaves_the_others_done(wire: Wire):
    answer = wire.post(
        DEPARTMENT, [*named("D-1", "D-1"), {"id": "D-3", "colour": 1}, *named("D-4")]
    )
    assert answer.status_code == 207
    elements = answer.json()["ia::result"]
    assert [each["ia::status"] for each in elements] == [201, 409, 400, 201]
    assert elements[1]["ia::error"]["errorId"] == "REST-7001"
    assert elements[2]["ia::error"]["errorId"] == "REST-1064"
    assert answer.json()["ia::meta"] == {"totalCount": 4, "totalSuccess": 2, "totalError": 2}
    assert len(keys(wire, "D-1", "D-3", "D-4")) == 2


@pytest.mark.behaviour("batches.atomic")
def test_with_the_transaction_header_one_failure_undoes_all(wire: Wire):
    answer = wire.post(DEPARTMENT, named("D-1", "D-2", "D-1"), **ATOMIC)
    assert answer.status_code == 207
    assert [
        (each["ia::status"], each["ia::error"]["code"]) for each in answer.json()["ia::result"]
    ] == [
        (422, "unprocessed"),
        (422, "unprocessed"),
        (409, "operationFailed"),
    ]
    assert keys(wire, "D-1", "D-2") == []
    history = wire.query(
        object="company-config/audit-history",
        fields=["key"],
        filters=[{"$eq": {"changeDetails.objectName": "company-config/department"}}],
    )
    assert history == []
    assert wire.post(DEPARTMENT, named("D-1", "D-2"), **ATOMIC).status_code == 201


def test_a_list_updates_records_by_the_keys_in_it(wire: Wire):
    wire.post(DEPARTMENT, named("D-1", "D-2"))
    first, second = keys(wire, "D-1", "D-2")
    changes = [{"key": first, "name": "one"}, {"key": "999999", "name": "x"}, {"name": "y"}]
    answer = send(wire, "PATCH", DEPARTMENT, [*changes, {"key": second, "name": "two"}])
    assert answer.status_code == 207
    assert [each["ia::status"] for each in answer.json()["ia::result"]] == [200, 404, 404, 200]
    names = wire.query(
        object="company-config/department",
        fields=["name"],
        filters=[{"$in": {"key": [first, second]}}],
        orderBy=[{"key": "asc"}],
    )
    assert names == [{"name": "one"}, {"name": "two"}]
    single = send(wire, "PATCH", DEPARTMENT, {"key": first, "name": "z"})
    assert (single.status_code, fault(single.json())[0]) == (400, "REST-1028")


def test_several_keys_delete_their_records(wire: Wire):
    wire.post(DEPARTMENT, named("D-1", "D-2", "D-3"))
    first, second, third = keys(wire, "D-1", "D-2", "D-3")
    done = send(wire, "DELETE", f"{DEPARTMENT}/{first},{second}")
    assert (done.status_code, done.content) == (204, b"")
    mixed = send(wire, "DELETE", f"{DEPARTMENT}/{first},{third}")
    assert mixed.status_code == 207
    missing, gone = mixed.json()["ia::result"]
    assert missing["ia::status"] == 404
    assert gone["ia::status"] == 204
    assert keys(wire, "D-1", "D-2", "D-3") == []


@pytest.mark.parametrize("records", [[], named("D") * 501], ids=len)
@pytest.mark.behaviour("batches.size")
def test_a_batch_holds_one_to_five_hundred_records(wire: Wire, records: list[Any]):
    answer = wire.post(DEPARTMENT, records)
    assert (answer.status_code, fault(answer.json())[0]) == (400, "REST-1064")


def test_five_hundred_records_are_not_too_many(wire: Wire):
    answer = wire.post(DEPARTMENT, named(*(f"D-{number}" for number in range(500))))
    assert answer.json()["ia::meta"]["totalSuccess"] == 500


def test_an_element_that_is_no_object_fails_alone(wire: Wire):
    answer = wire.post(DEPARTMENT, [7, *named("D-1")])
    assert [each["ia::status"] for each in answer.json()["ia::result"]] == [400, 201]


def test_who_may_only_look_changes_nothing(wire: Wire, fresh_sandbox: Sandbox):
    looker = view_only(fresh_sandbox, wire)
    answer = looker.post(DEPARTMENT, named("D-1"))
    assert (answer.status_code, fault(answer.json())[0]) == (403, "REST-3007")
    assert keys(wire, "D-1") == []
