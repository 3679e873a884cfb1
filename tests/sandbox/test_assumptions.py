"""Both readings of each open point that shapes answers (docs/api/assumptions.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Seed
from opened import company
from wire import BASE, Wire, sign_in

PAGE = Path(__file__).parents[2] / "docs" / "api" / "assumptions.md"
LINE, JOURNAL = "general-ledger/journal-entry-line", "general-ledger/journal"
MEMO, INVOICE = "accounts-receivable/adjustment", "accounts-receivable/invoice"


@contextmanager
def assuming(**readings: Any) -> Iterator[Wire]:
    seed = Seed(1, date(2026, 10, 31), 500, Assumptions(**readings))
    with company(seed) as sandbox, TestClient(sandbox.app) as http:
        yield sign_in(http, sandbox)


def first(wire: Wire, name: str, *fields: str, **filters: Any) -> dict[str, Any]:
    wanted = [{"$eq": {path.replace("__", "."): value}} for path, value in filters.items()]
    return wire.query(
        object=name, fields=list(fields), filters=wanted, orderBy=[{"key": "asc"}], size=1
    )[0]


@pytest.mark.parametrize(("reading", "seen"), [("shown", 2), ("hidden", 0)])
@pytest.mark.behaviour("assumptions.draft-lines")
def test_lines_of_draft_entries_are_seen_or_not(reading: str, seen: int):
    line = {"txnAmount": "5.00", "dimensions": {"location": {"id": "110"}}}
    entry = {
        "state": "draft",
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-30",
        "description": "later",
        "lines": [
            {**line, "txnType": "debit", "glAccount": {"id": "6100"}},
            {**line, "txnType": "credit", "glAccount": {"id": "2100"}},
        ],
    }
    with assuming(draft_lines=reading) as wire:
        assert wire.post("/objects/general-ledger/journal-entry", entry).status_code == 201
        rows = wire.query(object=LINE, fields=["key"], filters=[{"$eq": {"state": "draft"}}])
        assert len(rows) == seen


@pytest.mark.parametrize("reading", ["ACCRUAL", "Accrual"])
@pytest.mark.behaviour("assumptions.book-id")
def test_the_accrual_book_s_id_is_spelled_either_way(reading: str):
    with assuming(book_id=reading) as wire:
        assert first(wire, JOURNAL, "bookId", id="SJ") == {"bookId": reading}
        assert first(wire, JOURNAL, "bookId", id="CRJ-C") == {"bookId": "CASH"}


@pytest.mark.parametrize(("reading", "amount"), [("negative", "-180.50"), ("positive", "180.50")])
@pytest.mark.behaviour("assumptions.credit-sign")
def test_a_credit_memo_s_amounts_have_either_sign(reading: str, amount: str):
    with assuming(credit_sign=reading) as wire:
        header = first(wire, MEMO, "txnCurrency.totalDue", "txnType", adjustmentNumber="CM-1001")
        assert header == {"txnCurrency.totalDue": amount, "txnType": "credit"}
        line = first(wire, f"{MEMO}-line", "txnCurrency.amount")
        assert line == {"txnCurrency.amount": amount}


@pytest.mark.parametrize(("reading", "total"), [("filled", "-180.50"), ("empty", None)])
@pytest.mark.behaviour("assumptions.adjustment-totals")
def test_an_adjustment_s_header_has_its_totals_or_none(reading: str, total: str | None):
    with assuming(adjustment_totals=reading) as wire:
        header = first(wire, MEMO, "baseCurrency.totalDue", adjustmentNumber="CM-1001")
        assert header == {"baseCurrency.totalDue": total}


@pytest.mark.parametrize("reading", ["reversed", "posted"])
@pytest.mark.behaviour("assumptions.reversed-state")
def test_lines_of_a_reversed_entry_have_either_state(reading: str):
    with assuming(reversed_state=reading) as wire:
        found = first(wire, LINE, "state", journalEntry__state="reversed")
        assert found == {"state": reading}


@pytest.mark.behaviour("assumptions.total-due")
def test_what_is_owed_is_net_of_credit_memosor_not():
    with assuming() as net, assuming(total_due="gross") as gross:
        memo = first(net, MEMO, "customer.id", adjustmentNumber="CM-1001")["customer.id"]
        owed = [
            float(first(wire, name, "totalDue", **{path: memo})["totalDue"])
            for wire in (net, gross)
            for name, path in (
                ("accounts-receivable/customer", "id"),
                ("accounts-receivable/customer-total", "customer__id"),
            )
        ]
    assert [round(amount - owed[0], 2) for amount in owed] == [0, 0, 180.5, 180.5]


@pytest.mark.parametrize(
    ("name", "party", "number"),
    [
        (INVOICE, "customer", {"invoiceNumber": "INV-RET-1"}),
        ("accounts-payable/bill", "vendor", {"billNumber": "B-RET-1"}),
    ],
)
@pytest.mark.behaviour("assumptions.total-due")
def test_what_is_held_back_is_owed_or_not(name: str, party: str, number: dict[str, str]):
    with assuming() as net, assuming(total_due="with-retainage") as held:
        key = first(net, name, f"{party}.key", **number)[f"{party}.key"]
        owner = f"{name.partition('/')[0]}/{party}"
        for total, path in ((owner, "key"), (f"{owner}-total", f"{party}__key")):
            due, whole = (
                Decimal(first(wire, total, "totalDue", **{path: key})["totalDue"])
                for wire in (net, held)
            )
            assert whole - due == 1250


@pytest.mark.parametrize(("reading", "value"), [("null", None), ("empty", "")])
@pytest.mark.behaviour("assumptions.unset-enum")
def test_an_unset_choice_is_null_or_empty_text(reading: str, value: str | None):
    with assuming(unset_enum=reading) as wire:
        assert first(wire, f"{INVOICE}-line", "isSubtotal") == {"isSubtotal": value}
        key = first(wire, INVOICE, "key", invoiceMode=None, description=None)["key"]
        record = wire.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
        assert (record["invoiceMode"], record["description"]) == (value, None)


def test_every_switch_stands_on_the_page_with_its_readings():
    text = PAGE.read_text(encoding="utf-8")
    for name, default in ((each, getattr(Assumptions(), each)) for each in Assumptions.__slots__):
        (row,) = (line for line in text.splitlines() if f"| `{name.replace('_', '-')}` |" in line)
        assert f"`{default}`" in row


@pytest.mark.parametrize("reading", ["detail", "summary"])
@pytest.mark.behaviour("assumptions.subledger-postings")
def test_subledgers_post_line_by_line_or_in_daily_sums_with_the_same_balances(reading: str):
    seed = Seed(1, date(2026, 10, 31), 500, Assumptions(subledger_postings=reading))  # type: ignore[arg-type]  # a parameter is any text
    with company(seed) as sandbox, TestClient(sandbox.app) as http:
        wire = sign_in(http, sandbox)
        before = balances(wire)
        day = quiet_day(wire)
        keys = [create_invoice(wire, f"SUM-{number}", day) for number in range(3)]
        after = balances(wire)
        assert after["1200"] - before["1200"] == 30
        lines = wire.query(
            object=LINE,
            fields=["glAccount.id", "txnType", "baseAmount", "dimensions.customer.id"],
            filters=[
                {"$eq": {"entryDate": day}},
                {"$eq": {"journalEntry.glJournal.id": "SJ"}},
                {"$eq": {"dimensions.location.id": "220"}},
            ],
        )
        summed = {"1200": ["30.00"], "4200": ["30.00"]}
        single = {"1200": ["10.00"] * 3, "4200": ["10.00"] * 3}
        found: dict[str, list[str]] = {}
        for line in lines:
            found.setdefault(line["glAccount.id"], []).append(line["baseAmount"])
            assert (line["dimensions.customer.id"] is None) == (reading == "summary")
        assert found == (summed if reading == "summary" else single)
        undo(wire, keys)
        assert balances(wire) == before


def quiet_day(wire: Wire) -> str:
    """The last of these days without invoices in the location."""
    booked = wire.query(
        object=LINE,
        fields=["entryDate", "count:key"],
        filters=[
            {"$eq": {"journalEntry.glJournal.id": "SJ"}},
            {"$eq": {"dimensions.location.id": "220"}},
        ],
    )
    days = {f"2026-10-{number}" for number in range(10, 28)}
    return max(days - {row["entryDate"] for row in booked})


def create_invoice(wire: Wire, number: str, day: str) -> str:
    line = {
        "glAccount": {"id": "4200"},
        "txnAmount": "10.00",
        "dimensions": {"location": {"id": "220"}},
    }
    body = {
        "customer": {"id": "C-0001"},
        "invoiceNumber": number,
        "invoiceDate": day,
        "dueDate": "2026-11-27",
        "lines": [line],
    }
    key: str = wire.post(f"/objects/{INVOICE}", body).json()["ia::result"]["key"]
    return key


def undo(wire: Wire, keys: list[str]) -> None:
    """One is changed and deleted, one reversed, one paid, the payment reversed, and then deleted."""
    first, second, third = keys
    path = f"{BASE}/objects/{INVOICE}"
    later = {"invoiceDate": "2026-10-28", "description": "later"}
    assert wire.http.patch(f"{path}/{first}", json=later, headers=wire.headers).is_success
    assert wire.http.delete(f"{path}/{first}", headers=wire.headers).is_success
    reverse = {"key": second, "reversedDate": "2026-10-29"}
    assert wire.post(f"/workflows/{INVOICE}/reverse", reverse).is_success
    receipt = {
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-28"},
        "txnCurrency": {"currency": "USD"},
        "paymentDetails": [{"arInvoice": {"key": third}, "txnCurrency": {"paymentAmount": "4.00"}}],
    }
    payments = "accounts-receivable/payment"
    for _ in range(2):
        paid = wire.post(f"/objects/{payments}", receipt).json()["ia::result"]["key"]
        gone = wire.http.delete(f"{BASE}/objects/{payments}/{paid}", headers=wire.headers)
        assert gone.is_success
    paid = wire.post(f"/objects/{payments}", receipt).json()["ia::result"]["key"]
    back = {"key": paid, "reversedDate": "2026-10-30"}
    assert wire.post(f"/workflows/{payments}/reverse", back).is_success
    reverse = {"key": third, "reversedDate": "2026-10-30"}
    assert wire.post(f"/workflows/{INVOICE}/reverse", reverse).is_success


def balances(wire: Wire) -> dict[str, float]:
    rows = wire.query(
        object=LINE,
        fields=["glAccount.id", "txnType", "sum:baseAmount"],
        filters=[{"$ne": {"state": "draft"}}],
        size=4000,
    )
    found: dict[str, float] = {}
    for row in rows:
        sign = 100 if row["txnType"] == "debit" else -100
        account = row["glAccount.id"]
        found[account] = round(found.get(account, 0) + sign * float(row["sum:baseAmount"]))
    return {account: cents / 100 for account, cents in found.items() if cents}


@pytest.mark.parametrize(("reading", "status"), [("positive", 422), ("signed", 201)])
@pytest.mark.behaviour("assumptions.entry-amounts")
def test_the_amount_of_an_entry_s_line_is_positive_or_signed(reading: str, status: int):
    line = {"txnAmount": "-5.00", "dimensions": {"location": {"id": "110"}}}
    entry = {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-30",
        "description": "signed",
        "lines": [
            {**line, "txnType": "debit", "glAccount": {"id": "6100"}},
            {**line, "txnType": "credit", "glAccount": {"id": "2100"}},
        ],
    }
    with assuming(entry_amounts=reading) as wire:
        response = wire.post("/objects/general-ledger/journal-entry", entry)
        assert response.status_code == status
        if status == 201:
            key = response.json()["ia::result"]["key"]
            (first_line, _) = wire.get(f"/objects/general-ledger/journal-entry/{key}").json()[
                "ia::result"
            ]["lines"]
            assert (first_line["txnType"], first_line["txnAmount"]) == ("credit", "5.00")
