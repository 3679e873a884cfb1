"""Documents of order entry, purchasing and inventory by their type (docs/api/typed-documents.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

SALES = "order-entry/document"
INVOICE = "order-entry/document::Sales Invoice"
ORDER = "order-entry/document::Sales Order"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        wire = sign_in(http, fresh_sandbox)
        # Whatever the company itself has of these.
        for application in ("order-entry", "purchasing/document", "inventory-control/document"):
            fresh_sandbox.ledger.write(
                "DELETE FROM record WHERE object LIKE ?", (f"{application}%",)
            )
        for name, body in NEEDED.items():
            created = wire.post(f"/objects/{name}", body)
            assert created.status_code == 201, created.text
        for name in ("Sales Invoice", "Sales Order", "It's one", "Dock's/Slip"):
            wire.post("/objects/order-entry/txn-definition", {"id": name})
        yield wire


NEEDED: dict[str, dict[str, Any]] = {
    "inventory-control/item": {
        "id": "I-T",
        "name": "Thing",
        "itemType": "nonInventory",
        "costMethod": "standard",
    },
    "inventory-control/warehouse": {"id": "W-T", "name": "Shed", "location": {"id": "210"}},
}


LINE = {
    "unit": "Each",
    "unitQuantity": "2",
    "unitPrice": "10.00",
    "dimensions": {"item": {"id": "I-T"}, "warehouse": {"id": "W-T"}, "location": {"id": "210"}},
}


def document(number: str, **more: Any) -> dict[str, Any]:
    return {
        "txnDate": "2026-10-20",
        "documentNumber": number,
        "customer": {"id": "C-0001"},
        "lines": [LINE],
        **more,
    }


def made(wire: Wire, name: str, number: str) -> str:
    answer = wire.post(f"/objects/{name}", document(number))
    assert answer.status_code == 201, answer.text
    key: str = answer.json()["ia::result"]["key"]
    return key


def numbers(wire: Wire, name: str, **more: Any) -> list[str]:
    rows = wire.query(
        object=name, fields=["documentNumber"], orderBy=[{"documentNumber": "asc"}], **more
    )
    return [row["documentNumber"] for row in rows]


def change(wire: Wire, method: str, path: str, body: Any = None) -> Any:
    more = {} if body is None else {"json": body}
    return wire.http.request(method, f"/ia/api/v1{path}", headers=wire.headers, **more)


@pytest.mark.behaviour("typed-documents.shared")
def test_a_document_is_made_under_its_type_and_seen_by_both_names(wire: Wire):
    answer = wire.post("/objects/order-entry/document::Sales%20Invoice", document("SI-1"))
    assert answer.status_code == 201, answer.text
    result = answer.json()["ia::result"]
    href = f"/objects/order-entry/document::Sales%20Invoice/{result['key']}"
    assert result["href"] == href
    made(wire, ORDER, "SO-1")
    read = wire.get(href).json()["ia::result"]
    assert (read["documentType"], read["state"], read["href"]) == ("Sales Invoice", "pending", href)
    assert read["txnDefinition"]["id"] == "Sales Invoice"
    assert [line["dimensions"]["item"]["id"] for line in read["lines"]] == ["I-T"]
    assert wire.get(f"/objects/{SALES}/{result['key']}").json()["ia::result"] == read
    assert numbers(wire, INVOICE) == ["SI-1"]
    assert numbers(wire, SALES) == ["SI-1", "SO-1"]
    either = [{"$eq": {"documentNumber": each}} for each in ("SO-1", "SI-1")]
    assert numbers(wire, INVOICE, filters=either, filterExpression="or") == ["SI-1"]
    (listed,) = wire.get(f"/objects/{INVOICE}").json()["ia::result"]
    assert listed["href"] == href


def test_lines_have_the_type_of_their_document(wire: Wire):
    made(wire, INVOICE, "SI-1")
    key = made(wire, ORDER, "SO-1")
    rows = wire.query(
        object="order-entry/document-line::Sales Order",
        fields=["documentType", "documentHeader.id", "dimensions.item.id"],
    )
    assert [tuple(row.values()) for row in rows] == [("Sales Order", key, "I-T")]
    assert len(wire.query(object="order-entry/document-line", fields=["key"])) == 2


@pytest.mark.behaviour("typed-documents.own-type")
def test_a_document_is_changed_and_deleted_only_under_its_own_type(wire: Wire):
    key = made(wire, INVOICE, "SI-1")
    for method, body in (("PATCH", {"memo": "x"}), ("DELETE", None)):
        assert change(wire, method, f"/objects/{ORDER}/{key}", body).status_code == 404
    assert change(wire, "PATCH", f"/objects/{INVOICE}/{key}", {"memo": "hello"}).status_code == 200
    assert wire.get(f"/objects/{SALES}/{key}").json()["ia::result"]["memo"] == "hello"
    assert change(wire, "DELETE", f"/objects/{INVOICE}/{key}").status_code == 204
    assert numbers(wire, SALES) == []
    assert wire.query(object="order-entry/document-line", fields=["key"]) == []


def test_the_plain_object_only_reads(wire: Wire):
    key = made(wire, INVOICE, "SI-1")
    assert wire.post(f"/objects/{SALES}", document("SI-2")).status_code == 405
    assert change(wire, "PATCH", f"/objects/{SALES}/{key}", {"memo": "x"}).status_code == 405


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"txnDate": None}, "REST-1043"),
        ({"customer": {"name": "x"}}, "REST-1043"),
        ({"lines": [{"unitPrice": "1.00"}]}, "REST-1043"),
        ({"documentType": "Sales Order"}, "REST-1050"),
        ({"colour": "red"}, "REST-1043"),
        ({"txnCurrency": "EUR", "exchangeRate": {"rate": "0"}}, "REST-1043"),
        ({"lines": [{**LINE, "unitQuantity": "1e30", "unitPrice": "1e30"}]}, "REST-1043"),
    ],
    ids=str,
)
def test_a_bad_document_is_refused(wire: Wire, more: dict[str, Any], code: str):
    body = {name: value for name, value in document("SI-1", **more).items() if value is not None}
    answer = wire.post(f"/objects/{INVOICE}", body)
    assert (answer.status_code, fault(answer.json())) == (400, ("REST-1064", code))


@pytest.mark.behaviour("typed-documents.definitions")
def test_where_definitions_exist_they_are_the_only_types(wire: Wire):
    unknown = "order-entry/document::Nothing"
    assert wire.get(f"/objects/{unknown}").status_code == 404
    assert wire.post(f"/objects/{unknown}", document("X")).status_code == 404
    assert wire.refusal(object=unknown, fields=["key"])["errorId"] == "REST-1033"


def test_purchases_and_stock_have_documents_too(wire: Wire):
    assert wire.get("/objects/purchasing/document::Sales Order").status_code == 404
    vendor = wire.query(object="accounts-payable/vendor", fields=["id"], size=1)[0]["id"]
    order = {**document("PO-1"), "vendor": {"id": vendor}}
    del order["customer"]
    answer = wire.post("/objects/purchasing/document::Purchase Order", order)
    assert answer.status_code == 201, answer.text
    read = wire.get(answer.json()["ia::result"]["href"]).json()["ia::result"]
    assert (read["documentType"], read["total"]) == ("Purchase Order", "20.00")
    (line,) = read["lines"]
    assert line["documentHeader"]["key"] == read["key"]
    assert line["sourceDocument"]["key"] is None
    assert line["extendedPriceInTxnCurrency"] == "20.0000000000"
    dimensions = order["lines"][0]["dimensions"]
    stock_line = {"dimensions": dimensions, "unitQuantity": "3", "unitCost": "1.50"}
    stock = {"transactionDate": "2026-10-20", "lines": [stock_line]}
    answer = wire.post("/objects/inventory-control/document::Beginning Balance", stock)
    assert answer.status_code == 201, answer.text
    assert wire.query(
        object="inventory-control/document",
        fields=["documentType", "documentNumber", "documentId", "total"],
        filters=[{"$eq": {"key": answer.json()["ia::result"]["key"]}}],
    ) == [
        {
            "documentType": "Beginning Balance",
            "documentNumber": "BB-00001",
            "documentId": "Beginning Balance-BB-00001",
            "total": "4.50",
        }
    ]


def test_marks_in_the_name_of_a_type_are_only_a_name(wire: Wire):
    made(wire, "order-entry/document::It's one", "X-1")
    assert numbers(wire, "order-entry/document::It's one") == ["X-1"]
    row = wire.query(object="order-entry/document::It's one", fields=["href"])[0]
    assert wire.get(row["href"]).status_code == 200
    for bad in ("order-entry/document::", "order-entry/document:: ", "order-entry/document::a\nb"):
        assert wire.refusal(object=bad, fields=["key"])["errorId"] == "REST-1033"
    assert wire.refusal(object="order-entry/txn-definition::x", fields=["key"])


@pytest.mark.behaviour("typed-documents.posts-nothing")
def test_it_posts_nothing(wire: Wire):
    count: dict[str, Any] = {
        "object": "general-ledger/journal-entry-line",
        "fields": ["count:txnType"],
    }
    before = wire.query(**count)
    made(wire, INVOICE, "SI-1")
    assert wire.query(**count) == before


def test_a_typed_document_has_a_model(wire: Wire):
    name = "objects/order-entry/document::Sales Invoice"
    model = wire.get(f"/services/core/model?name={name}").json()["ia::result"]
    assert model["httpMethods"] == "OPTIONS,GET,POST,DELETE,PATCH"
    assert model["lists"]["lines"] == {"apiObject": "order-entry/document-line"}
    assert model["href"].endswith("name=objects/order-entry/document::Sales%20Invoice")


@pytest.mark.behaviour("typed-documents.figures")
def test_lines_are_numbered_and_totals_are_their_sums(wire: Wire):
    two = [{**document("X")["lines"][0], **each} for each in ({}, {"unitPrice": "0.335"})]
    key = wire.post(f"/objects/{INVOICE}", document("SI-1", lines=two)).json()["ia::result"]["key"]
    read = wire.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
    assert (read["subtotal"], read["total"]) == ("20.67", "20.67")
    assert (read["totalInTxnCurrency"], read["documentId"]) == ("20.67", "Sales Invoice-SI-1")
    assert [line["lineNumber"] for line in read["lines"]] == [1, 2]
    assert {line["quantity"] for line in read["lines"]} == {"2.0000000000"}
    first, second = (line["key"] for line in read["lines"])
    lines = [{"key": second, "unitQuantity": "4"}]
    assert change(wire, "PATCH", f"/objects/{INVOICE}/{key}", {"lines": lines}).is_success
    assert wire.get(f"/objects/{SALES}/{key}").json()["ia::result"]["total"] == "21.34"
    path = f"/objects/order-entry/document-line::Sales Invoice/{first}"
    assert change(wire, "DELETE", path).status_code == 204
    read = wire.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
    assert (read["total"], [line["lineNumber"] for line in read["lines"]]) == ("1.34", [1])


@pytest.mark.behaviour("typed-documents.figures")
def test_a_document_in_a_foreign_currency_has_totals_in_both(wire: Wire):
    rate = {"exchangeRate": {"rate": "1.25"}}
    body = document("SI-1", txnCurrency="EUR", **rate)
    key = wire.post(f"/objects/{INVOICE}", body).json()["ia::result"]["key"]
    read = wire.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
    assert (read["total"], read["totalInTxnCurrency"]) == ("25.00", "20.00")
    assert (read["txnCurrency"], read["baseCurrency"]) == ("EUR", "USD")
    unknown = wire.post(f"/objects/{INVOICE}", document("SI-2", txnCurrency="CHF"))
    assert fault(unknown.json()) == ("REST-7001", "PL-0101")


@pytest.mark.behaviour("typed-documents.numbers")
def test_a_document_takes_its_number_from_the_sequence_of_its_type(wire: Wire):
    sequence = {"id": "T", "printTitle": "T", "fixedPrefix": "T", "prefixSeparator": "-"}
    assert wire.post("/objects/company-config/document-sequence", sequence).status_code == 201
    definition = {"id": "Numbered", "documentSequence": {"id": "T"}}
    assert wire.post("/objects/order-entry/txn-definition", definition).status_code == 201
    unnumbered = document("")
    del unnumbered["documentNumber"]
    name = "order-entry/document::Numbered"
    for _ in range(2):
        assert wire.post(f"/objects/{name}", unnumbered).status_code == 201
    assert numbers(wire, name) == ["T-1", "T-2"]
    key = wire.post(f"/objects/{ORDER}", unnumbered).json()["ia::result"]["key"]
    assert numbers(wire, ORDER) == [key]
    again = wire.post(f"/objects/{name}", document("T-2"))
    assert fault(again.json()) == ("REST-7001", "BL01001944")
    assert made(wire, ORDER, "T-2")
