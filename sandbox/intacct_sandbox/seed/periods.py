"""Reporting periods: months, quarters and years, and a few whose days move with today and so have none.

They reach over the history and the rest of the fiscal year.

Source: docs/api/fiscal-year.md.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from intacct_sandbox.company.ledger import Ledger

# Periods that the company reads against the day it is.
MOVING = (
    "Current Month",
    "Prior Month",
    "Current Quarter",
    "Prior Quarter",
    "Current Year To Date",
    "Prior Year",
    "Inception To Date",
)


def first_of_month(day: date, months: int = 0) -> date:
    """The first day of a month so many months after (or before) a day's."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def last_of_month(day: date) -> date:
    """The last day of a day's month."""
    return first_of_month(day, 1) - timedelta(days=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """The first day of every month that has a day from `first` to `last`."""
    month = first_of_month(first)
    while month <= last:
        yield month
        month = first_of_month(month, 1)


def fiscal_year_start(day: date, first_month: int) -> date:
    """The first day of the fiscal year that a day is in."""
    return date(day.year if day.month >= first_month else day.year - 1, first_month, 1)


def fiscal_year_of(start: date) -> int:
    """The number of the fiscal year that starts on a day: the year it ends in."""
    return first_of_month(start, 11).year


def add_periods(ledger: Ledger, first_day: date, today: date, first_month: int) -> dict[date, int]:
    """Write all periods; the key of each budgetable month by its first day."""
    for name in MOVING:
        _insert(ledger, name, None)
    start = fiscal_year_start(first_day, first_month)
    end = first_of_month(fiscal_year_start(today, first_month), 12) - timedelta(days=1)
    months: dict[date, int] = {}
    for number, month in enumerate(months_between(start, end)):
        months[month] = _insert(ledger, f"Month Ended {month:%B} {month.year}", (month, 1))
        if number % 3 == 0:
            year = fiscal_year_of(fiscal_year_start(month, first_month))
            _insert(ledger, f"Quarter {number % 12 // 3 + 1} FY{year}", (month, 3))
        if number % 12 == 0:
            _insert(ledger, f"Fiscal Year {fiscal_year_of(month)}", (month, 12))
    return months


def _insert(ledger: Ledger, name: str, span: tuple[date, int] | None) -> int:
    start, end = None, None
    if span is not None:
        start = span[0].isoformat()
        end = (first_of_month(span[0], span[1]) - timedelta(days=1)).isoformat()
    return ledger.insert(
        "reporting_period",
        {
            "id": name,
            "start_date": start,
            "end_date": end,
            "is_budgetable": int(span is not None and span[1] == 1),
            "status": "active",
        },
    )
