"""Every word for a day or a span of days becomes dates here, and nowhere else.

Units:  both ends of a period are included. A year is the fiscal year that ends in the calendar year of
        its name, a quarter a quarter of that; with a fiscal year from January both are the calendar's.
Errors: `BadArgument` with the accepted forms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_books.errors import BadArgument

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(?:FY)?(\d{4})-?Q([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"(?:FY)?(\d{4})", re.IGNORECASE)
_RANGE = re.compile(r"(\S+?)\s*(?:\.\.| to |/)\s*(\S+)")
_WITHOUT_YEAR = re.compile(r"q([1-4])|(" + "|".join(_MONTHS) + r")[a-z]*")
_SLASHED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}/\d{4}")
FORMS = "2026-10, 2026-Q3, 2026, start..end of these or of days, last_month, prior_quarter, ytd, or a reporting period's name"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


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


def period_from(
    text: str, today: date, first_month: int, named: Mapping[str, Period] | None = None
) -> Period:
    """The period that a text names.

    Args:
        text: One of FORMS.
        today: The day that relative words count from.
        first_month: The month, 1 to 12, that the fiscal year begins with.
        named: The company's own reporting periods, by name.
    """
    word = " ".join(text.lower().replace("_", " ").split())
    own = {name.casefold(): period for name, period in (named or {}).items()}
    period = (
        _relative(word, today, first_month)
        or _absolute(word, first_month)
        or own.get(" ".join(text.casefold().split()))
    )
    if period is None:
        raise BadArgument(
            _ambiguous(word, text, today) or f"period {text[:40]!r} is not a period. Write {FORMS}."
        )
    if period.end < period.start:
        raise BadArgument(
            f"period {text[:40]!r} ends before it starts. Write the earlier day first."
        )
    return period


def is_period(text: str, today: date, first_month: int) -> bool:
    """Whether the words name a period without any help of the company's own names."""
    word = " ".join(text.lower().replace("_", " ").split())
    return bool(_relative(word, today, first_month) or _absolute(word, first_month))


def prior_period(period: Period) -> Period:
    """The span of the same length just before: months before whole months, else days before days."""
    if months := _whole_months(period):
        return Period(_plus_months(period.start, -months), day_before(period.start))
    days = period.end - period.start
    end = day_before(period.start)
    return Period(max(end, date.min + days) - days, end)


def year_before(period: Period) -> Period:
    """The same span one year earlier; the end of a month stays one."""
    return Period(day_a_year_before(period.start), day_a_year_before(period.end))


def day_a_year_before(day: date) -> date:
    """The same day of the year before; the last day of a month stays the last."""
    if day.year == 1:
        return date.min
    is_last = (day + timedelta(days=1)).day == 1 if day < date.max else True
    month = date(day.year - 1, day.month, 1)
    return _last(month, 1) if is_last else month.replace(day=min(day.day, _last(month, 1).day))


def months_of(period: Period) -> list[Period]:
    """The calendar months that a period touches, cut at its ends."""
    months: list[Period] = []
    start = period.start
    while start <= period.end:
        end = min(_last(start.replace(day=1), 1), period.end)
        months.append(Period(start, end))
        if end == date.max:
            break
        start = end + timedelta(days=1)
    return months


def month_end(day: date) -> date:
    """The last day of the month that a day is in."""
    return _last(day.replace(day=1), 1)


def _whole_months(period: Period) -> int:
    """How many whole calendar months a period is; 0 when it is none."""
    if period.start.day != 1 or month_end(period.end) != period.end:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


def _ambiguous(word: str, text: str, today: date) -> str:
    """The refusal of words that could mean several periods, with the choices; empty for others."""
    if match := _WITHOUT_YEAR.fullmatch(word):
        part = f"Q{match[1]}" if match[1] else f"{_MONTHS.index(match[2]) + 1:02}"
        years = f"{today.year - 1}-{part} or {today.year}-{part}"
        return f"period {text[:40]!r} could be of several years. Write {years}."
    if _SLASHED.fullmatch(word):
        return (
            f"period {text[:40]!r} can be read as day or month first. Write {today:%Y-%m} for a month, or "
            f"{today} for a day."
        )
    if word in {"month", "quarter", "year", "last", "prior", "current", "recent", "previous"}:
        return (
            f"period {text[:40]!r} could be several. Write this_{word} or last_{word}, or {today:%Y-%m}."
            if word in {"month", "quarter", "year"}
            else f"period {text[:40]!r} could be several. Write last_month, last_quarter or last_year."
        )
    return ""


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
    for same_as_last in ("prior ", "previous "):
        word = word.replace(same_as_last, "last ")
    word = word.replace("current ", "this ").replace(" to date", "td")
    spans = {
        "today": (today, today),
        "yesterday": (day_before(today), day_before(today)),
        "this month": (month, _last(month, 1)),
        "last month": (_plus_months(month, -1), _last(month, 0)),
        "this quarter": (quarter, _last(quarter, 3)),
        "last quarter": (_plus_months(quarter, -3), _last(quarter, 0)),
        "this year": (year, _last(year, 12)),
        "last year": (_plus_months(year, -12), _last(year, 0)),
        "mtd": (month, today),
        "monthtd": (month, today),
        "qtd": (quarter, today),
        "quartertd": (quarter, today),
        "ytd": (year, today),
        "yeartd": (year, today),
    }
    return Period(*spans[word]) if word in spans else None


def _absolute(word: str, first_month: int) -> Period | None:
    if match := _RANGE.fullmatch(word):
        first, last = _absolute(match[1], first_month), _absolute(match[2], first_month)
        return Period(first.start, last.end) if first and last else None
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
    """The first day of a month, so many months on."""
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
