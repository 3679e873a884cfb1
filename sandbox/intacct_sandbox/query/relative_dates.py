"""The words that stand for a day or a span of days in a date filter.

Source: docs/api/query.md. Which end of a span a comparison means is not published: here the span's
start for `$gte` and `$lt`, its end for `$lte` and `$gt`, and the whole span for `$eq` and `$ne`. Nor is the first
day of a week.
"""

from datetime import date, timedelta
from typing import Literal

Span = tuple[date, date]
WeekStart = Literal["sunday", "monday"]


def span_of(word: str, today: date, week_start: WeekStart) -> Span | None:
    """The first and last day that a word means, or None when it is no such word."""
    spans = {
        "today": lambda: (today, today),
        "yesterday": lambda: (today - timedelta(days=1), today - timedelta(days=1)),
        "currentWeek": lambda: _week(today, week_start),
        "lastWeek": lambda: _week(today - timedelta(days=7), week_start),
        "currentMonth": lambda: _months(today, 1, 0),
        "priorMonth": lambda: _months(today, 1, -1),
        "currentQuarter": lambda: _months(today, 3, 0),
        "priorQuarter": lambda: _months(today, 3, -1),
        "currentYear": lambda: _months(today, 12, 0),
        "priorYear": lambda: _months(today, 12, -1),
    }
    return spans[word]() if word in spans else None


def _week(day: date, week_start: WeekStart) -> Span:
    before = (day.weekday() + 1) % 7 if week_start == "sunday" else day.weekday()
    first = day - timedelta(days=before)
    return first, first + timedelta(days=6)


def _months(today: date, length: int, shift: int) -> Span:
    month = today.year * 12 + today.month - 1
    first = (month // length + shift) * length
    return _first_day(first), _first_day(first + length) - timedelta(days=1)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
