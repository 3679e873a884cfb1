"""Adjustment books, unposted entries, statistics and accounts back at zero, in books that a test changes."""

from collections.abc import Iterator
from typing import Any

import pytest

from intacct_sandbox.company.ledger_entries.posting import Entry, Line, post
from intacct_sandbox.company.lookup import journal_key
from intacct_sandbox.serve import Sandbox
from report_files import Reports, money, over, reports_of

OCTOBER = over("2026-10-01", "2026-10-31")


@pytest.fixture
def reports(fresh_sandbox: Sandbox) -> Iterator[Reports]:
    with reports_of(fresh_sandbox) as opened:
        yield opened


def book(
    sandbox: Sandbox,
    debit: str,
    credit: str,
    cents: int,
    *,
    journal: str = "GJ",
    state: str = "posted",
) -> None:
    ledger = sandbox.ledger

    def key(table: str, id_: str) -> int:
        return int(ledger.rows(f"SELECT key FROM {table} WHERE id = ?", (id_,))[0][0])

    location = key("location", "110")
    lines = (
        Line(key("account", debit), "debit", cents, cents, location),
        Line(key("account", credit), "credit", cents, cents, location),
    )
    entry = Entry(
        journal_key=journal_key(ledger, journal),
        entity_key=key("entity", "100"),
        posting_date="2026-10-20",
        description="For a test",
        module="2.GL",
        currency="USD",
        base_currency="USD",
        lines=lines,
        state=state,
    )
    with ledger.transaction():
        post(ledger, entry, at="2026-10-20T12:00:00Z")


def add_journal(
    sandbox: Sandbox, id_: str, book_id: str, *, type_: str = "accrual", is_adjustment: bool = False
) -> None:
    values = {
        "id": id_,
        "name": id_,
        "book_id": book_id,
        "book_type": type_,
        "is_adjustment": int(is_adjustment),
        "status": "active",
    }
    sandbox.ledger.insert("journal", values)


@pytest.mark.behaviour("reports.adjustments")
def test_adjustment_books_have_columns_of_their_own_and_count_when_named(
    fresh_sandbox: Sandbox, reports: Reports
):
    add_journal(fresh_sandbox, "ADJ", "GAAPADJ", is_adjustment=True)
    without = reports.sheet("trial-balance", OCTOBER)
    book(fresh_sandbox, "6990", "2100", 12_345, journal="ADJ")
    assert reports.sheet("trial-balance", OCTOBER) == without

    named = {**OCTOBER, "adjustmentBooks": ["GAAPADJ"]}
    row = reports.sheet("trial-balance", named).row("6990")
    assert (row["Debits"], row["Adjusting debits"], row["Closing"]) == ("0.00", "123.45", "123.45")
    alone = reports.sheet("trial-balance", {**named, "includeReportingBook": False})
    assert {row["Account"] for row in alone.rows if money(row["Closing"])} == {"6990", "2100"}
    excluded = reports.sheet("trial-balance", {**named, "excludeAdjustments": True})
    assert "Adjusting debits" not in excluded.rows[0]
    assert {row["Account"] for row in excluded.rows} == {row["Account"] for row in without.rows}
    balances = reports.sheet("account-balance", named)
    assert balances.row("2100")["Adjusting credits"] == "123.45"
    details = reports.sheet("details", named)
    assert ("6990", "ADJ", "123.45") in {
        (row["Account"], row["Journal"], row["Debit"]) for row in details.rows
    }


def test_another_reporting_book_has_only_its_own_journals(fresh_sandbox: Sandbox, reports: Reports):
    add_journal(fresh_sandbox, "TAX", "TAXBOOK")
    book(fresh_sandbox, "6990", "2100", 500, journal="TAX")
    sheet = reports.sheet("trial-balance", {**OCTOBER, "reportingBook": "TAXBOOK"})
    assert {row["Account"]: row["Closing"] for row in sheet.rows} == {
        "2100": "-5.00",
        "6990": "5.00",
    }
    assert "Reporting book TAXBOOK" in sheet.headings


@pytest.mark.behaviour("reports.cash-book")
def test_a_journal_for_cash_only_is_in_the_cash_book_alone(
    fresh_sandbox: Sandbox, reports: Reports
):
    add_journal(fresh_sandbox, "TILL", "ACCRUAL", type_="cash")
    accrual = reports.file("trial-balance", OCTOBER)
    book(fresh_sandbox, "6990", "2100", 500, journal="TILL")
    assert reports.file("trial-balance", OCTOBER) == accrual
    in_cash = reports.sheet("trial-balance", {**OCTOBER, "reportingBook": "CASH"})
    assert in_cash.row("6990")["Closing"] == "5.00"


@pytest.mark.behaviour("reports.states")
@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({}, {"posted"}),
        ({"txnStateSelection": "unpostedTxnsOnly"}, {"draft", "submitted"}),
        (
            {"txnStateSelection": "unpostedTxnsOnly", "txnStateFilter": ["submitted"]},
            {"submitted"},
        ),
        (
            {"txnStateSelection": "postedAndUnpostedTxns", "txnStateFilter": ["draft"]},
            {"posted", "draft"},
        ),
    ],
)
def test_details_show_the_states_that_are_asked_for(
    fresh_sandbox: Sandbox, reports: Reports, asked: dict[str, Any], seen: set[str]
):
    amounts = {"posted": 1_00, "draft": 2_00, "submitted": 3_00}
    for state, cents in amounts.items():
        book(fresh_sandbox, "6990", "2100", cents, state=state)
    chosen = {
        "glAccountRange": [{"startingAccount": {"id": "6990"}, "endingAccount": {"id": "6990"}}]
    }
    rows = reports.sheet("details", {**OCTOBER, **chosen, **asked}).rows
    found = {money(row["Debit"]) * 100 for row in rows if row["Date"]}
    assert found == {amounts[state] for state in seen}


def test_only_posted_entries_are_in_a_trial_balance(fresh_sandbox: Sandbox, reports: Reports):
    before = reports.file("trial-balance", OCTOBER)
    book(fresh_sandbox, "6990", "2100", 2_00, state="draft")
    book(fresh_sandbox, "6990", "2100", 3_00, state="submitted")
    assert reports.file("trial-balance", OCTOBER) == before


def test_an_account_back_at_zero_is_shown_unless_such_are_hidden(
    fresh_sandbox: Sandbox, reports: Reports
):
    book(fresh_sandbox, "6990", "2100", 7_00)
    book(fresh_sandbox, "2100", "6990", 7_00)

    def accounts(**asked: str) -> set[str]:
        return {row["Account"] for row in reports.sheet("trial-balance", {**OCTOBER, **asked}).rows}

    assert {"6990", "2100"} <= accounts()
    assert not {"6990", "2100"} & accounts(showZeroBalanceAccounts="doNotShow")
    assert accounts() <= accounts(showZeroBalanceAccounts="all")


def add_statistics(sandbox: Sandbox) -> None:
    """A statistical account with 25 units, whatever the ledger makes of its type."""
    ledger = sandbox.ledger
    ledger.write("PRAGMA ignore_check_constraints = ON")
    account = {
        "id": "9000",
        "name": "Headcount",
        "type": "statistical",
        "normal_balance": "debit",
        "closing_type": "nonClosingAccount",
        "status": "active",
    }
    ledger.insert("account", account)
    ledger.insert("account", {**account, "id": "9001", "name": "Counterpart"})
    book(sandbox, "9000", "9001", 25_00)


@pytest.mark.behaviour(
    "reports.statistics", "assumptions.report-statistics", "statistical.in-reports"
)
def test_statistics_stand_apart_from_money(fresh_sandbox: Sandbox, reports: Reports):
    money_only = reports.sheet("trial-balance", OCTOBER)
    add_statistics(fresh_sandbox)

    def sheet(**asked: Any) -> Any:
        return reports.sheet("trial-balance", {**OCTOBER, **asked})

    shown = sheet()
    assert [row["Account"] for row in shown.rows[-2:]] == ["9000", "9001"]
    assert (shown.rows[-2]["Currency"], shown.rows[-2]["Closing"]) == ("", "25.00")
    assert shown.totals == money_only.totals
    assert sheet(showStatisticalAccounts="doNotShowStatisticalAccounts") == money_only
    only = sheet(showStatisticalAccounts="onlyShowStatisticalAccounts")
    assert ({row["Account"] for row in only.rows}, only.totals) == ({"9000", "9001"}, [])
    with reports_of(fresh_sandbox, report_statistics="exclude") as excluding:
        assert excluding.sheet("trial-balance", OCTOBER) == money_only
    balances = reports.sheet("account-balance", OCTOBER)
    assert not {"9000", "9001"} & {row["Account"] for row in balances.rows}
    included = reports.sheet("account-balance", {**OCTOBER, "includeStatisticalAccounts": True})
    assert included.rows[-1]["Account"] == "9001"


def test_inactive_accounts_can_be_left_out(fresh_sandbox: Sandbox, reports: Reports):
    ledger = fresh_sandbox.ledger
    ledger.write("UPDATE account SET status = 'inactive' WHERE id = '4000'")
    inactive = {id_ for (id_,) in ledger.rows("SELECT id FROM account WHERE status = 'inactive'")}

    def accounts(**asked: bool) -> set[str]:
        sheet = reports.sheet("account-balance-by-dimension", {**OCTOBER, **asked})
        return {row["Account"] for row in sheet.rows}

    assert "4000" in inactive
    assert accounts() - accounts(ignoreInactiveAccounts=True) == inactive


@pytest.mark.parametrize(
    ("dimension", "address", "record"),
    [
        ("class", "company-config/class", {"id": "A", "name": "First"}),
        (
            "item",
            "inventory-control/item",
            {"id": "A", "name": "First", "itemType": "inventory", "costMethod": "average"},
        ),
    ],
)
def test_dimensions_without_a_table_narrow_and_split_too(
    fresh_sandbox: Sandbox, reports: Reports, dimension: str, address: str, record: dict[str, Any]
):
    created = reports.wire.post(f"/objects/{address}", record)
    assert created.status_code == 201, created.text
    key = created.json()["ia::result"]["key"]
    book(fresh_sandbox, "6990", "2100", 9_00)
    fresh_sandbox.ledger.write(
        f"UPDATE journal_line SET {dimension}_key = ?"
        " WHERE key = (SELECT MAX(key) - 1 FROM journal_line)",
        (key,),
    )
    for named in ({"id": "A"}, {"key": key}):
        chosen = {**OCTOBER, "dimensions": {dimension: named}}
        (row,) = reports.sheet("trial-balance", chosen).rows
        assert (row["Account"], row["Closing"]) == ("6990", "9.00")
    split = {**OCTOBER, "showDimensionValues": {dimension: {"includeIdName": True}}}
    rows = reports.sheet("account-balance-by-dimension", split).rows
    assert [
        row["Closing"] for row in rows if row[f"{dimension.capitalize()} and name"] == "A--First"
    ] == ["9.00"]


def test_everything_can_be_named_by_its_key(fresh_sandbox: Sandbox, reports: Reports):
    def key(table: str, id_: str) -> dict[str, str]:
        row = fresh_sandbox.ledger.rows(f"SELECT key FROM {table} WHERE id = ?", (id_,))
        return {"key": str(row[0][0])}

    def same(report: str, by_id: dict[str, Any], by_key: dict[str, Any]) -> bool:
        return reports.file(report, {**OCTOBER, **by_id}) == reports.file(
            report, {**OCTOBER, **by_key}
        )

    assert same(
        "trial-balance",
        {"dimensions": {"location": {"id": "200"}}},
        {"dimensions": {"location": key("location", "200")}},
    )
    assert same(
        "account-balance",
        {"glAccountGroup": {"id": "Cash"}},
        {"glAccountGroup": key("account_group", "Cash")},
    )
    assert same(
        "account-balance",
        {"glAccountRange": {"startingAccount": {"id": "6000"}}},
        {"glAccountRange": {"startingAccount": key("account", "6000")}},
    )
    both = {**key("location", "200"), "id": "100"}
    refused = reports.submit("trial-balance", {"dimensions": {"location": both}})
    assert reports.fault(refused)[:2] == (422, "BL03002028")
