"""Periods and days in the words that people use, from the question to the answer."""

from datetime import date

import pytest

from agent import Agent
from answering import answering
from intacct_sandbox.serve import Seed
from opened import company


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("yesterday", "2026-10-30"),
        ("last_month", "2026-09-30"),
        ("last quarter", "2026-09-30"),
        ("2026-09", "2026-09-30"),
        ("September 2026", "2026-09-30"),
        ("September 30, 2026", "2026-09-30"),
        ("end of last month", "2026-09-30"),
        ("last month end", "2026-09-30"),
        ("end of 2025", "2025-12-31"),
        ("Month Ended August 2026", "2026-08-31"),
    ],
)
@pytest.mark.behaviour("fiscal-year.days")
async def test_as_of_takes_a_day_or_the_last_day_of_a_period(agent: Agent, words: str, day: str):
    answer = await agent.reads("balance_sheet", as_of=words)
    expected = await agent.reads("balance_sheet", as_of=day)
    assert answer["as_of"] == day
    assert answer["rows"] == expected["rows"]


@pytest.mark.parametrize(
    "tool",
    ["ar_aging", "trial_balance", "cash_position", "reconcile_subledger", "gl_balance"],
)
async def test_every_as_of_knows_the_same_words(agent: Agent, tool: str):
    given = {"reconcile_subledger": {"ledger": "AP"}, "gl_balance": {"account": "1010"}}
    answer = await agent.reads(tool, as_of="end of September 2026", **given.get(tool, {}))
    assert answer["as_of"] == "2026-09-30"


@pytest.mark.behaviour("fiscal-year.refused-words")
async def test_a_day_that_is_none_is_refused_with_the_words_that_are(agent: Agent):
    told = {
        words: await agent.is_told("ar_aging", as_of=words)
        for words in ("someday", "October", "03/04/2026")
    }
    assert told == {
        "someday": "as_of 'someday' is not a day. Write 2026-10-31, yesterday, or a period for its last day: "
        "last_month, last_quarter, last_year, 2026-10, 2026-Q3.",
        "October": "as_of 'October' could be several. Write 2025-10 or 2026-10.",
        "03/04/2026": "as_of '03/04/2026' can be read as day or month first. Write 2026-03-04 or 2026-04-03.",
    }


@pytest.mark.behaviour("fiscal-year.said")
async def test_an_answer_says_that_its_period_is_fiscal():
    seed = Seed(1, date(2026, 10, 31), 500, first_fiscal_month=7)
    with company(seed) as sandbox:
        async with answering(sandbox) as agent:
            for words in ("2027-Q1", "Q1 FY2027"):
                answer = await agent.reads("income_statement", period=words)
                assert answer["period"] == {
                    "start": "2026-07-01",
                    "end": "2026-09-30",
                    "fiscal": "Q1 FY2027",
                }
            told = await agent.is_told("income_statement", period="Q1")
            assert "2027-Q1 (2026-07-01..2026-09-30)" in told
            month = await agent.reads("income_statement", period="Sep 2026")
            assert "fiscal" not in month["period"]


@pytest.mark.parametrize("words", ["last 30 days", "TTM", "last week", "October 2026"])
@pytest.mark.behaviour("fiscal-year.relative")
async def test_relative_words_become_days_before_anything_is_asked(agent: Agent, words: str):
    answer = await agent.reads("list_payments", ledger="AR", period=words)
    span = answer["period"]
    plain = await agent.reads(
        "list_payments", ledger="AR", period=f"{span['start']}..{span['end']}"
    )
    assert plain["rows"] == answer["rows"]
    assert plain["totals"] == answer["totals"]


@pytest.mark.parametrize(
    ("words", "day"),
    [("end of next month", "2026-11-30"), ("November 15, 2026", "2026-11-15")],
)
@pytest.mark.behaviour("fiscal-year.days")
async def test_what_to_pay_is_by_a_day_in_words(agent: Agent, words: str, day: str):
    answer = await agent.reads("list_bills", due_by=words)
    expected = await agent.reads("list_bills", due_by=day)
    assert (answer["rows"], answer["totals"]) == (expected["rows"], expected["totals"])
