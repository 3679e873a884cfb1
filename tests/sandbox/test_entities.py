"""Entities that are made, renamed and deleted, with the location that each of them is (docs/api/dimensions.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import BASE, Wire, sign_in

ENTITY, LOCATION = "company-config/entity", "company-config/location"
ENTRY = "general-ledger/journal-entry"
NEW = {"id": "500", "name": "Harwick Nordic", "federalId": "98-7654321"}


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def error_id(response: Any) -> str:
    found: str = response.json()["ia::result"]["ia::error"]["details"][-1]["errorId"]
    return found


def locations(wire: Wire, entity_key: str) -> list[tuple[str, str, str]]:
    rows = wire.query(
        object=LOCATION,
        fields=["id", "name", "locationType"],
        filters=[{"$eq": {"entity.key": entity_key}}],
        orderBy=[{"key": "asc"}],
    )
    return [(row["id"], row["name"], row["locationType"]) for row in rows]


def booked_in(wire: Wire, location: str) -> str:
    line = {"txnAmount": "5.00", "dimensions": {"location": {"id": location}}}
    body = {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "Opening",
        "lines": [
            {**line, "txnType": "debit", "glAccount": {"id": "6100"}},
            {**line, "txnType": "credit", "glAccount": {"id": "2100"}},
        ],
    }
    return create(wire, ENTRY, body)


@pytest.mark.behaviour("dimensions.new-entity")
def test_a_new_entity_is_a_location_too_and_can_be_booked_in(wire: Wire):
    key = create(wire, ENTITY, NEW)
    assert locations(wire, key) == [("500", "Harwick Nordic", "entity")]
    entry = wire.get(f"/objects/{ENTRY}/{booked_in(wire, '500')}").json()["ia::result"]
    assert entry["entity"]["id"] == "500"
    gone = wire.http.delete(f"{BASE}/objects/{ENTITY}/{key}", headers=wire.headers)
    assert (gone.status_code, error_id(gone)) == (422, "BL03000018")
    assert len(locations(wire, key)) == 1


def test_an_entity_s_location_is_called_as_it_is_and_goes_with_it(wire: Wire):
    key = create(wire, ENTITY, NEW)
    path = f"{BASE}/objects/{ENTITY}/{key}"
    renamed = wire.http.patch(path, json={"name": "Harwick Norden"}, headers=wire.headers)
    assert renamed.status_code == 200
    assert locations(wire, key) == [("500", "Harwick Norden", "entity")]
    assert wire.http.delete(path, headers=wire.headers).status_code == 204
    assert wire.query(object=LOCATION, fields=["key"], filters=[{"$eq": {"id": "500"}}]) == []


def test_an_entity_is_not_called_as_another_s_location_is(wire: Wire):
    response = wire.post(f"/objects/{ENTITY}", {**NEW, "id": "110"})
    assert (response.status_code, error_id(response)) == (409, "BL01001944")
    assert wire.query(object=ENTITY, fields=["key"], filters=[{"$eq": {"id": "110"}}]) == []


def test_an_entity_stays_while_something_is_in_its_location(wire: Wire):
    key = create(wire, ENTITY, NEW)
    bank = {
        "id": "NOR-OPS",
        "bankAccountDetails": {
            "bankName": "Fjord Savings",
            "accountNumber": "1",
            "routingNumber": "1",
            "currency": "USD",
        },
        "accounting": {"glAccount": {"id": "1010"}},
        "location": {"id": "500"},
    }
    account = create(wire, "cash-management/checking-account", bank)
    path = f"{BASE}/objects/{ENTITY}/{key}"
    kept = wire.http.delete(path, headers=wire.headers)
    assert (kept.status_code, error_id(kept)) == (422, "BL03000018")
    path_of_bank = f"{BASE}/objects/cash-management/checking-account/{account}"
    assert wire.http.delete(path_of_bank, headers=wire.headers).status_code == 204
    assert wire.http.delete(path, headers=wire.headers).status_code == 204
