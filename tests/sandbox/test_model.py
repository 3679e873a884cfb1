"""The model service (docs/api/model.md)."""

import pytest
from inline_snapshot import snapshot

from intacct_client import Intacct
from intacct_sandbox.catalogue import catalogue
from wire import Wire

MODEL = "/services/core/model"


@pytest.mark.behaviour("model.nested")
def test_one_object_is_described_nested_with_its_references(wire: Wire):
    model = wire.get(f"{MODEL}?name=objects/accounts-receivable/invoice").json()["ia::result"]
    assert {
        "state": model["fields"]["state"],
        "totalTxnAmount": model["fields"]["totalTxnAmount"],
        "customer": model["refs"]["customer"]["apiObject"],
        "customer.name": model["refs"]["customer"]["fields"]["name"],
        "lines": model["lists"]["lines"],
        "currency.exchangeRate": sorted(
            model["groups"]["currency"]["groups"]["exchangeRate"]["fields"]
        ),
        "methods": model["httpMethods"],
        "type": model["type"],
    } == snapshot(
        {
            "state": {
                "type": "string",
                "enum": [
                    "reversed",
                    "reversal",
                    "draft",
                    "noValue",
                    "posted",
                    "paid",
                    "partiallyPaid",
                    "selected",
                ],
                "readOnly": False,
                "writeOnly": False,
                "required": False,
                "nullable": False,
                "mutable": True,
                "default": "posted",
            },
            "totalTxnAmount": {
                "type": "string",
                "format": "decimal-precision-2",
                "readOnly": True,
                "writeOnly": False,
                "required": False,
                "nullable": False,
                "mutable": False,
            },
            "customer": "accounts-receivable/customer",
            "customer.name": {
                "type": "string",
                "readOnly": True,
                "writeOnly": False,
                "required": False,
                "nullable": False,
                "mutable": False,
            },
            "lines": {"apiObject": "accounts-receivable/invoice-line"},
            "currency.exchangeRate": ["date", "rate", "typeId"],
            "methods": "OPTIONS,GET,POST,DELETE,PATCH",
            "type": "rootObject",
        }
    )


@pytest.mark.behaviour("model.empty-maps")
def test_empty_maps_are_empty_lists_and_owners_are_marked(wire: Wire):
    assert wire.get(f"{MODEL}?name=general-ledger/account").json()["ia::result"]["lists"] == []
    line = wire.get(f"{MODEL}?name=accounts-receivable/invoice-line").json()["ia::result"]
    assert line["type"] == "ownedObject"
    assert line["refs"]["invoice"]["isOwner"] is True


@pytest.mark.behaviour("model.unknown-name")
def test_an_unknown_name_has_no_fields_and_is_no_error(wire: Wire):
    response = wire.get(f"{MODEL}?name=objects/accounts-receivable/costumer")
    assert response.status_code == 200
    assert response.json()["ia::result"]["fields"] == []


@pytest.mark.behaviour("model.list")
def test_the_list_holds_every_object_or_those_that_match(wire: Wire):
    whole = wire.get(MODEL).json()
    assert whole["ia::meta"]["totalCount"] == len(catalogue()) == 482 + 2  # two of its own
    some = wire.get(f"{MODEL}?filter=company-config/cla.*").json()["ia::result"]
    assert [each["apiObject"] for each in some] == snapshot(
        ["objects/company-config/class", "objects/company-config/class-group"]
    )
    assert wire.get(f"{MODEL}?filter=(").status_code == 400


@pytest.mark.behaviour("model.nothing-required")
def test_every_object_has_a_model_in_which_nothing_is_required(wire: Wire):
    for name, known in catalogue().items():
        model = wire.get(f"{MODEL}?name=objects/{name}").json()["ia::result"]
        assert model["apiObject"] == f"objects/{name}"
        assert "'required': True" not in str(model)
        own = {path for path, field in known.fields.items() if "." not in path and field.is_scalar}
        assert own <= set(model["fields"] or [])


async def test_the_client_reads_it(intacct: Intacct):
    model = await intacct.model("objects/accounts-receivable/customer")
    assert model["fields"]["totalDue"]["format"] == "decimal-precision-2"
    assert intacct.spent.calls["model"] == 1
