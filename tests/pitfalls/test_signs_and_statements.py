"""Traps of ledger figures: signs, what a balance means, the year's result, accounts that statements forget."""

from decimal import Decimal
from typing import Any

from agent import Agent, column, records
from by_hand import (
    INCOME,
    booked,
    booked_by,
    by_currency,
    money,
    number_of,
    planted,
    totals_of,
)
from intacct_sandbox.serve import Sandbox

THIS_YEAR = "l.entry_date BETWEEN '2026-01-01' AND '2026-10-31'"


def lines_named(answer: dict[str, Any], name: str, column_name: str) -> dict[str, Decimal]:
    """A line of a statement, by currency."""
    return {
        row.get("currency", ""): Decimal(row[column_name])
        for row in records(answer)
        if row["line"].strip() == name
    }


async def test_p01_revenue_is_negative_in_the_ledger_and_positive_in_statements(
    agent: Agent, sandbox: Sandbox
):
    booked_sales = by_currency(booked_by(sandbox, "a.id", f"a.id = '4000' AND {THIS_YEAR}"))
    assert all(amount < 0 for amount in booked_sales.values())
    ledger = await agent.reads("gl_balance", account="4000", as_of="2026-10-31")
    assert totals_of(ledger, "closing") == booked_sales
    assert ledger["sign"] == "debits positive, credits negative"
    trial = await agent.reads("trial_balance", as_of="2026-10-31")
    sides = {row["currency"]: row for row in records(trial) if row["account"] == "4000"}
    assert {currency: Decimal(row["credit"]) for currency, row in sides.items()} == {
        currency: -amount for currency, amount in booked_sales.items()
    }
    statement = await agent.reads("income_statement", period="ytd", detail="accounts")
    shown = {
        row["currency"]: Decimal(row["period_activity"])
        for row in records(statement)
        if row["line"].strip().startswith("4000 ")
    }
    assert shown == {currency: -amount for currency, amount in booked_sales.items()}
    assert statement["sign"].startswith("natural")


async def test_p02_a_period_of_an_income_account_is_its_activity_not_the_year_so_far(
    agent: Agent, sandbox: Sandbox
):
    month = booked(sandbox, "a.id = '4000' AND l.entry_date LIKE '2026-09-%'")
    year = booked(sandbox, "a.id = '4000' AND l.entry_date BETWEEN '2026-01-01' AND '2026-09-30'")
    assert month != year
    answer = await agent.reads("gl_balance", account="4000", period="2026-09")
    rows = {row["currency"]: row for row in records(answer)}
    assert {slot: Decimal(row["opening"]) for slot, row in rows.items()} == dict.fromkeys(rows, 0)
    assert {slot: Decimal(row["closing"]) for slot, row in rows.items()} == month
    assert {slot: Decimal(row["ytd"]) for slot, row in rows.items()} == year
    statement = await agent.reads("income_statement", period="2026-09")
    assert statement["columns"][-1] == "period_activity"


async def test_p03_the_result_of_the_year_is_in_equity_and_the_balance_sheet_balances(
    agent: Agent, sandbox: Sandbox
):
    result = booked(sandbox, f"{INCOME} AND {THIS_YEAR}")
    raw = booked(sandbox, "a.type = 'balanceSheet' AND l.entry_date <= '2026-10-31'")
    assert set(raw) == {"GBP", "USD"}, "balance sheet accounts alone do not add up to zero"
    answer = await agent.reads("balance_sheet", as_of="2026-10-31")
    assert lines_named(answer, "Net income, current year", "balance") == {
        currency: -amount for currency, amount in result.items()
    }
    assert set(answer["checks"].values()) == {"0.00"}
    assets = lines_named(answer, "Total assets", "balance")
    claims = lines_named(answer, "Liabilities and equity", "balance")
    assert assets == claims != {}


async def test_p17_what_is_counted_but_no_money_is_in_no_total(agent: Agent, sandbox: Sandbox):
    """Money and units in one range: totals are of the money alone, units stand beside them."""
    heads = {
        str(account)
        for (account,) in sandbox.ledger.rows(
            "SELECT json_extract(fields, '$.id') FROM record"
            " WHERE object = 'general-ledger/statistical-account'"
        )
    }
    assert heads
    money_only = booked(sandbox, f"a.id BETWEEN '6000' AND '9999' AND {THIS_YEAR}")
    answer = await agent.reads("gl_balance", account="6000..9999", as_of="2026-10-31", limit=200)
    assert totals_of(answer, "closing") == money_only
    assert not heads & set(column(answer, "account"))
    block = answer["statistical"]
    assert {row[0] for row in block["rows"]} == heads
    assert all(Decimal(row[-1]) for row in block["rows"]), "units that would be in the totals"
    trial = await agent.reads("trial_balance", as_of="2026-10-31", limit=200)
    assert not heads & set(column(trial, "account"))
    assert {total["closing"] for total in trial["totals"].values()} == {"0.00"}
    assert any("Statistical accounts are no money" in note for note in trial["notes"])
    alone = await agent.reads("gl_balance", account=", ".join(sorted(heads)), by="entity")
    assert alone["sign"].startswith("units, no money")
    assert set(alone["totals"]) == heads, "each account counts its own"


async def test_p19_cents_of_conversion_stay_and_the_control_account_ties(
    agent: Agent, sandbox: Sandbox
):
    """Three lines of 333.35 EUR at 1.1 are 366.69 each, a cent or more above the whole converted."""
    number = number_of(sandbox, "foreign-currency-rounding-cent")
    ((lines, rate, whole),) = sandbox.ledger.rows(
        "SELECT SUM(l.base_amount), d.rate, SUM(l.txn_amount) FROM document d"
        " JOIN document_line l ON l.document_key = d.key WHERE d.number = ? GROUP BY d.key",
        (number,),
    )
    converted = money(whole) * Decimal(rate)
    assert converted.quantize(Decimal("0.01")) != money(lines)
    answer = await agent.reads("ar_aging", search="Silverbrook", by="document")
    (row,) = [each for each in records(answer) if each["number"] == number]
    assert Decimal(row["open"]) == money(lines)
    aging = await agent.reads("ar_aging", limit=1)
    assert set(aging["checks"].values()) == {"0.00"}
    invoice = await agent.reads("get_invoice", number=number)
    assert invoice["invoice"]["total"] == str(money(whole))
    assert set(invoice["checks"].values()) == {"0.00"}


async def test_p25_an_account_in_no_group_is_in_the_result_all_the_same(
    agent: Agent, sandbox: Sandbox
):
    (case,) = planted(sandbox, "account-without-group")
    forgotten = booked(sandbox, f"a.key = {case.key} AND {THIS_YEAR}")
    assert forgotten
    whole = booked(sandbox, f"{INCOME} AND {THIS_YEAR}")
    answer = await agent.reads("income_statement", period="ytd")
    of_groups = lines_named(answer, "Net income", "period_activity")
    assert lines_named(answer, "Net income, all accounts", "period_activity") == {
        currency: -amount for currency, amount in whole.items()
    }
    assert of_groups == {
        currency: forgotten[currency] - amount for currency, amount in whole.items()
    }
    assert set(answer["checks"].values()) == {"0.00"}
    (note,) = [note for note in answer["notes"] if note.startswith("In no account group")]
    assert "8900" in note


async def test_p27_a_total_over_entities_says_that_nothing_is_eliminated(
    agent: Agent, sandbox: Sandbox
):
    between = booked(sandbox, "a.id IN ('1350', '2350') AND l.entry_date <= '2026-10-31'")
    receivable = booked(sandbox, "a.id = '1350' AND l.entry_date <= '2026-10-31'")
    assert receivable
    assert between == {}, "a consolidation would show neither side"
    answer = await agent.reads("balance_sheet", as_of="2026-10-31", detail="accounts")
    shown = {
        row["currency"]: Decimal(row["balance"])
        for row in records(answer)
        if row["line"].strip().startswith("1350 ")
    }
    assert shown == receivable
    assert any("nothing between them is eliminated" in note for note in answer["notes"])
    alone = await agent.reads("balance_sheet", as_of="2026-10-31", entity="100")
    assert not any("eliminated" in note for note in alone.get("notes", []))
