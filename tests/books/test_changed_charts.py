"""Fiscal years that end elsewhere, and accounts that close elsewhere, in a company whose chart is changed.

The years that are over were not closed by journals: such entries would be of the chart as it was.
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from agent import Agent, records
from conftest import TODAY
from intacct_sandbox.serve import Sandbox, Seed
from opened import company


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with company(Seed(1, TODAY, 1_000), fixed=("closing_journals",)) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    ("as_of", "year_start"), [("2026-10-31", "2026-07-01"), ("2026-06-30", "2025-07-01")]
)
@pytest.mark.behaviour("fiscal-year.other-month")
async def test_a_fiscal_year_from_july_decides_what_is_this_year_s(
    agent: Agent, sandbox: Sandbox, as_of: str, year_start: str
):
    sandbox.ledger.write("UPDATE company SET first_fiscal_month = 7")
    sandbox.ledger.__dict__.pop("company", None)
    answer = await agent.reads("gl_balance", account="1000..9999", as_of=as_of, limit=200)
    assert {total["closing"] for total in answer["totals"].values()} == {"0.00"}
    found = {
        (row["account"], row["currency"]): Decimal(row["closing"])
        for row in records(answer)
        if row["account"] == "4000"
    }
    expected = {
        ("4000", currency): Decimal(cents).scaleb(-2)
        for currency, cents in sandbox.ledger.rows(
            "SELECT l.base_currency, SUM(CASE txn_type WHEN 'debit' THEN base_amount ELSE -base_amount END)"
            " FROM journal_line l JOIN account a ON a.key = l.account_key JOIN journal_entry e ON e.key = l.entry_key"
            " JOIN journal j ON j.key = e.journal_key WHERE a.id = '4000' AND j.book_type <> 'cash' AND l.entry_date BETWEEN ? AND ? GROUP BY 1",
            (year_start, as_of),
        )
    }
    assert found == expected


@pytest.mark.behaviour("year-end.several-accounts")
async def test_each_account_is_closed_into_its_own(agent: Agent, sandbox: Sandbox):
    """Sales close into another account, and one account nowhere: its earlier years are in no figure."""
    funds = {
        "id": "3950",
        "name": "Sales fund",
        "type": "balanceSheet",
        "normal_balance": "credit",
        "closing_type": "closedToAccount",
        "status": "active",
    }
    fund = sandbox.ledger.insert("account", funds)
    sandbox.ledger.write("UPDATE account SET closes_to_key = ? WHERE id = '4000'", (fund,))
    sandbox.ledger.write("UPDATE account SET closes_to_key = NULL WHERE id = '6000'")

    def earlier(condition: str) -> dict[str, Decimal]:
        rows = sandbox.ledger.rows(
            "SELECT l.base_currency, SUM(CASE txn_type WHEN 'debit' THEN base_amount ELSE -base_amount END)"
            " FROM journal_line l JOIN account a ON a.key = l.account_key"
            " JOIN journal_entry e ON e.key = l.entry_key JOIN journal j ON j.key = e.journal_key"
            f" WHERE {condition} AND j.book_id = 'ACCRUAL' AND e.state <> 'draft'"
            " AND a.type = 'incomeStatement' AND l.entry_date < '2026-01-01' GROUP BY 1"
        )
        return {currency: Decimal(cents).scaleb(-2) for currency, cents in rows}

    for account, condition in (("3950", "a.id = '4000'"), ("3900", "a.id NOT IN ('4000', '6000')")):
        answer = await agent.reads("gl_balance", account=account)
        found = {row["currency"]: Decimal(row["closing"]) for row in records(answer)}
        assert found == earlier(condition)
    whole = await agent.reads("gl_balance", account="1000..9999", limit=200)
    missing = {currency: -amount for currency, amount in earlier("a.id = '6000'").items()}
    closings = whole["totals"].items()
    assert {currency: Decimal(total["closing"]) for currency, total in closings} == missing
