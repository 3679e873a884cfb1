"""The seeded company: books that tie, the same for the same seed, and every case in it."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed, open_sandbox
from opened import company

TODAY = date(2026, 10, 31)
SIGNED = "SUM(CASE txn_type WHEN 'debit' THEN base_amount ELSE -base_amount END)"


def dump(sandbox: Sandbox) -> list[str]:
    tables = [
        name
        for (name,) in sandbox.ledger.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    return [
        f"{table}{row}" for table in tables for row in sandbox.ledger.rows(f"SELECT * FROM {table}")
    ]


@pytest.mark.parametrize("seed", [0, 1, 2, 77, 4096])
@pytest.mark.parametrize("today", [TODAY, date(2026, 1, 1), date(2024, 2, 29), date(2026, 3, 15)])
@pytest.mark.behaviour("balances.books-tie", "parties.control-accounts")
def test_any_seed_and_day_gives_books_that_tie(seed: int, today: date):
    with company(Seed(seed, today, 1_500)) as sandbox:
        ledger = sandbox.ledger
        assert ledger.rows(f"SELECT {SIGNED} FROM journal_line GROUP BY base_currency") == [
            (0,),
            (0,),
        ]
        assert ledger.rows(
            f"SELECT COUNT(*) FROM (SELECT {SIGNED} AS s FROM journal_line GROUP BY entry_key) WHERE s"
        ) == [(0,)]
        assert ledger.rows(
            "SELECT COUNT(*) FROM journal_line WHERE entry_date > ?", (str(today),)
        ) == [(0,)]
        for accounts, view, sign in (
            ("1200, 2050", "accounts-receivable/customer", 1),
            ("2000, 1360", "accounts-payable/vendor", -1),
        ):
            balance = dict(
                ledger.rows(
                    f"SELECT base_currency, {SIGNED} FROM journal_line l JOIN account a ON a.key = l.account_key"
                    " JOIN journal_entry e ON e.key = l.entry_key JOIN journal j ON j.key = e.journal_key"
                    f" WHERE CAST(a.id AS INTEGER) IN ({accounts}) AND j.book_type <> 'cash' GROUP BY 1"
                )
            )
            owed = dict(
                ledger.rows(f'SELECT currency, {sign} * SUM("totalDue") FROM "{view}" GROUP BY 1')
            )
            assert balance == owed


def test_the_same_seed_day_and_size_give_the_same_rows():
    dumps: list[list[str]] = []
    for number in (5, 5, 6):
        with company(Seed(number, TODAY, 1_000)) as sandbox:
            dumps.append(dump(sandbox))
    first, second, other = dumps
    assert first == second != other


@pytest.mark.parametrize("lines", [500, 10_000, 20_000])
def test_the_size_is_about_what_was_asked(lines: int):
    with company(Seed(1, TODAY, lines)) as sandbox:
        ((count,),) = sandbox.ledger.rows("SELECT COUNT(*) FROM journal_line")
        # What recurs every month and the cases are there however small the company is.
        assert lines * 0.8 <= count <= max(lines * 1.25, 7_800)


@pytest.mark.behaviour("year-end.posted-closings", "assumptions.closing-journals")
def test_closing_journals_empty_the_income_statement_of_each_ended_year(
    sandbox: Sandbox, closed_sandbox: Sandbox
):
    rows = closed_sandbox.ledger.rows(
        f"SELECT substr(entry_date, 1, 4) AS year, {SIGNED} FROM journal_line l"
        " JOIN account a ON a.key = l.account_key WHERE a.type = 'incomeStatement' GROUP BY 1, a.id"
        " HAVING year < '2026'"
    )
    assert rows
    assert {balance for _, balance in rows} == {0}
    closings = (
        "SELECT e.posting_date, COUNT(DISTINCT e.entity_key), COUNT(DISTINCT e.key), MIN(e.state),"
        " COUNT(l.department_key) + COUNT(l.customer_key) FROM journal_entry e"
        " JOIN journal j ON j.key = e.journal_key JOIN journal_line l ON l.entry_key = e.key"
        " WHERE j.id = 'CLOSE' GROUP BY 1"
    )
    assert closed_sandbox.ledger.rows(closings) == [
        (f"{year}-12-31", 4, 4, "posted", 0) for year in (2023, 2024, 2025)
    ]
    assert sandbox.ledger.rows(closings) == []


def test_a_kept_company_is_opened_again_as_it_was(tmp_path: Path):
    path = str(tmp_path / "company.db")
    with company(Seed(1, TODAY, 1_000), database=path) as first:
        rows = dump(first)
    with company(Seed(99, date(2020, 1, 1), 500), database=path) as again:
        assert dump(again) == rows
    with closing(sqlite3.connect(path)) as plain:
        counted = plain.execute('SELECT COUNT(*) FROM "accounts-receivable/customer"').fetchone()
    assert counted == (45,)


def test_a_seeding_that_was_stopped_leaves_no_company_behind(tmp_path: Path):
    path = tmp_path / "company.db"
    unfinished = tmp_path / "company.db.unfinished"
    unfinished.write_bytes(b"half a file")
    with company(Seed(1, TODAY, 1_000), database=str(path)) as sandbox:
        assert sandbox.ledger.rows("SELECT COUNT(*) FROM party WHERE subledger = 'AR'") == [(45,)]
    assert path.exists()
    assert not unfinished.exists()
    with pytest.raises(ValueError, match="a folder that exists"):
        open_sandbox(Seed(1, TODAY, 1_000), database=str(tmp_path / "nowhere" / "x.db"))


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, and not to be overwritten")
    with pytest.raises(ValueError, match="not a sandbox ledger"):
        open_sandbox(Seed(1, TODAY), database=str(path))
    assert path.read_text().startswith("not a database")


def test_assumptions_have_documented_defaults():
    assert Assumptions() == Assumptions(
        closing_journals="none",
        dead_token="401",
        report_csv="titled",
        report_earnings="nowhere",
        report_late_cancel="failed",
        report_location="optional",
        report_statistics="show",
        report_waiting="submitted",
        report_ytd="opening",
        report_account_choice="optional",
    )
