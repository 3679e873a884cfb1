"""What a user may not read, and what the company does not have (docs/api/permissions.md)."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from changing import fault, signed_in_as, wire_assuming
from intacct_sandbox.serve import Sandbox, list_cases
from wire import BASE, Wire, sign_in

QUERY = "/services/core/query"
BILL, CUSTOMER, ENTRY = (
    "accounts-payable/bill",
    "accounts-receivable/customer",
    "general-ledger/journal-entry",
)
HIDDEN = (CUSTOMER, ENTRY, f"{ENTRY}-line", "general-ledger/reporting-period", "projects/project")


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


@pytest.fixture
def clerk(wire: Wire, fresh_sandbox: Sandbox) -> Wire:
    return signed_in_as("ap_clerk", fresh_sandbox, wire)


def forbidden(answer: httpx2.Response) -> bool:
    return answer.status_code == 403 and fault(answer.json())[0] == "REST-3007"


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.behaviour("permissions.read")
def test_a_user_without_the_permission_is_refused(wire: Wire, clerk: Wire, name: str):
    key = wire.query(object=name, fields=["key"], size=1)[0]["key"]
    answers = {
        "QUERY": clerk.post(QUERY, {"object": name, "fields": ["key"]}),
        "LIST": clerk.get(f"/objects/{name}"),
        "GET": clerk.get(f"/objects/{name}/{key}"),
    }
    for operation, answer in answers.items():
        assert forbidden(answer)
        error = answer.json()["ia::result"]["ia::error"]
        assert error["additionalInfo"]["placeholders"] == {
            "OPERATION": operation,
            "RESOURCE_NAME": name,
        }
        assert operation in error["message"]
        assert name in error["message"]


@pytest.mark.behaviour("permissions.other-ways")
def test_there_is_no_way_round_it(wire: Wire, clerk: Wire):
    key = wire.query(object=ENTRY, fields=["key"], size=1)[0]["key"]
    query = {"object": CUSTOMER, "fields": ["key"]}
    job = {"objectName": CUSTOMER, "operation": "create", "jobFile": "f", "fileContentType": "json"}
    form = {"ia::requestBody": (None, json.dumps(job)), "f": (None, "[]")}
    reverse = {"key": key, "reverseDate": "2026-10-31"}
    answers = [
        clerk.post(
            "/services/core/view", {"key": f"{CUSTOMER}::systemCustomerFW1", "viewType": "system"}
        ),
        clerk.post("/services/core/export", {"fileType": "csv", "query": query}),
        clerk.post(f"/objects/{CUSTOMER}", {"id": "X", "name": "X"}),
        clerk.http.delete(f"{BASE}/objects/{ENTRY}/{key}", headers=clerk.headers),
        clerk.post(f"/workflows/{ENTRY}/reverse", reverse),
        clerk.http.post(f"{BASE}/services/bulk/job/create", files=form, headers=clerk.headers),
        clerk.post("/services/reports/general-ledger/trial-balance", {"reportName": "x"}),
    ]
    assert [forbidden(each) for each in answers] == [True] * 7
    allowed = clerk.post("/services/core/allowed-operations/list", {"object": ENTRY, "keys": [key]})
    assert allowed.json()["ia::result"][0]["operations"] == []
    inside = [{"method": "POST", "path": QUERY, "body": query}] * 2
    composite = clerk.post("/services/core/composite", inside).json()["ia::result"]
    assert composite[0]["ia::status"] == 403


@pytest.mark.behaviour("permissions.granted")
def test_what_the_role_has_is_read_as_by_everybody(wire: Wire, clerk: Wire):
    for name, fields in (
        (BILL, ["billNumber", "vendor.name"]),
        ("accounts-payable/bill-line", ["key", "glAccount.id"]),
        ("accounts-payable/vendor", ["id"]),
        ("company-config/department", ["id"]),
        ("company-config/entity", ["id"]),
    ):
        asked: dict[str, Any] = {"object": name, "fields": fields, "orderBy": [{"key": "asc"}]}
        assert clerk.query(**asked) == wire.query(**asked) != []


@pytest.mark.behaviour("permissions.roles")
def test_a_permission_that_the_role_is_given_counts_at_once(wire: Wire, clerk: Wire):
    (role,) = wire.query(
        object="company-config/role", fields=["key"], filters=[{"$eq": {"id": "AP clerk"}}]
    )
    (permission,) = wire.query(
        object="company-config/permission",
        fields=["key"],
        filters=[{"$eq": {"name": "customers"}}],
    )
    asked = {"object": CUSTOMER, "fields": ["id"]}
    assert forbidden(clerk.post(QUERY, asked))
    given = {"permission": permission, "accessRights": ["list", "view"]}
    changed = wire.http.patch(
        f"{BASE}/objects/company-config/role/{role['key']}",
        json={"rolePermissionAssignments": [given]},
        headers=wire.headers,
    )
    assert changed.status_code == 200, changed.text
    assert clerk.post(QUERY, asked).status_code == 200
    invoices = {"object": "accounts-receivable/invoice", "fields": ["key"]}
    assert forbidden(clerk.post(QUERY, invoices))


@pytest.mark.parametrize("case", ["inactive-user", "locked-user"])
@pytest.mark.behaviour("permissions.users")
def test_a_user_who_may_not_sign_in_gets_no_token(wire: Wire, fresh_sandbox: Sandbox, case: str):
    (user_id,) = (each["name"] for each in list_cases(fresh_sandbox.ledger) if each["case"] == case)
    credentials = fresh_sandbox.credentials
    refused = wire.http.post(
        f"{BASE}/oauth2/token",
        data={
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "username": f"{user_id}@{credentials.company_id}",
        },
    )
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_grant")


@pytest.mark.behaviour("permissions.model")
def test_the_model_is_the_same_for_everybody(wire: Wire, clerk: Wire):
    path = f"/services/core/model?name={ENTRY}"
    assert clerk.get(path).json() == wire.get(path).json()


def not_subscribed(wire: Wire, pattern: str) -> None:
    armed = wire.http.post("/sandbox/faults", json=[{"kind": "not-subscribed", "path": pattern}])
    assert armed.status_code == 200


@pytest.mark.behaviour("permissions.not-subscribed")
def test_what_the_company_does_not_subscribe_to_is_unknown(wire: Wire):
    not_subscribed(wire, "projects/*")
    asked = wire.post(QUERY, {"object": "projects/project", "fields": ["id"]})
    assert (asked.status_code, fault(asked.json())[0]) == (400, "REST-1033")
    answer = wire.get("/objects/projects/project")
    assert (answer.status_code, fault(answer.json())[0]) == (404, "REST-1033")
    model = wire.get("/services/core/model?name=projects/project").json()["ia::result"]
    assert model["fields"] == []
    listed = wire.get("/services/core/model").json()["ia::result"]
    assert not [each for each in listed if each["apiObject"].startswith("objects/projects/")]
    assert wire.query(object=CUSTOMER, fields=["id"])
    wire.http.delete("/sandbox/faults")
    assert wire.query(object="projects/project", fields=["id"])


@pytest.mark.behaviour("assumptions.unsubscribed")
def test_under_the_other_reading_it_is_known_and_forbidden():
    with wire_assuming("unsubscribed=forbidden") as wire:
        not_subscribed(wire, "projects/*")
        assert forbidden(wire.post(QUERY, {"object": "projects/project", "fields": ["id"]}))
        assert forbidden(wire.get("/objects/projects/project"))
        assert wire.get("/services/core/model?name=projects/project").status_code == 200


@pytest.mark.parametrize(("reading", "status"), [("409", 409), ("422", 422)])
@pytest.mark.behaviour("assumptions.duplicate")
def test_an_id_that_is_taken(reading: str, status: int):
    with wire_assuming(f"duplicate={reading}") as wire:
        department = {"id": "D-9", "name": "Once"}
        assert wire.post("/objects/company-config/department", department).status_code == 201
        again = wire.post("/objects/company-config/department", department)
        assert (again.status_code, fault(again.json())[1]) == (status, "BL01001944")


@pytest.mark.behaviour("permissions.several-entities")
def test_a_user_held_to_several_entities_sees_theirs_and_what_is_shared(
    wire: Wire, fresh_sandbox: Sandbox
):
    keys = fresh_sandbox.ledger.rows("SELECT key, id FROM entity WHERE id IN ('200', '400')")
    named = json.dumps([{"key": str(key), "id": id_} for key, id_ in keys])
    fresh_sandbox.ledger.write(
        "UPDATE user SET entity_key = NULL, extra = json_set(extra, '$.entities', json(?))"
        " WHERE id = 'field_accountant'",
        (named,),
    )
    limited = signed_in_as("field_accountant", fresh_sandbox, wire)
    for private in (True, False):
        asked = {"filterParameters": {"includePrivate": private}}
        bills = limited.query(object=BILL, fields=["entity.id", "count:key"], **asked)
        assert {row["entity.id"] for row in bills} == {"200", "400"}
    shared = {"object": "general-ledger/account", "fields": ["count:id"]}
    assert limited.query(**shared) == wire.query(**shared)
