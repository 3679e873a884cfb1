"""Every word for a day or a span of days becomes dates here, and nowhere else.

Units:  both ends of a period are included. A year is the fiscal year that ends in the calendar year of
        its name, a quarter a quarter of that; with a fiscal year from January both are the calendar's.
Errors: `BadArgument` with the accepted forms.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_books.errors import BadArgument

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(?:FY)?(\d{4})-?Q([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"(?:FY)?(\d{4})", re.IGNORECASE)
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:\.\.|to|/)\s*(\d{4}-\d{2}-\d{2})")
FORMS = (
    "2026-10, 2026-Q3, 2026, 2026-10-01..2026-10-31, this or last month, quarter or year, or ytd"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date


def day_from(text: str, argument: str, today: date) -> date:
    """A day written as YYYY-MM-DD, or today for an empty text.

    Args:
        text: What was given.
        argument: Its name, for the error.
        today: The day it is.
    """
    word = text.strip()
    if not word or word.lower() == "today":
        return today
    day = _iso_day(word)
    if day is None:
        raise BadArgument(
            f"{argument} {text[:40]!r} is not a date. Write it as YYYY-MM-DD, e.g. {today}."
        )
    return day


def period_from(text: str, today: date, first_month: int) -> Period:
    """The period that a text names.

    Args:
        text: One of FORMS.
        today: The day that relative words count from.
        first_month: The month, 1 to 12, that the fiscal year begins with.
    """
    word = " ".join(text.lower().split())
    period = _relative(word, today, first_month) or _absolute(word, first_month)
    if period is None:
        raise BadArgument(f"period {text[:40]!r} is not a period. Write {FORMS}.")
    if period.end < period.start:
        raise BadArgument(
            f"period {text[:40]!r} ends before it starts. Write the earlier day first."
        )
    return period


def fiscal_year_start(day: date, first_month: int) -> date:
    """The first day of the fiscal year that a day is in."""
    return date(day.year if day.month >= first_month else day.year - 1, first_month, 1)


def day_before(day: date) -> date:
    """The day before; the first day there is has itself."""
    return day if day == date.min else day - timedelta(days=1)


def _relative(word: str, today: date, first_month: int) -> Period | None:
    year = fiscal_year_start(today, first_month)
    month = today.replace(day=1)
    quarter = _plus_months(
        year, ((today.year - year.year) * 12 + today.month - year.month) // 3 * 3
    )
    spans = {
        "today": (today, today),
        "this month": (month, _last(month, 1)),
        "last month": (_plus_months(month, -1), _last(month, 0)),
        "this quarter": (quarter, _last(quarter, 3)),
        "last quarter": (_plus_months(quarter, -3), _last(quarter, 0)),
        "this year": (year, _last(year, 12)),
        "last year": (_plus_months(year, -12), _last(year, 0)),
        "ytd": (year, today),
        "year to date": (year, today),
    }
    return Period(*spans[word]) if word in spans else None


def _absolute(word: str, first_month: int) -> Period | None:
    if match := _RANGE.fullmatch(word):
        start, end = _iso_day(match[1]), _iso_day(match[2])
        return Period(start, end) if start and end else None
    if (match := _MONTH.fullmatch(word)) and 1 <= int(match[2]) <= 12 and int(match[1]):
        month = date(int(match[1]), int(match[2]), 1)
        return Period(month, _last(month, 1))
    if (match := _QUARTER.fullmatch(word)) and int(match[1]) > 1:
        start = _plus_months(_year_named(int(match[1]), first_month), (int(match[2]) - 1) * 3)
        return Period(start, _last(start, 3))
    if (match := _YEAR.fullmatch(word)) and int(match[1]) > 1:
        start = _year_named(int(match[1]), first_month)
        return Period(start, _last(start, 12))
    if day := _iso_day(word):
        return Period(day, day)
    return None


def _year_named(year: int, first_month: int) -> date:
    return date(year if first_month == 1 else year - 1, first_month, 1)


def _plus_months(first_day: date, months: int) -> date:
    month = first_day.year * 12 + first_day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def _last(first_day: date, months: int) -> date:
    """The last day of a span of months (0: the day before it starts)."""
    after = first_day.year * 12 + first_day.month - 1 + months
    if after // 12 > 9999:
        return date.max
    return day_before(date(after // 12, after % 12 + 1, 1))


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None
