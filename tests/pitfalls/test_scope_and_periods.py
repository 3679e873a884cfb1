"""Traps of what an answer covers: periods by name, entities, private records, books, days before the books."""

from datetime import date

import pytest

from agent import Agent, records
from answering import answering
from by_hand import Sums, booked, by_currency, due_at, money, planted, totals_of
from intacct_sandbox.serve import Sandbox, Seed
from opened import company

TODAY = "2026-10-31"


async def test_p04_words_for_periods_become_days_of_the_company_s_own_fiscal_year(agent: Agent):
    with company(Seed(2, date(2026, 10, 31), 1_000, first_fiscal_month=7)) as sandbox:
        async with answering(sandbox) as july:
            quarter = await july.reads("gl_balance", account="4000", period="2026-Q1")
            year = await july.reads("gl_balance", account="4000", period="ytd")
        days = {"start": "2025-07-01", "end": "2025-09-30"}
        assert quarter["period"] == days | {"fiscal": "Q1 FY2026"}
        days = {"start": "2026-07-01", "end": "2026-10-31"}
        assert year["period"] == days | {"fiscal": "FY2027"}
        expected = booked(
            sandbox, "a.id = '4000' AND l.entry_date BETWEEN '2025-07-01' AND '2025-09-30'"
        )
        other = booked(
            sandbox, "a.id = '4000' AND l.entry_date BETWEEN '2026-01-01' AND '2026-03-31'"
        )
        assert totals_of(quarter, "closing") == expected != other
    named = await agent.reads("gl_balance", account="4000", period="Current Month")
    assert named["period"] == {"start": "2026-10-01", "end": "2026-10-31"}
    told = await agent.is_told("gl_balance", account="4000", period="Q3")
    assert told == "period 'Q3' could be several. Write 2025-Q3 or 2026-Q3."


async def test_p05_records_of_private_entities_are_in_and_said(agent: Agent, sandbox: Sandbox):
    (case,) = planted(sandbox, "private-entity")
    ((private,),) = sandbox.ledger.rows(f"SELECT id FROM entity WHERE key = {case.key}")
    owed = due_at(sandbox, "AP", TODAY)
    without = due_at(sandbox, "AP", TODAY, f"e.id <> '{private}'")
    assert by_currency(owed) != by_currency(without)
    answer = await agent.reads("ap_aging", limit=1)
    assert totals_of(answer, "open") == by_currency(owed)
    assert "incl. private" in answer["scope"]
    cash = await agent.reads("gl_balance", account="cash")
    assert totals_of(cash, "closing") == booked(sandbox, "a.id < '1100'")
    assert booked(sandbox, f"a.id < '1100' AND n.id <> '{private}'") != booked(
        sandbox, "a.id < '1100'"
    )
    ((account,),) = sandbox.ledger.rows(
        "SELECT a.id FROM bank_account b JOIN account a ON a.key = b.account_key"
        f" JOIN location o ON o.key = b.location_key WHERE o.entity_key = {case.key}"
    )
    position = await agent.reads("cash_position")
    (bank,) = [row for row in records(position) if row["account"] == account]
    assert (bank["kind"], bank["entity"]) == ("bank", private)


async def test_p06_an_entity_that_is_not_there_is_refused_instead_of_ignored(
    agent: Agent, sandbox: Sandbox
):
    for tool in ("gl_balance", "ar_aging", "trial_balance", "income_statement", "list_bills"):
        extra = {"account": "1060"} if tool == "gl_balance" else {}
        told = await agent.is_told(tool, entity="Harwick Mars", **extra)
        assert told.startswith("No entity 'Harwick Mars'. Name one of 100 ")
    one = await agent.reads("gl_balance", account="1060", entity="200")
    assert one["scope"] == "entity 200, accrual, USD"
    assert totals_of(one, "closing") == booked(sandbox, "a.id = '1060' AND n.id = '200'")


def in_book(sandbox: Sandbox, types: str) -> Sums:
    rows = sandbox.ledger.rows(
        "SELECT l.base_currency, SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)"
        " FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key JOIN account a ON a.key = l.account_key"
        " JOIN journal j ON j.key = e.journal_key WHERE e.state IN ('posted', 'reversed') AND a.id LIKE '4%'"
        f" AND j.book_type IN ({types}) AND l.entry_date BETWEEN '2026-01-01' AND '{TODAY}' GROUP BY 1"
    )
    return {currency: money(cents) for currency, cents in rows}


async def test_p07_the_book_is_accrual_unless_asked_and_books_are_not_added(
    agent: Agent, sandbox: Sandbox
):
    accrual = in_book(sandbox, "'accrual', 'cashAndAccrual'")
    cash = in_book(sandbox, "'cash', 'cashAndAccrual'")
    added = in_book(sandbox, "'accrual', 'cash', 'cashAndAccrual'")
    assert accrual != cash != added
    by_default = await agent.reads("gl_balance", account="4000..4999")
    assert totals_of(by_default, "closing") == accrual
    assert ", accrual" in by_default["scope"]
    result = await agent.reads("income_statement", period="ytd", book="cash", detail="accounts")
    assert ", cash" in result["scope"]
    assert "The books are accrual, cash" in await agent.is_told("income_statement", book="tax")


async def test_p07_plain_sums_of_ledger_lines_say_that_books_are_mixed(agent: Agent):
    sums = {"object": "general-ledger/journal-entry-line", "fields": "glAccount.id,sum:baseAmount"}
    mixed = await agent.reads("query_records", **sums)
    assert any(note.startswith("Lines of every book count") for note in mixed["notes"])
    accrual = "journalEntry.glJournal.id in (SJ,PJ,GJ,CRJ,CDJ)"
    apart = await agent.reads("query_records", **sums, where=accrual)
    assert not any("every book" in note for note in apart.get("notes", []))


@pytest.mark.behaviour("fiscal-year.before-the-books")
async def test_p18_a_day_before_the_books_began_is_said_and_not_shown_as_zero(
    agent: Agent, sandbox: Sandbox
):
    ((first,),) = sandbox.ledger.rows("SELECT MIN(start_date) FROM reporting_period")
    assert first > "2020-12-31"
    for tool, asked in (
        ("gl_balance", {"account": "1010", "as_of": "2020-12-31"}),
        ("gl_balance", {"account": "4000", "period": "2020-01-01..2024-12-31"}),
        ("trial_balance", {"period": "2020"}),
        ("income_statement", {"period": "2020..2024"}),
        ("balance_sheet", {"as_of": "2020-12-31"}),
    ):
        answer = await agent.reads(tool, **asked)
        said = [note for note in answer.get("notes", []) if first in note]
        assert said, (tool, asked)
    covered = await agent.reads("gl_balance", account="4000", period="2024")
    assert not [note for note in covered.get("notes", []) if first in note]


@pytest.mark.behaviour("dimensions.one-entity-seen")
async def test_p31_what_a_user_may_not_see_is_no_zero_and_no_all(sandbox: Sandbox):
    async with answering(sandbox, user="ap_clerk") as clerk:
        owed = await clerk.reads("ap_aging", limit=1)
        assert totals_of(owed, "open") == by_currency(due_at(sandbox, "AP", TODAY))
        assert "checks" not in owed
        assert owed["notes"][0].startswith("This user may not read the ledger")
        for tool in ("list_customers", "ar_aging", "trial_balance", "balance_sheet"):
            told = await clerk.is_told(tool)
            assert told.startswith("This Intacct user may not read that")
    ((entity,),) = sandbox.ledger.rows(
        "SELECT e.id FROM user u JOIN entity e ON e.key = u.entity_key WHERE u.id = 'field_accountant'"
    )
    async with answering(sandbox, user="field_accountant") as limited:
        for tool, extra in (
            ("trial_balance", {}),
            ("ap_aging", {}),
            ("gl_detail", {"account": "1060"}),
            ("balance_sheet", {}),
            ("list_customers", {}),
            ("find_vendor", {}),
            ("search_records", {"search": "Supply"}),
            ("list_payments", {"ledger": "AP"}),
        ):
            answer = await limited.reads(tool, **extra)
            assert "all entities" not in answer["scope"], tool
            assert entity in answer["scope"]


async def test_p36_today_is_the_company_s_and_days_are_counted_by_us(
    agent: Agent, sandbox: Sandbox
):
    """The sandbox's `dueInDays` is text on bills and a number on invoices; neither is read."""
    assert (await agent.reads("gl_balance", account="1060"))["as_of"] == TODAY
    answer = await agent.reads("list_bills", status="overdue", limit=200)
    assert answer["rows"]
    for row in records(answer):
        late = date.fromisoformat(TODAY) - date.fromisoformat(row["due_date"])
        assert int(row["days_late"]) == late.days
    held = await agent.reads("list_bills", status="on_hold")
    ((count,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM document d JOIN party p ON p.key = d.party_key"
        " WHERE d.subledger = 'AP' AND d.kind = 'document' AND d.state = 'posted'"
        " AND (json_extract(d.extra, '$.isOnHold') = 1 OR p.is_on_hold = 1)"
        " AND (SELECT SUM(l.txn_amount - l.txn_retained) FROM document_line l WHERE l.document_key = d.key)"
        " <> (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application a"
        " WHERE a.document_key = d.key AND a.is_posted)"
    )
    assert held["total"] == count
