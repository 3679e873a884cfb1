"""What figures are compared with, by the words a person uses, and whether it is like with like."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from agent import Agent, records
from answering import answering
from effort import EXAMPLES
from intacct_books.periods import Period, part_name, parts_of
from intacct_sandbox.serve import Sandbox, Seed
from ledger_rows import booked, net
from opened import company

ZERO = Decimal(0)
INCOME = "a.type = 'incomeStatement'"
OCTOBER = "l.entry_date BETWEEN '2026-10-01' AND '2026-10-31'"


def bottom(answer: dict[str, Any], column: str) -> dict[str, Decimal]:
    """The last line of each currency."""
    return {row.get("currency", ""): Decimal(row[column] or 0) for row in records(answer)}


def result(sandbox: Sandbox, first: str, last: str, where: str = "1") -> dict[str, Decimal]:
    """The result of some days, by plain SQL."""
    days = f"l.entry_date BETWEEN '{first}' AND '{last}'"
    return {
        currency: -amount
        for currency, amount in net(sandbox, f"{INCOME} AND {days} AND {where}").items()
    }


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("variance_analysis", {}),
        ("variance_analysis", {"by": "entity"}),
        ("variance_analysis", {"by": "group"}),
        ("variance_analysis", {"by": "department"}),
        ("variance_analysis", {"entity": "100, 400"}),
        ("income_statement", {"compare": "budget"}),
    ],
)
@pytest.mark.behaviour("budgets.entities-without-lines")
async def test_an_entity_without_a_budget_is_told_with_what_it_adds(
    agent: Agent, sandbox: Sandbox, tool: str, given: dict[str, str]
):
    answer = await agent.reads(tool, period="2026-10", **given)
    ((currency, amount),) = result(sandbox, "2026-10-01", "2026-10-31", "n.id = '400'").items()
    others = "100" if "entity" in given else "100,200,300"
    assert answer["notes"][0] == (
        "No line in budget FY2026, yet in the actual amounts: entity 400 Harwick Family Holdings LLC, net "
        f"{amount} {currency}. Like with like: entity={others}."
    )
    alike = await agent.reads(tool, period="2026-10", **{**given, "entity": others})
    assert not any("No line in budget" in note for note in alike["notes"])


@pytest.mark.behaviour("budgets.entities-without-lines")
async def test_of_accounts_that_such_an_entity_does_not_use_nothing_is_said(
    agent: Agent, sandbox: Sandbox
):
    used = booked(sandbox, f"n.id = '400' AND {OCTOBER}")
    elsewhere = booked(sandbox, f"a.id LIKE '5%' AND {OCTOBER}")
    account = min({id_ for id_, _ in elsewhere} - {id_ for id_, _ in used})
    answer = await agent.reads("variance_analysis", period="2026-10", account=account)
    assert not any("No line in budget" in note for note in answer["notes"])


@pytest.mark.behaviour("budgets.entities-without-lines", "budgets.no-lines-at-all")
async def test_an_entity_without_a_budget_alone_is_refused_by_its_name(agent: Agent):
    told = [
        await agent.is_told(tool, period="2026-10", entity=entity, **given)
        for tool, entity, given in (
            ("variance_analysis", "400", {}),
            ("variance_analysis", "400", {"against": "FY2026"}),
            ("income_statement", "400", {"compare": "budget"}),
        )
    ]
    assert told == snapshot(
        [
            "Entity 400 has no line in any budget for 2026-10-01..2026-10-31. Compare with prior_year or prior_period, or ask for other entities.",
            "Entity 400 has no line in budget 'FY2026' for 2026-10-01..2026-10-31. Compare with prior_year or prior_period, or ask for other entities.",
            "Entity 400 has no line in any budget for 2026-10-01..2026-10-31. Compare with prior_year or prior_period, or ask for other entities.",
        ]
    )


@pytest.mark.behaviour("budgets.entities-without-lines")
async def test_a_budget_without_locations_is_the_whole_company_s(fresh_sandbox: Sandbox):
    fresh_sandbox.ledger.write(
        "UPDATE record SET fields = json_remove(fields, '$.\"dimensions.location.key\"')"
        " WHERE object = 'general-ledger/budget-detail'"
    )
    async with answering(fresh_sandbox) as agent:
        for given in ({}, {"by": "department"}):
            answer = await agent.reads("variance_analysis", period="2026-10", **given)
            assert not any("No line in budget" in note for note in answer["notes"])


@pytest.mark.parametrize(
    ("tool", "given", "like"),
    [
        (
            "income_statement",
            {"period": "2026", "compare": "prior_year"},
            "period=ytd, compare=prior_year",
        ),
        (
            "income_statement",
            {"period": "2026", "compare": "2025"},
            "period=ytd, compare=prior_year",
        ),
        (
            "income_statement",
            {"period": "2026", "compare": "budget"},
            "period=2026-01-01..2026-10-31",
        ),
        (
            "variance_analysis",
            {"period": "2026", "against": "prior_year"},
            "period=ytd, against=prior_year",
        ),
        ("variance_analysis", {"period": "2026"}, "period=2026-01-01..2026-10-31"),
        (
            "variance_analysis",
            {"period": "2026-Q4", "against": "prior_period"},
            "period=2026-10-01..2026-10-31, against=2026-07-01..2026-07-31",
        ),
    ],
)
@pytest.mark.behaviour("statements.like-with-like")
async def test_part_of_a_year_is_never_set_against_a_whole_one_unsaid(
    agent: Agent, tool: str, given: dict[str, str], like: str
):
    answer = await agent.reads(tool, **given)
    assert " is not over: up to 2026-10-31 it is set against " in answer["notes"][0]
    assert answer["notes"][0].endswith(f" Like with like: {like}.")
    asked = dict(each.split("=") for each in like.split(", "))
    alike = await agent.reads(tool, **{**given, **asked})
    assert not any("is not over" in note or "length" in note for note in alike["notes"])


@pytest.mark.behaviour("statements.like-with-like")
async def test_the_year_so_far_is_compared_with_the_same_days(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("income_statement", period="ytd", compare="prior_year")
    column = "prior_year 2025-01-01..2025-10-31"
    assert answer["columns"][3] == column
    assert bottom(answer, column) == result(sandbox, "2025-01-01", "2025-10-31")


@pytest.mark.behaviour("statements.like-with-like")
async def test_in_the_middle_of_a_month_a_budget_is_compared_up_to_the_last_whole_one():
    with company(Seed(1, date(2026, 5, 13), 1_000)) as sandbox:
        async with answering(sandbox) as agent:
            year = await agent.reads("variance_analysis", period="2026")
            month = await agent.reads("variance_analysis", period="2026-05")
            day = await agent.reads("income_statement", period="2026", compare="last year")
            this = await agent.reads("income_statement", period="2026-05", compare="last month")
    assert year["notes"][0].endswith(" Like with like: period=2026-01-01..2026-04-30.")
    assert month["notes"][0].endswith(" it is set against the budget of all of it.")
    assert day["notes"][0].endswith(" Like with like: period=ytd, compare=prior_year.")
    alike = "period=2026-05-01..2026-05-13, compare=2026-04-01..2026-04-13"
    assert this["notes"][0].endswith(f" Like with like: {alike}.")


@pytest.mark.behaviour("statements.like-with-like")
async def test_periods_of_two_lengths_and_periods_to_come_are_said(agent: Agent):
    told = [
        (await agent.reads("income_statement", period="2026-09", compare=compare))["notes"][0]
        for compare in ("2026-Q2", "2026-08-01..2026-08-15", "2026-12")
    ]
    assert told == snapshot(
        [
            "Not of one length: 2026-09-01..2026-09-30 is 1 month, 2026-04-01..2026-06-30 is 3 months.",
            "Not of one length: 2026-09-01..2026-09-30 is 1 month, 2026-08-01..2026-08-15 is 15 days.",
            "2026-12-01..2026-12-31 is not over on 2026-10-31: entries are still to come.",
        ]
    )
    alike = await agent.reads("income_statement", period="2026-09", compare="2026-02", entity="100")
    assert not any("length" in note for note in alike["notes"])


@pytest.mark.parametrize(
    ("period", "words", "named", "first", "last"),
    [
        ("2026-09", "last year", "prior_year ", "2025-09-01", "2025-09-30"),
        ("2026-09", "Previous Year", "prior_year ", "2025-09-01", "2025-09-30"),
        ("2026-09", "2025-09", "prior_year ", "2025-09-01", "2025-09-30"),
        ("2026-09", "prior_period", "prior_period ", "2026-08-01", "2026-08-31"),
        ("2026-09", "last month", "prior_period ", "2026-08-01", "2026-08-31"),
        ("2026-09", "2025-12", "", "2025-12-01", "2025-12-31"),
        ("2026-09", "prior_quarter", "", "2026-04-01", "2026-06-30"),
        ("2026-Q3", "last quarter", "prior_period ", "2026-04-01", "2026-06-30"),
        ("2026-Q3", "2026-Q1", "", "2026-01-01", "2026-03-31"),
        ("2026-Q3", "Month Ended May 2026", "", "2026-05-01", "2026-05-31"),
        ("2025", "prior_year", "prior_year ", "2024-01-01", "2024-12-31"),
        ("2025", "prior_period", "prior_period ", "2024-01-01", "2024-12-31"),
        ("2026-09", "2026-03-05..2026-03-20", "", "2026-03-05", "2026-03-20"),
    ],
)
@pytest.mark.behaviour("statements.any-base")
async def test_any_words_for_an_earlier_period_are_understood(
    agent: Agent, sandbox: Sandbox, period: str, words: str, named: str, first: str, last: str
):
    answer = await agent.reads("income_statement", period=period, compare=words)
    column = f"{named}{first}..{last}"
    assert answer["columns"][3] == column
    expected = result(sandbox, first, last)
    assert bottom(answer, column) == expected
    variance = await agent.reads("variance_analysis", period=period, against=words, min_amount=0)
    base = named.strip() or "compared_to"
    assert {
        currency: Decimal(sums[f"net_{base}"]) for currency, sums in variance["totals"].items()
    } == expected
    assert base in variance["columns"]
    assert f"Compared with {column}." in variance["notes"]
    evidence = await agent.reads("get_evidence", handle=variance["evidence"], limit=1)
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.parametrize(
    ("words", "named", "day"),
    [
        ("2025-12-31", "", "2025-12-31"),
        ("2026-Q1", "", "2026-03-31"),
        ("2026-02", "", "2026-02-28"),
        ("last month", "prior_month ", "2026-09-30"),
        ("prior quarter", "prior_quarter ", "2026-09-30"),
        ("last year end", "prior_year_end ", "2025-12-31"),
        ("end of last year", "prior_year_end ", "2025-12-31"),
        ("end of last quarter", "prior_quarter_end ", "2026-09-30"),
        ("last_year", "prior_year ", "2025-10-31"),
    ],
)
@pytest.mark.behaviour("statements.any-base")
async def test_a_balance_sheet_is_compared_with_any_day(
    agent: Agent, words: str, named: str, day: str
):
    answer = await agent.reads("balance_sheet", as_of="2026-10-31", compare=words)
    column = f"{named}{day}"
    assert answer["columns"][3] == column
    then = await agent.reads("balance_sheet", as_of=day)
    lines = {(row["line"], row["currency"]): row for row in records(answer)}
    for row in records(then):
        assert Decimal(lines[row["line"], row["currency"]][column] or 0) == Decimal(row["balance"])
    assert set(answer["checks"].values()) == {"0.00"}
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert len(evidence["checks"]) == 8
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("statements.any-base")
async def test_a_quarter_before_is_a_fiscal_one():
    with company(Seed(1, date(2026, 10, 31), 1_000, first_fiscal_month=6)) as sandbox:
        async with answering(sandbox) as agent:
            answer = await agent.reads("balance_sheet", compare="prior_quarter")
            income = await agent.reads(
                "income_statement", period="2026-10", compare="prior_quarter"
            )
            by_quarter = await agent.reads(
                "income_statement", period="2026-06..2026-11", by="quarter"
            )
            year = await agent.reads("income_statement", period="this_year", compare="last year")
            so_far = await agent.reads("income_statement", period="ytd", compare="prior_year")
    assert year["notes"][0].endswith(" Like with like: period=ytd, compare=prior_year.")
    assert so_far["columns"][3] == "prior_year 2025-06-01..2025-10-31"
    assert answer["columns"][3] == "prior_quarter 2026-08-31"
    assert income["columns"][3] == "2026-06-01..2026-08-31"
    assert by_quarter["columns"][2:] == ["2027-Q1", "2027-Q2", "total"]


@pytest.mark.behaviour("statements.any-base")
async def test_what_a_budget_is_called_never_becomes_a_year(agent: Agent):
    answer = await agent.reads("income_statement", period="2025-09", compare="budget FY2025")
    assert "budget FY2025" in answer["columns"]
    told = [
        await agent.is_told("income_statement", period="2026-09", compare=words)
        for words in ("FY2027", "Q3", "a while ago")
    ]
    assert all("is nothing to compare with" in each for each in told)


@pytest.mark.parametrize(
    ("given", "columns", "cost"),
    [
        ({"period": "2026-Q3", "by": "month"}, ["2026-07", "2026-08", "2026-09"], 4),
        ({"period": "2025", "by": "quarters"}, ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"], 5),
        ({"period": "2024..2025", "by": "Year"}, ["2024", "2025"], 3),
        (
            {"period": "2026-08-10..2026-09-30", "by": "month"},
            ["2026-08-10..2026-08-31", "2026-09"],
            3,
        ),
    ],
)
@pytest.mark.behaviour("statements.months")
async def test_months_are_columns_that_add_up_to_the_whole(
    agent: Agent, sandbox: Sandbox, given: dict[str, str], columns: list[str], cost: int
):
    answer = await agent.reads("income_statement", **given)
    assert answer["columns"] == ["line", "currency", *columns, "total"]
    assert answer["api"] == cost
    assert set(answer["checks"].values()) == {"0.00"}
    assert len(answer["checks"]) == 4
    alone = await agent.reads("income_statement", period=given["period"])
    assert [[*row[:2], row[-1]] for row in answer["rows"]] == alone["rows"]
    for row in records(answer):
        assert sum((Decimal(row[name] or 0) for name in columns), ZERO) == Decimal(row["total"])
    first, last = (date.fromisoformat(answer["period"][end]) for end in ("start", "end"))
    spans = parts_of(Period(first, last), {"month": 1, "quarters": 3, "Year": 12}[given["by"]], 1)
    for name, span in zip(columns, spans, strict=True):
        assert bottom(answer, name) == result(sandbox, str(span.start), str(span.end))
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("statements.months")
async def test_more_months_than_columns_are_refused(agent: Agent):
    assert await agent.is_told(
        "income_statement", period="2025-01..2026-10", by="month"
    ) == snapshot(
        "2025-01-01..2026-10-31 has 22 months, and by=month shows at most 12. Ask for a shorter period, or by=quarter."
    )
    twelve = await agent.reads("income_statement", period="2025", by="month", entity="100")
    assert len(twelve["columns"]) == 14


@pytest.mark.parametrize("compare", ["prior_period", "prior_quarter", "prior_year", "2025-09"])
@pytest.mark.behaviour("statements.any-base")
async def test_before_the_first_day_there_is_nothing(agent: Agent, compare: str):
    answer = await agent.reads("income_statement", period="0001-01", compare=compare)
    assert "Nothing was booked." in answer["notes"] or compare == "2025-09"


@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(
    start=st.dates(date(2020, 1, 1), date(2027, 12, 31)),
    days=st.integers(0, 900),
    months=st.sampled_from((1, 3, 12)),
    first_month=st.integers(1, 12),
)
@pytest.mark.behaviour("statements.months")
def test_parts_cover_a_period_once(start: date, days: int, months: int, first_month: int):
    span = Period(start, date.fromordinal(start.toordinal() + days))
    parts = parts_of(span, months, first_month)
    assert (parts[0].start, parts[-1].end) == (span.start, span.end)
    for before, after in pairwise(parts):
        assert after.start.toordinal() == before.end.toordinal() + 1
        assert after.start.day == 1
        assert (after.start.month - first_month) % months == 0
    assert len({part_name(part, months, first_month) for part in parts}) == len(parts)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("income_statement", {"period": "2023-11", "compare": "prior_year"}),
        ("variance_analysis", {"period": "2023-11", "against": "prior_year"}),
        ("balance_sheet", {"as_of": "2023-11-30", "compare": "prior_year"}),
    ],
)
async def test_a_comparison_with_days_before_the_books_says_so_once(
    agent: Agent, tool: str, arguments: dict[str, str]
):
    notes = (await agent.reads(tool, **arguments))["notes"]
    assert sum("zeros before may mean no books" in note for note in notes) == 1


async def test_a_budget_that_covers_a_part_is_not_said_to_cover_the_whole(agent: Agent):
    answer = await agent.reads(
        "income_statement", period="2023-11-01..2024-02-29", compare="budget"
    )
    (said,) = [note for note in answer["notes"] if "the default, FY2026, does not" in note]
    assert said.startswith("Budget FY2024 has lines in a part of 2023-11-01..2024-02-29")
