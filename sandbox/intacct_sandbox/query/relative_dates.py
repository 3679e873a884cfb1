"""The words that stand for a day or a span of days in a date filter.

Source: docs/api/query.md. Which end of a span a comparison means is not published: here the span's
start for `$gte` and `$lt`, its end for `$lte` and `$gt`, and the whole span for `$eq` and `$ne`.
"""

from datetime import date, timedelta

Span = tuple[date, date]


def span_of(word: str, today: date) -> Span | None:
    """The first and last day that a word means, or None when it is no such word."""
    spans = {
        "today": lambda: (today, today),
        "yesterday": lambda: (today - timedelta(days=1), today - timedelta(days=1)),
        "currentWeek": lambda: _week(today),
        "lastWeek": lambda: _week(today - timedelta(days=7)),
        "currentMonth": lambda: _months(today, 1, 0),
        "priorMonth": lambda: _months(today, 1, -1),
        "currentQuarter": lambda: _months(today, 3, 0),
        "priorQuarter": lambda: _months(today, 3, -1),
        "currentYear": lambda: _months(today, 12, 0),
        "priorYear": lambda: _months(today, 12, -1),
    }
    return spans[word]() if word in spans else None


def _week(day: date) -> Span:
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    return sunday, sunday + timedelta(days=6)


def _months(today: date, length: int, shift: int) -> Span:
    month = today.year * 12 + today.month - 1
    first = (month // length + shift) * length
    return _first_day(first), _first_day(first + length) - timedelta(days=1)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
