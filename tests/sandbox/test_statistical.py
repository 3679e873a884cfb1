"""Statistical accounts: they count, one-sided, and money knows nothing of them (docs/api/statistical.md)."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

ACCOUNT, ENTRY = "general-ledger/statistical-account", "general-ledger/statistical-journal-entry"
LINE = f"{ENTRY}-line"


@pytest.fixture
def changed(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


@pytest.mark.behaviour("statistical.kinds")
def test_heads_come_together_and_hours_are_of_their_period(wire: Wire):
    accounts = wire.query(object=ACCOUNT, fields=["id", "reportType"], orderBy=[{"id": "asc"}])
    assert [tuple(row.values()) for row in accounts] == [
        ("9010", "cumulative"),
        ("9020", "forPeriod"),
    ]
    by_account = wire.query(
        object=LINE, fields=["statisticalAccount.id", "entryDate", "count:key"], size=4000
    )
    for account in ("9010", "9020"):
        days = {row["entryDate"] for row in by_account if row["statisticalAccount.id"] == account}
        assert max(days) == "2026-10-31"
    hours = {row["entryDate"] for row in by_account if row["statisticalAccount.id"] == "9020"}
    assert len(hours) == 37


@pytest.mark.behaviour("statistical.no-money")
def test_no_line_of_money_is_on_a_statistical_account(wire: Wire):
    accounts = [row["id"] for row in wire.query(object=ACCOUNT, fields=["id"])]
    assert accounts
    on_them = [{"$in": {"glAccount.id": accounts}}]
    money = wire.query(object="general-ledger/journal-entry-line", fields=["key"], filters=on_them)
    assert money == []


@pytest.mark.behaviour("statistical.one-sided")
def test_an_entry_of_one_side_is_taken_and_moves_no_money(changed: Wire):
    counted = {"object": "general-ledger/journal-entry-line", "fields": ["count:key"]}
    before = changed.query(**counted)
    body = {
        "statisticalJournal": {"id": "STAT"},
        "postingDate": "2026-10-15",
        "description": "Two more",
        "lines": [
            {
                "txnType": "increase",
                "txnAmount": "2.00",
                "statisticalAccount": {"id": "9010"},
                "dimensions": {"location": {"id": "110"}},
            }
        ],
    }
    response = changed.post(f"/objects/{ENTRY}", body)
    assert response.status_code == 201, response.text
    key = response.json()["ia::result"]["key"]
    (line,) = changed.get(f"/objects/{ENTRY}/{key}").json()["ia::result"]["lines"]
    assert (line["txnType"], line["txnAmount"]) == ("increase", "2.00")
    assert changed.query(**counted) == before
