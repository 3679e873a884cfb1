"""Other receipts, fees, card charges and transfers: booked, changed and reversed (docs/api/booked-records.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from intacct_sandbox.verify.run import verify
from wire import BASE, Wire, sign_in

RECEIPT, FEE = "cash-management/other-receipt", "cash-management/bank-fee"
CARD, CHARGE = "cash-management/credit-card-account", "cash-management/credit-card-txn"
CARD_FEE, TRANSFER = "cash-management/credit-card-fee", "cash-management/funds-transfer"
Figures = list[tuple[str, str, str]]


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)
        wrong = [each for each in verify(fresh_sandbox.ledger) if not each.is_right]
        assert wrong == []


def line(account: str, amount: str) -> dict[str, Any]:
    dimensions = {"location": {"id": "210"}}
    return {"glAccount": {"id": account}, "txnAmount": amount, "dimensions": dimensions}


def receipt(**changed: Any) -> dict[str, Any]:
    return {
        "payer": "A friend",
        "txnDate": "2026-10-05",
        "txnPaidDate": "2026-10-05",
        "depositDate": "2026-10-06",
        "paymentMethod": "eft",
        "bankAccount": {"id": "BCN-OPS"},
        "lines": [line("4900", "60.00"), line("6300", "40.10")],
        **changed,
    }


def fee(**changed: Any) -> dict[str, Any]:
    return {
        "txnDate": "2026-10-06",
        "txnType": "serviceCharge",
        "bankAccount": {"id": "BCN-OPS"},
        "currency": {"txnCurrency": "USD"},
        "lines": [line("6300", "7.50")],
        **changed,
    }


def charge(**changed: Any) -> dict[str, Any]:
    return {
        "txnDate": "2026-10-06",
        "creditCardAccount": {"id": "CARD-1"},
        "currency": {"txnCurrency": "USD"},
        "lines": [line("6300", "19.99")],
        **changed,
    }


def card_fee() -> dict[str, Any]:
    return {name: value for name, value in charge().items() if name != "currency"}


def transfer(bank: str, **changed: Any) -> dict[str, Any]:
    return {
        "sendDate": "2026-10-06",
        "transferFromAccount": {"bankAccount": {"id": "BCN-OPS"}, "transferAmount": "500.00"},
        "transferToAccount": {"bankAccount": {"id": bank}, "receivedAmount": "500.00"},
        **changed,
    }


def second_bank(wire: Wire) -> str:
    body = {
        "id": "BCN-2",
        "bankAccountDetails": {"currency": "USD", "bankName": "Bank", "accountNumber": "1"},
        "accounting": {"glAccount": {"id": "1050"}},
        "location": {"id": "210"},
    }
    create(wire, "cash-management/checking-account", body)
    return "BCN-2"


def add_card(wire: Wire) -> None:
    details = {"cardType": "visa", "accountType": "credit"}
    details |= {"expirationMonth": "01", "expirationYear": "2030"}
    body = {
        "id": "CARD-1",
        "accountDetails": details,
        "accounting": {"offsetGLAccount": {"id": "2030"}},
        "vendor": {"id": "V-0001"},
    }
    create(wire, CARD, body)


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def read(wire: Wire, name: str, key: str) -> dict[str, Any]:
    record: dict[str, Any] = wire.get(f"/objects/{name}/{key}").json()["ia::result"]
    return record


def last_entry(wire: Wire) -> tuple[str, Figures]:
    """The day and the lines of the newest entry."""
    rows = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["journalEntry.key", "entryDate", "glAccount.id", "txnType", "baseAmount"],
        orderBy=[{"journalEntry.key": "desc"}, {"lineNumber": "asc"}],
        size=8,
    )
    latest = [row for row in rows if row["journalEntry.key"] == rows[0]["journalEntry.key"]]
    names = ("glAccount.id", "txnType", "baseAmount")
    return latest[0]["entryDate"], [tuple(row[name] for name in names) for row in latest]


def refusal(response: Any) -> tuple[int, str, str]:
    last = response.json()["ia::result"]["ia::error"]["details"][-1]
    return response.status_code, last["errorId"], last.get("target", "")


@pytest.mark.behaviour("booked-records.posts", "booked-records.reversed")
def test_each_kind_posts_its_money_and_its_reversal_posts_the_opposite(wire: Wire):
    add_card(wire)
    kinds: list[tuple[str, dict[str, Any], Figures, tuple[Any, Any]]] = [
        (
            RECEIPT,
            receipt(),
            [("1020", "debit", "100.10"), ("4900", "credit", "60.00"), ("6300", "credit", "40.10")],
            ("approved", "reversed"),
        ),
        (
            FEE,
            fee(),
            [("1020", "credit", "7.50"), ("6300", "debit", "7.50")],
            ("posted", "reversed"),
        ),
        (
            FEE,
            fee(txnType="interestEarned", lines=[line("4900", "3.00")]),
            [("1020", "debit", "3.00"), ("4900", "credit", "3.00")],
            ("posted", "reversed"),
        ),
        (
            CHARGE,
            charge(),
            [("2030", "credit", "19.99"), ("6300", "debit", "19.99")],
            ("posted", "reversed"),
        ),
        (
            CARD_FEE,
            card_fee(),
            [("2030", "credit", "19.99"), ("6300", "debit", "19.99")],
            (None, "void"),
        ),
        (
            TRANSFER,
            transfer(second_bank(wire)),
            [("1020", "credit", "500.00"), ("1050", "debit", "500.00")],
            ("posted", "reversed"),
        ),
    ]
    swapped = {"debit": "credit", "credit": "debit"}
    for name, body, lines, (before, after) in kinds:
        key = create(wire, name, body)
        assert last_entry(wire) == ("2026-10-06", lines)
        assert read(wire, name, key)["state"] == before
        undo = {"key": key, "reversedDate": "2026-10-20"}
        done = wire.post(f"/workflows/{name}/reverse", undo)
        assert done.json()["ia::result"]["state"] == after
        opposite = [(account, swapped[side], amount) for account, side, amount in lines]
        assert last_entry(wire) == ("2026-10-20", opposite)
        again = wire.post(f"/workflows/{name}/reverse", undo)
        assert refusal(again) == (422, "CM-0414", "")


@pytest.mark.behaviour("booked-records.reversed")
def test_a_reversed_pair_says_what_belongs_together(wire: Wire):
    key = create(wire, FEE, fee())
    wire.post(f"/workflows/{FEE}/reverse", {"key": key, "reversedDate": "2026-10-20"})
    record = read(wire, FEE, key)
    assert record["reversedBy"]["reversalDate"] == "2026-10-20"
    twin = read(wire, FEE, record["reversedBy"]["key"])
    assert (twin["state"], twin["txnDate"]) == ("reversal", "2026-10-20")
    assert (twin["reversalOf"]["key"], twin["reversalOf"]["txnDate"]) == (key, "2026-10-06")
    assert [each["txnAmount"] for each in twin["lines"]] == ["-7.50"]
    for each in (key, twin["key"]):
        undo = {"key": each, "reversedDate": "2026-10-21"}
        assert refusal(wire.post(f"/workflows/{FEE}/reverse", undo))[1] == "CM-0414"


@pytest.mark.behaviour("booked-records.changed")
def test_a_change_posts_anew_and_a_deletion_takes_the_entry_out(wire: Wire):
    key = create(wire, RECEIPT, receipt())
    address = f"{BASE}/objects/{RECEIPT}/{key}"
    kept, gone = read(wire, RECEIPT, key)["lines"]
    lines = [
        {"key": kept["key"], "txnAmount": "61.00"},
        {"key": gone["key"], "ia::operation": "delete"},
    ]
    changed = wire.http.patch(address, json={"lines": lines}, headers=wire.headers)
    assert changed.status_code == 200, changed.text
    day, figures = last_entry(wire)
    assert (day, figures) == (
        "2026-10-06",
        [("1020", "debit", "61.00"), ("4900", "credit", "61.00")],
    )
    state = wire.http.patch(address, json={"state": "reversed"}, headers=wire.headers)
    assert refusal(state) == (400, "REST-1050", "/state")
    count = {"object": "general-ledger/journal-entry", "fields": ["count:key"]}
    before = int(wire.query(**count)[0]["count:key"])
    assert wire.http.delete(address, headers=wire.headers).status_code == 204
    assert int(wire.query(**count)[0]["count:key"]) == before - 1


@pytest.mark.behaviour("booked-records.refused")
@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        (RECEIPT, receipt(state="reversed"), (400, "invalidParameter", "/state")),
        (RECEIPT, receipt(depositDate="2026-08-31"), (422, "GL-0312", "/depositDate")),
        (RECEIPT, receipt(lines=[]), (400, "REST-1043", "/lines")),
        (
            RECEIPT,
            receipt(lines=[{"glAccount": {"id": "4900"}}]),
            (400, "REST-1043", "/lines/0/txnAmount"),
        ),
        (
            FEE,
            fee(lines=[{"txnAmount": "1.00"}]),
            (400, "REST-1043", "/lines/0/glAccount"),
        ),
        (RECEIPT, receipt(lines=[line("4900", "1.005")]), (400, "REST-1043", "/lines/0/txnAmount")),
        (RECEIPT, receipt(lines=[line("4900", "1e30")]), (400, "REST-1043", "/lines/0/txnAmount")),
        (RECEIPT, receipt(lines=[line("4900", "0.00")]), (422, "CM-0501", "/lines")),
        (FEE, fee(lines=[line("1200", "1.00")]), (422, "CM-0505", "/lines/0/glAccount")),
        (
            TRANSFER,
            transfer("BCN-OPS"),
            (422, "CM-0503", "/transferToAccount/bankAccount"),
        ),
        (
            TRANSFER,
            transfer(
                "BCN-OPS",
                transferToAccount={"bankAccount": {"id": "BCN-OPS"}, "receivedAmount": "1.00"},
            ),
            (422, "CM-0502", "/transferToAccount/receivedAmount"),
        ),
        (CHARGE, charge(), (422, "BL03002028", "/creditCardAccount")),
    ],
)
def test_what_cannot_be_booked_is_refused_and_nothing_is_kept(
    wire: Wire, name: str, body: dict[str, Any], told: tuple[int, str, str]
):
    assert refusal(wire.post(f"/objects/{name}", body)) == told
    assert wire.query(object=name, fields=["key"]) == []


@pytest.mark.behaviour("booked-records.refused")
def test_a_card_without_an_account_to_owe_on_takes_no_charges(fresh_sandbox: Sandbox, wire: Wire):
    add_card(wire)
    fresh_sandbox.ledger.write(
        "UPDATE record SET fields = json_remove(fields, '$.\"accounting.offsetGLAccount.key\"')"
        " WHERE object = ?",
        (CARD,),
    )
    response = wire.post(f"/objects/{CHARGE}", charge())
    assert refusal(response) == (422, "CM-0504", "/creditCardAccount")


@pytest.mark.behaviour("booked-records.refused")
def test_a_reversal_before_the_record_s_day_is_refused(wire: Wire):
    key = create(wire, FEE, fee())
    early = wire.post(f"/workflows/{FEE}/reverse", {"key": key, "reversedDate": "2026-10-05"})
    assert refusal(early) == (422, "CM-0416", "/reversedDate")
    missing = wire.post(f"/workflows/{FEE}/reverse", {"key": key})
    assert refusal(missing) == (400, "REST-1043", "/reversedDate")
    unknown = wire.post(f"/workflows/{FEE}/reverse", {"key": "9", "reversedDate": "2026-10-06"})
    assert unknown.status_code == 404
