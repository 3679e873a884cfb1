"""Every object of the catalogue answers: its model, its list, a query of all its fields, and a smallest create."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.catalogue import NOT_QUERYABLE, ObjectType, catalogue
from intacct_sandbox.serve import Seed
from minimal import Minimal
from opened import company
from wire import Wire, sign_in

OBJECTS = list(catalogue().values())
# Listed one by one (docs/api/views.md).
NAMED = {"core/system-view": "?name=accounts-payable/vendor::systemVendorFW1"}
# A bill, its vendor and a bank of its entity: test_credit_memosand_payments.py creates a smallest one.
FITTING = "accounts-payable/payment"
CREATED = [
    each
    for each in OBJECTS
    if "POST" in each.operations and "{" not in each.name and each.name != FITTING
]


@pytest.fixture(scope="module")
def stranger() -> Iterator[Wire]:
    with company(Seed(1, date(2026, 10, 31), 1_000)) as sandbox, TestClient(sandbox.app) as http:
        yield sign_in(http, sandbox)


@pytest.mark.parametrize("object_type", OBJECTS, ids=lambda each: each.name)
@pytest.mark.behaviour("objects.all-of-the-catalogue")
def test_it_can_be_described_listed_and_queried_by_all_its_fields(
    stranger: Wire, object_type: ObjectType
):
    name = object_type.name
    model = stranger.get(f"/services/core/model?name={quote(name)}")
    listed = stranger.get(f"/objects/{quote(name)}{NAMED.get(name, '')}")
    fields = [
        path
        for path, field in object_type.fields.items()
        if (field.is_scalar or field.is_list)
        and "[]" not in path
        and (name, path) not in NOT_QUERYABLE
    ]
    rows = stranger.query(object=name, fields=fields or ["key"], size=3)
    assert model.status_code == listed.status_code == 200
    assert model.json()["ia::result"]["apiObject"] == f"objects/{name}"
    assert all(list(row) == (fields or ["key"]) for row in rows)


@pytest.mark.parametrize("object_type", CREATED, ids=lambda each: each.name)
@pytest.mark.behaviour("writing.required-fields")
def test_a_create_of_what_is_required_works_or_names_what_is_missing(
    stranger: Wire, object_type: ObjectType
):
    payload = Minimal(stranger).payload(object_type)
    response = stranger.post(f"/objects/{object_type.name}", payload)
    if response.status_code == 201:
        key = response.json()["ia::result"]["key"]
        assert stranger.get(f"/objects/{object_type.name}/{key}").status_code in {200, 405}
        return
    assert response.status_code == 400, response.text
    if payload == {}:
        (detail,) = response.json()["ia::result"]["ia::error"]["details"]
        assert detail["additionalInfo"]["messageId"] == "IA.REQUEST_REQUIRES_A_PAYLOAD"
        return
    for detail in response.json()["ia::result"]["ia::error"]["details"]:
        assert detail["additionalInfo"]["messageId"] == "IA.REQUIRED_FIELD"
        field = detail["additionalInfo"]["placeholders"]["FIELD"]
        assert field.rpartition(".")[2] in detail["message"]
