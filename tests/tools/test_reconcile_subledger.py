"""Subledgers against their accounts: both sides against plain SQL, and every cause of a difference."""

import pytest

from agent import Agent
from intacct_sandbox.serve import Sandbox
from opened import MEMO_LINES, more_under
from subledger_sql import assert_it_adds_up, causes, ledger_side, side, subledger_side

DAYS = ("2026-10-31", "2026-10-22", "2026-09-30", "2026-06-30", "2024-12-31")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("code", ["AR", "AP"])
@pytest.mark.behaviour("close.both-sides", "close.adds-up")
async def test_both_sides_are_what_the_rows_say_in_every_entity(
    agent: Agent, sandbox: Sandbox, code: str, day: str
):
    answer = await agent.reads("reconcile_subledger", ledger=code, as_of=day)
    assert side(answer, "subledger") == subledger_side(sandbox, code, day)
    assert side(answer, "ledger") == ledger_side(sandbox, code, day)
    assert side(answer, "unexplained") == {}
    assert_it_adds_up(answer)


@pytest.mark.behaviour("close.straight-entries")
async def test_an_entry_straight_to_the_control_account_is_named(agent: Agent, sandbox: Sandbox):
    keys = [
        key
        for (key,) in sandbox.ledger.rows(
            "SELECT record_key FROM seeded_case WHERE name = 'straight-to-control-account' ORDER BY record_key"
        )
    ]
    answer = await agent.reads("reconcile_subledger", ledger="AR", as_of="2026-09-30")
    (cause,) = causes(answer)
    assert (cause["cause"], cause["record"]) == (
        "entry straight to the account",
        f"journal-entry {keys[0]}",
    )
    assert (cause["entity"], cause["date"], cause["amount"]) == ("100", "2026-09-30", "-875.00")
    assert answer["checks"]["subledger - accounts USD"] == "-875.00"
    assert answer["checks"]["unexplained USD"] == "0.00"
    assert answer["notes"][0].startswith("AR and its accounts differ by -875.00 USD")
    today = await agent.reads("reconcile_subledger", ledger="AR")
    assert causes(today) == []
    assert "undo each other" in today["notes"][0]


@pytest.mark.behaviour("close.early-payments")
async def test_a_payment_dated_before_its_bill_is_named_until_the_bill_posts(
    agent: Agent, sandbox: Sandbox
):
    ((key, number, billed),) = sandbox.ledger.rows(
        "SELECT d.key, d.number, d.posting_date FROM seeded_case s JOIN document d ON d.key = s.record_key"
        " WHERE s.name = 'paid-before-bill' AND s.object = 'accounts-payable/bill'"
    )
    assert billed == "2026-10-25"
    answer = await agent.reads("reconcile_subledger", ledger="AP", as_of="2026-10-22")
    (cause,) = causes(answer)
    assert (cause["cause"], cause["record"], cause["number"]) == (
        "payment dated before its document",
        f"bill {key}",
        number,
    )
    assert (cause["date"], cause["amount"]) == ("2026-10-20", "312.75")
    for day in ("2026-10-19", billed):
        tied = await agent.reads("reconcile_subledger", ledger="AP", as_of=day)
        assert set(tied["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("close.accounts")
async def test_the_accounts_are_found_by_marking_lines_and_name(agent: Agent):
    for code, expected in (
        ("AR", {"1200": "control", "1250": "retainage", "2050": "advances"}),
        ("AP", {"2000": "control", "2060": "retainage", "1360": "advances"}),
    ):
        answer = await agent.reads("reconcile_subledger", ledger=code)
        block = answer["accounts"]
        found = {row[0]: row[2] for row in block["rows"]}
        assert found == expected
    wider = await agent.reads("reconcile_subledger", ledger="AR", also_accounts="1230")
    assert {row[0]: row[2] for row in wider["accounts"]["rows"]} == {
        "1200": "control",
        "1230": "added",
        "1250": "retainage",
        "2050": "advances",
    }


@pytest.mark.behaviour("close.left-out")
async def test_what_is_open_or_not_posted_yet_is_said(agent: Agent):
    answer = await agent.reads("reconcile_subledger", ledger="AP")
    notes = answer["notes"]
    assert "Bills 2026-09 100" in {row[0] for row in answer["open_summaries"]["rows"]}
    assert any(note.startswith("7 summaries up to then are open") for note in notes)
    assert any("dated later" in note and "6500.00 USD" in note for note in notes)
    assert any("not posted yet, 4 (1040.20 GBP, 21896.70 USD)" in note for note in notes)


@pytest.mark.behaviour("close.cost")
async def test_a_reconciliation_costs_ten_or_eleven_transactions(agent: Agent):
    for code, today, more in (("AP", 10, 0), ("AR", 11, more_under(MEMO_LINES))):
        await agent.reads("reconcile_subledger", ledger=code)
        answer = await agent.reads("reconcile_subledger", ledger=code)
        assert answer["api"] == today + more
        past = await agent.reads("reconcile_subledger", ledger=code, as_of="2026-09-30")
        assert past["api"] == today + 1


@pytest.mark.parametrize("code", ["AR", "AP"])
@pytest.mark.behaviour("close.evidence")
async def test_open_items_and_ledger_lines_are_the_evidence_of_both_sides(agent: Agent, code: str):
    answer = await agent.reads("reconcile_subledger", ledger=code, as_of="2026-06-30")
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=200)
    assert evidence["checks"] == {
        f"{name} {currency}": "0.00"
        for name in ("ledger", "subledger")
        for currency in ("GBP", "USD")
    }
    assert evidence["now"] == "the same"


@pytest.mark.parametrize("entity", ["100", "200", "300", "400"])
async def test_an_entity_by_itself_ties_as_it_does_among_all(agent: Agent, entity: str):
    whole = await agent.reads("reconcile_subledger", ledger="AP", as_of="2026-10-22")
    alone = await agent.reads("reconcile_subledger", ledger="AP", as_of="2026-10-22", entity=entity)
    for name in ("subledger", "ledger", "difference", "explained", "unexplained"):
        (slot,) = [each for each in side(whole, "subledger") if each[0] == entity]
        assert side(alone, name).get(slot) == side(whole, name).get(slot)
