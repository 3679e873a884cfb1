"""Words that readers use, and words that Intacct uses, each in one table."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intacct_books.company.dimensions import STANDARD, dimension_named
from intacct_books.day_words import normal, refuse_two_readings, written_day
from intacct_books.errors import Ambiguous, BadArgument
from intacct_books.ledger.states import IN_THE_LEDGER, NOT_IN_THE_LEDGER
from intacct_books.period_words import period_from
from intacct_books.periods import (
    Period,
    fiscal_year_start,
    parts_of,
    prior_period,
    year_before,
)
from intacct_sandbox.catalogue import catalogue

TODAY = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("text", "first_month", "start", "end"),
    [
        ("2026-10", 1, "2026-10-01", "2026-10-31"),
        ("2024-02", 1, "2024-02-01", "2024-02-29"),
        ("2026-Q3", 1, "2026-07-01", "2026-09-30"),
        ("2026q3", 1, "2026-07-01", "2026-09-30"),
        ("2026", 1, "2026-01-01", "2026-12-31"),
        ("FY2026", 7, "2025-07-01", "2026-06-30"),
        ("2027-Q1", 7, "2026-07-01", "2026-09-30"),
        ("2026-10-05..2026-10-20", 1, "2026-10-05", "2026-10-20"),
        ("2026-10-05 to 2026-10-20", 1, "2026-10-05", "2026-10-20"),
        ("2026-10-05", 1, "2026-10-05", "2026-10-05"),
        ("This  Month", 1, "2026-10-01", "2026-10-31"),
        ("last month", 1, "2026-09-01", "2026-09-30"),
        ("this quarter", 1, "2026-10-01", "2026-12-31"),
        ("last quarter", 1, "2026-07-01", "2026-09-30"),
        ("this quarter", 7, "2026-10-01", "2026-12-31"),
        ("this year", 7, "2026-07-01", "2027-06-30"),
        ("last year", 1, "2025-01-01", "2025-12-31"),
        ("next month", 1, "2026-11-01", "2026-11-30"),
        ("next quarter", 1, "2027-01-01", "2027-03-31"),
        ("next quarter", 7, "2027-01-01", "2027-03-31"),
        ("this week", 1, "2026-10-26", "2026-11-01"),
        ("last_week", 1, "2026-10-19", "2026-10-25"),
        ("next week", 1, "2026-11-02", "2026-11-08"),
        ("ytd", 1, "2026-01-01", "2026-10-31"),
        ("ytd", 7, "2026-07-01", "2026-10-31"),
    ],
)
@pytest.mark.behaviour("fiscal-year.words")
def test_a_period_word_means_these_days(text: str, first_month: int, start: str, end: str):
    expected = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert period_from(text, TODAY, first_month) == expected


@given(text=st.text(max_size=12), first_month=st.integers(1, 12))
@pytest.mark.behaviour("fiscal-year.refused-words")
def test_any_text_is_a_period_or_a_clear_refusal(text: str, first_month: int):
    try:
        period = period_from(text, TODAY, first_month)
    except BadArgument as refusal:
        assert "Write" in str(refusal)
    else:
        assert period.start <= period.end


@pytest.mark.parametrize(
    "text", ["2026-W40-1", "20261031", "0000-10", "2026-13", "9999-Q5", "2026-02-30", "x"]
)
@pytest.mark.behaviour("fiscal-year.refused-words")
def test_what_only_looks_like_a_date_is_refused(text: str):
    with pytest.raises(BadArgument):
        period_from(text, TODAY, 1)
    assert written_day(normal(text), TODAY) is None


@pytest.mark.parametrize("piece", ["-", " ", "2026-", "oct ", "..", "q1", "/"])
@pytest.mark.behaviour("fiscal-year.refused-words")
def test_a_long_text_is_refused_at_once(piece: str):
    with pytest.raises(BadArgument):
        period_from("x" + piece * 100_000, TODAY, 1)


@given(day=st.dates(min_value=date(2, 1, 1)), first_month=st.integers(1, 12))
@pytest.mark.behaviour("fiscal-year.other-month")
def test_a_day_is_in_the_fiscal_year_that_starts_before_it(day: date, first_month: int):
    start = fiscal_year_start(day, first_month)
    assert (start.day, start.month) == (1, first_month)
    assert 0 <= (day - start).days <= 365


def test_every_state_a_line_can_be_in_is_either_in_the_ledger_or_not():
    import json
    from importlib.resources import files

    raw = json.loads(files("intacct_sandbox.catalogue").joinpath("catalogue.json").read_text())
    enum = raw["objects"]["general-ledger/journal-entry-line"]["f"]["state"]["e"]
    states = raw["enums"][enum[1:]] if isinstance(enum, str) else enum
    assert set(IN_THE_LEDGER) | set(NOT_IN_THE_LEDGER) == set(states)
    assert not set(IN_THE_LEDGER) & set(NOT_IN_THE_LEDGER)


@pytest.mark.behaviour("dimensions.standard")
def test_every_standard_dimension_is_on_a_journal_line():
    fields = catalogue()["general-ledger/journal-entry-line"].fields
    for name in STANDARD:
        path = dimension_named(name).path
        assert f"{path}.id" in fields
        assert f"{path}.name" in fields


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Departments", "department"),
        ("entities", "entity"),
        ("classes", "class"),
        ("nsp::GRANT", "nsp::GRANT"),
    ],
)
@pytest.mark.behaviour("dimensions.words")
def test_a_dimension_is_known_by_its_everyday_forms(word: str, name: str):
    assert dimension_named(word).name == name


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("last_month", "2026-09-01", "2026-09-30"),
        ("prior_quarter", "2026-07-01", "2026-09-30"),
        ("previous year", "2025-01-01", "2025-12-31"),
        ("current quarter", "2026-10-01", "2026-12-31"),
        ("2025-11..2026-10", "2025-11-01", "2026-10-31"),
        ("2025-Q2 to 2026-Q1", "2025-04-01", "2026-03-31"),
        ("2024..2026-03-15", "2024-01-01", "2026-03-15"),
        ("qtd", "2026-10-01", "2026-10-31"),
        ("month to date", "2026-10-01", "2026-10-31"),
        ("October 2026", "2026-10-01", "2026-10-31"),
        ("Oct 2026", "2026-10-01", "2026-10-31"),
        ("Sept. 2026", "2026-09-01", "2026-09-30"),
        ("2026 October", "2026-10-01", "2026-10-31"),
        ("2026/10", "2026-10-01", "2026-10-31"),
        ("10/2026", "2026-10-01", "2026-10-31"),
        ("Q3 2026", "2026-07-01", "2026-09-30"),
        ("q3-fy2026", "2026-07-01", "2026-09-30"),
        ("FY2026 Q3", "2026-07-01", "2026-09-30"),
        ("FY26", "2026-01-01", "2026-12-31"),
        ("fiscal year 2026", "2026-01-01", "2026-12-31"),
        ("July 2026 to Oct 2026", "2026-07-01", "2026-10-31"),
        ("2026-10-01/2026-10-15", "2026-10-01", "2026-10-15"),
        ("2026-07 - 2026-09", "2026-07-01", "2026-09-30"),
        ("2026-10..yesterday", "2026-10-01", "2026-10-30"),
        ("31/10/2026", "2026-10-31", "2026-10-31"),
        ("this week", "2026-10-26", "2026-11-01"),
        ("last_week", "2026-10-19", "2026-10-25"),
        ("wtd", "2026-10-26", "2026-10-31"),
        ("last 30 days", "2026-10-02", "2026-10-31"),
        ("past 7 days", "2026-10-25", "2026-10-31"),
        ("last 2 weeks", "2026-10-12", "2026-10-25"),
        ("last 12 months", "2025-10-01", "2026-09-30"),
        ("TTM", "2025-10-01", "2026-09-30"),
        ("trailing twelve months", "2025-10-01", "2026-09-30"),
        ("last_2_quarters", "2026-04-01", "2026-09-30"),
        ("next month", "2026-11-01", "2026-11-30"),
        ("last fiscal year", "2025-01-01", "2025-12-31"),
        ("this fiscal quarter", "2026-10-01", "2026-12-31"),
        ("third quarter of 2026", "2026-07-01", "2026-09-30"),
        ("1st half 2026", "2026-01-01", "2026-06-30"),
        ("H2 FY2025", "2025-07-01", "2025-12-31"),
        ("Jan-Mar 2026", "2026-01-01", "2026-03-31"),
        ("January to March 2026", "2026-01-01", "2026-03-31"),
        ("Q1 - Q3 2026", "2026-01-01", "2026-09-30"),
        ("since July 2026", "2026-07-01", "2026-10-31"),
        ("2026-10-05..now", "2026-10-05", "2026-10-31"),
    ],
)
@pytest.mark.behaviour("fiscal-year.words")
def test_longer_forms_mean_these_days(text: str, start: str, end: str):
    period = period_from(text, date(2026, 10, 31), 1)
    assert str(period) == f"{start}..{end}"


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Q3", "2025-Q3 or 2026-Q3"),
        ("october", "2025-10 or 2026-10"),
        ("Sept", "2025-09 or 2026-09"),
        ("03/04/2026", "2026-03-04 or 2026-04-03"),
        ("quarter", "this_quarter or last_quarter"),
        ("last", "last_month, last_quarter or last_year"),
        ("week", "this_week or last_week"),
        ("H1", "2025-H1 or 2026-H1"),
        ("first quarter", "2025-Q1 or 2026-Q1"),
    ],
)
@pytest.mark.behaviour("fiscal-year.ambiguous")
def test_words_that_could_mean_several_periods_are_refused_with_the_choices(
    text: str, choices: str
):
    with pytest.raises(BadArgument) as told:
        period_from(text, date(2026, 10, 31), 1)
    assert choices in str(told.value)


@pytest.mark.parametrize(
    ("text", "before", "a_year_before"),
    [
        ("2026-03", "2026-02-01..2026-02-28", "2025-03-01..2025-03-31"),
        ("2026-Q1", "2025-10-01..2025-12-31", "2025-01-01..2025-03-31"),
        ("2024-02", "2024-01-01..2024-01-31", "2023-02-01..2023-02-28"),
        ("2025-02", "2025-01-01..2025-01-31", "2024-02-01..2024-02-29"),
        ("2026-01-10..2026-01-19", "2025-12-31..2026-01-09", "2025-01-10..2025-01-19"),
        ("2024-02-29", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
    ],
)
@pytest.mark.behaviour("fiscal-year.before")
def test_what_a_period_is_compared_with(text: str, before: str, a_year_before: str):
    period = period_from(text, date(2026, 10, 31), 1)
    assert str(prior_period(period)) == before
    assert str(year_before(period)) == a_year_before


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 900))
def test_the_months_of_a_period_are_the_whole_of_it(start: date, days: int):
    period = Period(start, start + timedelta(days=days))
    months = parts_of(period, 1, 1)
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    for first, second in pairwise(months):
        assert second.start - first.end == timedelta(days=1)
        assert second.start.day == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-10-31"),
        ("Yesterday", "2026-10-30"),
        ("September 30, 2026", "2026-09-30"),
        ("sept 30th 2026", "2026-09-30"),
        ("30 September 2026", "2026-09-30"),
        ("30-Sep-2026", "2026-09-30"),
        ("2026/9/30", "2026-09-30"),
        ("30.09.2026", "2026-09-30"),
        ("9/30/2026", "2026-09-30"),
        ("05/05/2026", "2026-05-05"),
    ],
)
@pytest.mark.behaviour("fiscal-year.days")
def test_a_day_may_be_written_as_people_write_it(text: str, day: str):
    assert str(written_day(normal(text), TODAY)) == day
    refuse_two_readings(text, "as_of")


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026", "4-3-2026"])
@pytest.mark.behaviour("fiscal-year.ambiguous")
def test_a_day_with_two_readings_is_refused_with_both(text: str):
    with pytest.raises(Ambiguous) as told:
        refuse_two_readings(text, "as_of")
    assert written_day(normal(text), TODAY) is None
    assert str(told.value).endswith("Write 2026-03-04 or 2026-04-03.")


@given(day=st.dates(date(2, 1, 1)), form=st.sampled_from(["{:%B %d, %Y}", "{:%d %b %Y}", "{}"]))
def test_a_day_that_is_written_out_is_that_day(day: date, form: str):
    text = form.format(day)
    if day.year > 999:  # shorter years are not written with four digits everywhere
        assert written_day(normal(text), TODAY) == day


@settings(deadline=None)
@given(
    count=st.integers(1, 99),
    unit=st.sampled_from(["days", "weeks", "months", "quarters", "years"]),
    first_month=st.integers(1, 12),
)
@pytest.mark.behaviour("fiscal-year.words")
def test_the_last_so_many_are_whole_ones_and_end_before_this_one(
    count: int, unit: str, first_month: int
):
    found = period_from(f"last {count} {unit}", TODAY, first_month)
    if unit == "days":
        assert (found.end, (found.end - found.start).days + 1) == (TODAY, count)
        return
    one = unit.removesuffix("s")
    assert found.end == period_from(f"last {one}", TODAY, first_month).end
    assert found.end + timedelta(days=1) == period_from(f"this {one}", TODAY, first_month).start
    if unit == "weeks":
        assert (found.end - found.start).days + 1 == 7 * count
    else:
        assert len(parts_of(found, 1, 1)) == count * {"month": 1, "quarter": 3, "year": 12}[one]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2027-Q1", "Q1 FY2027"),
        ("Q1 FY27", "Q1 FY2027"),
        ("2026", "FY2026"),
        ("this quarter", "Q2 FY2027"),
        ("ytd", "FY2027"),
        ("2026-Q1..2026-Q3", "Q1 FY2026 to Q3 FY2026"),
        ("last 2 quarters", "2 quarters from Q4 FY2026"),
        ("H1 2026", "H1 FY2026"),
        ("2026-10", ""),
        ("last_month", ""),
    ],
)
@pytest.mark.behaviour("fiscal-year.said")
def test_what_was_read_as_fiscal_says_so(text: str, label: str):
    assert period_from(text, TODAY, 7).fiscal == label
    assert not period_from(text, TODAY, 1).fiscal


@pytest.mark.behaviour("fiscal-year.ambiguous")
def test_a_quarter_without_a_year_offers_this_fiscal_year_s_too():
    with pytest.raises(Ambiguous) as told:
        period_from("Q1", TODAY, 7)
    assert str(told.value) == (
        "period 'Q1' could be several. Write 2026-Q1 (2025-07-01..2025-09-30) or "
        "2027-Q1 (2026-07-01..2026-09-30)."
    )
