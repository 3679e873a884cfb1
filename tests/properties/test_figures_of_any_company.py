"""Whatever the company, its day and its fiscal year: what must balance balances, and every route has one figure."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent import Agent, all_records, records
from any_company import SEEDS, Company, few, fiscal_start, in_company
from by_hand import booked, by_currency, due_at, totals_of, without_zero
from intacct_sandbox.serve import Seed
from report_files import money as cell_money
from report_files import over, reports_of

Closings = dict[tuple[str, str], Decimal]


def closings(answer: dict[str, Any], rows: list[dict[str, str]]) -> Closings:
    """The closing of each account and currency."""
    only = str(answer["scope"])[-3:]
    found = {(row["account"], row.get("currency", only)): Decimal(row["closing"]) for row in rows}
    return without_zero(found)


def ties(answer: dict[str, Any]) -> bool:
    return set(answer.get("checks", {"": "0.00"}).values()) == {"0.00"}


def straight(company: Company, account: str, day: date) -> dict[str, Decimal]:
    """What was entered by hand on a control account: the subledger knows nothing of it."""
    condition = f"a.id = '{account}' AND l.entry_date <= '{day}' AND e.module = '2.GL'"
    return booked(company.sandbox, condition)


@few
@given(seed=SEEDS, months_ago=st.integers(0, 30))
def test_a_trial_balance_is_zero_and_the_statements_tie_to_it(seed: Seed, months_ago: int):
    day = seed.today - timedelta(days=30 * months_ago)
    start = fiscal_start(day, seed.first_fiscal_month)

    async def holds(company: Company) -> None:
        agent = company.agent
        trial = await agent.reads("trial_balance", as_of=str(day))
        assert ties(trial)
        assert totals_of(trial, "closing") == {}
        sheet = await agent.reads("balance_sheet", as_of=str(day))
        assert ties(sheet)
        result = await agent.reads("income_statement", period=f"{start}..{day}")
        assert ties(result)
        expected = booked(
            company.sandbox,
            f"a.type = 'incomeStatement' AND l.entry_date BETWEEN '{start}' AND '{day}'",
        )
        for answer, column, title in (
            (sheet, "balance", "Net income, current year"),
            (result, "period_activity", "Net income"),
        ):
            only = str(answer["scope"])[-3:]
            shown = {
                row.get("currency", only): Decimal(row[column])
                for row in records(answer)
                if row["line"].strip().startswith(title)
            }
            assert without_zero(shown) == {slot: -amount for slot, amount in expected.items()}
        assert ties(await agent.reads("cash_flow", period=f"{start}..{day}"))

    in_company(seed, holds)


@few
@given(seed=SEEDS, months_ago=st.integers(0, 24))
def test_open_items_are_what_documents_and_control_accounts_say(seed: Seed, months_ago: int):
    day = seed.today - timedelta(days=30 * months_ago)

    async def holds(company: Company) -> None:
        for ledger, account in (("AR", "1200"), ("AP", "2000")):
            answer = await company.agent.reads(f"{ledger.lower()}_aging", as_of=str(day), limit=1)
            assert totals_of(answer, "open") == by_currency(
                due_at(company.sandbox, ledger, str(day))
            )
            by_hand = straight(company, account, day)
            left = {name: Decimal(value) for name, value in answer.get("checks", {}).items()}
            assert sum(abs(value) for value in left.values()) == sum(
                abs(value) for value in by_hand.values()
            )

    in_company(seed, holds)


@few
@given(
    seed=SEEDS,
    first=st.integers(1000, 8000),
    by=st.sampled_from(
        ("entity", "location", "department", "customer", "vendor", "nsp::service_line")
    ),
    days=st.integers(1, 800),
)
def test_the_parts_of_any_split_are_the_whole(seed: Seed, first: int, by: str, days: int):
    start = seed.today - timedelta(days=days)

    async def holds(company: Company) -> None:
        asked = {"account": f"{first}..8999", "period": f"{start}..{seed.today}", "limit": 200}
        whole = await company.agent.reads("gl_balance", **asked)
        split = await company.agent.reads("gl_balance", **asked, by=by)
        parts = await all_records(company.agent, "gl_balance", **asked, by=by)
        only = str(whole["scope"])[-3:]
        moved = [name for name in ("year_end",) if name in whole["columns"]]
        for name in ("opening", "debits", "credits", *moved, "closing"):
            assert totals_of(split, name) == totals_of(whole, name)
            sums: dict[str, Decimal] = {}
            for row in parts:
                currency = row.get("currency", only)
                sums[currency] = sums.get(currency, Decimal(0)) + Decimal(row.get(name) or 0)
            assert without_zero(sums) == totals_of(whole, name)

    in_company(seed, holds)


async def evidence_of(agent: Agent, answer: dict[str, Any]) -> dict[str, Any]:
    """The figure read again, line by line."""
    return await agent.reads("get_evidence", handle=answer["evidence"], limit=1)


@few
@given(seed=SEEDS, data=st.data())
def test_every_route_to_a_figure_has_the_same(seed: Seed, data: st.DataObject):
    """The balance, the trial balance, the lines one by one, the evidence, and Intacct's own report."""
    start = fiscal_start(seed.today, seed.first_fiscal_month)

    async def holds(company: Company) -> None:
        agent = company.agent
        trial = await agent.reads("trial_balance", as_of=str(seed.today))
        rows = await all_records(agent, "trial_balance", as_of=str(seed.today), columns="closing")
        everything = closings(trial, rows)
        used = sorted({account for account, _ in everything})
        account = data.draw(st.sampled_from(used), label="account")
        of_account = {slot[1]: amount for slot, amount in everything.items() if slot[0] == account}
        balance = await agent.reads("gl_balance", account=account, as_of=str(seed.today))
        assert totals_of(balance, "closing") == of_account
        evidence = await evidence_of(agent, balance)
        assert ties(evidence)
        assert evidence["now"] == "the same"
        period = f"{start}..{seed.today}"
        moved = await agent.reads("gl_balance", account=account, period=period)
        lines = await agent.reads("gl_detail", account=account, period=period, limit=1)
        assert ties(lines)
        for net, one_by_one in (("debits", "debit"), ("credits", "credit")):
            assert totals_of(lines, one_by_one) == totals_of(moved, net)
        assert totals_of(moved, "closing") == of_account
        with reports_of(company.sandbox) as reports:
            report = reports.sheet("trial-balance", over(str(start), str(seed.today)))
        reported = {
            (row["Account"], row["Currency"]): cell_money(row["Closing"]) for row in report.rows
        }
        money = {slot: amount for slot, amount in reported.items() if slot[1] in {"USD", "GBP"}}
        assert without_zero(money) == everything

    in_company(seed, holds)
