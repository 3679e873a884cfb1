"""Traps of states: drafts, reversed pairs, payments that are on their way, periods that are still open."""

from decimal import Decimal

import pytest

from agent import Agent, column, records
from by_hand import by_currency, due_at, money, number_of, planted, totals_of
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.serve import Sandbox

TODAY = "2026-10-31"


def number(ledger: Ledger, key: str) -> str:
    ((found,),) = ledger.rows(f"SELECT number FROM document WHERE key = {key}")
    return str(found)


async def test_p08_drafts_are_not_owed_and_their_amounts_are_told(agent: Agent, sandbox: Sandbox):
    drafts = sandbox.ledger.rows(
        "SELECT d.currency, COUNT(DISTINCT d.key), SUM(l.txn_amount) FROM document d"
        " JOIN document_line l ON l.document_key = d.key"
        " WHERE d.subledger = 'AR' AND d.state = 'draft' GROUP BY 1"
    )
    assert drafts
    answer = await agent.reads("list_invoices", status="open", limit=200)
    numbers = {number(sandbox.ledger, case.key) for case in planted(sandbox, "draft-invoices")}
    assert not numbers & set(column(answer, "number"))
    (note,) = [note for note in answer["notes"] if note.startswith("Left out of totals")]
    for currency, count, cents in drafts:
        assert f"{count} draft ({money(cents)} {currency})" in note
    bills = await agent.reads("list_bills", status="open", entity="200", limit=200)
    assert totals_of(bills, "due") == by_currency(due_at(sandbox, "AP", TODAY, "e.id = '200'"))
    (told,) = [note for note in bills["notes"] if note.startswith("Left out of totals")]
    assert "declined" in told
    assert "submitted" in told


async def test_p09_a_reversed_invoice_and_its_reversal_are_no_open_items(
    agent: Agent, sandbox: Sandbox
):
    reversed_ = number_of(sandbox, "reversed-over-month-end")
    mistake = number_of(sandbox, "bill-reversed")
    for tool, wanted in (("list_invoices", reversed_), ("list_bills", mistake)):
        still_open = await agent.reads(tool, status="open", limit=200)
        assert wanted not in column(still_open, "number")
        pair = await agent.reads(tool, status="reversed", limit=200)
        amounts = [Decimal(row["total"]) for row in records(pair) if row["number"] == wanted]
        assert len(amounts) == 2
        assert sum(amounts) == 0
    duplicates = await agent.reads("find_duplicate_bills", limit=200)
    assert mistake not in column(duplicates, "number")
    aging = await agent.reads("ar_aging", by="document", limit=200)
    assert reversed_ not in column(aging, "number")


@pytest.mark.parametrize("state", ["submitted", "approved"])
async def test_p28_a_payment_on_its_way_has_paid_nothing_yet(
    fresh_agent: Agent, fresh_sandbox: Sandbox, state: str
):
    """The seeded company pays at once: one of its payments is taken back to where it waits."""
    ledger = fresh_sandbox.ledger
    ((payment, paid, cents),) = ledger.rows(
        "SELECT key, number, base_amount FROM payment WHERE subledger = 'AP' AND state = 'confirmed'"
        " ORDER BY payment_date DESC, key LIMIT 1"
    )
    before = await fresh_agent.reads("list_payments", ledger="AP", status="paid", period="2026-10")
    ledger.write("UPDATE payment SET state = ? WHERE key = ?", (state, payment))
    ledger.write("UPDATE application SET is_posted = 0 WHERE payment_key = ?", (payment,))
    after = await fresh_agent.reads(
        "list_payments", ledger="AP", status="paid", period="2026-10", limit=200
    )
    assert after["total"] == before["total"] - 1
    assert paid not in column(after, "number")
    gone = sum(totals_of(before, "amount").values()) - sum(totals_of(after, "amount").values())
    assert gone == money(cents)
    waiting = await fresh_agent.reads("list_payments", ledger="AP", status="waiting")
    assert column(waiting, "number") == [paid]
    assert column(waiting, "state") == [state]
    owed = await fresh_agent.reads("ap_aging", limit=1)
    assert totals_of(owed, "open") == by_currency(due_at(fresh_sandbox, "AP", TODAY))


async def test_p24_figures_of_a_month_that_is_open_somewhere_are_preliminary(
    agent: Agent, sandbox: Sandbox
):
    (closed,) = planted(sandbox, "month-closed-in-some-entities")
    ((entity, open_from),) = sandbox.ledger.rows(
        f"SELECT id, books_open_from FROM entity WHERE key = {closed.key}"
    )
    assert open_from == "2026-10-01"
    asked = {"account": "1060", "as_of": "2026-09-30"}
    assert "preliminary" not in await agent.reads("gl_balance", **asked, entity=entity)
    assert (await agent.reads("gl_balance", **asked, entity="100"))["preliminary"] is True
    assert (await agent.reads("gl_balance", **asked))["preliminary"] is True
    assert (await agent.reads("gl_balance", account="1060", entity=entity))["preliminary"] is True
    month = await agent.reads("income_statement", period="2026-09", entity=entity)
    assert "preliminary" not in month
    assert (await agent.reads("income_statement", period="2026-09"))["preliminary"] is True
