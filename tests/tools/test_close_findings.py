"""What keeps a period open, planted in a company of its own."""

from decimal import Decimal
from typing import Any

import pytest

from agent import Agent
from intacct_sandbox.serve import Sandbox
from planting import Planting


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


@pytest.fixture
def plant(sandbox: Sandbox) -> Planting:
    return Planting(sandbox.ledger).open_books()


def block(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    if name not in answer:
        return []
    table = answer[name]
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


@pytest.mark.behaviour("close.wrong-side")
async def test_a_balance_on_the_wrong_side_is_shown_and_a_contra_account_is_not(
    agent: Agent, plant: Planting
):
    usual = block(await agent.reads("close_status", period="2026-10"), "wrong_side")
    plant.entry("2026-10-05", "3000", "1800", 9_000_000)  # security deposits below zero
    plant.entry("2026-10-05", "6900", "1290", 10_000)  # the allowance is a contra account
    answer = await agent.reads("close_status", period="2026-10")
    new = [row for row in block(answer, "wrong_side") if row not in usual]
    assert [
        (row["account"], row["entity"], row["normal"]) for row in new if row["account"] == "1800"
    ] == [("1800", "100", "debit")]
    assert "1290" not in {row["account"] for row in new}
    for row in block(answer, "wrong_side"):
        assert (row["normal"] == "credit") == (Decimal(row["balance"]) > 0)


@pytest.mark.behaviour("close.reversals")
async def test_an_accrual_that_reverses_after_the_period_is_to_come(agent: Agent, plant: Planting):
    plant.entry("2026-09-30", "6500", "2100", 50_000, reverse_on="2026-10-01")
    answer = await agent.reads("close_status", period="2026-09")
    (row,) = [
        each for each in block(answer, "reversals_to_come") if "Planted" in each["description"]
    ]
    assert (row["posts"], row["takes_back"]) == ("2026-10-01", "2026-09-30")
    later = await agent.reads("close_status", period="2026-10")
    assert not [
        each for each in block(later, "reversals_to_come") if "Planted" in each["description"]
    ]


@pytest.mark.behaviour("close.unposted")
@pytest.mark.usual_reading("draft-lines")
async def test_a_draft_entry_is_unposted_with_its_effect(agent: Agent, plant: Planting):
    before = await agent.reads("close_status", period="2026-10", entity="100")
    plant.entry("2026-10-15", "6500", "2100", 50_000, state="draft")
    plant.entry("2026-11-15", "6500", "2100", 50_000, state="draft")  # after the period
    after = await agent.reads("close_status", period="2026-10", entity="100")
    (row,) = [each for each in block(after, "unposted") if each["ledger"] == "GL"]
    assert (row["state"], row["count"], row["amount"], row["profit_effect"], row["oldest"]) == (
        "draft",
        1,
        "500.00",
        "-500.00",
        "2026-10-15",
    )
    moved = Decimal(after["totals"]["profit_effect"]) - Decimal(before["totals"]["profit_effect"])
    assert moved == Decimal("-500.00")


@pytest.mark.behaviour("close.unposted")
async def test_a_draft_entry_whose_lines_are_hidden_is_named(
    agent: Agent, plant: Planting, sandbox: Sandbox
):
    sandbox.ledger.write("UPDATE assumed SET draft_lines = 'hidden'")
    key = plant.entry("2026-10-15", "6500", "2100", 50_000, state="draft")
    answer = await agent.reads("close_status", period="2026-10", entity="100")
    assert (
        f"Entries whose lines are not shown, 1: GJ {key}. They are in no amount." in answer["notes"]
    )


@pytest.mark.behaviour("close.held-summaries")
async def test_a_summary_that_is_kept_out_of_the_ledger_is_a_cause(
    agent: Agent, plant: Planting, sandbox: Sandbox
):
    key = plant.bill("HELD-1", "2026-08-12", 12_345, name="Osprey Paper")
    ((entry, summary),) = sandbox.ledger.rows(
        f"SELECT entry_key, summary_key FROM document WHERE key = {key}"
    )
    # The only document of a summary of its own, whose entry never reached the ledger.
    own = sandbox.ledger.insert(
        "summary",
        {
            **dict(
                zip(
                    ("subledger", "type", "entity_key", "posting_date"),
                    sandbox.ledger.rows(
                        f"SELECT subledger, type, entity_key, posting_date FROM summary WHERE key = {summary}"
                    )[0],
                    strict=True,
                )
            ),
            "name": "Held",
            "state": "open",
            "creation": "manual",
            "extra": '{"preventGLPosting": 1}',
        },
    )
    sandbox.ledger.write(
        "UPDATE document SET summary_key = ?, entry_key = NULL WHERE key = ?", (own, key)
    )
    sandbox.ledger.write("DELETE FROM journal_line WHERE entry_key = ?", (entry,))
    sandbox.ledger.write("DELETE FROM journal_entry WHERE key = ?", (entry,))
    answer = await agent.reads("reconcile_subledger", ledger="AP", as_of="2026-08-31", entity="100")
    (cause,) = block(answer, "causes")
    assert (cause["cause"], cause["number"], cause["amount"]) == (
        "summary kept out of the ledger",
        "HELD-1",
        "123.45",
    )
    assert answer["checks"]["unexplained"] == "0.00"
