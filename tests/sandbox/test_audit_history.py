"""Who changed what (docs/api/audit-history.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

HISTORY = "company-config/audit-history"
CUSTOMER = "/objects/accounts-receivable/customer"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def key_of(answer: Any) -> str:
    key: str = answer.json()["ia::result"]["key"]
    return key


def history(wire: Wire, name: str, key: str) -> list[tuple[Any, ...]]:
    rows = wire.query(
        object=HISTORY,
        fields=[
            "changeSource.actionPerformed",
            "changeSource.workflowAction",
            "changeDetails.fieldName",
            "changeDetails.previousValue",
            "changeDetails.newValue",
        ],
        filters=[
            {"$eq": {"changeDetails.objectName": name}},
            {"$eq": {"changeDetails.objectId": key}},
        ],
        orderBy=[{"key": "asc"}],
    )
    return [tuple(row.values()) for row in rows]


@pytest.mark.behaviour("audit-history.trace")
def test_every_change_of_a_record_leaves_its_trace(wire: Wire):
    key = key_of(wire.post(CUSTOMER, {"id": "H-1", "name": "Before"}))
    change = {"name": "After", "isOnHold": True}
    wire.http.patch(f"/ia/api/v1{CUSTOMER}/{key}", json=change, headers=wire.headers)
    wire.http.delete(f"/ia/api/v1{CUSTOMER}/{key}", headers=wire.headers)
    assert history(wire, "accounts-receivable/customer", key) == [
        ("create", None, None, None, None),
        ("modify", None, "isOnHold", "false", "true"),
        ("modify", None, "name", "Before", "After"),
        ("delete", None, None, None, None),
    ]


def test_it_says_who_when_and_how(wire: Wire, fresh_sandbox: Sandbox):
    key = key_of(wire.post(CUSTOMER, {"id": "H-1", "name": "Before"}))
    (trace,) = wire.query(
        object=HISTORY,
        fields=["changeSource.source", "changeSource.completedBy", "changeSource.accessDateTime"],
        filters=[{"$eq": {"changeDetails.objectId": key}}],
    )
    assert trace["changeSource.source"] == "api"
    assert trace["changeSource.completedBy"] == fresh_sandbox.credentials.user_id
    assert trace["changeSource.accessDateTime"].startswith("2026-10-31T")
    (customer,) = wire.query(
        object="accounts-receivable/customer",
        fields=["audit.createdByUser.id", "audit.modifiedByUser.id"],
        filters=[{"$eq": {"key": key}}],
    )
    assert set(customer.values()) == {fresh_sandbox.credentials.user_id}


def test_a_workflow_is_told_with_its_verb_and_what_it_changed(wire: Wire):
    (invoice,) = wire.query(
        object="accounts-receivable/invoice",
        fields=["key"],
        filters=[{"$eq": {"state": "posted"}}],
        orderBy=[{"invoiceDate": "desc"}, {"key": "desc"}],
        size=1,
    )
    body = {"key": invoice["key"], "reversedDate": "2026-10-31"}
    done = wire.post("/workflows/accounts-receivable/invoice/reverse", body)
    assert done.status_code == 200, done.text
    told = history(wire, "accounts-receivable/invoice", invoice["key"])
    assert ("workflow", "reverse", "state", "posted", "reversed") in told


@pytest.mark.behaviour("audit-history.refused")
def test_what_was_refused_leaves_no_trace(wire: Wire):
    count = {"object": HISTORY, "fields": ["count:key"]}
    before = wire.query(**count)
    assert wire.post(CUSTOMER, {"id": "C-0001", "name": "Taken"}).status_code == 409
    assert wire.query(**count) == before


def test_a_change_of_nothing_is_told_without_a_field(wire: Wire):
    key = key_of(wire.post(CUSTOMER, {"id": "H-1", "name": "Same"}))
    wire.http.patch(f"/ia/api/v1{CUSTOMER}/{key}", json={"name": "Same"}, headers=wire.headers)
    assert history(wire, "accounts-receivable/customer", key)[1:] == [
        ("modify", None, None, None, None)
    ]


def test_the_history_itself_cannot_be_written(wire: Wire):
    for method, path in (("POST", ""), ("PATCH", "/1"), ("DELETE", "/1")):
        response = wire.http.request(
            method, f"/ia/api/v1/objects/{HISTORY}{path}", headers=wire.headers
        )
        assert response.status_code == 405


def test_when_and_by_whom_is_not_told_as_a_change_of_its_own(wire: Wire):
    (customer,) = wire.query(
        object="accounts-receivable/customer",
        fields=["key", "audit.modifiedDateTime"],
        filters=[{"$eq": {"id": "C-0001"}}],
    )
    path = f"/ia/api/v1{CUSTOMER}/{customer['key']}"
    wire.http.patch(path, json={"notes": "Called"}, headers=wire.headers)
    fields = [row[2] for row in history(wire, "accounts-receivable/customer", customer["key"])]
    assert fields == ["notes"]
