"""The trial balance, and the evidence behind figures."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from mcp.client import Client

from agent import Agent, records
from intacct_books import Clock, Connections, MemoryShelf
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany
from intacct_mcp.tokens import count_tokens
from intacct_sandbox.serve import Sandbox
from opened import holding

SIGNED = "CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END"
POSTED = (
    "FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key JOIN account a ON a.key = l.account_key"
    " JOIN journal j ON j.key = e.journal_key WHERE e.state <> 'draft' AND j.id <> 'CLOSE'"
)


def cents(rows: list[tuple[str, str, int]]) -> dict[tuple[str, str], Decimal]:
    return {
        (account, currency): Decimal(amount).scaleb(-2)
        for account, currency, amount in rows
        if amount
    }


@pytest.mark.parametrize("day", ["2026-10-31", "2025-12-31", "2026-01-01", "2024-05-15"])
@pytest.mark.behaviour("balances.as-of-a-day")
async def test_as_of_a_day_debits_equal_credits(agent: Agent, day: str):
    answer = await agent.reads("trial_balance", as_of=day, columns="all")
    assert set(answer["checks"].values()) == {"0.00"}
    for row in records(answer):
        closing = Decimal(row["closing"])
        assert Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0) == closing
        assert "" in (row["debit"], row["credit"])
    assert {sums["closing"] for sums in answer["totals"].values()} == {"0.00"}


@pytest.mark.parametrize("period", ["2026-10", "2026-Q1", "2025", "2025-07..2026-06", "2026-01"])
@pytest.mark.behaviour("balances.over-a-period", "balances.part-of-a-year")
async def test_over_a_period_sides_balance_and_what_is_missing_is_said(agent: Agent, period: str):
    answer = await agent.reads("trial_balance", period=period, columns="all")
    assert set(answer["checks"].values()) == {"0.00"}
    missing = [note for note in answer["notes"] if "stands in no account" in note]
    assert bool(missing) is (period == "2026-10")
    names = {name.removesuffix(" GBP").removesuffix(" USD") for name in answer["checks"]}
    one_year = {"closing", "balance sheet closing + ytd"}
    if period == "2026-10":
        one_year = {"closing - result of 2026-01-01..2026-09-30", "balance sheet closing + ytd"}
    assert names == {"debits - credits"} | (set() if "07" in period else one_year)
    spans = [note for note in answer.get("notes", []) if "spans a fiscal year end" in note]
    assert bool(spans) is (period == "2025-07..2026-06")


@pytest.mark.behaviour("balances.income-from-zero", "balances.part-of-a-year")
async def test_a_period_s_closing_is_not_mistaken_for_the_year_s(agent: Agent, sandbox: Sandbox):
    """What a row says leads to its closing; what it does not say of the year is told and can be had."""
    answer = await agent.reads("trial_balance", period="2026-10")
    assert answer["columns"][-4:] == ["opening", "debits", "credits", "closing"]
    for row in records(answer):
        moved = Decimal(row["debits"]) - Decimal(row["credits"])
        assert Decimal(row["opening"]) + moved == Decimal(row["closing"])
    result = cents(
        sandbox.ledger.rows(
            f"SELECT '', l.base_currency, -SUM({SIGNED}) {POSTED} AND j.book_id = 'ACCRUAL'"
            " AND a.type = 'incomeStatement' AND l.entry_date BETWEEN '2026-01-01' AND '2026-09-30' GROUP BY 2"
        )
    )
    said = ", ".join(f"{amount:.2f} {currency}" for (_, currency), amount in sorted(result.items()))
    assert answer["notes"][1].startswith(f"So closings add up to {said}: the result of 2026-01-01")
    assert {
        ("", currency): Decimal(sums["closing"]) for currency, sums in answer["totals"].items()
    } == result


@pytest.mark.behaviour("balances.income-from-zero")
async def test_the_year_to_date_is_the_closing_as_of_the_last_day(agent: Agent):
    year = await agent.reads("trial_balance", period="2026-09", columns="all")
    as_of = await agent.reads("gl_balance", account="1000..8999", as_of="2026-09-30", limit=200)
    assert {
        (row["account"], row["currency"]): row["ytd"] or row["closing"] for row in records(year)
    } == {(row["account"], row["currency"]): row["closing"] for row in records(as_of)}
    assert not any(row["ytd"] for row in records(year) if row["account"] < "4000")
    names = {name for name in year["checks"] if name.startswith("balance sheet closing + ytd")}
    assert len(names) == 2


async def test_sixty_accounts_stay_small(agent: Agent):
    """Closings alone, and the four columns of a period."""
    for given, most in (
        ({"columns": "closing"}, 1_050),
        ({}, 1_100),
        ({"period": "2026-01..2026-09"}, 2_000),
    ):
        text = await agent.hears("trial_balance", entity="100, 200", limit=60, **given)
        assert len(json.loads(text)["rows"]) in {59, 60}
        assert count_tokens(text) <= most


async def test_the_sides_of_each_account_are_what_was_posted(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("trial_balance", period="2026-09", limit=200)
    for name, side in (("debits", "debit"), ("credits", "credit")):
        expected = cents(
            sandbox.ledger.rows(
                f"SELECT a.id, l.base_currency, SUM(l.base_amount) {POSTED} AND l.txn_type = '{side}'"
                " AND j.book_id = 'ACCRUAL' AND l.entry_date BETWEEN '2026-09-01' AND '2026-09-30' GROUP BY 1, 2"
            )
        )
        found = {
            (row["account"], row["currency"]): Decimal(row[name])
            for row in records(answer)
            if Decimal(row[name])
        }
        assert found == expected


@pytest.mark.parametrize("entity", ["100", "300"])
async def test_an_entity_s_trial_balance_is_its_own(agent: Agent, sandbox: Sandbox, entity: str):
    answer = await agent.reads(
        "trial_balance", as_of="2026-10-31", entity=entity, columns="closing"
    )
    assert answer["scope"].startswith(f"entity {entity}, accrual, ")
    assert set(answer["checks"].values()) == {"0.00"}
    cash = {row["account"]: row["closing"] for row in records(answer)}
    ((expected,),) = sandbox.ledger.rows(
        f"SELECT SUM({SIGNED}) {POSTED} AND j.book_id = 'ACCRUAL' AND a.id = '1060' AND l.entry_date <= '2026-10-31'"
        " AND l.location_key IN (SELECT o.key FROM location o JOIN entity n ON n.key = o.entity_key"
        f" WHERE n.id = '{entity}')"
    )
    assert cash["1060"] == str(Decimal(expected).scaleb(-2))


async def test_the_cash_book_is_another_book(agent: Agent):
    accrual = await agent.reads("trial_balance", as_of="2026-10-31")
    cash = await agent.reads("trial_balance", as_of="2026-10-31", book="cash")
    assert "cash" in cash["scope"]
    assert set(cash["checks"].values()) == {"0.00"}
    assert cash["rows"] != accrual["rows"]
    assert "The books are accrual, cash" in await agent.is_told("trial_balance", book="tax")


async def test_it_costs_two_transactions_as_of_a_day_and_three_over_a_period(agent: Agent):
    await agent.reads("trial_balance")
    assert (await agent.reads("trial_balance"))["api"] == 2
    assert (await agent.reads("trial_balance", period="2026-10"))["api"] == 3
    assert (await agent.reads("trial_balance", period="2025-11..2026-10"))["api"] == 4


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("trial_balance", {"as_of": "2026-09-30"}),
        ("trial_balance", {"period": "2026-10"}),
        ("trial_balance", {"period": "2025-11..2026-10"}),
        ("gl_balance", {"account": "cash", "period": "last_month", "entity": "200, 300"}),
        ("gl_balance", {"account": "3900", "as_of": "2026-10-31"}),
        ("gl_balance", {"account": "6000..6999", "period": "2026-Q3", "by": "department"}),
        ("list_customers", {"search": "a"}),
        ("get_invoice", {"number": "INV-10100"}),
    ],
)
async def test_the_lines_behind_a_figure_add_up_to_it(
    agent: Agent, tool: str, arguments: dict[str, str]
):
    answer = await agent.reads(tool, **arguments)
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=5)
    assert evidence["now"] == "the same"
    assert set(evidence["checks"].values()) == {"0.00"}
    assert evidence["rows"]


async def test_when_the_books_have_moved_both_figures_are_shown(connections: Connections):
    """The same handle, found beside a company whose figure is another one by now."""
    books = await connections.books()
    shelf = MemoryShelf()
    moved = ConnectedCompany(
        books.intacct, Clock(far_day=books.clock.far_day), b"key", is_sandbox=True, shelf=shelf
    )
    async with Client(build_server(lambda: holding(moved))) as client:
        agent = Agent(client)
        answer = await agent.reads("gl_balance", account="1010")
        kept = await shelf.find(answer["evidence"])
        assert kept is not None
        earlier = replace(kept, figure={"USD": {"closing": Decimal("1.00")}})
        await shelf.keep(earlier)
        evidence = await agent.reads("get_evidence", handle=earlier.handle)
    assert evidence["answered"]["closing"] == "1.00"
    assert evidence["now"]["closing"] == answer["totals"]["closing"]
    assert evidence["lines_add_up_to"]["closing"] == answer["totals"]["closing"]


async def test_an_unknown_handle_is_told_what_to_do(agent: Agent):
    assert "repeat the question" in await agent.is_told("get_evidence", handle="nope")


async def test_an_entity_is_found_by_name_and_any_other_is_refused(agent: Agent):
    by_id = await agent.reads("gl_balance", account="1060", entity="300")
    by_name = await agent.reads("gl_balance", account="1060", entity="harwick instruments ltd")
    assert by_name["rows"] == by_id["rows"]
    assert "Name one of 100" in await agent.is_told("gl_balance", account="1060", entity="Mars")
    several = await agent.reads("gl_balance", account="1060", entity="100, 300")
    assert several["scope"].startswith("entities 100, 300")


@pytest.mark.behaviour("fiscal-year.reporting-periods")
async def test_a_reporting_period_s_name_means_its_days(agent: Agent):
    named = await agent.reads("gl_balance", account="cash", period="Month Ended September 2026")
    assert named["period"] == {"start": "2026-09-01", "end": "2026-09-30"}
    told = await agent.is_told("gl_balance", account="cash", period="Month Ended Octember 2026")
    assert "Near: Month Ended" in told


@pytest.mark.behaviour("balances.as-of-a-day")
async def test_a_split_says_that_both_sides_are_higher_than_those_of_the_accounts(agent: Agent):
    split = await agent.reads("trial_balance", as_of="2026-10-31", by="department", columns="all")
    whole = await agent.reads("trial_balance", as_of="2026-10-31", columns="all")
    for currency, sums in whole["totals"].items():
        assert Decimal(split["totals"][currency]["debit"]) > Decimal(sums["debit"])
        assert split["totals"][currency]["closing"] == sums["closing"]
    assert any(note.startswith("Debit and credit are each row's") for note in split["notes"])
    assert not any(note.startswith("Debit and credit") for note in whole["notes"])
