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


def names(wire: Wire, asked: str) -> list[str]:
    return [each["apiObject"] for each in wire.get(f"{MODEL}?{asked}").json()["ia::result"]]


@pytest.mark.behaviour("model.services")
def test_services_and_workflows_have_models_of_what_they_take_and_answer(wire: Wire):
    model = wire.get(f"{MODEL}?name=services/core/view").json()["ia::result"]
    assert model["request"]["fields"]["viewType"]["enum"] == ["user", "system"]
    assert model["type"] == "service"
    assert model["httpMethods"] == "OPTIONS,POST"
    assert model["idempotenceSupported"] is False
    workflow = "workflows/accounts-payable/bill/reverse"
    model = wire.get(f"{MODEL}?name={workflow}").json()["ia::result"]
    assert model["request"]["fields"]["reverseDate"]["format"] == "date"
    assert (model["type"], model["idempotenceSupported"]) == ("workflow", True)


@pytest.mark.behaviour("model.type")
def test_the_list_can_be_narrowed_by_type(wire: Wire):
    assert set(names(wire, "type=service&filter=core/view")) == {"services/core/view"}
    assert all(name.startswith("workflows/") for name in names(wire, "type=workflow"))
    lines = "filter=accounts-receivable/invoice"
    owned, roots = (names(wire, f"type={each}&{lines}") for each in ("ownedObject", "rootObject"))
    assert "objects/accounts-receivable/invoice-line" in owned
    assert "objects/accounts-receivable/invoice" in roots
    assert not set(owned) & set(roots)
    both = names(wire, "type=rootObject,ownedObject")
    assert both == names(wire, "type=object") == names(wire, "")
    bad = wire.get(f"{MODEL}?type=rootObject,nothing")
    assert (bad.status_code, bad.json()["ia::result"]["ia::error"]["errorId"]) == (400, "REST-1064")


def test_schema_can_be_left_out_of_one_and_put_into_a_list(wire: Wire):
    invoice = "objects/accounts-receivable/invoice"
    head = wire.get(f"{MODEL}?name={invoice}&schema=false").json()["ia::result"]
    assert "fields" not in head
    (listed,) = wire.get(f"{MODEL}?filter={invoice}$&schema=true").json()["ia::result"]
    assert listed == wire.get(f"{MODEL}?name={invoice}").json()["ia::result"]
    services = wire.get(f"{MODEL}?type=service&filter=core/view&schema=true").json()["ia::result"]
    assert "request" in services[0]


def test_descriptions_and_tags_come_when_asked_for(wire: Wire):
    name = "objects/company-config/class"
    plain = wire.get(f"{MODEL}?name={name}").json()["ia::result"]
    told = wire.get(f"{MODEL}?name={name}&description=true&tags=true").json()["ia::result"]
    assert {key: told[key] for key in set(told) - set(plain)} == {
        "description": "company config class",
        "tags": ["company-config"],
    }
    found = names(wire, "descriptionFilter=.*company config cla.*")
    assert found == [name, f"{name}-group"]
    for bad in ("description=yes", "schema=1", "tags=x", "descriptionFilter=("):
        assert wire.get(f"{MODEL}?{bad}").status_code == 400


def test_only_version_one_is_valid(wire: Wire):
    assert names(wire, "version=all") == names(wire, "version=v1") == names(wire, "")
    bad = wire.get(f"{MODEL}?version=v2")
    assert bad.json()["ia::result"]["ia::error"]["message"] == "Version 2 is not valid"


def test_plain_lists_and_custom_fields_are_fields(wire: Wire):
    model = wire.get(f"{MODEL}?name=accounts-receivable/customer").json()["ia::result"]
    assert model["fields"]["nsp::PORTALS"]["type"] == "array"
    assert model["fields"]["nsp::ACCOUNT_TIER"]["enum"][:3] == ["gold", "silver", "bronze"]
    visit = wire.get(f"{MODEL}?name=platform-apps/nsp::site_visit").json()["ia::result"]
    assert visit["refs"]["nsp::r10021"]["apiObject"] == "accounts-receivable/customer"


def test_what_only_reads_has_no_use_for_an_idempotency_key(wire: Wire):
    for name, supported in (
        ("company-config/audit-history", False),
        ("accounts-receivable/invoice", True),
        ("company-config/nothing", False),
    ):
        model = wire.get(f"{MODEL}?name={name}").json()["ia::result"]
        assert model["idempotenceSupported"] is supported


def test_parameters_of_one_object_are_told_and_taken(wire: Wire):
    model = wire.get(f"{MODEL}?name=accounts-payable/vendor").json()["ia::result"]
    assert model["additionalQueryFilterParameters"] == {
        "approvalsForUser": {"parameters": {"submitState": {"type": "string"}}}
    }
    asked = {"approvalsForUser": {"submitState": "submitted"}}
    assert wire.query(object="accounts-payable/vendor", fields=["id"], filterParameters=asked)
    for name, parameters in (
        ("accounts-receivable/customer", asked),
        ("accounts-payable/vendor", {"approvalsForUser": {"colour": "red"}}),
        ("accounts-payable/vendor", {"approvalsForUser": {"submitState": 1}}),
        ("accounts-payable/vendor", {"approvalsForUser": "submitted"}),
    ):
        wire.refusal(object=name, fields=["id"], filterParameters=parameters)
