"""What a customer holds back stays apart from what is due (docs/api/retainage.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.seed.cases.register import seeded_cases
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

INVOICE = "accounts-receivable/invoice"


@pytest.fixture
def changed(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def read(wire: Wire, name: str, key: str) -> dict[str, Any]:
    record: dict[str, Any] = wire.get(f"/objects/{name}/{key}").json()["ia::result"]
    return record


@pytest.mark.behaviour("retainage.never-paid")
def test_an_invoice_with_something_held_back_is_partially_paid_when_nothing_is_due(
    changed: Wire, fresh_sandbox: Sandbox
):
    (case,) = (each for each in seeded_cases(fresh_sandbox.ledger) if each.name == "retainage")
    invoice = read(changed, INVOICE, case.key)
    place = invoice["lines"][0]["dimensions"]["location"]["id"]
    banks = {"1": "CAS-OPS", "2": "BCN-OPS"}
    receipt = {
        "customer": {"key": invoice["customer"]["key"]},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": banks[place[0]]},
        "paymentSummary": {"receiptDate": "2026-10-30"},
        "paymentDetails": [
            {
                "arInvoice": {"key": case.key},
                "txnCurrency": {"paymentAmount": invoice["totalTxnAmountDue"]},
            }
        ],
    }

    def owed() -> float:
        customer = read(changed, "accounts-receivable/customer", invoice["customer"]["key"])
        return float(customer["totalDue"])

    before = owed()
    response = changed.post("/objects/accounts-receivable/payment", receipt)
    assert response.status_code == 201, response.text
    after = read(changed, INVOICE, case.key)
    assert (after["state"], after["totalTxnAmountDue"]) == ("partiallyPaid", "0.00")
    assert float(invoice["retainage"]["totalTxnAmountRetained"]) > 0
    assert round(before - owed(), 2) == float(invoice["totalTxnAmountDue"])


@pytest.mark.behaviour("retainage.read-only")
def test_nobody_holds_back_by_a_payload(changed: Wire):
    line = {
        "glAccount": {"id": "4000"},
        "txnAmount": "100.00",
        "dimensions": {"location": {"id": "210"}},
        "retainage": {"percentage": "10.00"},
    }
    invoice = {
        "customer": {"id": "C-0001"},
        "invoiceNumber": "RET-2",
        "invoiceDate": "2026-10-05",
        "dueDate": "2026-11-04",
        "lines": [line],
    }
    response = changed.post(f"/objects/{INVOICE}", invoice)
    assert response.status_code == 400
    (detail,) = response.json()["ia::result"]["ia::error"]["details"]
    assert (detail["errorId"], detail["target"]) == ("REST-1050", "/lines/0/retainage/percentage")
