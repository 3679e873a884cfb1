"""The seeded books tie, and one row altered by hand is found."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import EXAMPLES
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.serve import Sandbox, Seed
from intacct_sandbox.verify.finding import Finding
from intacct_sandbox.verify.run import verify
from opened import company

ALTERED = {
    "an amount on a journal line": (
        "UPDATE journal_line SET base_amount = base_amount + 1 WHERE key = 50",
        "entries balance in each entity",
    ),
    "a journal line's account": (
        (
            "UPDATE journal_line SET account_key = (SELECT key FROM account WHERE id = '6500') WHERE key ="
            " (SELECT MIN(l.key) FROM journal_line AS l JOIN journal_entry AS j ON j.key = l.entry_key"
            " JOIN account AS a ON a.key = l.account_key WHERE j.module = '3.AP' AND a.control = 'none'"
            " AND a.type = 'incomeStatement' AND a.id <> '6500')"
        ),
        "AP documents = their entries",
    ),
    "a journal line's day": (
        "UPDATE journal_line SET entry_date = date(entry_date, '-40 days') WHERE key = 60",
        "lines lie on their entry's day",
    ),
    "a journal line that is gone": (
        "DELETE FROM journal_line WHERE key = 70",
        "trial balance of the month",
    ),
    "a journal line's side": (
        "UPDATE journal_line SET base_amount = -base_amount WHERE key = 80",
        "amounts on lines are not negative",
    ),
    "an invoice line": (
        (
            "UPDATE document_line SET base_amount = base_amount + 100 WHERE document_key ="
            " (SELECT MIN(key) FROM document WHERE subledger = 'AR' AND state = 'posted')"
        ),
        "AR = control account",
    ),
    "a bill's state": (
        (
            "UPDATE document SET state = 'draft' WHERE key ="
            " (SELECT MIN(key) FROM document WHERE subledger = 'AP' AND state = 'posted')"
        ),
        "what is posted has an entry, nothing else",
    ),
    "a payment": (
        (
            "UPDATE payment SET base_amount = base_amount - 1 WHERE key ="
            " (SELECT MIN(key) FROM payment WHERE entry_key IS NOT NULL AND subledger = 'AR')"
        ),
        "AR = control account",
    ),
    "what a payment pays": (
        "UPDATE application SET txn_amount = txn_amount * 3 WHERE key = 5",
        "nothing is paid more than it is",
    ),
    "a currency": (
        "UPDATE journal_line SET base_currency = 'JPY' WHERE key = 90",
        "base currency is the entity's",
    ),
    "a status": (
        "UPDATE party SET status = 'gone' WHERE key = 3",
        "stored values fit the catalogue",
    ),
    "a date": (
        "UPDATE document SET due_date = '31.12.2026' WHERE key = 9",
        "stored values fit the catalogue",
    ),
    "a reference": (
        "UPDATE journal_line SET department_key = 999999 WHERE key = 95",
        "references name records",
    ),
    "an account in two groups": (
        (
            "INSERT INTO account_range (key, group_key, sort_order, range_from, range_to) SELECT 9999,"
            " MIN(group_key), 9, '1200', '1299' FROM account_range"
        ),
        "statements hold every line",
    ),
}


@pytest.fixture(scope="module")
def small() -> Iterator[Sandbox]:
    with company(Seed(3, date(2026, 10, 31), 900)) as sandbox:
        yield sandbox


class _Undone(Exception):
    """Takes an alteration back."""


def found_after(ledger: Ledger, sql: str) -> list[Finding]:
    """What verifying finds wrong once a statement has run; the statement is then undone."""
    wrong: list[Finding] = []
    try:
        with ledger.transaction():
            ledger.write(sql)
            assert ledger.rows("SELECT changes()")[0][0] > 0
            wrong = [finding for finding in verify(ledger) if not finding.is_right]
            raise _Undone
    except _Undone:
        return wrong


@pytest.mark.parametrize("number", [1, 2])
def test_the_books_of_a_seeded_company_tie(number: int):
    with company(Seed(number, date(2026, 10, 31), 2_000)) as sandbox:
        findings = verify(sandbox.ledger)
    assert [finding for finding in findings if not finding.is_right] == []
    assert {finding.where for finding in findings if "AR =" in finding.check} >= {"100", "300"}
    assert len({finding.until for finding in findings if "AP =" in finding.check}) > 20


@pytest.mark.parametrize(("sql", "check"), ALTERED.values(), ids=list(ALTERED))
def test_one_altered_row_is_found(small: Sandbox, sql: str, check: str):
    assert check in {finding.check for finding in found_after(small.ledger, sql)}


@settings(
    max_examples=6 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_altered_amount_is_found(small: Sandbox, data: st.DataObject):
    table, which = data.draw(
        st.sampled_from(
            [
                ("journal_line", "1"),
                ("document_line", "1"),
                ("payment", "entry_key IS NOT NULL"),
                ("application", "is_posted"),
            ]
        )
    )
    keys = [key for (key,) in small.ledger.rows(f"SELECT key FROM {table} WHERE {which}")]
    key = data.draw(st.sampled_from(keys))
    change = data.draw(st.integers(-500, 500).filter(bool))
    sql = f"UPDATE {table} SET base_amount = base_amount + {change} WHERE key = {key}"
    assert found_after(small.ledger, sql)
