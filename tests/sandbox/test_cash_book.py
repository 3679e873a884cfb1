"""The cash book follows each payment: booked, reversed and deleted with it (docs/api/books.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import BASE, Wire, sign_in

INVOICE, RECEIPT = "accounts-receivable/invoice", "accounts-receivable/payment"


@pytest.fixture
def changed(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def paid(wire: Wire, amount: str, **changed: Any) -> str:
    line = {
        "glAccount": {"id": "4000"},
        "txnAmount": "100.00",
        "dimensions": {"location": {"id": "210"}},
    }
    invoice = {
        "customer": {"id": "C-0001"},
        "invoiceNumber": "CB-1",
        "invoiceDate": "2026-10-05",
        "dueDate": "2026-11-04",
        "lines": [line],
    }
    receipt = {
        "customer": {"id": "C-0001"},
        "documentNumber": "CB-R1",
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-20"},
        "paymentDetails": [
            {
                "arInvoice": {"key": create(wire, INVOICE, invoice)},
                "txnCurrency": {"paymentAmount": amount},
            }
        ],
    }
    return create(wire, RECEIPT, {**receipt, **changed})


def cash_lines(wire: Wire) -> list[tuple[str, str, str, str]]:
    rows = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["entryDate", "glAccount.id", "txnType", "baseAmount"],
        filters=[
            {"$eq": {"journalEntry.glJournal.id": "CRJ-C"}},
            {"$eq": {"documentId": "CB-R1"}},
        ],
        orderBy=[{"journalEntry.key": "asc"}, {"lineNumber": "asc"}],
    )
    return [
        (row["entryDate"], row["glAccount.id"], row["txnType"], row["baseAmount"]) for row in rows
    ]


@pytest.mark.behaviour("books.on-account")
def test_what_is_not_applied_stands_on_the_control_account(changed: Wire):
    paid(changed, "100.00", overPaymentAmount="25.00")
    assert cash_lines(changed) == [
        ("2026-10-20", "1020", "debit", "125.00"),
        ("2026-10-20", "4000", "credit", "100.00"),
        ("2026-10-20", "1200", "credit", "25.00"),
    ]


@pytest.mark.behaviour("books.goes-with-the-payment")
def test_a_payment_s_cash_entry_is_reversed_or_deleted_with_it(changed: Wire):
    key = paid(changed, "60.00")
    booked = [("2026-10-20", "1020", "debit", "60.00"), ("2026-10-20", "4000", "credit", "60.00")]
    assert cash_lines(changed) == booked
    undo = {"key": key, "reversedDate": "2026-10-22"}
    assert changed.post(f"/workflows/{RECEIPT}/reverse", undo).status_code == 200
    assert cash_lines(changed) == [
        *booked,
        ("2026-10-22", "1020", "credit", "60.00"),
        ("2026-10-22", "4000", "debit", "60.00"),
    ]


@pytest.mark.behaviour("books.goes-with-the-payment")
def test_a_draft_payment_is_in_the_cash_book_from_its_submission_to_its_deletion(changed: Wire):
    key = paid(changed, "60.00", state="draft")
    assert cash_lines(changed) == []
    assert changed.post(f"/workflows/{RECEIPT}/submit", {"key": key}).status_code == 200
    assert len(cash_lines(changed)) == 2
    gone = changed.http.delete(f"{BASE}/objects/{RECEIPT}/{key}", headers=changed.headers)
    assert gone.status_code == 204
    assert cash_lines(changed) == []


@pytest.mark.behaviour("books.journals")
def test_cash_journals_are_of_the_cash_book_and_entries_by_hand_of_both(wire: Wire):
    journals = wire.query(
        object="general-ledger/journal",
        fields=["id", "bookType", "bookId"],
        filters=[{"$in": {"bookType": ["cash", "cashAndAccrual"]}}],
        orderBy=[{"id": "asc"}],
    )
    assert [tuple(row.values()) for row in journals] == [
        ("CDJ-C", "cash", "CASH"),
        ("CRJ-C", "cash", "CASH"),
        ("GJ", "cashAndAccrual", "ACCRUAL"),
    ]
