"""What is refused or not found says what is true, and what to ask instead."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent import Agent, column, records
from answering import answering
from by_hand import totals_of
from intacct_sandbox.serve import Sandbox


@pytest.fixture
async def chosen(sandbox: Sandbox) -> AsyncIterator[Agent]:
    async with answering(
        sandbox, toolsets=("purchasing", "expenses", "audit", "consolidation")
    ) as agent:
        yield agent


@pytest.mark.behaviour("journals.adjustment-books")
async def test_an_adjustment_book_is_refused_with_what_it_is(agent: Agent, sandbox: Sandbox):
    told = await agent.is_told("income_statement", book="gaap")
    assert told.startswith(
        "'gaap' is an adjustment book: what is in its journals (GAAPADJ) is left"
    )
    # What the refusal names is what gives the lines.
    lines = await agent.reads(
        "query_records",
        object="general-ledger/journal-entry-line",
        where="journalEntry.glJournal.id in (GAAPADJ)",
        fields="count",
    )
    ((count,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
        " JOIN journal j ON j.key = e.journal_key WHERE j.id = 'GAAPADJ'"
    )
    assert int(lines["rows"][0][0]) == count > 0
    unknown = await agent.is_told("trial_balance", book="tax")
    assert unknown == (
        "No book 'tax'. The books are accrual, cash. Adjustments, left out of figures: GAAP."
    )


@pytest.mark.behaviour("aging.before-the-books")
@pytest.mark.parametrize(("tool", "account"), [("ar_aging", "1200"), ("ap_aging", "2000")])
async def test_an_aging_before_the_books_says_so(
    agent: Agent, sandbox: Sandbox, tool: str, account: str
):
    ((first,),) = sandbox.ledger.rows("SELECT MIN(entry_date) FROM journal_line")
    assert first > "2023-06-30"
    answer = await agent.reads(tool, as_of="2023-06-30")
    assert answer["notes"] == [
        f"Nothing is open, and nothing was booked on {account} by 2023-06-30: it may be before the books began."
    ]
    earlier = await agent.reads(tool, as_of="2020-06-30")
    assert "reporting periods begin on" in earlier["notes"][1]
    empty = await agent.reads(tool, entity="900")
    assert empty["notes"] == [
        f"Nothing is open, and nothing was booked on {account} by 2026-10-31."
    ]


@pytest.mark.parametrize(
    ("tool", "given"),
    [("reconcile_subledger", {"ledger": "AR"}), ("cash_position", {})],
)
@pytest.mark.behaviour("fiscal-year.before-the-books")
async def test_other_figures_of_a_day_before_the_books_say_so(
    agent: Agent, tool: str, given: dict[str, Any]
):
    answer = await agent.reads(tool, as_of="2020-06-30", **given)
    assert any("reporting periods begin on" in note for note in answer["notes"])


@pytest.mark.behaviour("modules.one-vendor")
async def test_a_vendor_is_named_by_id_or_name(chosen: Agent, sandbox: Sandbox):
    ((vendor, name),) = sandbox.ledger.rows(
        "SELECT id, name FROM party WHERE name = 'Redfern Telecom'"
    )
    by_id = await chosen.reads("bills_without_order", period="2026", vendor=vendor)
    assert by_id["rows"]
    assert set(column(by_id, "vendor")) == {f"{vendor} {name}"}
    for words in ("redfern", f"{vendor} {name}"):
        answer = await chosen.reads("bills_without_order", period="2026", vendor=words)
        assert (answer["rows"], answer["totals"]) == (by_id["rows"], by_id["totals"])
    for tool in ("bills_without_order", "purchase_orders_open"):
        told = await chosen.is_told(tool, vendor="Redfren")
        assert told == "No vendor 'Redfren'. Near: V-0016 Redfern Telecom. Give the id of one."
        assert "2 vendors match 'Turnstone'" in await chosen.is_told(tool, vendor="Turnstone")
    evidence = await chosen.reads("get_evidence", handle=answer["evidence"])
    assert evidence["checks"] == {"total": "0.00"}


async def test_orders_are_due_by_a_day_in_words(chosen: Agent):
    words = await chosen.reads("purchase_orders_open", due_by="20 November 2026")
    day = await chosen.reads("purchase_orders_open", due_by="2026-11-20")
    every = await chosen.reads("purchase_orders_open")
    assert words["rows"] == day["rows"]
    assert 0 < words["total"] < every["total"]
    assert "is not a day" in await chosen.is_told("purchase_orders_open", due_by="soon")


@pytest.mark.behaviour("modules.employees")
async def test_expense_reports_are_found_by_the_employee_s_name(chosen: Agent):
    by_id = await chosen.reads("expense_reports", search="E-009", state="any")
    assert by_id["rows"]
    for words in ("Nakamura", "amara", "E-009 Amara Nakamura"):
        answer = await chosen.reads("expense_reports", search=words, state="any")
        assert answer["rows"] == by_id["rows"]
        assert totals_of(answer, "due") == totals_of(by_id, "due")
    near = await chosen.reads("expense_reports", search="Nakamurra", state="any")
    assert near["notes"] == ["Nothing has 'Nakamurra' in it. Near: E-009 Amara Nakamura."]
    everybody = {
        row["employee"] for row in records(await chosen.reads("expense_reports", state="any"))
    }
    people = await chosen.reads("search_records", search="E-0", kind="employee", limit=200)
    idle = next(
        f"{row['id']} {row['name']}"
        for row in records(people)
        if f"{row['id']} {row['name']}" not in everybody
    )
    none = await chosen.reads("expense_reports", search=idle.partition(" ")[0], state="any")
    assert none["notes"] == [f"No such report is of {idle}."]


@pytest.mark.behaviour("modules.unknown-record")
async def test_changes_of_a_record_that_is_not_there_are_refused(chosen: Agent, sandbox: Sandbox):
    assert await chosen.is_told("audit_history", object="vendor", key="999999") == (
        "No accounts-payable/vendor with the key '999999', and no change of one. query_records finds keys."
    )
    told = await chosen.is_told("audit_history", object="vendor", key="V-9999")
    assert "with the id 'V-9999'" in told
    assert "Near: accounts-payable/vendor" in await chosen.is_told("audit_history", object="vendr")
    ((key,),) = sandbox.ledger.rows("SELECT key FROM party WHERE id = 'V-0009'")
    for named in (str(key), "V-0009"):
        answer = await chosen.reads("audit_history", object="vendor", key=named)
        assert answer["total"] == 0
        assert answer["api"] == 2


@pytest.mark.behaviour("modules.unknown-book")
async def test_a_consolidation_book_that_is_not_there_is_refused(chosen: Agent):
    told = await chosen.is_told("consolidation_status", book="XX")
    assert told == "No consolidation book 'XX'. The company has none."
