"""Every statement against plain SQL over the ledger, for entities, currencies, past days and both year ends."""

from decimal import Decimal
from typing import Any

import pytest

from adding_up import reads_as_it_adds
from agent import Agent, column, records
from intacct_sandbox.serve import Sandbox
from ledger_rows import Nets, booked, net

ZERO = Decimal(0)
Lines = dict[tuple[str, str], Decimal]


@pytest.fixture(params=["none", "posted"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    name = "shared_sandbox" if request.param == "none" else "closed_sandbox"
    found: Sandbox = request.getfixturevalue(name)
    return found


def currency_of(answer: dict[str, Any]) -> str:
    return str(answer["scope"]).rpartition(", ")[2]


def lines(answer: dict[str, Any], column: str) -> Lines:
    """The amounts of a column by line and currency; lines of one name (account or total) are unique."""
    found: Lines = {}
    for row in records(answer):
        key = (row["line"].strip(), row.get("currency", currency_of(answer)))
        assert key not in found
        found[key] = Decimal(row[column] or "0")
    return found


def accounts(answer: dict[str, Any], column: str) -> Lines:
    """The amounts of the lines of accounts, by number."""
    return {
        (title[:4], currency): amount
        for (title, currency), amount in lines(answer, column).items()
        if title[:4].isdigit()
    }


def flipped(nets: Nets, sandbox: Sandbox) -> Nets:
    """On the side that the account's own group is shown on."""
    credit = {
        account
        for (account,) in sandbox.ledger.rows(
            "SELECT a.id FROM account a JOIN account_range r ON a.id BETWEEN r.range_from AND r.range_to"
            " JOIN account_group g ON g.key = r.group_key WHERE g.normal_balance = 'credit'"
        )
    } | {"8900"}
    return {
        (id_, currency): -amount if id_ in credit else amount
        for (id_, currency), amount in nets.items()
        if amount
    }


def bottom(answer: dict[str, Any], column: str) -> dict[str, Decimal]:
    """The last line of each currency."""
    found: dict[str, Decimal] = {}
    for row in records(answer):
        found[row.get("currency", currency_of(answer))] = Decimal(row[column])
    return found


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2025-11..2026-02", "2025-11-01", "2026-02-28"),
        ("2026-10-05..2026-10-20", "2026-10-05", "2026-10-20"),
    ],
)
@pytest.mark.parametrize("entity", ["", "100", "300", "200, 400"])
@pytest.mark.behaviour("statements.income-ties", "statements.activity")
async def test_the_income_statement_is_the_activity_of_its_accounts_p2(
    agent: Agent, sandbox: Sandbox, period: str, start: str, end: str, entity: str
):
    answer = await agent.reads("income_statement", period=period, entity=entity, detail="accounts")
    ids = ", ".join(f"'{each.strip()}'" for each in entity.split(",")) if entity else ""
    where = f"a.type = 'incomeStatement' AND l.entry_date BETWEEN '{start}' AND '{end}'" + (
        f" AND n.id IN ({ids})" if ids else ""
    )
    assert accounts(answer, "period_activity") == flipped(booked(sandbox, where), sandbox)
    assert bottom(answer, "period_activity") == {
        currency: -amount for currency, amount in net(sandbox, where).items()
    }
    assert set(answer["checks"].values()) == {"0.00"}
    assert "balance" not in answer["columns"]


@pytest.mark.parametrize(
    "day", ["2026-10-31", "2026-01-01", "2025-12-31", "2024-12-31", "2026-02-15"]
)
@pytest.mark.parametrize("entity", ["", "300"])
@pytest.mark.behaviour("statements.balance-ties")
async def test_assets_are_liabilities_and_equity_with_the_year_s_result_p3(
    agent: Agent, sandbox: Sandbox, day: str, entity: str
):
    answer = await agent.reads("balance_sheet", as_of=day, entity=entity, detail="accounts")
    assert set(answer["checks"].values()) == {"0.00"}
    where = f"n.id = '{entity}'" if entity else "1"
    year = f"{day[:4]}-01-01"
    expected = booked(sandbox, f"a.type = 'balanceSheet' AND l.entry_date <= '{day}' AND {where}")
    for currency, amount in net(
        sandbox, f"a.type = 'incomeStatement' AND l.entry_date < '{year}' AND {where}"
    ).items():
        expected[("3900", currency)] = expected.get(("3900", currency), ZERO) + amount
    assert accounts(answer, "balance") == flipped(expected, sandbox)
    result = net(
        sandbox,
        f"a.type = 'incomeStatement' AND l.entry_date BETWEEN '{year}' AND '{day}' AND {where}",
    )
    found = lines(answer, "balance")
    for currency in {currency for _, currency in found}:
        assert found["Net income, current year", currency] == -result.get(currency, ZERO)
        assert found["Total assets", currency] == found["Liabilities and equity", currency]


@pytest.mark.parametrize("day", ["2026-10-31", "2025-06-30"])
@pytest.mark.behaviour("statements.same-result")
async def test_three_statements_have_one_result(agent: Agent, day: str):
    year = day[:4]
    sheet = lines(await agent.reads("balance_sheet", as_of=day), "balance")
    income = bottom(
        await agent.reads("income_statement", period=f"{year}-01-01..{day}"), "period_activity"
    )
    flow = lines(await agent.reads("cash_flow", period=f"{year}-01-01..{day}"), "amount")
    trial = await agent.reads("trial_balance", as_of=day, columns="closing", limit=200)
    for currency, amount in income.items():
        assert sheet["Net income, current year", currency] == amount
        assert flow["Net income", currency] == amount
        closings = [
            Decimal(row["closing"])
            for row in records(trial)
            if row["account"] >= "4000" and row["currency"] == currency
        ]
        assert -sum(closings) == amount


@pytest.mark.parametrize("period", ["2026-09", "2025", "2025-11..2026-02"])
@pytest.mark.parametrize("entity", ["", "100"])
@pytest.mark.behaviour("statements.cash-ties")
async def test_the_cash_flow_is_the_change_in_cash(
    agent: Agent, sandbox: Sandbox, period: str, entity: str
):
    answer = await agent.reads("cash_flow", period=period, entity=entity)
    assert set(answer["checks"].values()) == {"0.00"}
    start, end = answer["period"]["start"], answer["period"]["end"]
    where = "a.id BETWEEN '1000' AND '1099'" + (f" AND n.id = '{entity}'" if entity else "")
    before = net(sandbox, f"{where} AND l.entry_date < '{start}'")
    after = net(sandbox, f"{where} AND l.entry_date <= '{end}'")
    found = lines(answer, "amount")
    for currency, amount in after.items():
        assert found["Cash at end", currency] == amount
        assert found["Cash at start", currency] == before.get(currency, ZERO)
        assert found["Change in cash", currency] == amount - before.get(currency, ZERO)
        parts = [
            Decimal(row["amount"])
            for row in records(answer)
            if row["line"].startswith("  ") and row.get("currency", currency) == currency
        ]
        assert sum(parts) == found["Change in cash", currency]


@pytest.mark.parametrize("entity", ["", "100"])
@pytest.mark.behaviour("statements.cash-compared")
async def test_the_cash_flow_of_another_period_stands_beside(
    agent: Agent, sandbox: Sandbox, entity: str
):
    answer = await agent.reads("cash_flow", period="2026-Q3", compare="prior_year", entity=entity)
    assert set(answer["checks"].values()) == {"0.00"}
    assert answer["api"] == 6
    label = "prior_year 2025-07-01..2025-09-30"
    alone = await agent.reads("cash_flow", period="2025-Q3", entity=entity)
    then = lines(alone, "amount")
    assert {key: amount for key, amount in lines(answer, label).items() if amount} == {
        key: amount for key, amount in then.items() if amount
    }
    for row in records(answer):
        difference = Decimal(row["amount"] or "0") - Decimal(row[label] or "0")
        assert Decimal(row["difference"] or "0") == difference
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.parametrize("by", ["entity", "department"])
@pytest.mark.behaviour("statements.cash-by-members")
async def test_the_cash_flow_of_members_adds_up_to_the_whole(
    agent: Agent, sandbox: Sandbox, by: str
):
    answer = await agent.reads("cash_flow", period="2026-Q3", by=by)
    assert answer["api"] == 3
    names = [name for name in answer["columns"] if name not in {"line", "currency", "total"}]
    whole = lines(await agent.reads("cash_flow", period="2026-Q3"), "amount")
    assert lines(answer, "total") == whole
    for row in records(answer):
        assert sum(Decimal(row[name] or "0") for name in names) == Decimal(row["total"])
    if by == "entity":
        for name in names:
            cash = f"a.id BETWEEN '1000' AND '1099' AND n.id = '{name[:3]}' AND l.entry_date"
            of_member = lines(answer, name)
            for title, condition in (
                ("Cash at start", "< '2026-07-01'"),
                ("Cash at end", "<= '2026-09-30'"),
            ):
                for currency, amount in net(sandbox, f"{cash} {condition}").items():
                    assert of_member[title, currency] == amount
    else:
        assert any(note.startswith("Entries balance in each entity") for note in answer["notes"])


async def test_no_budget_plans_cash(agent: Agent):
    told = await agent.is_told("cash_flow", period="2026-09", compare="budget")
    assert told.startswith("No budget plans cash flows. Compare with")


@pytest.mark.behaviour("statements.compared")
async def test_a_comparison_is_what_the_ledger_says_of_both(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads(
        "income_statement", period="2026-Q3", compare="prior_year", detail="accounts"
    )
    label = "prior_year 2025-07-01..2025-09-30"
    income = "a.type = 'incomeStatement' AND l.entry_date BETWEEN"
    then = flipped(booked(sandbox, f"{income} '2025-07-01' AND '2025-09-30'"), sandbox)
    assert {slot: amount for slot, amount in accounts(answer, label).items() if amount} == then
    for row in records(answer):
        now, then = Decimal(row["period_activity"]), Decimal(row[label] or 0)
        assert Decimal(row["difference"] or 0) == now - then
        assert "0.00" not in {row[label], row["difference"]}
        if row["%"]:
            share = (now - then) * 100 / abs(then)
            assert abs(share - Decimal(row["%"])) <= Decimal("0.05")
        else:
            assert not then
    sheet = await agent.reads("balance_sheet", as_of="2026-10-31", compare="prior_period")
    other = await agent.reads("balance_sheet", as_of="2026-09-30")
    assert lines(sheet, "prior_period 2026-09-30") == lines(other, "balance") | {
        slot: ZERO for slot in lines(sheet, "balance") if slot not in lines(other, "balance")
    }


@pytest.mark.behaviour("statements.columns", "statements.currencies-apart")
async def test_columns_of_entities_are_their_own_statements_and_add_up(agent: Agent):
    for tool, given in (
        ("income_statement", {"period": "2026-Q3"}),
        ("balance_sheet", {"as_of": "2026-09-30"}),
    ):
        whole = await agent.reads(tool, by="entity", **given)
        *names, total = whole["columns"][2:]
        assert total == "total"
        assert [name[:3] for name in names] == ["100", "200", "300", "400"]
        for row in records(whole):
            assert sum(Decimal(row[name] or "0") for name in names) == Decimal(row["total"])
        alone = await agent.reads(tool, entity="300", **given)
        shown = alone["columns"][1]
        british = next(name for name in names if name.startswith("300"))
        assert {
            title: amount
            for (title, currency), amount in lines(whole, british).items()
            if currency == "GBP" and amount
        } == {title: amount for (title, _), amount in lines(alone, shown).items() if amount}


@pytest.mark.behaviour("statements.columns")
@pytest.mark.usual_reading("subledger-postings")
async def test_members_beyond_the_largest_are_added_up_as_others(agent: Agent):
    answer = await agent.reads("income_statement", period="2026", by="customer")
    *names, others, total = answer["columns"][2:]
    assert (len(names), others, total) == (8, "others", "total")
    assert "(none)" in names
    for row in records(answer):
        shown = sum(Decimal(row[name] or "0") for name in (*names, others))
        assert shown == Decimal(row["total"])


@pytest.mark.parametrize("entity", ["", "100", "300"])
@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("income_statement", {"period": "2026-Q3", "compare": "prior_year"}),
        ("income_statement", {"period": "2026-Q3", "by": "department"}),
        ("balance_sheet", {"as_of": "2026-09-30", "compare": "prior_period"}),
        ("balance_sheet", {"as_of": "2025-12-31", "by": "entity"}),
    ],
)
@pytest.mark.behaviour("statements.reads-as-it-adds")
async def test_each_sum_is_what_the_lines_above_it_say(
    agent: Agent, sandbox: Sandbox, tool: str, given: dict[str, str], entity: str
):
    answer = await agent.reads(tool, entity=entity, detail="accounts", **given)
    amounts = [
        name for name in answer["columns"] if name not in {"line", "currency", "%", "difference"}
    ]
    for name in amounts:
        assert reads_as_it_adds(answer, name) > 5
    is_any = any(line.lstrip().startswith("less ") for line in column(answer, "line"))
    assert answer["sign"].endswith("less ones subtracted") == is_any
    assert is_any == (tool == "income_statement")


@pytest.mark.behaviour("statements.reads-as-it-adds")
async def test_income_among_costs_is_not_read_as_a_loss(agent: Agent, sandbox: Sandbox):
    """Interest income exceeds interest expense: the group is on the debit side, as in Intacct."""
    answer = await agent.reads("income_statement", period="2026-Q3")
    other = "a.id BETWEEN '7000' AND '7999' AND l.entry_date BETWEEN '2026-07-01' AND '2026-09-30'"
    raised = {currency: -amount for currency, amount in net(sandbox, other).items()}
    assert min(raised.values()) > 0
    (note,) = [note for note in answer["notes"] if note.startswith("'less ")]
    told = ", ".join(f"{amount} {currency}" for currency, amount in sorted(raised.items()))
    assert note == f"'less Other income and expenses' with a minus raises the result, by {told}."
    assert bottom(answer, "period_activity") == {
        currency: lines(answer, "period_activity")["Operating income", currency] + amount
        for currency, amount in raised.items()
    } or "Net income, all accounts" in column(answer, "line")


@pytest.mark.behaviour("statements.own-side")
async def test_a_group_s_own_side_decides_how_it_is_shown_p25(agent: Agent):
    answer = await agent.reads("income_statement", period="2026", entity="100", detail="accounts")
    income = {title: amount for (title, _), amount in lines(answer, "period_activity").items()}
    # A debit group inside a credit group: positive, and it lessens the sum.
    returns = income["less Discounts and returns"]
    assert returns > 0
    assert income["Revenue"] == income["Product revenue"] + income["Service revenue"] - returns
    # A credit account inside a debit group: negative.
    assert income["7100 Interest income"] < 0
    assert income["less Other income and expenses"] == sum(
        amount for title, amount in income.items() if title[:2] in {"70", "71", "72", "73", "79"}
    )
    balance = await agent.reads("balance_sheet", entity="100", detail="accounts")
    sheet = {title: amount for (title, _), amount in lines(balance, "balance").items()}
    assert sheet["1590 Accumulated depreciation"] < 0
    assert sheet["Fixed assets, net"] == sum(
        amount for title, amount in sheet.items() if title[:2] == "15"
    )
