"""What is held back and not released, against plain SQL over the sandbox's rows."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from agent import Agent, column, records
from answering import answering
from documents_in_sql import money
from intacct_sandbox.serve import Sandbox

LEDGERS = pytest.mark.parametrize("ledger", ["AR", "AP"])
SOME = {"AR": "INV-EUR-1", "AP": "B-HOLD-1"}
DRAFT = {"AR": "draft", "AP": "submitted"}


@pytest.fixture
async def agent(fresh_sandbox: Sandbox) -> AsyncIterator[Agent]:
    async with answering(fresh_sandbox, toolsets=("projects",)) as asking:
        yield asking


def held_in(sandbox: Sandbox, ledger: str, entity: str = "") -> dict[str, Decimal]:
    """What posted documents hold back, less what is planted as released, by currency."""
    rows = sandbox.ledger.rows(
        "SELECT d.currency, SUM(l.txn_retained), SUM(json_extract(l.extra, '$.\"retainage.txnAmountReleased\"'))"
        " FROM document_line l JOIN document d ON d.key = l.document_key JOIN entity e ON e.key = d.entity_key"
        f" WHERE d.subledger = '{ledger}' AND d.kind = 'document' AND d.state = 'posted'"
        f" AND l.txn_retained <> 0 AND ('{entity}' = '' OR e.id = '{entity}') GROUP BY 1"
    )
    return {currency: money(held) - money(released) for currency, held, released in rows}


def plant(sandbox: Sandbox, number: str, state: str = "posted") -> tuple[str, Decimal]:
    """A document of which a tenth is held back: its currency, and how much that is."""
    ledger = sandbox.ledger
    ((key,),) = ledger.rows("SELECT key FROM document WHERE number = ?", (number,))
    ledger.write(
        "UPDATE document_line SET txn_retained = txn_amount / 10, base_retained = base_amount / 10"
        " WHERE document_key = ?",
        (key,),
    )
    ledger.write("UPDATE document SET state = ? WHERE key = ?", (state, key))
    ((currency, cents),) = ledger.rows(
        "SELECT d.currency, SUM(l.txn_retained) FROM document d JOIN document_line l ON l.document_key = d.key"
        " WHERE d.key = ?",
        (key,),
    )
    return currency, money(cents)


def release(sandbox: Sandbox, number: str, part: int) -> None:
    """A part of what is held back is released."""
    sandbox.ledger.write(
        "UPDATE document_line SET extra = json_set(COALESCE(extra, '{}'), '$.\"retainage.txnAmountReleased\"',"
        " txn_retained / ?) WHERE document_key = (SELECT key FROM document WHERE number = ?)",
        (part, number),
    )


async def adds_up(agent: Agent, handle: str) -> None:
    traced = await agent.reads("get_evidence", handle=handle)
    assert {name.split()[0] for name in traced["checks"]} == {"retained", "released", "outstanding"}
    assert set(traced["checks"].values()) == {"0.00"}


@LEDGERS
@pytest.mark.behaviour("retainage.outstanding")
async def test_what_is_held_back_is_that_of_the_lines(
    agent: Agent, fresh_sandbox: Sandbox, ledger: str
):
    plant(fresh_sandbox, SOME[ledger])
    await agent.reads("retainage_outstanding", ledger=ledger)
    answer = await agent.reads("retainage_outstanding", ledger=ledger)
    assert answer["api"] == 1
    assert answer["total"] == 2
    assert outstanding(answer) == held_in(fresh_sandbox, ledger)
    assert set(answer["checks"].values()) == {"0.00"}
    await adds_up(agent, answer["evidence"])
    entities = [id for (id,) in fresh_sandbox.ledger.rows("SELECT id FROM entity")]
    for entity in entities:
        part = await agent.reads("retainage_outstanding", ledger=ledger, entity=entity)
        assert outstanding(part) == held_in(fresh_sandbox, ledger, entity)


@LEDGERS
@pytest.mark.behaviour("retainage.outstanding")
async def test_what_was_released_is_no_longer_outstanding(
    agent: Agent, fresh_sandbox: Sandbox, ledger: str
):
    first = "INV-RET-1" if ledger == "AR" else "B-RET-1"
    plant(fresh_sandbox, SOME[ledger])
    release(fresh_sandbox, first, 2)
    half = await agent.reads("retainage_outstanding", ledger=ledger)
    row = next(each for each in records(half) if each["number"] == first)
    assert (row["retained"], row["released"], row["outstanding"]) == ("1250.00", "625.00", "625.00")
    assert outstanding(half) == held_in(fresh_sandbox, ledger)
    await adds_up(agent, half["evidence"])
    release(fresh_sandbox, first, 1)
    rest = await agent.reads("retainage_outstanding", ledger=ledger)
    assert column(rest, "number") == [SOME[ledger]]
    await adds_up(agent, rest["evidence"])


@LEDGERS
@pytest.mark.behaviour("retainage.outstanding")
async def test_what_is_not_posted_is_told_and_not_counted(
    agent: Agent, fresh_sandbox: Sandbox, ledger: str
):
    before = await agent.reads("retainage_outstanding", ledger=ledger)
    currency, amount = plant(fresh_sandbox, SOME[ledger], DRAFT[ledger])
    answer = await agent.reads("retainage_outstanding", ledger=ledger)
    assert answer["rows"] == before["rows"]
    assert answer["notes"] == [f"Left out of totals: 1 {DRAFT[ledger]} ({amount} {currency})."]
    await adds_up(agent, answer["evidence"])


async def test_a_document_is_found_by_party_or_number_and_shows_its_project(
    agent: Agent, fresh_sandbox: Sandbox
):
    plant(fresh_sandbox, SOME["AR"])
    fresh_sandbox.ledger.write(
        "UPDATE document_line SET project_key = (SELECT key FROM record WHERE object = 'projects/project'"
        " AND json_extract(fields, '$.id') = 'P-102')"
        " WHERE document_key = (SELECT key FROM document WHERE number = 'INV-RET-1')"
    )
    every = records(await agent.reads("retainage_outstanding", ledger="AR"))
    (wanted,) = (each for each in every if each["number"] == "INV-RET-1")
    assert wanted["project"].startswith("P-102 ")
    for words in ("inv-ret", wanted["party"], wanted["party"].split()[0]):
        answer = await agent.reads("retainage_outstanding", ledger="AR", search=words)
        assert column(answer, "number") == ["INV-RET-1"]
        await adds_up(agent, answer["evidence"])
    none = await agent.reads("retainage_outstanding", ledger="AR", search="Harborvue")
    assert none["total"] == 0
    assert "Near: " in none["notes"][0]


async def test_lines_that_hold_back_another_amount_than_their_document_are_told(
    agent: Agent, fresh_sandbox: Sandbox
):
    view = '"accounts-receivable/invoice"'
    ((made,),) = fresh_sandbox.ledger.rows(
        f"SELECT sql FROM sqlite_master WHERE name = {view.replace(chr(34), chr(39))}"
    )
    fresh_sandbox.ledger.write(f"DROP VIEW {view}")
    own = 'txn_retained AS "retainage.totalTxnAmountRetained"'
    assert own in made
    fresh_sandbox.ledger.write(made.replace(own, own.replace(" AS", " + 25000 AS")))
    answer = await agent.reads("retainage_outstanding", ledger="AR")
    assert answer["checks"] == {"retained by lines - by invoices USD": "-250.00"}
    assert answer["notes"][0] == "retained by lines - by invoices USD is -250.00, not zero."


def outstanding(answer: dict[str, object]) -> dict[str, Decimal]:
    """The totals by currency."""
    totals = answer.get("totals", {})
    assert isinstance(totals, dict)
    if totals and not isinstance(next(iter(totals.values())), dict):
        totals = {str(answer["scope"])[-3:]: totals}
    return {currency: Decimal(sums["outstanding"]) for currency, sums in totals.items()}
