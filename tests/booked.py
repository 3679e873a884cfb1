"""Documents and payments of one customer and one vendor, booked over the wire, in any state."""

from typing import Any

from wire import Wire

INVOICE, BILL = "accounts-receivable/invoice", "accounts-payable/bill"
CREDIT, DEBIT = "accounts-receivable/adjustment", "accounts-payable/adjustment"
PREPAID = "accounts-payable/advance"
RECEIPT, DISBURSEMENT = "accounts-receivable/payment", "accounts-payable/payment"
CUSTOMER, VENDOR = "C-0001", "V-0001"
_AT = {"location": {"id": "210"}}


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def step(wire: Wire, name: str, verb: str, **body: str) -> None:
    response = wire.post(f"/workflows/{name}/{verb}", body)
    assert response.status_code == 200, response.text


def invoice(wire: Wire, amount: str, number: str, day: str = "2026-10-05") -> str:
    lines = [{"glAccount": {"id": "4000"}, "txnAmount": amount, "dimensions": _AT}]
    body = {"customer": {"id": CUSTOMER}, "invoiceNumber": number, "invoiceDate": day}
    return create(wire, INVOICE, {**body, "dueDate": "2026-10-20", "lines": lines})


def bill(wire: Wire, amount: str, number: str, state: str = "posted") -> str:
    lines = [{"glAccount": {"id": "6300"}, "txnAmount": amount, "dimensions": _AT}]
    body = {"state": state, "vendor": {"id": VENDOR}, "billNumber": number}
    days = {"createdDate": "2026-10-05", "dueDate": "2026-11-04"}
    return create(wire, BILL, {**body, **days, "lines": lines})


def credit_memo(wire: Wire, amount: str) -> str:
    line = {"glAccount": {"id": "4900"}, "txnCurrency": {"amount": amount}, "dimensions": _AT}
    body = {"customer": {"id": CUSTOMER}, "createdDate": "2026-10-06"}
    return create(wire, CREDIT, {**body, "txnCurrency": {"currency": "USD"}, "lines": [line]})


def vendor_credit(wire: Wire, amount: str) -> str:
    line = {"glAccount": {"id": "6300"}, "txnAmount": amount, "dimensions": _AT}
    body = {"state": "posted", "vendor": {"id": VENDOR}, "adjustmentNumber": "DM-1"}
    return create(wire, DEBIT, {**body, "createdDate": "2026-10-06", "lines": [line]})


def prepaid(wire: Wire, amount: str) -> str:
    body = {
        "vendor": {"id": VENDOR},
        "advanceDate": "2026-10-07",
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "lines": [{"glAccount": {"id": "1360"}, "txnAmount": amount, "dimensions": _AT}],
    }
    key = create(wire, PREPAID, body)
    step(wire, PREPAID, "submit", key=key)
    return key


def receipt(wire: Wire, *details: dict[str, Any], **changed: Any) -> str:
    body = {
        "customer": {"id": CUSTOMER},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-25"},
        "txnCurrency": {"currency": "USD"},
        "paymentDetails": list(details),
    }
    return create(wire, RECEIPT, {**body, **changed})


def disbursement(wire: Wire, *details: dict[str, Any], **changed: Any) -> str:
    body = {
        "vendor": {"id": VENDOR},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentDate": "2026-10-25",
        "txnCurrency": {"currency": "USD"},
        "details": list(details),
    }
    return create(wire, DISBURSEMENT, {**body, **changed})


def of_invoice(key: str, amount: str) -> dict[str, Any]:
    return {"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": amount}}


def of_bill(key: str, amount: str) -> dict[str, Any]:
    return {"bill": {"key": key}, "txnCurrency": {"paymentAmount": amount}}
