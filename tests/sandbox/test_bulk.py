"""Records in a file, done step by step (docs/api/bulk.md)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault, view_only
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

CREATE = "/ia/api/v1/services/bulk/job/create"
DEPARTMENT = "company-config/department"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def hand_over(
    wire: Wire, records: Any, operation: str = "create", /, entity: str = "", **more: Any
) -> Any:
    body = {
        "objectName": DEPARTMENT,
        "operation": operation,
        "jobFile": "file",
        "fileContentType": "json",
        **more,
    }
    said = {name: value for name, value in body.items() if value is not None}
    content = records if isinstance(records, (bytes, str)) else json.dumps(records)
    return wire.http.post(
        CREATE,
        files={
            "ia::requestBody": (None, json.dumps(said), "application/json"),
            "file": ("departments.json", content, "application/json"),
        },
        headers={**wire.headers, **({"X-IA-API-Param-Entity": entity} if entity else {})},
    )


def path_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    path: str = answer.json()["ia::result"]["statusURL"]
    return path


def looks(wire: Wire, path: str, count: int) -> list[dict[str, Any]]:
    return [wire.get(path).json()["ia::result"] for _ in range(count)]


def names(wire: Wire, *ids: str) -> dict[str, str]:
    rows = wire.query(
        object=DEPARTMENT, fields=["id", "name"], filters=[{"$in": {"id": list(ids)}}]
    )
    return {row["id"]: row["name"] for row in rows}


@pytest.mark.behaviour("bulk.steps")
def test_a_job_takes_a_step_at_each_look_and_then_has_its_file(wire: Wire):
    records = [{"id": f"B-{number}", "name": "B"} for number in (1, 2, 2, 3)]
    path = path_of(hand_over(wire, records))
    seen = looks(wire, path, 6)
    assert [(each["status"], each["percentComplete"]) for each in seen] == [
        ("queued", 0),
        ("preprocessing", 0),
        ("processing", 50),
        ("postprocessing", 100),
        ("completed", 100),
        ("completed", 100),
    ]
    assert [each["downloadURL"] for each in seen[:4]] == [None] * 4
    file = wire.get(seen[4]["downloadURL"])
    assert seen[4]["jobStatusFile"] in file.headers["Content-Disposition"]
    assert [each["ia::status"] for each in file.json()["ia::result"]] == [201, 201, 409, 201]
    assert file.json()["ia::meta"] == {"totalCount": 4, "totalSuccess": 3, "totalError": 1}
    assert sorted(names(wire, "B-1", "B-2", "B-3")) == ["B-1", "B-2", "B-3"]


def test_nothing_is_done_before_processing(wire: Wire):
    path = path_of(hand_over(wire, [{"id": "B-1", "name": "B"}, {"id": "B-2", "name": "B"}]))
    wire.get(path)
    assert names(wire, "B-1", "B-2") == {}
    wire.get(path)
    assert names(wire, "B-1", "B-2") == {"B-1": "B"}


def test_records_are_changed_and_deleted_by_their_keys(wire: Wire):
    made = wire.post(f"/objects/{DEPARTMENT}", [{"id": "B-1", "name": "B"}]).json()
    key = made["ia::result"][0]["key"]
    path = path_of(hand_over(wire, [{"key": key, "name": "C"}, {"name": "D"}], "update"))
    url = looks(wire, path, 5)[-1]["downloadURL"]
    assert [each["ia::status"] for each in wire.get(url).json()["ia::result"]] == [200, 404]
    assert names(wire, "B-1") == {"B-1": "C"}
    path = path_of(hand_over(wire, [{"key": key}, "x"], "delete"))
    url = looks(wire, path, 5)[-1]["downloadURL"]
    assert [each["ia::status"] for each in wire.get(url).json()["ia::result"]] == [204, 404]
    assert names(wire, "B-1") == {}


@pytest.mark.parametrize("content", ["{", "{}", "[]", "7"])
@pytest.mark.behaviour("bulk.failed")
def test_a_file_that_is_no_list_of_records_fails(wire: Wire, content: str):
    path = path_of(hand_over(wire, content))
    seen = looks(wire, path, 4)
    assert [each["status"] for each in seen[2:]] == ["failed", "failed"]
    assert wire.get(f"{path}&download=true").json()["ia::result"]["status"] == "failed"


def test_records_go_where_the_job_was_handed_over(wire: Wire):
    vendor = [{"id": "V-B", "name": "Bulk"}]
    path = path_of(hand_over(wire, vendor, entity="100", objectName="accounts-payable/vendor"))
    looks(wire, path, 5)
    rows = wire.query(
        object="accounts-payable/vendor", fields=["entity.id"], filters=[{"$eq": {"id": "V-B"}}]
    )
    assert rows == [{"entity.id": "100"}]


@pytest.mark.parametrize(
    ("more", "status", "codes"),
    [
        ({"objectName": None}, 400, ("REST-1064", "REST-1043")),
        ({"operation": "merge"}, 400, ("REST-1064", "REST-1043")),
        ({"fileContentType": "csv"}, 400, ("REST-1064", "REST-1043")),
        ({"jobFile": "other"}, 400, ("REST-1064", "REST-1043")),
        ({"callbackURL": "http://x"}, 400, ("REST-1064", "REST-1043")),
        ({"colour": "red"}, 400, ("REST-1064", "REST-1043")),
        ({"objectName": "company-config/nothing"}, 404, ("REST-1033", "")),
        ({"objectName": "company-config/audit-history"}, 405, ("REST-1003", "")),
    ],
    ids=str,
)
@pytest.mark.behaviour("bulk.refused")
def test_a_bad_job_is_refused_at_once(
    wire: Wire, more: dict[str, Any], status: int, codes: tuple[str, str]
):
    answer = hand_over(wire, [{}], **more)
    assert (answer.status_code, fault(answer.json())) == (status, codes)


def test_what_is_no_form_is_refused(wire: Wire):
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    parts = {"ia::requestBody": (None, "{", "application/json")}
    whole = {"ia::requestBody": (None, "[]", "application/json")}
    noise = {"ia::requestBody": ("a", b"\xff\xfe", "application/json")}
    for more in (
        {"json": {}},
        {"content": b"--y\r\n", "headers": {**wire.headers, **broken}},
        {"files": parts},
        {"files": whole},
        {"files": noise},
    ):
        answer = wire.http.post(CREATE, **{"headers": wire.headers, **more})  # type: ignore[arg-type]  # differs case by case
        assert answer.status_code == 400, answer.text
        assert answer.json()["ia::result"]["ia::error"]["code"] == "invalidRequest"


def test_a_job_is_asked_for_by_its_id_and_its_user(wire: Wire, fresh_sandbox: Sandbox):
    path = path_of(hand_over(wire, [{"id": "B-1", "name": "B"}]))
    other = view_only(fresh_sandbox, wire)
    assert other.get(path).status_code == 404
    assert wire.get("/services/bulk/job/status?jobId=x").status_code == 404
    assert wire.get("/services/bulk/job/status").status_code == 400
    assert wire.get(f"{path}&download=maybe").status_code == 400
    assert hand_over(other, [{}]).status_code == 403
