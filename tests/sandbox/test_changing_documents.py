"""Invoices and bills after they were made: changed, deleted, submitted, approved (docs/api/writing.md)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from wire import BASE, Wire, sign_in

INVOICE, BILL = "accounts-receivable/invoice", "accounts-payable/bill"
TODAY = date(2026, 10, 31)


def line(account: str, amount: str, location: str = "210") -> dict[str, Any]:
    return {
        "glAccount": {"id": account},
        "txnAmount": amount,
        "dimensions": {"location": {"id": location}},
    }


def invoice_body(**changed: Any) -> dict[str, Any]:
    return {
        "customer": {"id": "C-0001"},
        "invoiceNumber": "CH-1",
        "invoiceDate": "2026-10-15",
        "dueDate": "2026-11-14",
        "lines": [line("4000", "100.10"), line("4100", "50.00")],
        **changed,
    }


def bill_body(amount: str = "80.00", **changed: Any) -> dict[str, Any]:
    return {
        "vendor": {"id": "V-0001"},
        "billNumber": "CHB-1",
        "createdDate": "2026-10-15",
        "dueDate": "2026-11-14",
        "lines": [line("6300", amount)],
        **changed,
    }


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def change(wire: Wire, path: str, body: Any) -> Any:
    return wire.http.patch(f"{BASE}/objects/{path}", json=body, headers=wire.headers)


def delete(wire: Wire, path: str) -> Any:
    return wire.http.delete(f"{BASE}/objects/{path}", headers=wire.headers)


def read(wire: Wire, name: str, key: str) -> dict[str, Any]:
    record: dict[str, Any] = wire.get(f"/objects/{name}/{key}").json()["ia::result"]
    return record


def error_id(response: Any) -> str:
    found: str = response.json()["ia::result"]["ia::error"]["details"][-1]["errorId"]
    return found


def posted(wire: Wire, number: str) -> list[tuple[str, str, str]]:
    rows = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["glAccount.id", "txnType", "baseAmount"],
        filters=[{"$eq": {"documentId": number}}],
        orderBy=[{"journalEntry.key": "asc"}, {"lineNumber": "asc"}],
    )
    return [(row["glAccount.id"], row["txnType"], row["baseAmount"]) for row in rows]


def pay(wire: Wire, key: str, amount: str) -> str:
    return create(
        wire,
        "accounts-receivable/payment",
        {
            "customer": {"id": "C-0001"},
            "paymentMethod": "eft",
            "financialEntity": {"entityId": "BCN-OPS"},
            "paymentSummary": {"receiptDate": "2026-10-20"},
            "txnCurrency": {"currency": "USD"},
            "paymentDetails": [
                {"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": amount}}
            ],
        },
    )


def test_lines_are_changed_added_and_deleted_in_one_update_and_the_entry_follows(wire: Wire):
    key = create(wire, INVOICE, invoice_body())
    first, second = read(wire, INVOICE, key)["lines"]
    before = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["key", "journalEntry.key"],
        filters=[{"$eq": {"documentId": "CH-1"}}],
        orderBy=[{"key": "asc"}],
    )
    body = {
        "description": "Corrected",
        "lines": [
            {"key": first["key"], "txnAmount": "70.00"},
            {"key": second["key"], "ia::operation": "delete"},
            line("4200", "5.50", "220"),
        ],
    }
    assert change(wire, f"{INVOICE}/{key}", body).status_code == 200
    record = read(wire, INVOICE, key)
    assert (record["description"], record["totalTxnAmount"]) == ("Corrected", "75.50")
    assert record["lines"][0]["key"] == first["key"]
    assert posted(wire, "CH-1") == [
        ("1200", "debit", "75.50"),
        ("4000", "credit", "70.00"),
        ("4200", "credit", "5.50"),
    ]
    after = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["key", "journalEntry.key"],
        filters=[{"$eq": {"documentId": "CH-1"}}],
        orderBy=[{"key": "asc"}],
    )
    assert after == before


def test_fields_without_a_meaning_here_are_kept_through_changes(wire: Wire):
    first = {**line("4000", "10.00"), "dimensions": {"location": {"id": "210"}}}
    key = create(wire, INVOICE, invoice_body(lines=[first], documentId="PO-77", invoiceMode="b1"))
    assert change(wire, f"{INVOICE}/{key}", {"description": "x"}).status_code == 200
    record = read(wire, INVOICE, key)
    assert (record["documentId"], record["invoiceMode"]) == ("PO-77", "b1")
    assert record["audit"]["createdByUser"]["id"]


@pytest.mark.behaviour("states.not-by-update")
def test_a_state_is_not_changed_by_an_update(wire: Wire):
    key = create(wire, INVOICE, invoice_body(state="draft"))
    response = change(wire, f"{INVOICE}/{key}", {"state": "posted"})
    assert (response.status_code, error_id(response)) == (400, "REST-1050")


def test_what_was_paid_on_is_not_changed_nor_deleted(wire: Wire):
    key = create(wire, INVOICE, invoice_body())
    pay(wire, key, "1.00")
    for response in (
        change(wire, f"{INVOICE}/{key}", {"description": "x"}),
        delete(wire, f"{INVOICE}/{key}"),
    ):
        assert (response.status_code, error_id(response)) == (422, "AR-0418")


def test_a_reversed_invoice_is_not_changed(wire: Wire):
    key = create(wire, INVOICE, invoice_body())
    wire.post(f"/workflows/{INVOICE}/reverse", {"key": key, "reversedDate": "2026-10-20"})
    response = change(wire, f"{INVOICE}/{key}", {"description": "x"})
    assert (response.status_code, error_id(response)) == (422, "AR-0417")


def test_a_document_of_a_closed_period_is_not_changed_nor_moved_into_one(wire: Wire):
    key = create(wire, INVOICE, invoice_body())
    response = change(wire, f"{INVOICE}/{key}", {"invoiceDate": "2026-08-01"})
    assert (response.status_code, error_id(response)) == (422, "GL-0312")
    (old,) = wire.query(
        object=INVOICE,
        fields=["key"],
        filters=[
            {"$lt": {"invoiceDate": "2026-08-01"}},
            {"$eq": {"state": "posted"}},
        ],
        orderBy=[{"key": "asc"}],
        size=1,
    )
    response = change(wire, f"{INVOICE}/{old['key']}", {"description": "x"})
    assert (response.status_code, error_id(response)) == (422, "GL-0312")
    assert error_id(delete(wire, f"{INVOICE}/{old['key']}")) == "GL-0312"


def test_a_failed_update_changes_nothing(wire: Wire):
    key = create(wire, INVOICE, invoice_body())
    before = read(wire, INVOICE, key)
    for lines in ([line("9", "1.00")], [{"key": "999999", "txnAmount": "1.00"}]):
        response = change(wire, f"{INVOICE}/{key}", {"description": "x", "lines": lines})
        assert (response.status_code, error_id(response)) == (422, "BL03002028")
    assert read(wire, INVOICE, key) == before


@pytest.mark.parametrize("state", ["draft", None])
def test_an_open_invoice_is_deleted_with_all_it_posted(wire: Wire, state: str | None):
    key = create(wire, INVOICE, invoice_body(**({"state": state} if state else {})))
    assert delete(wire, f"{INVOICE}/{key}").status_code == 204
    assert wire.get(f"/objects/{INVOICE}/{key}").status_code == 404
    assert posted(wire, "CH-1") == []
    assert (
        wire.query(
            object=f"{INVOICE}-line", fields=["key"], filters=[{"$eq": {"invoice.key": key}}]
        )
        == []
    )


def test_lines_are_written_on_their_own_too(wire: Wire):
    key = create(wire, INVOICE, invoice_body())
    added = create(wire, f"{INVOICE}-line", {**line("4200", "9.90"), "invoice": {"key": key}})
    assert change(wire, f"{INVOICE}-line/{added}", {"txnAmount": "8.80"}).status_code == 200
    assert read(wire, INVOICE, key)["totalTxnAmount"] == "158.90"
    assert delete(wire, f"{INVOICE}-line/{added}").status_code == 204
    assert read(wire, INVOICE, key)["totalTxnAmount"] == "150.10"
    only, last = (
        delete(wire, f"{INVOICE}-line/{each['key']}") for each in read(wire, INVOICE, key)["lines"]
    )
    assert only.status_code == 204
    assert (last.status_code, error_id(last)) == (422, "BL01001973")


def test_a_line_stays_with_its_document_and_entity(wire: Wire):
    key = create(wire, INVOICE, invoice_body())
    other = create(wire, INVOICE, invoice_body(invoiceNumber="CH-2"))
    (first, _) = read(wire, INVOICE, key)["lines"]
    moved = change(wire, f"{INVOICE}-line/{first['key']}", {"invoice": {"key": other}})
    assert error_id(moved) == "AR-0420"
    away = change(
        wire, f"{INVOICE}-line/{first['key']}", {"dimensions": {"location": {"id": "310"}}}
    )
    assert error_id(away) == "GL-0601"


def test_the_offset_account_of_a_line_cannot_be_overridden(wire: Wire):
    overridden = {**line("4000", "1.00"), "overrideOffsetGLAccount": {"id": "1200"}}
    response = wire.post(f"/objects/{INVOICE}", invoice_body(lines=[overridden]))
    assert (response.status_code, error_id(response)) == (422, "AR-0279")


@pytest.mark.behaviour("states.drafts-post-nothing")
def test_a_draft_posts_when_it_is_submitted_and_only_once(wire: Wire):
    key = create(wire, INVOICE, invoice_body(state="draft"))
    assert posted(wire, "CH-1") == []
    done = wire.post(f"/workflows/{INVOICE}/submit", {"key": key})
    assert done.json()["ia::result"]["state"] == "posted"
    assert posted(wire, "CH-1")[0] == ("1200", "debit", "150.10")
    again = wire.post(f"/workflows/{INVOICE}/submit", {"key": key})
    assert (again.status_code, error_id(again)) == (422, "AR-0419")


def workflow(wire: Wire, name: str, verb: str, key: str) -> str:
    response = wire.post(f"/workflows/{name}/{verb}", {"key": key})
    assert response.status_code == 200, response.text
    state: str = response.json()["ia::result"]["state"]
    return state


@pytest.mark.behaviour("approvals.amounts")
def test_a_small_bill_posts_when_submitted_and_a_big_one_waits_for_two(wire: Wire):
    small = create(wire, BILL, bill_body())
    assert workflow(wire, BILL, "submit", small) == "posted"
    big = create(wire, BILL, bill_body("60000.00", billNumber="CHB-2"))
    assert workflow(wire, BILL, "submit", big) == "submitted"
    assert posted(wire, "CHB-2") == []
    refused = change(wire, f"{BILL}/{big}", {"description": "x"})
    assert error_id(refused) == "AP-0417"
    assert workflow(wire, BILL, "approve", big) == "partiallyApproved"
    assert workflow(wire, BILL, "approve", big) == "posted"
    assert posted(wire, "CHB-2")[0] == ("2000", "credit", "60000.00")


@pytest.mark.behaviour("assumptions.approval", "approvals.declined-and-recalled")
def test_a_bill_is_declined_corrected_and_recalled(wire: Wire):
    key = create(wire, BILL, bill_body("20000.00"))
    workflow(wire, BILL, "submit", key)
    assert workflow(wire, BILL, "decline", key) == "declined"
    assert change(wire, f"{BILL}/{key}", {"description": "corrected"}).status_code == 200
    assert workflow(wire, BILL, "submit", key) == "submitted"
    assert workflow(wire, BILL, "recall", key) == "draft"
    assert error_id(wire.post(f"/workflows/{BILL}/approve", {"key": key})) == "AP-0419"


@pytest.mark.parametrize(
    ("reading", "amount", "state"),
    [("none", "90000.00", "posted"), ("all", "1.00", "submitted")],
)
@pytest.mark.behaviour("assumptions.approval")
def test_which_bills_wait_is_a_switch(reading: Any, amount: str, state: str):
    with (
        company(Seed(1, TODAY, 500, Assumptions(approval=reading))) as sandbox,
        TestClient(sandbox.app) as http,
    ):
        wire = sign_in(http, sandbox)
        key = create(wire, BILL, bill_body(amount))
        assert workflow(wire, BILL, "submit", key) == state


@pytest.mark.behaviour("approvals.vendors")
def test_a_vendor_is_approved_and_declined(wire: Wire):
    vendor = "accounts-payable/vendor"
    (row,) = wire.query(object=vendor, fields=["key"], filters=[{"$eq": {"id": "V-0001"}}])
    assert workflow(wire, vendor, "decline", row["key"]) == "r"
    assert workflow(wire, vendor, "approve", row["key"]) == "a"


def test_a_bill_keeps_what_it_says_of_its_payment(wire: Wire):
    said = {
        "isOnHold": True,
        "recommendedPaymentDate": "2026-11-01",
        "discountCutOffDate": "2026-10-25",
        "paymentPriority": "high",
    }
    key = create(wire, BILL, bill_body(**said))
    record = read(wire, BILL, key)
    assert {name: record[name] for name in said} == said
    held = wire.query(object=BILL, fields=["key"], filters=[{"$eq": {"isOnHold": True}}])
    assert {"key": key} in held
