"""One request for each error id that a request alone can bring about (docs/api/errors.md).

Add a row: the id, its status, the method, the path below the API's address, and the body. In a path or body
`<name>` is the key of a record of `Books`. The ids of sign-in, faults, limits and reports have tests of their own.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.documents.booking import Document, book_document
from intacct_sandbox.company.ledger_entries.own_accounts import own_account
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES
from intacct_sandbox.company.payments.booking import Payment, book_payment
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from wire import BASE, Wire, sign_in

INVOICES = "/objects/accounts-receivable/invoice"
RECEIPTS = "/objects/accounts-receivable/payment"
ENTRIES = "/objects/general-ledger/journal-entry"
DEPARTMENTS = "/objects/company-config/department"
QUERY = "/services/core/query"
REVERSE_INVOICE = "/workflows/accounts-receivable/invoice/reverse"
REVERSE_ENTRY = "/workflows/general-ledger/journal-entry/reverse"

LINE = {"glAccount": {"id": "4000"}, "txnAmount": "9.00", "dimensions": {"location": {"id": "210"}}}


def invoice(number: str = "E-1", **changed: Any) -> dict[str, Any]:
    return {
        "customer": {"id": "C-0001"},
        "invoiceNumber": number,
        "invoiceDate": "2026-10-15",
        "dueDate": "2026-11-14",
        "lines": [LINE],
        **changed,
    }


def receipt(paid: str, key: str = "<posted>", **changed: Any) -> dict[str, Any]:
    detail = {"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": paid}}
    return {
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-20"},
        "paymentDetails": [detail],
        **changed,
    }


def undo(key: str) -> dict[str, str]:
    return {"key": key, "reversedDate": "2026-10-31"}


def entry(credit: str = "5.00", **changed: Any) -> dict[str, Any]:
    lines = [
        {**LINE, "txnType": "debit", "txnAmount": "5.00", "glAccount": {"id": "6100"}},
        {**LINE, "txnType": "credit", "txnAmount": credit, "glAccount": {"id": "2100"}},
    ]
    return {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "by id",
        "lines": lines,
        **changed,
    }


TWO_CURRENCIES = [
    {**line, "currency": {"txnCurrency": currency}}
    for line, currency in zip(entry()["lines"], ("USD", "GBP"), strict=True)
]


def asked(object_name: str = "company-config/user", field: str = "id", **more: Any) -> Any:
    return {"object": object_name, "fields": [field], **more}


class Books:
    """A company with records in every state that matters here, by name."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.keys: dict[str, str] = {}
        self._add("posted", INVOICES, invoice("E-posted"))
        self._add("draft", INVOICES, invoice("E-draft", state="draft"))
        self._add("paid", INVOICES, invoice("E-paid"))
        self._add("receipt", RECEIPTS, receipt("1.00", "<paid>"))
        self._add("entry", ENTRIES, entry())
        self._add("draft-entry", ENTRIES, entry(state="draft"))
        of_sales = [{"$eq": {"glJournal.id": "SJ"}}]
        found = wire.query(object="general-ledger/journal-entry", fields=["key"], filters=of_sales)
        self.keys["subledger-entry"] = found[0]["key"]
        self._add("parent", DEPARTMENTS, {"id": "E-1", "name": "Above"})
        below = {"id": "E-2", "name": "Below", "parent": {"id": "E-1"}}
        self._add("child", DEPARTMENTS, below)

    def _add(self, name: str, path: str, body: Any) -> None:
        response = self.send("POST", path, body)
        assert response.status_code == 201, response.text
        self.keys[name] = response.json()["ia::result"]["key"]

    def send(self, method: str, path: str, body: Any) -> Any:
        content = body if isinstance(body, str) else json.dumps(body)
        for name, key in self.keys.items():
            path, content = path.replace(f"<{name}>", key), content.replace(f"<{name}>", key)
        headers = {**self.wire.headers, "Content-Type": "application/json"}
        return self.wire.http.request(method, BASE + path, content=content, headers=headers)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with company(Seed(1, date(2026, 10, 31), 500)) as opened:
        yield opened


@pytest.fixture(scope="module")
def books(sandbox: Sandbox) -> Iterator[Books]:
    with TestClient(sandbox.app) as http:
        yield Books(sign_in(http, sandbox))


def told(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The envelope's letter, and the error that says most: the last of the details, if there are any."""
    if "ia::result" in body:
        error = body["ia::result"]["ia::error"]
        return "A", error.get("details", [error])[-1]
    return ("B", body["ia::error"]) if "ia::error" in body else ("C", body["error"])


@pytest.mark.parametrize(
    ("error_id", "status", "method", "path", "body"),
    [
        ("REST-1003", 405, "PUT", f"{INVOICES}/1", ""),
        ("REST-1028", 400, "POST", QUERY, ""),
        ("REST-1030", 400, "POST", QUERY, "{"),
        ("REST-1033", 404, "GET", "/objects/general-ledger/nothing", ""),
        ("REST-1033", 400, "POST", QUERY, asked("general-ledger/account-balance")),
        ("REST-1033", 400, "POST", QUERY, asked(field="colour")),
        ("REST-1034", 400, "GET", f"{INVOICES}?size=5", ""),
        ("REST-1043", 400, "POST", QUERY, asked(colour="red")),
        ("REST-1043", 400, "POST", INVOICES, invoice(colour="red")),
        ("REST-1050", 400, "POST", INVOICES, invoice(totalTxnAmount="1")),
        ("REST-1055", 404, "GET", f"{INVOICES}/99999", ""),
        ("REST-1064", 400, "POST", QUERY, asked(size=0)),
        ("REST-1106", 400, "POST", QUERY, asked("accounts-receivable/invoice", "lines")),
        ("invalidParameter", 400, "POST", INVOICES, invoice(state="posted")),
        ("BL01001944", 409, "POST", INVOICES, invoice("E-posted")),
        ("BL01001944", 409, "POST", DEPARTMENTS, {"id": "E-1", "name": "Again"}),
        ("BL03000018", 422, "DELETE", f"{DEPARTMENTS}/<parent>", ""),
        ("BL03002028", 422, "POST", INVOICES, invoice(customer={"id": "C-9999"})),
        ("BL03002029", 422, "POST", INVOICES, invoice(customer={"id": "C-0011"})),
        ("BL03002030", 422, "POST", INVOICES, invoice(customer={"id": "C-0002"})),
        ("AR-0414", 422, "POST", REVERSE_INVOICE, undo("<draft>")),
        ("AR-0415", 422, "POST", REVERSE_INVOICE, undo("<paid>")),
        (
            "AR-0416",
            422,
            "POST",
            REVERSE_INVOICE,
            {"key": "<posted>", "reversedDate": "2026-10-14"},
        ),
        ("AR-0501", 422, "POST", RECEIPTS, receipt("0.00")),
        (
            "AR-0502",
            422,
            "POST",
            RECEIPTS,
            receipt("2.00", txnCurrency={"currency": "USD", "totalAmount": "1.00"}),
        ),
        ("AR-0503", 422, "POST", RECEIPTS, receipt("1.00", customer={"id": "C-0003"})),
        ("AR-0504", 422, "POST", RECEIPTS, receipt("1.00", "<draft>")),
        ("AR-0505", 422, "POST", RECEIPTS, receipt("9.01")),
        ("GL-0312", 422, "POST", ENTRIES, entry(postingDate="2026-08-31")),
        ("GL-0501", 422, "POST", REVERSE_ENTRY, {"key": "<subledger-entry>"}),
        ("GL-0502", 422, "POST", REVERSE_ENTRY, {"key": "<draft-entry>"}),
        ("GL-0503", 422, "POST", REVERSE_ENTRY, {"key": "<entry>", "reverseDate": "2026-10-14"}),
        ("GL-0603", 422, "POST", ENTRIES, entry(lines=TWO_CURRENCIES)),
        ("GL-1009", 422, "POST", ENTRIES, entry("4.99")),
        ("PL-0101", 422, "POST", INVOICES, invoice(currency={"txnCurrency": "CHF"})),
    ],
)
@pytest.mark.behaviour("errors.ids")
def test_an_error_id_comes_with_its_status(
    books: Books, error_id: str, status: int, method: str, path: str, body: Any
):
    response = books.send(method, path, body)
    envelope, error = told(response.json())
    assert (response.status_code, envelope, error["errorId"]) == (status, "A", error_id)


@pytest.mark.behaviour("errors.other-version")
def test_another_version_is_refused_by_the_gateway(books: Books):
    response = books.wire.http.get("/ia/api/v2/objects/company-config/user")
    envelope, error = told(response.json())
    assert (response.status_code, envelope, error["errorId"]) == (400, "B", "REST-1032")


@pytest.mark.behaviour("errors.business-rules")
def test_a_business_rule_is_a_detail_of_what_failed(books: Books):
    error = books.send("POST", ENTRIES, entry("4.99")).json()["ia::result"]["ia::error"]
    assert (error["errorId"], error["code"]) == ("REST-7001", "operationFailed")
    assert [each["errorId"] for each in error["details"]] == ["GL-1009"]


@pytest.mark.behaviour("errors.all-faults")
def test_all_that_is_wrong_with_a_payload_is_told_at_once(books: Books):
    response = books.send("POST", INVOICES, invoice(colour="red", totalTxnAmount="1"))
    error = response.json()["ia::result"]["ia::error"]
    assert error["errorId"] == "REST-1064"
    assert {(each["errorId"], each["target"]) for each in error["details"]} == {
        ("REST-1043", "/colour"),
        ("REST-1050", "/totalTxnAmount"),
    }


@pytest.mark.behaviour("errors.no-right")
def test_a_user_who_may_only_look_changes_nothing(fresh_sandbox: Sandbox):
    fresh_sandbox.ledger.write("UPDATE user SET extra = ?", ('{"userType": "viewOnly"}',))
    with TestClient(fresh_sandbox.app) as http:
        wire = sign_in(http, fresh_sandbox)
        refused = wire.post(INVOICES, invoice())
        assert (refused.status_code, told(refused.json())[1]["errorId"]) == (403, "REST-3007")
        assert wire.query(**asked())


def test_a_bank_account_in_a_foreign_currency_takes_no_third_one(fresh_sandbox: Sandbox):
    fresh_sandbox.ledger.write("UPDATE bank_account SET currency = 'EUR' WHERE id = 'BCN-OPS'")
    with TestClient(fresh_sandbox.app) as http:
        wire = sign_in(http, fresh_sandbox)
        refused = wire.post(RECEIPTS, receipt("1.00", "1", txnCurrency={"currency": "GBP"}))
        assert (refused.status_code, told(refused.json())[1]["errorId"]) == (422, "AR-0508")


@pytest.mark.behaviour("errors.atomic-batch")
def test_what_a_batch_undoes_is_called_unprocessed(books: Books):
    bodies = [{"id": "E-3", "name": "Sound"}, {"id": "E-3", "name": "Twice"}]
    response = books.wire.post(DEPARTMENTS, bodies, **{"X-IA-API-Param-Transaction": "true"})
    assert response.status_code == 207
    first, second = response.json()["ia::result"]
    assert (first["ia::status"], first["ia::error"]["errorId"]) == (422, "REST-7002")
    assert (second["ia::status"], second["ia::error"]["errorId"]) == (409, "REST-7001")


@pytest.mark.behaviour("errors.key-conflict")
def test_a_key_that_is_taken_is_a_conflict(books: Books):
    key = {"Idempotency-Key": "by id"}
    books.wire.post(ENTRIES, entry("4.99"), **key)
    refused = books.wire.post(ENTRIES, entry("4.98"), **key)
    assert (refused.status_code, told(refused.json())[1]["errorId"]) == (409, "REST-1409")


def test_what_the_wire_cannot_say_the_company_refuses_itself(sandbox: Sandbox):
    """A payload always has lines, and is paid as much as is applied, when it gets this far."""
    party = sandbox.ledger.rows("SELECT key FROM party WHERE subledger = 'AP'")[0][0]
    day = "2026-10-15"
    empty = Document(PAYABLES, party, 1, "USD", "E", day, day, day, ())
    with pytest.raises(Refused) as no_lines:
        book_document(sandbox.ledger, empty, at=day)
    assert no_lines.value.error_id == "BL01001973"
    with pytest.raises(Refused) as on_account:
        book_payment(sandbox.ledger, Payment(PAYABLES, party, 1, None, day, "eft", 100, ()), at=day)
    assert on_account.value.error_id == "AP-0513"
    with pytest.raises(Refused) as no_account:
        own_account(sandbox.ledger, "nowhere")
    assert no_account.value.error_id == "GL-0630"
