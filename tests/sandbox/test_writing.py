"""Creating over the wire: what is refused, and how (docs/api/writing.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

INVOICE: dict[str, Any] = {
    "customer": {"id": "C-0001"},
    "invoiceNumber": "W-1",
    "invoiceDate": "2026-10-15",
    "dueDate": "2026-11-14",
    "lines": [
        {
            "glAccount": {"id": "4000"},
            "txnAmount": "100.10",
            "dimensions": {"location": {"id": "210"}},
        },
        {"glAccount": {"id": "4100"}, "txnAmount": 50, "dimensions": {"location": {"id": "220"}}},
    ],
}


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def test_a_created_invoice_is_there_with_its_journal_entry(wire: Wire):
    response = wire.post("/objects/accounts-receivable/invoice", INVOICE)
    assert response.status_code == 201
    key = response.json()["ia::result"]["key"]
    assert response.json()["ia::result"]["href"] == f"/objects/accounts-receivable/invoice/{key}"
    (invoice,) = wire.query(
        object="accounts-receivable/invoice",
        fields=["state", "totalTxnAmount", "totalTxnAmountDue", "entity.id"],
        filters=[{"$eq": {"key": key}}],
    )
    assert invoice == {
        "state": "posted",
        "totalTxnAmount": "150.10",
        "totalTxnAmountDue": "150.10",
        "entity.id": "200",
    }
    lines = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["glAccount.id", "txnType", "baseAmount", "journalEntry.glJournal.id"],
        filters=[{"$eq": {"documentId": "W-1"}}],
        orderBy=[{"lineNumber": "asc"}],
    )
    assert [tuple(line.values()) for line in lines] == [
        ("1200", "debit", "150.10", "SJ"),
        ("4000", "credit", "100.10", "SJ"),
        ("4100", "credit", "50.00", "SJ"),
    ]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"colour": "red"}, 400, "REST-1043"),
        ({"totalTxnAmount": "1"}, 400, "REST-1050"),
        ({"invoiceDate": None}, 400, "REST-1043"),
        ({"invoiceDate": "15.10.2026"}, 400, "REST-1043"),
        ({"lines": []}, 400, "REST-1043"),
        ({"customer": {"id": ""}}, 400, "REST-1043"),
        ({"state": "posted"}, 400, "invalidParameter"),
        ({"customer": {"id": "C-9999"}}, 422, "BL03002028"),
        ({"customer": {"id": "C-0011"}}, 422, "BL03002029"),
        ({"currency": {"txnCurrency": "SEK"}}, 422, "PL-0101"),
        ({"customer": {"id": "C-0002"}}, 422, "BL03002030"),
        ({"lines": [{**INVOICE["lines"][0], "txnAmount": "1.005"}]}, 400, "REST-1043"),
        ({"lines": [{**INVOICE["lines"][0], "colour": "red"}]}, 400, "REST-1043"),
        ({"lines": [{**INVOICE["lines"][0], "glAccount": {"id": "9"}}]}, 422, "BL03002028"),
        (
            {
                "lines": [
                    INVOICE["lines"][0],
                    {**INVOICE["lines"][1], "dimensions": {"location": {"id": "310"}}},
                ]
            },
            422,
            "GL-0601",
        ),
    ],
    ids=str,
)
def test_a_bad_invoice_is_refused_whole(wire: Wire, change: dict[str, Any], status: int, code: str):
    before = wire.query(object="general-ledger/journal-entry-line", fields=["count:txnType"])
    body = {name: value for name, value in {**INVOICE, **change}.items() if value is not None}
    response = wire.post("/objects/accounts-receivable/invoice", body)
    error = response.json()["ia::result"]["ia::error"]
    assert (response.status_code, error["details"][-1]["errorId"]) == (status, code)
    assert error["errorId"] == {400: "REST-1064", 422: "REST-7001"}[status]
    assert (
        wire.query(object="general-ledger/journal-entry-line", fields=["count:txnType"]) == before
    )


@pytest.mark.behaviour("invoices.number-once")
def test_a_number_is_used_once_for_a_customer(wire: Wire):
    wire.post("/objects/accounts-receivable/invoice", INVOICE)
    again = wire.post("/objects/accounts-receivable/invoice", INVOICE)
    assert again.status_code == 409
    assert again.json()["ia::result"]["ia::error"]["details"][-1]["errorId"] == "BL01001944"


def test_what_cannot_be_created_says_so(wire: Wire):
    assert wire.post("/objects/company-config/audit-history", {"id": "x"}).status_code == 405
    assert (
        wire.post("/workflows/accounts-receivable/invoice/approve", {"key": "1"}).status_code == 404
    )


def test_an_empty_or_broken_body_is_refused(wire: Wire):
    for content in (b"", b"{"):
        response = wire.http.post(
            "/ia/api/v1/services/core/query", content=content, headers=wire.headers
        )
        assert response.status_code == 400


def test_a_refusal_points_to_the_field_at_fault(wire: Wire):
    response = wire.post("/objects/accounts-receivable/invoice", {**INVOICE, "colour": "red"})
    (detail,) = response.json()["ia::result"]["ia::error"]["details"]
    assert detail["target"] == "/colour"
    assert detail["additionalInfo"]["placeholders"] == {"FIELD": "colour"}


def test_a_reversal_takes_its_day_under_its_own_name_and_frees_the_number(wire: Wire):
    path = "/workflows/accounts-receivable/invoice/reverse"
    key = wire.post("/objects/accounts-receivable/invoice", INVOICE).json()["ia::result"]["key"]
    for bad in (
        {"key": key, "reverseDate": "2026-11-01"},
        {"key": key, "reversedDate": "zebra"},
        {"key": "x"},
        [],
    ):
        assert wire.post(path, bad).status_code == 400
    assert wire.post(path, {"key": "99999", "reversedDate": "2026-11-01"}).status_code == 404
    done = wire.post(path, {"key": key, "reversedDate": "2026-11-01", "memo": "twice"})
    assert done.json()["ia::result"]["state"] == "reversed"
    states = wire.query(
        object="accounts-receivable/invoice",
        fields=["state", "totalTxnAmountDue"],
        filters=[{"$eq": {"invoiceNumber": "W-1"}}],
        orderBy=[{"key": "asc"}],
    )
    assert [tuple(row.values()) for row in states] == [("reversed", "0.00"), ("reversal", "0.00")]
    assert wire.post("/objects/accounts-receivable/invoice", INVOICE).status_code == 201


@pytest.mark.behaviour("errors.bad-method")
def test_other_methods_are_refused_in_the_same_envelope(wire: Wire):
    response = wire.http.request(
        "PUT", "/ia/api/v1/objects/accounts-receivable/invoice/1", headers=wire.headers
    )
    assert (response.status_code, response.json()["ia::result"]["ia::error"]["errorId"]) == (
        405,
        "REST-1003",
    )


@pytest.mark.behaviour("fiscal-year.closed-period")
def test_a_payment_in_a_closed_period_is_refused_and_a_draft_entry_is_not(wire: Wire):
    key = wire.post("/objects/accounts-receivable/invoice", INVOICE).json()["ia::result"]["key"]
    payment = {
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-08-31"},
        "txnCurrency": {"currency": "USD"},
        "paymentDetails": [{"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": "1.00"}}],
    }
    refused = wire.post("/objects/accounts-receivable/payment", payment)
    assert refused.json()["ia::result"]["ia::error"]["details"][-1]["errorId"] == "GL-0312"
    line = {"txnAmount": "5.00", "dimensions": {"location": {"id": "110"}}}
    entry = {
        "state": "draft",
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-08-31",
        "description": "later",
        "lines": [
            {**line, "txnType": "debit", "glAccount": {"id": "6100"}},
            {**line, "txnType": "credit", "glAccount": {"id": "2100"}},
        ],
    }
    assert wire.post("/objects/general-ledger/journal-entry", entry).status_code == 201
    entry["state"] = "posted"
    assert wire.post("/objects/general-ledger/journal-entry", entry).status_code == 422


@pytest.mark.behaviour("writing.empty")
def test_an_empty_payload_makes_no_record_of_any_object(wire: Wire):
    for object_type in catalogue().values():
        if "POST" in object_type.operations and "{" not in object_type.name:
            response = wire.post(f"/objects/{object_type.name}", {})
            if response.status_code != 405:
                error = response.json()["ia::result"]["ia::error"]
                assert (response.status_code, error["errorId"]) == (400, "REST-1064")
    nothing = wire.post("/objects/accounts-receivable/territory", {})
    assert nothing.json()["ia::result"]["ia::error"]["details"][0]["errorId"] == "REST-1028"


@pytest.mark.behaviour("writing.plain-refusals")
def test_a_refusal_names_the_value_and_where_to_look(wire: Wire):
    path, invoice = "/objects/accounts-receivable/invoice", INVOICE
    for changed, message in (
        ({"customer": {"id": "nope"}}, "No customer 'nope' was found: a query of accounts-rec"),
        ({"term": {"key": "99"}}, "No term with key 99 was found: a query of accounts-receivable/"),
    ):
        response = wire.post(path, {**invoice, **changed})
        last = response.json()["ia::result"]["ia::error"]["details"][-1]
        assert last["message"].startswith(message)
    error = wire.refusal(object="company-config/user", fields=["id"], filters=["x"])
    expected = 'filters: an object such as {"$eq": {"id": "C-1"}} is needed, not "x"'
    assert error["message"] == expected
