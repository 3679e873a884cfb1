"""What controllers ask at a close: each in at most one call more than it takes, with figures counted by hand."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent import Agent, records
from by_hand import INCOME, SIGNED, booked, booked_by, due_at, money, totals_of, without_zero
from days import month_end_before, quarter_end_before, today_of
from intacct_sandbox.serve import Sandbox
from planting import Planting


def block(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    held = answer.get(name, {"columns": [], "rows": []})
    return [dict(zip(held["columns"], row, strict=True)) for row in held["rows"]]


@pytest.mark.usual_reading("subledger-postings")
async def test_w02_why_travel_rose_and_with_whom(agent: Agent, sandbox: Sandbox):
    end = quarter_end_before(today_of(sandbox))
    start = quarter_end_before(end) + timedelta(days=1)
    before = quarter_end_before(start - timedelta(days=1)) + timedelta(days=1)
    now = booked(sandbox, f"a.id = '6300' AND l.entry_date BETWEEN '{start}' AND '{end}'")
    then = booked(
        sandbox,
        f"a.id = '6300' AND l.entry_date BETWEEN '{before}' AND '{start - timedelta(days=1)}'",
    )
    answer = await agent.reads(
        "variance_analysis",
        against="prior_period",
        period=f"{start}..{end}",
        account="6300",
        by="vendor",
        min_amount=0,
        min_percent=0,
        limit=200,
    )
    changes = {
        currency: now.get(currency, Decimal(0)) - then.get(currency, Decimal(0))
        for currency in {*now, *then}
    }
    assert totals_of(answer, "variance") == without_zero(changes)
    only = str(answer["scope"])[-3:]
    drivers: dict[str, Decimal] = {}
    for row in records(answer):
        currency = row.get("currency", only)
        drivers[currency] = drivers.get(currency, Decimal(0)) + Decimal(row["variance"])
    assert without_zero(drivers) == without_zero(changes)
    top = next(row for row in records(answer) if row["vendor"] != "(none)")
    vendor = top["vendor"].split(" ")[0]
    lines = await agent.reads(
        "gl_detail", account="6300", period=f"{start}..{end}", where=f"vendor={vendor}", limit=200
    )
    moved = totals_of(lines, "debit")
    back = totals_of(lines, "credit")
    currency = top.get("currency", only)
    net = moved.get(currency, Decimal(0)) - back.get(currency, Decimal(0))
    assert net == Decimal(top["actual"])
    assert agent.calls <= 3


async def test_w03_whether_payables_tie_to_the_ledger(agent: Agent, sandbox: Sandbox):
    day = str(month_end_before(today_of(sandbox)))
    answer = await agent.reads("reconcile_subledger", ledger="AP", as_of=day)
    accounts = {row["account"] for row in block(answer, "accounts")}
    assert "2000" in accounts
    listed = ", ".join(f"'{account}'" for account in sorted(accounts))
    control = booked(sandbox, f"a.id IN ({listed}) AND l.entry_date <= '{day}'")
    assert totals_of(answer, "ledger") == {slot: -amount for slot, amount in control.items()}
    assert totals_of(answer, "unexplained") == {}
    assert agent.calls <= 2


async def test_w05_which_entities_have_not_closed_last_month(agent: Agent, sandbox: Sandbox):
    end = month_end_before(today_of(sandbox))
    still_open = {
        str(id_)
        for (id_,) in sandbox.ledger.rows(f"SELECT id FROM entity WHERE books_open_from <= '{end}'")
    }
    answer = await agent.reads("close_status", period=f"{end:%Y-%m}")
    told = {row["entity"] for row in records(answer) if row["ledger"] == "open"}
    assert told == still_open
    assert len(answer["rows"]) > len(told), "one entity has closed"
    assert agent.calls <= 2


async def test_w07_the_trial_balance_of_last_month(agent: Agent, sandbox: Sandbox):
    end = month_end_before(today_of(sandbox))
    month = f"l.entry_date LIKE '{end:%Y-%m}-%'"
    answer = await agent.reads("trial_balance", period=f"{end:%Y-%m}", limit=200)
    rows = records(answer)
    assert len(rows) == answer["total"], "it is whole in one answer"
    assert set(answer["checks"].values()) == {"0.00"}
    for name, side in (("debits", "debit"), ("credits", "credit")):
        expected = booked_by(sandbox, "a.id", f"{month} AND l.txn_type = '{side}'")
        found = {
            (row["account"], row["currency"]): Decimal(row[name])
            for row in rows
            if Decimal(row[name])
        }
        assert found == {slot: abs(amount) for slot, amount in expected.items()}
    assert agent.calls <= 2


async def test_w08_the_balance_sheet_at_quarter_end_by_entity(agent: Agent, sandbox: Sandbox):
    day = quarter_end_before(today_of(sandbox))
    answer = await agent.reads("balance_sheet", as_of=str(day), by="entity", entity="100,200,400")
    dollars = "n.id IN ('100', '200', '400')"
    year = f"l.entry_date BETWEEN '{day.year}-01-01' AND '{day}'"
    assets = booked_by(
        sandbox, "n.id", f"a.id BETWEEN '1000' AND '1999' AND {dollars} AND l.entry_date <= '{day}'"
    )
    result = booked_by(sandbox, "n.id", f"{INCOME} AND {dollars} AND {year}")
    rows = {row["line"].strip(): row for row in records(answer)}
    for (entity, _), amount in assets.items():
        shown = next(name for name in answer["columns"] if name.startswith(entity))
        assert Decimal(rows["Total assets"][shown]) == amount
        assert Decimal(rows["Net income, current year"][shown]) == -result.get(
            (entity, "USD"), Decimal(0)
        )
    assert set(answer["checks"].values()) == {"0.00"}
    assert agent.calls <= 2


async def test_w09_the_year_so_far_against_budget_and_its_drivers(agent: Agent, sandbox: Sandbox):
    end = month_end_before(today_of(sandbox))
    period = f"{end.year}-01..{end:%Y-%m}"
    answer = await agent.reads("variance_analysis", period=period, min_amount=0, limit=5)
    year = f"l.entry_date BETWEEN '{end.year}-01-01' AND '{end}'"
    actual = booked(sandbox, f"{INCOME} AND {year}")
    assert totals_of(answer, "net_actual") == {slot: -amount for slot, amount in actual.items()}
    assert set(answer["checks"].values()) == {"0.00"}
    top = records(answer)[0]
    lines = await agent.reads("gl_detail", account=top["account"], period=period, limit=1)
    net = {
        slot: totals_of(lines, "debit").get(slot, Decimal(0))
        - totals_of(lines, "credit").get(slot, Decimal(0))
        for slot in actual
    }
    assert abs(net[top["currency"]]) == abs(Decimal(top["actual"]))
    assert agent.calls <= 3


async def test_w10_cash_today_and_the_four_weeks_ahead(agent: Agent, sandbox: Sandbox):
    today = today_of(sandbox)
    answer = await agent.reads("cash_position", weeks=4, limit=200)
    assert totals_of(answer, "book") == booked(sandbox, "a.id < '1100'")
    weeks = [row for row in block(answer, "outlook") if row["kind"] == "week"]
    assert len({row["from"] for row in weeks}) == 4
    for row in weeks:
        start = row["from"]
        end = date.fromisoformat(start) + timedelta(days=6)
        due = due_at(
            sandbox,
            "AR",
            str(today),
            f"d.state = 'posted' AND d.due_date BETWEEN '{start}' AND '{end}'",
        )
        expected = sum(
            (amount for (_, currency), amount in due.items() if currency == row["currency"]),
            Decimal(0),
        )
        assert Decimal(row["in"]) == expected
        assert Decimal(row["closing"]) == Decimal(row["opening"]) + Decimal(row["in"]) - Decimal(
            row["out"]
        )
    assert agent.calls <= 3


def waiting(day: date) -> str:
    """Lines of what is entered and not posted, dated up to a day: its amount and its effect on the result in cents."""
    of_documents = f"""
    SELECT d.subledger AS ledger, e.id AS entity, e.base_currency AS currency,
      d.subledger || d.key AS one, l.base_amount AS amount,
      CASE WHEN a.type <> 'incomeStatement' THEN 0
        WHEN d.subledger = 'AR' THEN l.base_amount ELSE -l.base_amount END AS profit
    FROM document d JOIN document_line l ON l.document_key = d.key
    JOIN entity e ON e.key = d.entity_key JOIN account a ON a.key = l.account_key
    WHERE d.state IN ('draft', 'submitted', 'partiallyApproved') AND d.document_date <= '{day}'"""
    of_payments = f"""
    SELECT m.subledger, e.id, e.base_currency, 'paid' || m.key, m.base_amount, 0
    FROM payment m JOIN entity e ON e.key = m.entity_key
    WHERE m.state IN ('draft', 'submitted', 'partiallyApproved', 'approved')
      AND m.payment_date <= '{day}'"""
    of_expenses = f"""
    SELECT 'EE', e.id, e.base_currency, 'expense' || h.key, json_extract(r.fields, '$.baseAmount'),
      -json_extract(r.fields, '$.baseAmount')
    FROM record h JOIN record r ON r.object = 'expenses/employee-expense-line'
      AND json_extract(r.fields, '$."employeeExpense.key"') = h.key
    JOIN entity e ON e.key = json_extract(h.fields, '$."entity.key"')
    WHERE h.object = 'expenses/employee-expense'
      AND json_extract(h.fields, '$.state') IN ('draft', 'submitted', 'approved')
      AND json_extract(h.fields, '$.createdDate') <= '{day}'"""
    of_entries = f"""
    SELECT 'GL', n.id, l.base_currency, 'entry' || e.key,
      CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE 0 END,
      CASE WHEN {INCOME} THEN -{SIGNED} ELSE 0 END
    FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key
    JOIN account a ON a.key = l.account_key JOIN journal j ON j.key = e.journal_key
    JOIN location o ON o.key = l.location_key JOIN entity n ON n.key = o.entity_key
    WHERE e.state IN ('draft', 'submitted', 'partiallyApproved', 'approved')
      AND j.book_id = 'ACCRUAL' AND e.posting_date <= '{day}'"""
    return f"{of_documents} UNION ALL {of_payments} UNION ALL {of_expenses} UNION ALL {of_entries}"


@pytest.mark.usual_reading("draft-lines")
async def test_w14_what_is_not_posted_before_the_close(agent: Agent, sandbox: Sandbox):
    today = today_of(sandbox)
    Planting(sandbox.ledger).entry(str(today), "6500", "2100", 12_345, state="draft")
    day = date(today.year, today.month, monthrange(today.year, today.month)[1])
    counted = {
        (ledger, entity, currency): (count, money(amount), money(profit))
        for ledger, entity, currency, count, amount, profit in sandbox.ledger.rows(
            "SELECT ledger, entity, currency, COUNT(DISTINCT one), SUM(amount), SUM(profit)"
            f" FROM ({waiting(day)}) GROUP BY 1, 2, 3"
        )
    }
    assert {"AR", "AP", "GL"} <= {ledger for ledger, *_ in counted}
    answer = await agent.reads("close_status", period=f"{today:%Y-%m}")
    told: dict[tuple[str, str, str], tuple[int, Decimal, Decimal]] = {}
    for row in block(answer, "unposted"):
        slot = row["ledger"], row["entity"], row["currency"]
        count, amount, profit = told.get(slot, (0, Decimal(0), Decimal(0)))
        told[slot] = (
            count + int(row["count"]),
            amount + Decimal(row["amount"]),
            profit + Decimal(row["profit_effect"]),
        )
    assert told == counted
    effects: dict[str, Decimal] = {}
    for row in records(answer):
        of_entity = [found for slot, found in counted.items() if slot[1] == row["entity"]]
        assert int(row["unposted"]) == sum(count for count, *_ in of_entity)
        effect = sum((profit for *_, profit in of_entity), Decimal(0))
        assert Decimal(row["profit_effect"]) == effect
        effects[row["currency"]] = effects.get(row["currency"], Decimal(0)) + effect
    assert totals_of(answer, "profit_effect") == without_zero(effects)
    assert agent.calls <= 2
