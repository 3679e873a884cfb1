"""Documents, payments and entries in a currency that is not the entity's (docs/api/foreign-currency.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import BASE, Wire, sign_in

INVOICE, RECEIPT = "accounts-receivable/invoice", "accounts-receivable/payment"
ENTRY = "general-ledger/journal-entry"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def read(wire: Wire, name: str, key: str) -> dict[str, Any]:
    record: dict[str, Any] = wire.get(f"/objects/{name}/{key}").json()["ia::result"]
    return record


def error_id(response: Any) -> str:
    found: str = response.json()["ia::result"]["ia::error"]["details"][-1]["errorId"]
    return found


def record_rate(wire: Wire, from_: str, to: str, **by_day: float) -> None:
    key = create(wire, "company-config/exchange-rate-type", {"name": f"{from_}{to} daily"})
    body = {
        "fromCurrency": from_,
        "toCurrency": to,
        "exchangeRateType": {"key": key},
        "lines": [
            {"effectiveStartDate": day.strip("d").replace("_", "-"), "rate": rate}
            for day, rate in by_day.items()
        ],
    }
    create(wire, "company-config/exchange-rate", body)


def lines(*amounts: str) -> list[dict[str, Any]]:
    return [
        {
            "glAccount": {"id": "4000"},
            "txnAmount": amount,
            "dimensions": {"location": {"id": "210"}},
        }
        for amount in amounts
    ]


def euros(*amounts: str, **exchange: Any) -> dict[str, Any]:
    return {
        "customer": {"id": "C-0001"},
        "invoiceNumber": "FX-1",
        "invoiceDate": "2026-10-05",
        "dueDate": "2026-11-04",
        "currency": {"txnCurrency": "EUR", **({"exchangeRate": exchange} if exchange else {})},
        "lines": lines(*amounts),
    }


def receipt(key: str, amount: str, **changed: Any) -> dict[str, Any]:
    return {
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-25"},
        "txnCurrency": {"currency": "EUR"},
        "paymentDetails": [{"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": amount}}],
        **changed,
    }


def entry_lines(wire: Wire, journal: str) -> list[tuple[str, str, str, str, str]]:
    rows = wire.query(
        object=f"{ENTRY}-line",
        fields=[
            "journalEntry.key",
            "glAccount.id",
            "txnType",
            "txnAmount",
            "currency.txnCurrency",
            "baseAmount",
        ],
        filters=[{"$eq": {"journalEntry.glJournal.id": journal}}],
        orderBy=[{"journalEntry.key": "desc"}, {"lineNumber": "asc"}],
        size=12,
    )
    return [
        (
            row["glAccount.id"],
            row["txnType"],
            row["txnAmount"],
            row["currency.txnCurrency"],
            row["baseAmount"],
        )
        for row in rows
        if row["journalEntry.key"] == rows[0]["journalEntry.key"]
    ]


@pytest.mark.behaviour("foreign-currency.by-line")
def test_each_line_is_converted_on_its_own_and_the_control_line_is_their_sum(wire: Wire):
    key = create(wire, INVOICE, euros("0.35", "0.35", "0.35", rate=1.1, date="2026-10-01"))
    record = read(wire, INVOICE, key)
    # 1.05 at 1.1 would be 1.16 in one; three times 0.35 is three times 0.39.
    assert (record["totalTxnAmount"], record["totalBaseAmount"]) == ("1.05", "1.17")
    exchange = record["currency"]["exchangeRate"]
    assert (exchange["date"], exchange["rate"]) == ("2026-10-01", 1.1)
    assert entry_lines(wire, "SJ") == [
        ("1200", "debit", "1.05", "EUR", "1.17"),
        *[("4000", "credit", "0.35", "EUR", "0.39")] * 3,
    ]


@pytest.mark.behaviour("foreign-currency.latest-rate")
def test_the_latest_rate_that_the_company_has_recorded_is_taken(wire: Wire):
    crowns = {**euros("10.00"), "currency": {"txnCurrency": "SEK"}}
    assert error_id(wire.post(f"/objects/{INVOICE}", crowns)) == "PL-0101"
    record_rate(wire, "SEK", "USD", d2026_09_01=1.05, d2026_10_01=1.2, d2026_10_20=1.3)
    key = create(wire, INVOICE, crowns)
    assert read(wire, INVOICE, key)["totalBaseAmount"] == "12.00"


@pytest.mark.behaviour("foreign-currency.inverse-rate")
def test_without_a_rate_the_other_way_round_is_taken(wire: Wire):
    record_rate(wire, "USD", "SEK", d2026_10_01=0.8)
    key = create(wire, INVOICE, {**euros("10.00"), "currency": {"txnCurrency": "SEK"}})
    assert read(wire, INVOICE, key)["totalBaseAmount"] == "12.50"


@pytest.mark.parametrize(
    ("rate", "account_line"),
    [
        (1.3, ("7200", "credit", "0.00", "EUR", "10.00")),
        (1.1, ("7200", "debit", "0.00", "EUR", "10.00")),
    ],
)
@pytest.mark.behaviour("foreign-currency.realised")
def test_a_payment_at_another_rate_realises_the_difference(
    wire: Wire, rate: float, account_line: tuple[str, ...]
):
    record_rate(wire, "EUR", "USD", d2026_10_01=1.2, d2026_10_20=rate)
    key = create(wire, INVOICE, euros("100.00"))
    create(wire, RECEIPT, receipt(key, "100.00"))
    record = read(wire, INVOICE, key)
    assert record["state"] == "paid"
    assert (record["totalTxnAmountDue"], record["totalBaseAmountDue"]) == ("0.00", "0.00")
    assert entry_lines(wire, "CRJ") == [
        ("1020", "debit", "100.00", "EUR", f"{rate * 100:.2f}"),
        ("1200", "credit", "100.00", "EUR", "120.00"),
        account_line,
    ]


@pytest.mark.behaviour("foreign-currency.to-the-cent")
def test_part_payments_clear_both_currencies_to_the_cent(wire: Wire):
    key = create(wire, INVOICE, euros("0.35", "0.35", "0.35", rate=1.1))
    for amount in ("0.33", "0.33", "0.39"):
        body = receipt(key, amount, baseCurrency={"amountToPay": amount})
        create(wire, RECEIPT, body)
    record = read(wire, INVOICE, key)
    assert (record["state"], record["totalBaseAmountDue"]) == ("paid", "0.00")
    assert record["paymentInformation"]["totalBaseAmountPaid"] == "1.17"


@pytest.mark.behaviour("foreign-currency.reversed")
def test_a_reversed_payment_takes_its_gain_back(wire: Wire):
    record_rate(wire, "EUR", "USD", d2026_10_01=1.2, d2026_10_20=1.3)
    key = create(wire, INVOICE, euros("100.00"))
    payment = create(wire, RECEIPT, receipt(key, "100.00"))
    wire.post(f"/workflows/{RECEIPT}/reverse", {"key": payment, "reversedDate": "2026-10-26"})
    assert read(wire, INVOICE, key)["totalBaseAmountDue"] == "120.00"
    assert entry_lines(wire, "CRJ")[-1] == ("7200", "debit", "0.00", "EUR", "10.00")


@pytest.mark.behaviour("foreign-currency.not-mixed")
def test_currencies_are_not_mixed(wire: Wire):
    key = create(wire, INVOICE, euros("10.00", rate=1.1))
    dollars = receipt(key, "10.00", txnCurrency={"currency": "USD"})
    assert error_id(wire.post(f"/objects/{RECEIPT}", dollars)) == "AR-0506"
    wrong = euros("10.00", rate=1.1)
    wrong["currency"]["baseCurrency"] = "GBP"
    assert error_id(wire.post(f"/objects/{INVOICE}", wrong)) == "PL-0102"
    zero = euros("10.00", rate=0)
    assert wire.post(f"/objects/{INVOICE}", zero).status_code == 400


@pytest.mark.behaviour("foreign-currency.banks")
def test_a_bank_account_takes_its_own_currency_and_the_entity_s_only(wire: Wire):
    account = {
        "id": "BCN-YEN",
        "bankAccountDetails": {
            "bankName": "Beacon Street Trust",
            "accountNumber": "1",
            "routingNumber": "1",
            "currency": "JPY",
        },
        "accounting": {"glAccount": {"id": "1020"}},
        "location": {"id": "200"},
    }
    create(wire, "cash-management/checking-account", account)
    key = create(wire, INVOICE, euros("10.00", rate=1.1))
    body = receipt(key, "10.00", financialEntity={"entityId": "BCN-YEN"})
    assert error_id(wire.post(f"/objects/{RECEIPT}", body)) == "AR-0508"


@pytest.mark.behaviour("foreign-currency.one-in-an-entry")
def test_lines_of_one_entry_are_in_one_currency(wire: Wire):
    line = {
        "txnAmount": "1.00",
        "glAccount": {"id": "6100"},
        "dimensions": {"location": {"id": "110"}},
    }
    body = {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "Mixed",
        "lines": [
            {**line, "txnType": "debit", "currency": {"txnCurrency": "EUR"}},
            {**line, "txnType": "credit"},
        ],
    }
    assert error_id(wire.post(f"/objects/{ENTRY}", body)) == "GL-0603"


@pytest.mark.parametrize("rate", [-1.1, 1e6, 1e300])
def test_a_rate_beyond_reason_is_refused(wire: Wire, rate: float):
    assert wire.post(f"/objects/{INVOICE}", euros("10.00", rate=rate)).status_code == 400
    record_rate(wire, "EUR", "USD", d2026_10_01=rate)
    assert wire.post(f"/objects/{INVOICE}", euros("10.00")).status_code == 400


def test_an_amount_that_no_ledger_holds_is_refused(wire: Wire):
    for amount in ("100000000000.00", "1e400"):
        assert wire.post(f"/objects/{INVOICE}", euros(amount, rate=1.1)).status_code == 400
    create(wire, INVOICE, euros("99999999999.99", rate=1.1))


@pytest.mark.behaviour("foreign-currency.changed-rate")
def test_a_changed_rate_posts_anew(wire: Wire):
    key = create(wire, INVOICE, euros("10.00", rate=1.1))
    path = f"{BASE}/objects/{INVOICE}/{key}"
    body = {"currency": {"exchangeRate": {"rate": 1.5}}}
    assert wire.http.patch(path, json=body, headers=wire.headers).status_code == 200
    assert entry_lines(wire, "SJ")[0] == ("1200", "debit", "10.00", "EUR", "15.00")
    assert wire.http.patch(path, json={"description": "x"}, headers=wire.headers).is_success
    assert entry_lines(wire, "SJ")[0] == ("1200", "debit", "10.00", "EUR", "15.00")


@pytest.mark.behaviour("foreign-currency.entries-balance")
def test_an_entry_in_a_foreign_currency_balances_in_both(wire: Wire):
    def line(side: str, account: str, amount: str) -> dict[str, Any]:
        return {
            "txnType": side,
            "txnAmount": amount,
            "glAccount": {"id": account},
            "dimensions": {"location": {"id": "110"}},
            "currency": {"txnCurrency": "EUR", "exchangeRate": 1.1},
        }

    body = {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "In euros",
        "lines": [
            line("debit", "6100", "0.35"),
            line("debit", "6110", "0.35"),
            line("debit", "6200", "0.35"),
            line("credit", "2100", "1.05"),
        ],
    }
    create(wire, ENTRY, body)
    assert entry_lines(wire, "GJ") == [
        ("6100", "debit", "0.35", "EUR", "0.39"),
        ("6110", "debit", "0.35", "EUR", "0.39"),
        ("6200", "debit", "0.35", "EUR", "0.39"),
        ("2100", "credit", "1.05", "EUR", "1.17"),
    ]
    body["lines"] = [line("debit", "6100", "1.00"), line("credit", "2100", "1.01")]
    assert error_id(wire.post(f"/objects/{ENTRY}", body)) == "GL-1009"
