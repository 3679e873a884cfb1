"""Documents are gathered in summaries of their month (docs/api/summaries.md)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

INVOICE, BILL = "accounts-receivable/invoice", "accounts-payable/bill"
SUMMARIES = {BILL: "accounts-payable/summary", INVOICE: "accounts-receivable/summary"}


@pytest.fixture
def changed(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def bill_body(**more: Any) -> dict[str, Any]:
    line = {
        "glAccount": {"id": "6300"},
        "txnAmount": "80.00",
        "dimensions": {"location": {"id": "210"}},
    }
    return {
        "vendor": {"id": "V-0001"},
        "billNumber": "SUM-1",
        "createdDate": "2026-10-15",
        "dueDate": "2026-11-14",
        "state": "posted",
        "lines": [line],
        **more,
    }


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def read(wire: Wire, name: str, key: str) -> dict[str, Any]:
    response = wire.get(f"/objects/{name}/{key}")
    assert response.status_code == 200, response.text
    record: dict[str, Any] = response.json()["ia::result"]
    return record


def patch(wire: Wire, name: str, key: str, body: dict[str, Any]) -> None:
    address = f"/ia/api/v1/objects/{name}/{key}"
    response = wire.http.patch(address, json=body, headers=wire.headers)
    assert response.status_code == 200, response.text


def summary_of(wire: Wire, key: str) -> str | None:
    (row,) = wire.query(object=BILL, fields=["billSummary.name"], filters=[{"$eq": {"key": key}}])
    name: str | None = row["billSummary.name"]
    return name


@pytest.mark.behaviour("summaries.of-the-month")
@pytest.mark.parametrize(
    ("name", "reference", "day"),
    [
        (BILL, "billSummary", "postingDate"),
        (INVOICE, "invoiceSummary", "invoiceSummary.glPostingDate"),
    ],
)
def test_what_is_posted_is_in_the_summary_of_its_month_and_entity(
    wire: Wire, name: str, reference: str, day: str
):
    summaries = {
        row["key"]: row
        for row in wire.query(
            object=SUMMARIES[name],
            fields=["key", "glPostingDate", "entity.id", "totalAmount"],
            filterParameters={"includePrivate": True},
            size=4000,
        )
    }
    documents = wire.query(
        object=name,
        fields=["state", day, f"{reference}.key", "entity.id", "totalBaseAmount"],
        filterParameters={"includePrivate": True},
        size=4000,
    )
    sums = dict.fromkeys(summaries, Decimal(0))
    for row in documents:
        key = row[f"{reference}.key"]
        if row["state"] in {"draft", "submitted", "declined"}:
            assert key is None
            continue
        summary = summaries[key]
        assert (summary["entity.id"], summary["glPostingDate"][:7]) == (
            row["entity.id"],
            row[day][:7],
        )
        sums[key] += Decimal(row["totalBaseAmount"])
    of_type = {key: total for key, total in sums.items() if total}
    assert of_type == {key: Decimal(summaries[key]["totalAmount"]) for key in of_type}


@pytest.mark.behaviour("summaries.of-the-month")
def test_a_draft_gets_its_summary_when_it_is_posted(changed: Wire):
    key = create(changed, BILL, bill_body(state="draft"))
    assert summary_of(changed, key) is None
    assert changed.post("/workflows/accounts-payable/bill/submit", {"key": key}).is_success
    assert summary_of(changed, key) == "Bills 2026-10 200"
    shown = read(changed, BILL, key)["billSummary"]
    summary = read(changed, "accounts-payable/bill-summary", shown["key"])
    assert summary["isSummaryOpen"] == "open"
    assert summary["key"] == read(changed, SUMMARIES[BILL], shown["key"])["key"]


@pytest.mark.behaviour("summaries.follows-the-document")
def test_a_document_takes_the_summary_of_the_month_it_moves_or_is_reversed_to(changed: Wire):
    key = create(changed, BILL, bill_body())
    patch(changed, BILL, key, {"postingDate": "2026-11-02"})
    assert summary_of(changed, key) == "Bills 2026-11 200"
    reverse = {"key": key, "reverseDate": "2026-12-01"}
    assert changed.post("/workflows/accounts-payable/bill/reverse", reverse).is_success
    rows = changed.query(
        object=BILL,
        fields=["state", "billSummary.name"],
        filters=[{"$eq": {"billNumber": "SUM-1"}}],
        orderBy=[{"key": "asc"}],
    )
    assert [tuple(row.values()) for row in rows] == [
        ("reversed", "Bills 2026-11 200"),
        ("reversal", "Bills 2026-12 200"),
    ]


@pytest.mark.behaviour("summaries.follows-the-document")
def test_an_invoice_posts_on_the_day_that_its_summary_reference_says(changed: Wire):
    invoice = bill_body(invoiceNumber="SUM-3", invoiceDate="2026-10-15")
    for other in ("billNumber", "createdDate", "vendor", "state"):
        del invoice[other]
    invoice |= {"customer": {"id": "C-0001"}, "invoiceSummary": {"glPostingDate": "2026-11-03"}}
    create(changed, INVOICE, invoice)
    (row,) = changed.query(
        object=INVOICE,
        fields=["invoiceDate", "invoiceSummary.glPostingDate", "invoiceSummary.name"],
        filters=[{"$eq": {"invoiceNumber": "SUM-3"}}],
    )
    assert list(row.values()) == ["2026-10-15", "2026-11-03", "Invoices 2026-11 200"]
    (line, *_) = changed.query(
        object="general-ledger/journal-entry-line",
        fields=["entryDate"],
        filters=[{"$eq": {"documentId": "SUM-3"}}],
    )
    assert line["entryDate"] == "2026-11-03"


@pytest.mark.behaviour("summaries.named")
def test_a_named_summary_is_taken_while_it_is_open(changed: Wire):
    body = {"name": "Rush", "glPostingDate": "2026-10-31", "summaryType": "apBill"}
    own = create(changed, SUMMARIES[BILL], body)
    key = create(changed, BILL, bill_body(billSummary={"key": own}))
    patch(changed, BILL, key, {"description": "still there"})
    assert summary_of(changed, key) == "Rush"
    assert read(changed, SUMMARIES[BILL], own)["totalAmount"] == "80.00"
    (closed,) = changed.query(
        object="accounts-payable/bill-summary",
        fields=["key"],
        filters=[{"$eq": {"name": "Bills 2026-08 200"}}],
    )
    refused = changed.post(
        f"/objects/{BILL}", bill_body(billNumber="SUM-2", billSummary={"key": closed["key"]})
    )
    assert refused.status_code == 422
    (detail,) = refused.json()["ia::result"]["ia::error"]["details"]
    assert detail["errorId"] == "AR-0421"


@pytest.mark.behaviour("summaries.in-use")
def test_a_summary_with_documents_is_not_deleted(changed: Wire):
    body = {"name": "Rush", "glPostingDate": "2026-10-31", "summaryType": "apBill"}
    own = create(changed, SUMMARIES[BILL], body)
    address = f"/ia/api/v1/objects/{SUMMARIES[BILL]}/{own}"
    key = create(changed, BILL, bill_body(billSummary={"key": own}))
    assert changed.http.delete(address, headers=changed.headers).status_code == 422
    bill = f"/ia/api/v1/objects/{BILL}/{key}"
    assert changed.http.delete(bill, headers=changed.headers).status_code == 204
    assert changed.http.delete(address, headers=changed.headers).status_code == 204
