"""What could be done with records (docs/api/allowed-operations.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault, view_only
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

LIST = "/services/core/allowed-operations/list"
DEPARTMENT = "company-config/department"
INVOICE = "accounts-receivable/invoice"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def allowed(wire: Wire, name: str, *keys: str, **more: Any) -> list[list[str]]:
    answer = wire.post(LIST, {"object": name, "keys": list(keys), **more})
    assert answer.status_code == 200, answer.text
    assert [each["key"] for each in answer.json()["ia::result"]] == list(keys)
    return [each["operations"] for each in answer.json()["ia::result"]]


def key_of(wire: Wire, name: str, *filters: dict[str, Any]) -> str:
    rows = wire.query(
        object=name, fields=["key"], filters=list(filters), orderBy=[{"key": "desc"}], size=1
    )
    key: str = rows[0]["key"]
    return key


def test_what_nothing_refers_to_can_be_deleted_and_the_rest_only_edited(wire: Wire):
    new = wire.post(f"/objects/{DEPARTMENT}", {"id": "D-1", "name": "D"}).json()["ia::result"][
        "key"
    ]
    used = key_of(wire, "general-ledger/account", {"$eq": {"id": "4000"}})
    assert allowed(wire, DEPARTMENT, new) == [["canView", "canEdit", "canDelete"]]
    assert "canDelete" not in allowed(wire, "general-ledger/account", used)[0]


@pytest.mark.behaviour("allowed-operations.tried")
def test_a_workflow_is_allowed_by_the_state_of_the_record(wire: Wire):
    posted = key_of(wire, INVOICE, {"$eq": {"state": "posted"}})
    draft = key_of(wire, INVOICE, {"$eq": {"state": "draft"}})
    reversible, not_posted = allowed(wire, INVOICE, posted, draft, operations=["canReverse"])
    assert reversible == ["canReverse"]
    assert not_posted == []


@pytest.mark.behaviour("allowed-operations.nothing-changes")
def test_asking_changes_nothing(wire: Wire):
    posted = key_of(wire, INVOICE, {"$eq": {"state": "posted"}})
    counted = [
        wire.query(object=name, fields=["count:key"])
        for name in (INVOICE, "general-ledger/journal-entry", "company-config/audit-history")
    ]
    allowed(wire, INVOICE, posted)
    assert counted == [
        wire.query(object=name, fields=["count:key"])
        for name in (INVOICE, "general-ledger/journal-entry", "company-config/audit-history")
    ]
    row = wire.query(object=INVOICE, fields=["state"], filters=[{"$eq": {"key": posted}}])
    assert row == [{"state": "posted"}]


@pytest.mark.behaviour("allowed-operations.view-only")
def test_who_may_only_look_may_only_look(wire: Wire, fresh_sandbox: Sandbox):
    posted = key_of(wire, INVOICE, {"$eq": {"state": "posted"}})
    assert allowed(view_only(fresh_sandbox, wire), INVOICE, posted) == [["canView"]]


def test_only_what_was_asked_for_is_told(wire: Wire):
    key = key_of(wire, DEPARTMENT)
    assert allowed(wire, DEPARTMENT, key, operations=["canEdit", "canFly"]) == [["canEdit"]]


def test_what_is_not_there_allows_nothing(wire: Wire):
    assert allowed(wire, DEPARTMENT, "999999", "x") == [[], []]


def test_an_object_that_takes_no_writes_is_only_seen(wire: Wire):
    wire.post(f"/objects/{DEPARTMENT}", {"id": "D-1", "name": "D"})
    history = "company-config/audit-history"
    assert allowed(wire, history, key_of(wire, history)) == [["canView"]]


@pytest.mark.parametrize(
    "change",
    [
        {"object": None},
        {"keys": None},
        {"keys": []},
        {"keys": ["1"] * 1001},
        {"keys": [1]},
        {"operations": "canEdit"},
        {"options": []},
        {"options": {"colour": "red"}},
        {"options": {"includePrivate": "yes"}},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_request_of_the_wrong_shape_is_refused(wire: Wire, change: dict[str, Any]):
    answer = wire.post(LIST, {"object": DEPARTMENT, "keys": ["1"], **change})
    assert (answer.status_code, fault(answer.json())) == (400, ("REST-1064", "REST-1043"))


def test_an_unknown_object_is_not_supported(wire: Wire):
    answer = wire.post(LIST, {"object": "company-config/nothing", "keys": ["1"]})
    assert (answer.status_code, fault(answer.json())[0]) == (404, "REST-1033")
    assert wire.post(LIST, []).status_code == 400
