"""Several requests in one (docs/api/composite.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault, wire_assuming
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

COMPOSITE = "/services/core/composite"
DEPARTMENT = "/objects/company-config/department"
QUERY = "/services/core/query"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def post(path: str, body: Any, reference: str = "", **more: Any) -> dict[str, Any]:
    named = {"resultReference": reference} if reference else {}
    return {"method": "POST", "path": path, "body": body, **named, **more}


def create(name: str, reference: str = "") -> dict[str, Any]:
    return post(DEPARTMENT, {"id": name, "name": name}, reference)


def departments(wire: Wire, *ids: str) -> list[str]:
    rows = wire.query(
        object="company-config/department",
        fields=["id"],
        filters=[{"$in": {"id": list(ids)}}],
        orderBy=[{"id": "asc"}],
    )
    return [row["id"] for row in rows]


@pytest.mark.behaviour("composite.in-order")
def test_each_request_sees_what_the_ones_before_it_did_and_answered(wire: Wire):
    answer = wire.post(
        COMPOSITE,
        [
            create("D-A", "first"),
            post(
                DEPARTMENT,
                {"id": "D-B", "name": "under @{first.id}", "parent": {"key": "@{first.key}"}},
                "second",
            ),
            {"method": "GET", "path": f"{DEPARTMENT}/@{{second.key}}", "resultReference": "read"},
            {
                "method": "PATCH",
                "path": f"{DEPARTMENT}/@{{read.parent.key}}",
                "body": {"name": "@{read.name}"},
            },
            {
                "method": "DELETE",
                "path": f"{DEPARTMENT}/%40%7Bsecond.key%7D",
            },  # as some clients quote
        ],
    )
    body = answer.json()
    assert answer.status_code == 200
    assert [each["ia::status"] for each in body["ia::result"]] == [201, 201, 200, 200, 204]
    assert all(set(each) == {"ia::result", "ia::meta", "ia::status"} for each in body["ia::result"])
    assert body["ia::meta"] == {"totalCount": 5, "totalSuccess": 5, "totalError": 0}
    assert body["ia::result"][2]["ia::result"]["name"] == "under D-A"
    (first,) = wire.query(
        object="company-config/department", fields=["name"], filters=[{"$eq": {"id": "D-A"}}]
    )
    assert first == {"name": "under D-A"}
    assert departments(wire, "D-A", "D-B") == ["D-A"]


def test_elements_of_a_list_are_numbered_from_one_and_keep_their_type(wire: Wire):
    asked = {
        "object": "company-config/department",
        "fields": ["key", "id", "parent.id"],
        "orderBy": [{"id": "asc"}],
        "size": 2,
    }
    again = {**asked, "fields": "@{rows.1.names}"}
    filtered = {**asked, "filters": [{"$eq": {"id": "@{rows.2.id}"}}]}
    sized = {**asked, "start": "@{count.1.count:key}"}
    body = wire.post(
        COMPOSITE,
        [
            post(QUERY, asked, "rows"),
            post(QUERY, filtered),
            post(QUERY, {"object": asked["object"], "fields": ["count:key"]}, "count"),
            post(QUERY, sized),
            post(QUERY, again),
        ],
    ).json()
    first, second, _, third, last = body["ia::result"]
    assert second["ia::result"] == [first["ia::result"][1]]
    assert third["ia::meta"]["start"] == third["ia::meta"]["totalCount"]
    assert last["ia::error"]["details"][0]["message"] == (
        "The reference @{rows.1.names} leads nowhere"
    )


@pytest.mark.parametrize(
    "reference", ["@{rows.0.id}", "@{rows.3.id}", "@{later.id}", "@{}", "@{rows.x}", "@{rows..id}"]
)
def test_a_reference_that_leads_nowhere_fails_its_own_request(wire: Wire, reference: str):
    asked = {"object": "company-config/department", "fields": ["id"], "size": 2}
    answer = wire.post(
        COMPOSITE,
        [post(QUERY, asked, "rows"), {"method": "GET", "path": f"{DEPARTMENT}/{reference}"}],
    )
    assert answer.status_code == 207
    assert [each["ia::status"] for each in answer.json()["ia::result"]] == [200, 400]


def test_a_reference_to_a_group_is_whole_in_a_body_but_no_text(wire: Wire):
    wire.post(DEPARTMENT, {"id": "D-A", "name": "A"})
    key = wire.query(
        object="company-config/department", fields=["key"], filters=[{"$eq": {"id": "D-A"}}]
    )[0]["key"]
    read = {"method": "GET", "path": f"{DEPARTMENT}/{key}", "resultReference": "a"}
    child = {"id": "D-C", "name": "C", "parent": {"key": "@{a.key}"}}
    body = wire.post(COMPOSITE, [read, post(DEPARTMENT, child)]).json()
    assert body["ia::meta"]["totalError"] == 0
    child["id"] = "D-D"
    child["name"] = "in @{a.audit}"
    body = wire.post(COMPOSITE, [read, post(DEPARTMENT, child)]).json()
    assert body["ia::result"][1]["ia::error"]["errorId"] == "REST-1064"


@pytest.mark.behaviour("composite.stops", "assumptions.composite-error")
def test_it_stops_at_the_first_failure_and_keeps_what_was_done(wire: Wire):
    answer = wire.post(COMPOSITE, [create("D-A"), create("D-A"), create("D-B"), create("D-C")])
    assert answer.status_code == 207
    done, failed, *others = answer.json()["ia::result"]
    assert done["ia::status"] == 201
    assert (failed["ia::status"], failed["ia::error"]["errorId"]) == (409, "REST-7001")
    assert [(each["ia::status"], each["ia::error"]["code"]) for each in others] == [
        (422, "unprocessed")
    ] * 2
    assert answer.json()["ia::meta"] == {"totalCount": 4, "totalSuccess": 1, "totalError": 3}
    assert departments(wire, "D-A", "D-B", "D-C") == ["D-A"]


@pytest.mark.behaviour("assumptions.composite-transaction")
def test_by_default_the_transaction_header_takes_nothing_back(wire: Wire):
    header = {"X-IA-API-Param-Transaction": "true"}
    wire.post(COMPOSITE, [create("D-A"), create("D-A")], **header)
    assert departments(wire, "D-A") == ["D-A"]


@pytest.mark.behaviour("composite.transaction", "assumptions.composite-transaction")
def test_under_the_other_reading_the_transaction_header_takes_all_back():
    header = {"X-IA-API-Param-Transaction": "true"}
    with wire_assuming("composite-transaction=all-or-nothing") as wire:
        answer = wire.post(COMPOSITE, [create("D-A"), create("D-A")], **header)
        assert answer.status_code == 207
        assert [each["ia::error"]["code"] for each in answer.json()["ia::result"]] == [
            "unprocessed",
            "operationFailed",
        ]
        assert departments(wire, "D-A") == []
        assert wire.post(COMPOSITE, [create("D-A"), create("D-B")], **header).status_code == 200
        wire.post(COMPOSITE, [create("D-C"), create("D-C")])
        assert departments(wire, "D-A", "D-B", "D-C") == ["D-A", "D-B", "D-C"]


@pytest.mark.behaviour("assumptions.composite-error")
def test_under_the_other_reading_a_failure_has_its_error_in_its_result():
    with wire_assuming("composite-error=in-result") as wire:
        body = wire.post(COMPOSITE, [create("D-A"), create("D-A")]).json()
        failed = body["ia::result"][1]
        assert failed["ia::result"]["ia::error"]["errorId"] == "REST-7001"
        assert "ia::error" not in failed


CUSTOMERS = {"object": "accounts-receivable/customer", "fields": ["entity.id"], "size": 500}


def entities(element: dict[str, Any]) -> set[str | None]:
    return {row["entity.id"] for row in element["ia::result"]}


@pytest.mark.behaviour("assumptions.composite-entity")
def test_a_request_takes_its_own_entity_over_that_of_the_composite(wire: Wire):
    own = post(QUERY, CUSTOMERS, headers={"x-ia-api-param-entity": "200"})
    body = wire.post(
        COMPOSITE, [post(QUERY, CUSTOMERS), own], **{"X-IA-API-Param-Entity": "100"}
    ).json()
    first, second = (entities(each) - {None} for each in body["ia::result"])
    assert (first, second) == ({"100"}, {"200"})


@pytest.mark.behaviour("assumptions.composite-entity")
def test_under_the_other_reading_the_entity_of_the_composite_is_its_own_only():
    with wire_assuming("composite-entity=own") as wire:
        asked = [post(QUERY, CUSTOMERS)] * 2
        body = wire.post(COMPOSITE, asked, **{"X-IA-API-Param-Entity": "100"}).json()
        assert len(entities(body["ia::result"][0])) > 2


@pytest.mark.parametrize(
    ("second", "detail"),
    [
        ({"method": "PUT", "path": DEPARTMENT}, "REST-1043"),
        ({"path": DEPARTMENT}, "REST-1043"),
        ({"method": "GET"}, "REST-1043"),
        ({"method": "GET", "path": "/ia/api/v1/objects/company-config/department"}, "REST-1043"),
        ({"method": "GET", "path": "https://elsewhere.example/objects/a/b"}, "REST-1043"),
        ({"method": "GET", "path": "/objects/../oauth2/token"}, "REST-1043"),
        ({"method": "GET", "path": "/oauth2/token"}, "REST-1043"),
        ({"method": "GET", "path": "/objects/a/b\n"}, "REST-1043"),
        ({"method": "POST", "path": COMPOSITE, "body": []}, "REST-1043"),
        ({"method": "GET", "path": DEPARTMENT, "colour": "red"}, "REST-1043"),
        ({"method": "GET", "path": DEPARTMENT, "headers": ["x"]}, "REST-1043"),
        ({"method": "GET", "path": DEPARTMENT, "headers": {"x": "a\nb"}}, "REST-1043"),
        ({"method": "GET", "path": DEPARTMENT, "headers": {"x": 1}}, "REST-1043"),
        ({"method": "GET", "path": DEPARTMENT, "resultReference": "a.b"}, "REST-1043"),
        ({"method": "GET", "path": DEPARTMENT, "resultReference": "first"}, "REST-1064"),
        ("GET", "REST-1064"),
    ],
    ids=str,
)
@pytest.mark.behaviour("composite.shape")
def test_a_composite_of_the_wrong_shape_does_nothing(wire: Wire, second: Any, detail: str):
    answer = wire.post(COMPOSITE, [create("D-A", "first"), second])
    assert (answer.status_code, fault(answer.json())) == (400, ("REST-1064", detail))
    assert departments(wire, "D-A") == []


@pytest.mark.parametrize("body", [{}, [], [create("D-A")], [create("D-A")] * 11], ids=len)
def test_a_composite_holds_two_to_ten_requests(wire: Wire, body: Any):
    answer = wire.post(COMPOSITE, body)
    assert (answer.status_code, fault(answer.json())[0]) == (400, "REST-1064")


def test_without_a_good_token_nothing_is_done(wire: Wire):
    stranger = Wire(wire.http, "nobody")
    assert stranger.post(COMPOSITE, [create("D-A"), create("D-B")]).status_code == 401
    sub = {**create("D-B"), "headers": {"Authorization": "Bearer nobody"}}
    assert wire.post(COMPOSITE, [create("D-A"), sub]).status_code == 200


def test_a_batch_that_failed_in_part_is_a_failure(wire: Wire):
    batch = post(DEPARTMENT, [{"id": "D-A", "name": "A"}, {"id": "D-A", "name": "A"}])
    body = wire.post(COMPOSITE, [batch, create("D-B")]).json()
    assert [each["ia::status"] for each in body["ia::result"]] == [207, 422]
    assert len(body["ia::result"][0]["ia::result"]) == 2


def test_other_faults_of_a_request_stand_in_its_element(wire: Wire):
    unknown = {"method": "GET", "path": "/objects/company-config/nothing"}
    body = wire.post(COMPOSITE, [create("D-A"), unknown]).json()
    assert body["ia::result"][1]["ia::error"]["errorId"] == "REST-1033"
    without = {"method": "POST", "path": DEPARTMENT}
    body = wire.post(COMPOSITE, [create("D-B"), without]).json()
    assert body["ia::result"][1]["ia::error"]["errorId"] == "REST-1028"


def test_a_body_nested_beyond_reason_fails_its_own_request(wire: Wire):
    deep = "[" * 900 + "]" * 900
    query = f'{{"method":"POST","path":"{QUERY}","body":{deep}}}'
    answer = wire.http.post(
        f"/ia/api/v1{COMPOSITE}", content=f"[{query},{query}]", headers=wire.headers
    )
    assert (answer.status_code, answer.json()["ia::meta"]["totalError"]) == (207, 2)
