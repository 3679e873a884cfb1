"""Single records and lists of references (docs/api/objects.md)."""

import pytest
from inline_snapshot import snapshot

from wire import Wire

CUSTOMER = "/objects/accounts-receivable/customer"


@pytest.mark.behaviour("objects.list")
def test_a_list_gives_up_to_a_hundred_references(wire: Wire):
    answer = wire.get("/objects/accounts-receivable/invoice").json()
    assert len(answer["ia::result"]) == 100
    assert set(answer["ia::result"][0]) == {"key", "id", "href"}
    assert answer["ia::meta"]["next"] == 101


@pytest.mark.behaviour("objects.list-parameters")
def test_a_list_takes_no_parameters(wire: Wire):
    response = wire.get(f"{CUSTOMER}?start=5")
    assert response.status_code == 400
    assert response.json()["ia::result"]["ia::error"]["errorId"] == "REST-1034"


@pytest.mark.behaviour("objects.nested")
def test_one_record_is_nested_with_unset_references_as_nulls(wire: Wire):
    record = wire.get(f"{CUSTOMER}/4").json()["ia::result"]
    assert {
        name: record[name] for name in ("key", "id", "name", "totalDue", "term", "parent", "audit")
    } == snapshot(
        {
            "key": "4",
            "id": "C-0004",
            "name": "Moonshot 🚀 Labs",
            "totalDue": "13780.28",
            "term": {"key": "3", "id": "N45", "href": "/objects/accounts-receivable/term/3"},
            "parent": {"key": None, "id": None, "name": None, "href": None},
            "audit": {
                "createdDateTime": "2023-10-01T12:00:00Z",
                "modifiedDateTime": "2023-10-01T12:00:00Z",
                "createdBy": None,
                "modifiedBy": None,
                "createdByUser": {
                    "key": "1",
                    "id": "mcp_reader",
                    "href": "/objects/company-config/user/1",
                },
                "modifiedByUser": {
                    "key": "1",
                    "id": "mcp_reader",
                    "href": "/objects/company-config/user/1",
                },
            },
        }
    )


@pytest.mark.behaviour("objects.owned-lists")
def test_an_invoice_holds_its_lines(wire: Wire):
    record = wire.get("/objects/accounts-receivable/invoice/1").json()["ia::result"]
    lines = wire.query(
        object="accounts-receivable/invoice-line",
        fields=["txnAmount"],
        filters=[{"$eq": {"invoice.key": "1"}}],
        orderBy=[{"key": "asc"}],
    )
    assert [line["txnAmount"] for line in record["lines"]] == [line["txnAmount"] for line in lines]
    assert record["lines"][0]["dimensions"]["location"]["id"]


@pytest.mark.behaviour("objects.several-keys")
def test_several_keys_come_in_the_order_asked(wire: Wire):
    records = wire.get(f"{CUSTOMER}/3,1,2").json()["ia::result"]
    assert [record["key"] for record in records] == ["3", "1", "2"]


@pytest.mark.behaviour("objects.not-found")
def test_an_unknown_key_and_an_unknown_object_are_not_found(wire: Wire):
    unknown = wire.get(f"{CUSTOMER}/99999")
    assert (unknown.status_code, unknown.json()["ia::result"]["ia::error"]["code"]) == (
        404,
        "notFound",
    )
    assert wire.get("/objects/accounts-receivable/costumer").status_code == 404
    assert wire.get("/nonsense").status_code == 404
