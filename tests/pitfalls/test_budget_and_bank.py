"""Traps of budgets and of cash: missing lines, several versions, what the bank knows."""

from decimal import Decimal

from agent import Agent, records
from by_hand import booked, money, planted, totals_of
from intacct_sandbox.serve import Sandbox


async def test_p26_an_account_that_nobody_planned_has_no_line_instead_of_zero(
    agent: Agent, sandbox: Sandbox
):
    (budget,) = planted(sandbox, "budget-with-missing-lines")
    ((name, default),) = sandbox.ledger.rows(
        "SELECT json_extract(fields, '$.id'), json_extract(fields, '$.isDefault') FROM record"
        f" WHERE key = {budget.key}"
    )
    assert default
    everything = {"min_amount": 0, "min_percent": 0, "limit": 200}
    period = "2026-01..2026-09"
    answer = await agent.reads("variance_analysis", period=period, **everything)
    assert f"Compared with budget {name}." in answer["notes"]
    rows = {(row["account"], row["currency"]): row for row in records(answer)}
    unplanned = booked(
        sandbox, "a.id = '6410' AND l.entry_date BETWEEN '2026-01-01' AND '2026-09-30'"
    )
    assert unplanned
    for currency, amount in unplanned.items():
        row = rows["6410", currency]
        assert row["budget"] == "no line"
        assert row["%"] == ""
        assert Decimal(row["actual"]) == amount
    planned = rows["4000", "USD"]
    assert Decimal(planned["budget"]) > 0, "revenue is planned positive"
    assert Decimal(planned["actual"]) > 0
    assert (planned["favourable"] == "yes") == (Decimal(planned["variance"]) > 0)
    cost = rows["6000", "USD"]
    assert (cost["favourable"] == "yes") == (Decimal(cost["variance"]) < 0)


async def test_p29_what_the_books_have_and_what_the_bank_has_seen_are_apart(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("cash_position", limit=200)
    rows = {row["account"]: row for row in records(answer)}
    book = booked(sandbox, "a.id = '1010'")["USD"]
    assert Decimal(rows["1010"]["book"]) == book
    ((reconciled, day),) = sandbox.ledger.rows(
        "SELECT json_extract(extra, '$.\"reconciliation.lastReconciledBalance\"'),"
        " json_extract(extra, '$.\"reconciliation.lastReconciledDate\"') FROM bank_account WHERE id = 'CAS-OPS'"
    )
    assert rows["1010"]["reconciled_on"] == day
    shown = Decimal(rows["1010"]["reconciled"].split(" ")[0])
    assert shown == money(reconciled) != book
    drawer = booked(sandbox, "a.id = '1090'")
    assert {"USD": Decimal(rows["1090"]["book"])} == drawer
    assert rows["1090"]["kind"] == "undeposited"
    assert totals_of(answer, "book") == booked(sandbox, "a.id < '1100'")
    waiting = Decimal(rows["1010"]["uncleared_in"]) - Decimal(rows["1010"]["uncleared_out"])
    assert shown + waiting == book
