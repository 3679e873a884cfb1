"""Cash against plain SQL over the ledger, and the weeks ahead against the documents."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent import Agent, records
from answering import answering
from intacct_sandbox.serve import Sandbox
from opened import MEMO_LINES, more_under

TODAY = date(2026, 10, 31)
CASH = ("1010", "1020", "1030", "1040", "1050", "1060", "1080", "1090")
Slots = dict[tuple[str, str], Decimal]


def books(sandbox: Sandbox, day: str, entity: str = "", more: str = "") -> Slots:
    """What each cash account holds, by currency."""
    where = f"AND o.id = '{entity}'" if entity else ""
    rows = sandbox.ledger.rows(
        f"""
        SELECT a.id, l.base_currency,
          SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)
        FROM journal_line l JOIN account a ON a.key = l.account_key JOIN journal_entry j ON j.key = l.entry_key
        JOIN journal b ON b.key = j.journal_key JOIN location p ON p.key = l.location_key
        JOIN entity o ON o.key = p.entity_key
        WHERE a.id IN {CASH} AND b.book_id = 'ACCRUAL' AND j.state <> 'draft'
          AND l.entry_date <= '{day}' {where} {more} GROUP BY 1, 2
        """
    )
    return {(id_, currency): Decimal(cents).scaleb(-2) for id_, currency, cents in rows if cents}


def shown(answer: dict[str, Any]) -> Slots:
    return {
        (row["account"], row["currency"] if "currency" in row else answer["scope"][-3:]): amount
        for row in records(answer)
        if (amount := Decimal(row["book"]))
    }


def outlook(answer: dict[str, Any]) -> list[dict[str, str]]:
    block = answer["outlook"]
    return [dict(zip(block["columns"], row, strict=True)) for row in block["rows"]]


@pytest.mark.parametrize("entity", ["", "100", "300"])
@pytest.mark.parametrize("day", ["2026-10-31", "2026-09-30", "2025-12-31", "2024-02-10"])
@pytest.mark.behaviour("cash.books")
async def test_each_account_holds_what_the_lines_say(
    agent: Agent, sandbox: Sandbox, day: str, entity: str
):
    answer = await agent.reads("cash_position", as_of=day, entity=entity)
    assert shown(answer) == books(sandbox, day, entity)
    totals = (
        answer["totals"] if "GBP" in answer["totals"] else {answer["scope"][-3:]: answer["totals"]}
    )
    for currency, sums in totals.items():
        held = [
            amount for (_, each), amount in books(sandbox, day, entity).items() if each == currency
        ]
        assert Decimal(sums["book"]) == sum(held)


@pytest.mark.behaviour("cash.reconciled", "cash.not-cleared", "cash.last-four")
async def test_a_bank_account_tells_what_is_reconciled_and_what_is_not_cleared(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("cash_position")
    (row,) = [row for row in records(answer) if row["account"] == "1010"]
    ((number,),) = sandbox.ledger.rows(
        "SELECT account_number FROM bank_account WHERE id = 'CAS-OPS'"
    )
    assert row["bank"] == f"CAS-OPS Cascade Mutual Bank *{number[-4:]}"
    assert number not in str(answer)
    assert (row["reconciled_on"], row["being_reconciled_to"]) == ("2026-08-31", "2026-09-30")
    at_reconciled = books(sandbox, "2026-08-31")["1010", "USD"]
    assert Decimal(row["reconciled"]) == at_reconciled
    assert "bank_currency" not in answer["columns"]
    after = {
        name: books(
            sandbox, "2026-10-31", more=f"AND l.entry_date > '2026-08-31' AND l.txn_type = '{side}'"
        )
        for name, side in (("uncleared_in", "debit"), ("uncleared_out", "credit"))
    }
    assert Decimal(row["uncleared_in"]) == after["uncleared_in"]["1010", "USD"]
    assert Decimal(row["uncleared_out"]) == -after["uncleared_out"]["1010", "USD"]
    assert answer["checks"] == {"CAS-OPS book - not cleared - reconciled": "0.00"}
    assert answer["notes"][0].startswith("Never reconciled: BCN-OPS, THM-OPS, GUL-OPS.")


@pytest.mark.behaviour("cash.reconciled")
async def test_of_an_earlier_day_no_reconciliation_is_told(agent: Agent):
    answer = await agent.reads("cash_position", as_of="2026-06-30")
    assert "reconciled_on" not in answer["columns"]
    assert "checks" not in answer
    assert "not told" in answer["notes"][0]


@pytest.mark.behaviour("cash.undeposited")
async def test_undeposited_funds_and_other_cash_accounts_stand_beside_banks(agent: Agent):
    answer = await agent.reads("cash_position")
    kinds = {row["account"]: row["kind"] for row in records(answer)}
    assert kinds == {
        **dict.fromkeys(("1010", "1020", "1030", "1040"), "bank"),
        "1090": "undeposited",
        "1060": "other",
    }


def expected_outlook(
    sandbox: Sandbox, weeks: int
) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """In and out by when and currency, from the documents as they stand today."""
    flows: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    rows = sandbox.ledger.rows(
        "SELECT subledger, base_currency, due_date, base_due, 0 FROM document_amounts"
        " WHERE subledger = 'AR' AND state = 'posted' AND kind <> 'advance' AND base_due > 0"
        "   AND posting_date <= '2026-10-31'"
        " UNION ALL SELECT 'AP', \"currency.x\", pay_on, due, held FROM (SELECT"
        '   d.base_currency AS "currency.x", d.base_due AS due,'
        "   CASE WHEN b.\"recommendedPaymentDate\" >= '2026-10-31'"
        '   THEN b."recommendedPaymentDate" ELSE d.due_date END AS pay_on,'
        '   b."isOnHold" OR v."isOnHold" OR v."doNotPay" AS held FROM document_amounts d'
        '   JOIN "accounts-payable/bill" b ON b."key" = d.key'
        '   JOIN "accounts-payable/vendor" v ON v."key" = d.party_key'
        "   WHERE d.state = 'posted' AND d.base_due > 0 AND d.posting_date <= '2026-10-31')"
    )
    for subledger, currency, due, cents, held in rows:
        number = (date.fromisoformat(due) - TODAY).days // 7
        start = TODAY + timedelta(days=7 * number)
        when = str(start)
        when = "overdue" if number < 0 else "later" if number >= weeks else when
        flows["on hold" if held else when, currency][subledger == "AP"] += Decimal(cents).scaleb(-2)
    return {slot: (money_in, money_out) for slot, (money_in, money_out) in flows.items()}


@pytest.mark.parametrize("weeks", [1, 4, 13])
@pytest.mark.behaviour("cash.outlook")
async def test_the_weeks_ahead_are_the_days_that_documents_name(
    agent: Agent, sandbox: Sandbox, weeks: int
):
    answer = await agent.reads("cash_position", weeks=weeks)
    rows = outlook(answer)
    flows = {
        (row["from"] or row["kind"], row["currency"]): (Decimal(row["in"]), Decimal(row["out"]))
        for row in rows
        if Decimal(row["in"]) or Decimal(row["out"])
    }
    assert flows == expected_outlook(sandbox, weeks)
    assert ("on hold", "USD") in flows
    for currency, sums in answer["totals"].items():
        first, *_ = [row for row in rows if row["currency"] == currency]
        assert (first["kind"], first["opening"], first["closing"]) == ("overdue", "", "")
        held = Decimal(sums["book"])
        own = [row for row in rows if row["currency"] == currency and row["opening"]]
        assert len(own) == weeks
        assert {row["kind"] for row in own} == {"week"}
        for row in own:
            assert Decimal(row["opening"]) == held
            held += Decimal(row["in"]) - Decimal(row["out"])
            assert Decimal(row["closing"]) == held
    assert any("no prediction" in note or "not a prediction" in note for note in answer["notes"])


@pytest.mark.parametrize("as_of", ["", "2026-08-31"])
@pytest.mark.behaviour("cash.outlook-evidence")
async def test_the_documents_behind_each_week_add_up_to_it(agent: Agent, as_of: str):
    answer = await agent.reads("cash_position", weeks=4, as_of=as_of)
    behind = page = await agent.reads("get_evidence", handle=answer["evidence"], limit=200)
    items = records(page)
    while "next" in page:
        page = await agent.reads("get_evidence", handle=answer["evidence"], after=page["next"])
        items += records(page)
    assert len(items) == behind["total"]
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for item in items:
        kind, _, way = item["figure"].rpartition(" ")
        sums[item["week"] or kind, item["currency"]][way] += Decimal(item["amount"])
    for row in outlook(answer):
        of_row = sums.pop((row["from"] or row["kind"], row["currency"]), {})
        assert of_row.get("in", 0) == Decimal(row["in"])
        assert of_row.get("out", 0) == Decimal(row["out"])
    assert not sums
    assert behind["now"] == "the same"
    assert {"book USD", "overdue in USD", "week out GBP"} <= set(behind["checks"])
    assert set(behind["checks"].values()) == {"0.00"}
    assert "The lines of book are added up as well, and not shown." in behind["notes"]


@pytest.mark.behaviour("cash.outlook")
async def test_nothing_overdue_is_said_too(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("cash_position", weeks=1, as_of="2023-10-01")
    rows = [row for row in outlook(answer) if row["kind"] == "overdue"]
    assert {row["currency"] for row in rows} == set(answer["totals"])
    assert any((row["in"], row["out"]) == ("0.00", "0.00") for row in rows)


@pytest.mark.behaviour("cash.reconciled")
async def test_a_bank_account_in_another_currency_names_it_beside_a_bare_amount(
    fresh_sandbox: Sandbox,
):
    fresh_sandbox.ledger.write("UPDATE bank_account SET currency = 'EUR' WHERE id = 'CAS-OPS'")
    async with answering(fresh_sandbox) as agent:
        rows = records(await agent.reads("cash_position"))
    told = {row["account"]: (row["bank_currency"], row["reconciled"]) for row in rows}
    assert told["1010"][0] == "EUR"
    assert Decimal(told["1010"][1])
    assert told["1020"] == ("", "")


@pytest.mark.behaviour("cash.outlook")
async def test_credits_and_what_is_held_back_are_in_no_week(agent: Agent):
    notes = (await agent.reads("cash_position", weeks=2))["notes"]
    assert "Unused credits of customers: 1306.00 USD. It is in no row." in notes
    assert "Retainage of vendors: 1250.00 USD. It is in no row." in notes


@pytest.mark.behaviour("cash.outlook")
async def test_a_past_day_has_the_outlook_of_that_day(agent: Agent):
    answer = await agent.reads("cash_position", as_of="2026-06-30", weeks=13)
    aging = await agent.reads("ar_aging", as_of="2026-06-30")
    for currency, sums in aging["totals"].items():
        rows = [row for row in outlook(answer) if row["currency"] == currency]
        assert sum(Decimal(row["in"]) for row in rows) == Decimal(sums["open"])


@pytest.mark.behaviour("cash.cost", "cash.evidence")
async def test_it_costs_four_transactions_or_twelve_with_an_outlook(agent: Agent):
    await agent.reads("cash_position", weeks=1)
    answer = await agent.reads("cash_position")
    assert answer["api"] == 4
    assert (await agent.reads("cash_position", weeks=4))["api"] == 12 + more_under(MEMO_LINES)
    assert (await agent.reads("cash_position", weeks=4, as_of="2026-06-30"))["api"] == 13
    evidence = await agent.reads("get_evidence", handle=answer["evidence"])
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("cash.outlook")
async def test_holds_at_a_past_day_are_said_to_be_of_today(agent: Agent):
    said = "What is on hold is so today"
    past = await agent.reads("cash_position", weeks=1, as_of="2026-08-31")
    assert any(note.startswith(said) for note in past["notes"])
    now = await agent.reads("cash_position", weeks=1)
    assert not any(note.startswith(said) for note in now["notes"])
