"""Workflows: what their bodies hold, and what a refusal says (docs/api/workflows.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from intacct_sandbox.verify.run import verify
from wire import Wire, sign_in

INVOICE, BILL = "accounts-receivable/invoice", "accounts-payable/bill"
RECEIPT, DISBURSEMENT = "accounts-receivable/payment", "accounts-payable/payment"
REVERSALS = {
    INVOICE: "reversedDate",
    "accounts-receivable/adjustment": "reversedDate",
    "accounts-receivable/advance": "reversedDate",
    RECEIPT: "reversedDate",
    BILL: "reverseDate",
    "accounts-payable/adjustment": "reverseDate",
    "accounts-payable/advance": "reversedDate",
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


def line(account: str, amount: str = "100.00") -> dict[str, Any]:
    dimensions = {"location": {"id": "210"}}
    return {"glAccount": {"id": account}, "txnAmount": amount, "dimensions": dimensions}


def invoice(wire: Wire) -> str:
    dates = {"invoiceDate": "2026-10-05", "dueDate": "2026-10-20"}
    body = {"customer": {"id": "C-0001"}, "invoiceNumber": "W-1", "lines": [line("4000")]}
    return create(wire, INVOICE, {**body, **dates})


def bill(wire: Wire) -> str:
    dates = {"createdDate": "2026-10-05", "dueDate": "2026-11-04"}
    body = {"vendor": {"id": "V-0001"}, "billNumber": "W-B1", "lines": [line("6300")]}
    return create(wire, BILL, {"state": "posted", **body, **dates})


def disbursement(wire: Wire, key: str, **changed: Any) -> Any:
    body = {
        "vendor": {"id": "V-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentDate": "2026-10-25",
        "txnCurrency": {"currency": "USD"},
        "details": [{"bill": {"key": key}, "txnCurrency": {"paymentAmount": "100.00"}}],
    }
    return wire.post(f"/objects/{DISBURSEMENT}", {**body, **changed})


def details(response: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = response.json()["ia::result"]["ia::error"]["details"]
    return found


def refusal(response: Any) -> tuple[int, str, str]:
    last = details(response)[-1]
    return response.status_code, last["errorId"], last.get("target", "")


@pytest.mark.behaviour("workflows.day")
@pytest.mark.parametrize(("name", "day"), REVERSALS.items())
def test_a_reversal_without_its_day_or_with_a_bad_one_is_malformed(wire: Wire, name: str, day: str):
    for given in ({}, {day: None}, {day: ""}, {day: "zebra"}):
        response = wire.post(f"/workflows/{name}/reverse", {"key": "1", **given})
        assert refusal(response) == (400, "REST-1043", f"/{day}")


@pytest.mark.behaviour("workflows.day")
def test_a_reversal_too_early_points_at_the_field_of_its_own_side(wire: Wire):
    for name, key in ((INVOICE, invoice(wire)), (BILL, bill(wire))):
        day = REVERSALS[name]
        response = wire.post(f"/workflows/{name}/reverse", {"key": key, day: "2026-10-04"})
        assert refusal(response) == (422, f"A{'R' if name == INVOICE else 'P'}-0416", f"/{day}")


@pytest.mark.behaviour("workflows.body")
def test_all_faults_of_a_body_are_told_at_once(wire: Wire):
    response = wire.post(f"/workflows/{INVOICE}/reverse", {"notes": "x", "memo": ["y"]})
    assert response.status_code == 400
    told = [(each["target"], each["message"]) for each in details(response)]
    assert told == [
        ("/notes", "notes is not a valid field"),
        ("/memo", "memo must be one value"),
        ("/key", "key is required"),
        ("/reversedDate", "reversedDate is required"),
    ]
    for key in ("x", "-1", "", " 1", "1" * 30, {}, True):
        response = wire.post(f"/workflows/{INVOICE}/submit", {"key": key})
        assert refusal(response) == (400, "REST-1043", "/key")


@pytest.mark.behaviour("workflows.next-step")
def test_an_approved_payment_that_is_not_confirmed_says_that_it_must_be(wire: Wire):
    made = disbursement(wire, bill(wire)).json()["ia::result"]["key"]
    done = wire.post(f"/workflows/{DISBURSEMENT}/submit", {"key": made})
    assert done.json()["ia::result"]["state"] == "approved"
    for verb in ("submit", "reverse"):
        response = wire.post(f"/workflows/{DISBURSEMENT}/{verb}", {"key": made})
        assert response.status_code == 422
        assert details(response)[-1]["message"].endswith(": the next step is confirm")
    assert wire.post(f"/workflows/{DISBURSEMENT}/confirm", {"key": made}).status_code == 200


@pytest.mark.behaviour("workflows.bank-of-another-entity")
def test_money_of_another_entity_s_bank_names_the_bank(fresh_sandbox: Sandbox, wire: Wire):
    other = fresh_sandbox.ledger.rows(
        "SELECT b.id FROM bank_account AS b JOIN location AS l ON l.key = b.location_key"
        " JOIN entity AS e ON e.key = l.entity_key WHERE e.base_currency = 'USD' AND e.key <>"
        " (SELECT entity_key FROM location WHERE id = '210') AND b.status = 'active'"
    )[0][0]
    detail = {"arInvoice": {"key": invoice(wire)}, "txnCurrency": {"paymentAmount": "1.00"}}
    body = {
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": other},
        "paymentSummary": {"receiptDate": "2026-10-25"},
        "paymentDetails": [detail],
    }
    response = wire.post(f"/objects/{RECEIPT}", body)
    assert refusal(response) == (422, "AR-0503", "/financialEntity")
    assert details(response)[-1]["message"].startswith(f"The bank account {other} is of entity ")
    body |= {"customer": {"id": "C-0003"}, "financialEntity": {"entityId": "BCN-OPS"}}
    response = wire.post(f"/objects/{RECEIPT}", body)
    assert refusal(response) == (422, "AR-0503", "/paymentDetails/0/arInvoice")


@pytest.mark.behaviour("workflows.own-codes")
def test_payables_are_refused_with_codes_of_payables(fresh_sandbox: Sandbox, wire: Wire):
    key = bill(wire)
    assert refusal(
        disbursement(
            wire, key, details=[{"bill": {"key": key}, "txnCurrency": {"paymentAmount": "100.01"}}]
        )
    ) == (422, "AP-0505", "/details/0/txnCurrency/paymentAmount")
    day = {"key": key, "reverseDate": "2026-10-25"}
    assert wire.post(f"/workflows/{BILL}/reverse", day).status_code == 200
    assert refusal(wire.post(f"/workflows/{BILL}/reverse", day))[1] == "AP-0414"
    assert refusal(wire.post(f"/workflows/{BILL}/submit", {"key": key}))[1] == "AP-0419"
    receipt = {
        "state": "draft",
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-25"},
        "txnCurrency": {"currency": "USD"},
    }
    detail = {"arInvoice": {"key": invoice(wire)}, "txnCurrency": {"paymentAmount": "1.00"}}
    paid = create(wire, RECEIPT, {**receipt, "paymentDetails": [detail]})
    assert wire.post(f"/workflows/{RECEIPT}/submit", {"key": paid}).status_code == 200
    assert refusal(wire.post(f"/workflows/{RECEIPT}/submit", {"key": paid}))[1] == "AR-0512"
    assert [each for each in verify(fresh_sandbox.ledger) if not each.is_right] == []


def moved(wire: Wire, name: str, verb: str, **body: Any) -> str:
    response = wire.post(f"/workflows/{name}/{verb}", body)
    assert response.status_code == 200, response.text
    state: str = response.json()["ia::result"]["state"]
    return state


@pytest.mark.behaviour("workflows.reclassify")
def test_a_paid_invoice_is_reclassified_but_never_its_amounts(fresh_sandbox: Sandbox, wire: Wire):
    key = invoice(wire)
    detail = {"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": "40.00"}}
    body = {
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-25"},
        "paymentDetails": [detail],
    }
    create(wire, RECEIPT, body)
    (row,) = wire.query(
        object="accounts-receivable/invoice-line",
        fields=["key"],
        filters=[{"$eq": {"invoice.key": key}}],
    )
    lines = [{"key": row["key"], "glAccount": {"id": "4900"}}]
    told = {"key": key, "id": key, "dueDate": "2026-11-20", "lines": lines}
    assert moved(wire, INVOICE, "reclassify", **told) == "partiallyPaid"
    (posted,) = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["glAccount.id", "baseAmount"],
        filters=[{"$eq": {"documentId": "W-1"}}, {"$eq": {"txnType": "credit"}}],
        filterExpression="1 and 2",
        orderBy=[{"key": "asc"}],
        size=1,
    )
    assert posted == {"glAccount.id": "4900", "baseAmount": "100.00"}
    record = wire.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
    assert (record["dueDate"], record["totalTxnAmountDue"]) == ("2026-11-20", "60.00")
    more = {"key": key, "lines": [{"key": row["key"], "txnAmount": "101.00"}]}
    refused = wire.post(f"/workflows/{INVOICE}/reclassify", more)
    assert refusal(refused) == (422, "AR-0422", "/lines")
    bad = wire.post(f"/workflows/{INVOICE}/reclassify", {"key": key, "customer": {"id": "C-0002"}})
    assert refusal(bad) == (400, "REST-1043", "/customer")
    assert [each for each in verify(fresh_sandbox.ledger) if not each.is_right] == []


@pytest.mark.behaviour("workflows.expenses")
def test_an_expense_report_is_recalled_and_reversed(fresh_sandbox: Sandbox, wire: Wire):
    name = "expenses/employee-expense"
    employee = wire.query(object="company-config/employee", fields=["id"], size=1)[0]["id"]
    body = {
        "createdDate": "2026-10-05",
        "employee": {"id": employee},
        "lines": [line("6300")],
    }
    key = create(wire, name, body)
    early = wire.post(f"/workflows/{name}/reverse", {"key": key, "reverseDate": "2026-10-06"})
    assert refusal(early)[:2] == (422, "BL03002031")
    assert moved(wire, name, "recall", key=key) == "draft"
    assert refusal(wire.post(f"/workflows/{name}/recall", {"key": key}))[1] == "BL03002031"
    posted = create(wire, name, {**body, "state": "posted"})
    before = wire.post(f"/workflows/{name}/reverse", {"key": posted, "reverseDate": "2026-10-04"})
    assert refusal(before) == (422, "CM-0416", "/reverseDate")
    assert moved(wire, name, "reverse", key=posted, reverseDate="2026-10-06") == "reversed"
    unknown = wire.post(f"/workflows/{name}/recall", {"key": "999999"})
    assert unknown.status_code == 404


@pytest.mark.behaviour("workflows.reopen")
def test_the_last_reconciliation_of_a_bank_account_is_opened_again(wire: Wire):
    name = "cash-management/bank-reconciliation"
    body = {
        "bankAccount": {"id": "BCN-OPS"},
        "reconciliationDate": "2026-09-30",
        "endingBalance": "12.00",
        "reconciliationMode": "manual",
        "reconciliationStatus": "reconciled",
    }
    first = create(
        wire, name, {**body, "reconciliationDate": "2026-09-29", "endingBalance": "9.00"}
    )
    key = create(wire, name, body)
    told = {"key": key, "bankAccountId": "BCN-OPS", "reconciliationDate": "2026-09-30"}
    path = f"/workflows/{name}/reopen"
    for changed, code in (
        ({"bankAccountId": "X"}, "CM-0601"),
        ({"reconciliationDate": "2026-09-29"}, "CM-0601"),
        ({"key": first, "reconciliationDate": "2026-09-29"}, "CM-0603"),
    ):
        assert refusal(wire.post(path, {**told, **changed}))[:2] == (422, code)
    done = wire.post(path, told).json()["ia::result"]
    assert done == {
        "key": key,
        "bankAccountId": "BCN-OPS",
        "state": "reopened",
        "message": "The reconciliation of 2026-09-30 is open again",
    }
    record = wire.get(f"/objects/{name}/{key}").json()["ia::result"]
    assert (record["reconciliationStatus"], record["isReopened"]) == ("draft", True)
    (bank,) = wire.query(
        object="cash-management/checking-account",
        fields=["reconciliation.lastReconciledDate", "reconciliation.lastReconciledBalance"],
        filters=[{"$eq": {"id": "BCN-OPS"}}],
    )
    assert list(bank.values()) == ["2026-09-29", "9.00"]
    assert refusal(wire.post(path, told))[:2] == (422, "CM-0602")


PURCHASE = "purchasing/document"


def purchase(wire: Wire, price: str) -> tuple[str, list[str]]:
    item = {"id": "I-T", "name": "Thing", "itemType": "nonInventory", "costMethod": "standard"}
    wire.post("/objects/inventory-control/item", item)
    shed = {"id": "W-T", "name": "Shed", "location": {"id": "210"}}
    wire.post("/objects/inventory-control/warehouse", shed)
    dimensions = {"item": {"id": "I-T"}, "warehouse": {"id": "W-T"}, "location": {"id": "210"}}
    each = {"unit": "Each", "unitQuantity": "1", "unitPrice": price, "dimensions": dimensions}
    body = {"state": "draft", "txnDate": "2026-10-20", "vendor": {"id": "V-0001"}}
    key = create(wire, f"{PURCHASE}::Purchase Order", {**body, "lines": [each, each]})
    record = wire.get(f"/objects/{PURCHASE}/{key}").json()["ia::result"]
    return key, [line["key"] for line in record["lines"]]


@pytest.mark.behaviour("workflows.purchases")
def test_a_purchase_is_submitted_approved_and_declined_by_its_total(wire: Wire):
    small, _ = purchase(wire, "10.00")
    response = wire.post(f"/workflows/{PURCHASE}/submit", {"key": small}).json()["ia::result"]
    assert response["state"] == "pending"
    assert response["href"] == f"/objects/{PURCHASE}::Purchase%20Order/{small}"
    again = wire.post(f"/workflows/{PURCHASE}/submit", {"key": small})
    assert refusal(again)[:2] == (422, "BL03002031")
    big, _ = purchase(wire, "30000.00")
    assert moved(wire, PURCHASE, "submit", key=big) == "submitted"
    assert moved(wire, PURCHASE, "decline", key=big, notes="no") == "declined"
    assert moved(wire, PURCHASE, "submit", key=big) == "submitted"
    assert moved(wire, PURCHASE, "approve", key=big) == "partiallyApproved"
    assert moved(wire, PURCHASE, "approve", key=big) == "approved"


@pytest.mark.behaviour("workflows.purchases")
def test_a_purchase_follows_its_lines_once_all_are_decided(wire: Wire):
    key, (first, second) = purchase(wire, "9000.00")
    assert moved(wire, PURCHASE, "submit", key=key) == "submitted"
    for bad, code in ((["x"], (400, "REST-1043")), (["1"], (422, "BL03002028"))):
        response = wire.post(f"/workflows/{PURCHASE}/approve", {"key": key, "lineKeys": bad})
        assert refusal(response)[:2] == code
    assert moved(wire, PURCHASE, "approve", key=key, lineKeys=[first]) == "partiallyApproved"
    record = wire.get(f"/objects/{PURCHASE}/{key}").json()["ia::result"]
    states = {line["key"]: line["approvalState"] for line in record["lines"]}
    assert states == {first: "approved", second: "pendingApproval"}
    assert moved(wire, PURCHASE, "approve", key=key, lineKeys=[second]) == "approved"
