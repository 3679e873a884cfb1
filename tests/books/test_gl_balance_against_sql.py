"""Every balance against plain SQL over the ledger, under both readings of the year end.

The SQL is written here from the meaning of a balance; it shares nothing with books or the query service.
"""

from decimal import Decimal

import pytest

from agent import Agent, records
from intacct_sandbox.serve import Sandbox

SIGNED = "CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END"
LINES = (
    "FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key JOIN account a ON a.key = l.account_key"
    " JOIN journal j ON j.key = e.journal_key"
    " WHERE e.state <> 'draft' AND j.id <> 'CLOSE' AND j.book_id = 'ACCRUAL'"
)
Balances = dict[tuple[str, str], Decimal]


@pytest.fixture(params=["none", "posted"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    name = "shared_sandbox" if request.param == "none" else "closed_sandbox"
    found: Sandbox = request.getfixturevalue(name)
    return found


def summed(sandbox: Sandbox, condition: str, account: str = "a.id") -> Balances:
    rows = sandbox.ledger.rows(
        f"SELECT {account}, l.base_currency, SUM({SIGNED}) {LINES} AND {condition} GROUP BY 1, 2"
    )
    return {(id_, currency): Decimal(cents).scaleb(-2) for id_, currency, cents in rows}


def added(*parts: Balances) -> Balances:
    whole: Balances = {}
    for part in parts:
        for slot, amount in part.items():
            whole[slot] = whole.get(slot, Decimal(0)) + amount
    return {slot: amount for slot, amount in whole.items() if amount}


def expected_as_of(sandbox: Sandbox, day: str) -> Balances:
    year = day[:4]
    return added(
        summed(sandbox, f"a.type = 'balanceSheet' AND l.entry_date <= '{day}'"),
        summed(
            sandbox,
            f"a.type = 'incomeStatement' AND l.entry_date BETWEEN '{year}-01-01' AND '{day}'",
        ),
        summed(
            sandbox,
            f"a.type = 'incomeStatement' AND l.entry_date < '{year}-01-01'",
            "(SELECT id FROM account c WHERE c.key = a.closes_to_key)",
        ),
    )


def closing_in(answer_rows: list[dict[str, str]]) -> Balances:
    return {
        (row["account"], row["currency"]): Decimal(row["closing"])
        for row in answer_rows
        if Decimal(row["closing"])
    }


@pytest.mark.parametrize(
    "day", ["2026-10-31", "2026-01-01", "2025-12-31", "2024-12-31", "2026-02-15"]
)
@pytest.mark.behaviour("balances.as-of-a-day", "year-end.closed-into")
async def test_every_account_as_of_a_day_is_what_the_lines_say(
    agent: Agent, sandbox: Sandbox, day: str
):
    answer = await agent.reads("gl_balance", account="1000..9999", as_of=day, limit=200)
    assert closing_in(records(answer)) == expected_as_of(sandbox, day)
    assert {total["closing"] for total in answer["totals"].values()} == {"0.00"}


@pytest.mark.behaviour("balances.each-by-itself")
async def test_each_balance_sheet_account_by_itself_and_the_result_sum_to_zero(
    agent: Agent, sandbox: Sandbox
):
    sums: dict[str, Decimal] = {}
    accounts = sandbox.ledger.rows("SELECT id FROM account WHERE type = 'balanceSheet'")
    for (account,) in accounts:
        answer = await agent.reads("gl_balance", account=account)
        expected = expected_as_of(sandbox, "2026-10-31")
        for row in records(answer):
            currency = row["currency"] if "currency" in row else str(answer["scope"])[-3:]
            assert Decimal(row["closing"]) == expected.get((account, currency), Decimal(0))
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(row["closing"])
    result = await agent.reads("gl_balance", account="4000..9999")
    assert {
        currency: sums[currency] + Decimal(total["closing"])
        for currency, total in result["totals"].items()
    } == {
        "USD": Decimal(0),
        "GBP": Decimal(0),
    }


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2025-11-15..2026-02-15", "2025-11-15", "2026-02-15"),
        ("last year", "2025-01-01", "2025-12-31"),
    ],
)
@pytest.mark.behaviour("balances.over-a-period", "year-end.inside-a-period")
async def test_every_account_over_a_period_is_what_the_lines_say(
    agent: Agent, sandbox: Sandbox, period: str, start: str, end: str
):
    answer = await agent.reads("gl_balance", account="1000..9999", period=period, limit=200)
    rows = {(row["account"], row["currency"]): row for row in records(answer)}
    moved = summed(sandbox, f"l.entry_date BETWEEN '{start}' AND '{end}'")
    before = summed(sandbox, f"a.type = 'balanceSheet' AND l.entry_date < '{start}'")
    last_day = expected_as_of(sandbox, end)
    income = {
        id_
        for (id_,) in sandbox.ledger.rows("SELECT id FROM account WHERE type = 'incomeStatement'")
    }
    for slot, row in rows.items():
        amounts = {name: Decimal(row[name]) for name in ("opening", "debits", "credits", "closing")}
        year_end = Decimal(row.get("year_end") or 0)
        moved_by = amounts["debits"] - amounts["credits"] + year_end
        assert amounts["opening"] + moved_by == amounts["closing"]
        assert moved_by - year_end == moved.get(slot, Decimal(0))
        if slot[0] in income:
            assert amounts["opening"] == 0
            assert amounts["closing"] == moved.get(slot, Decimal(0))
            if row.get("ytd"):
                assert Decimal(row["ytd"]) == last_day.get(slot, Decimal(0))
        else:
            assert amounts["closing"] == last_day.get(slot, Decimal(0))
            if slot[0] != "3900":
                assert amounts["opening"] == before.get(slot, Decimal(0))
    assert set(moved) <= set(rows)
    is_over_a_year_end = start[:4] < end[:4]
    assert any("closed into it" in note for note in answer["notes"]) == is_over_a_year_end
    assert ("year_end" in answer["columns"]) == is_over_a_year_end


@pytest.mark.parametrize("by", ["department", "entity", "customer"])
@pytest.mark.behaviour("year-end.inside-a-period")
async def test_a_split_over_a_year_end_is_the_whole_in_every_column(
    agent: Agent, sandbox: Sandbox, by: str
):
    """Members with a loss and members with a profit: their sides would not be those of the whole."""
    asked = {"account": "3900", "period": "2025-12..2026-01"}
    whole = await agent.reads("gl_balance", **asked)
    split = await agent.reads("gl_balance", **asked, by=by, limit=200)
    assert split["totals"] == whole["totals"]
    names = ("opening", "debits", "credits", "year_end", "closing")
    for currency, sums in whole["totals"].items():
        rows = [row for row in records(split) if row["currency"] == currency]
        for name in names:
            assert sum(Decimal(row[name] or 0) for row in rows) == Decimal(sums[name])
        signs = {Decimal(row["year_end"] or 0) > 0 for row in rows}
        assert by != "department" or signs == {True, False}
    closed = summed(
        sandbox,
        "a.type = 'incomeStatement' AND l.entry_date BETWEEN '2025-01-01' AND '2025-12-31'",
        "'3900'",
    )
    assert {
        ("3900", currency): Decimal(sums["year_end"]) for currency, sums in whole["totals"].items()
    } == closed


@pytest.mark.parametrize(
    ("tool", "given"),
    [("gl_balance", {"account": "3900"}), ("trial_balance", {})],
)
@pytest.mark.behaviour("year-end.inside-a-period")
async def test_the_lines_behind_a_year_end_add_up_to_every_column(
    agent: Agent, sandbox: Sandbox, tool: str, given: dict[str, str]
):
    answer = await agent.reads(tool, period="2025-12..2026-01", **given)
    assert set(answer.get("checks", {"": "0.00"}).values()) == {"0.00"}
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert {name.partition(" ")[0] for name in evidence["checks"]} == {
        *("opening", "debits", "credits", "year_end")
    }
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("dimensions.entity-of-location")
async def test_a_split_by_entity_is_by_the_entity_of_the_line_s_location(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads(
        "gl_balance", account="6000..6999", as_of="2026-10-31", by="entity", limit=200
    )
    found = {
        (row["account"], row["entity"][:3]): Decimal(row["closing"]) for row in records(answer)
    }
    rows = sandbox.ledger.rows(
        f"SELECT a.id, n.id, SUM({SIGNED}) FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
        " JOIN account a ON a.key = l.account_key JOIN location o ON o.key = l.location_key"
        " JOIN entity n ON n.key = o.entity_key JOIN journal j ON j.key = e.journal_key"
        " WHERE j.id <> 'CLOSE' AND j.book_type <> 'cash' AND a.id BETWEEN '6000' AND '6999'"
        " AND l.entry_date BETWEEN '2026-01-01' AND '2026-10-31' GROUP BY 1, 2"
    )
    assert found == {
        (account, entity): Decimal(cents).scaleb(-2) for account, entity, cents in rows
    }


@pytest.mark.behaviour("balances.control-accounts")
@pytest.mark.usual_reading("total-due")
async def test_control_accounts_are_what_the_lists_say(agent: Agent):
    """With what was paid in advance; what is held back stands apart."""
    customers = await agent.reads("list_customers", limit=1)
    vendors = await agent.reads("find_vendor", limit=1)
    receivable = await agent.reads("gl_balance", account="1200,2050")
    payable = await agent.reads("gl_balance", account="2000,1360")
    for currency in ("USD", "GBP"):
        assert receivable["totals"][currency]["closing"] == customers["totals"][currency]["owes"]
        assert Decimal(payable["totals"][currency]["closing"]) == -Decimal(
            vendors["totals"][currency]["owed"]
        )
