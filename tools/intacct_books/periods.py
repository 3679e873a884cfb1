"""Spans of days: a period, what is before it, its months, and the fiscal year that a day is in.

Words for them are read in `day_words.py` and `period_words.py`, and nowhere else.
Units:  both ends of a period are included.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included.

    Attributes:
        start: Its first day.
        end: Its last day.
        fiscal: What it was read as, where that was a fiscal year or quarter that is not the calendar's.
    """

    start: date
    end: date
    fiscal: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


def prior_period(period: Period) -> Period:
    """The span of the same length just before: months before whole months, else days before days."""
    if months := whole_months(period):
        return Period(plus_months(period.start, -months), day_before(period.start))
    days = period.end - period.start
    end = day_before(period.start)
    return Period(max(end, date.min + days) - days, end)


def year_before(period: Period) -> Period:
    """The same span one year earlier; the end of a month stays one."""
    return Period(day_a_year_before(period.start), day_a_year_before(period.end))


def month_before(day: date) -> Period:
    """The calendar month before the one that a day is in."""
    month = day.replace(day=1)
    return Period(plus_months(month, -1), day_before(month))


def quarter_before(day: date, first_month: int) -> Period:
    """The fiscal quarter before the one that a day is in."""
    quarter = _part_start(day, 3, first_month)
    return Period(plus_months(quarter, -3), day_before(quarter))


def day_a_year_before(day: date) -> date:
    """The same day of the year before; the last day of a month stays the last."""
    if day.year == 1:
        return date.min
    is_last = (day + timedelta(days=1)).day == 1 if day < date.max else True
    month = date(day.year - 1, day.month, 1)
    return (
        last_day(month, 1) if is_last else month.replace(day=min(day.day, last_day(month, 1).day))
    )


def parts_of(period: Period, months: int, first_month: int) -> list[Period]:
    """The months (1), fiscal quarters (3) or fiscal years (12) that a period touches, cut at its ends."""
    parts: list[Period] = []
    start = period.start
    while start <= period.end:
        whole = _part_start(start, months, first_month)
        end = min(last_day(whole, months), period.end)
        parts.append(Period(start, end))
        if end == date.max:
            break
        start = end + timedelta(days=1)
    return parts


def part_name(part: Period, months: int, first_month: int) -> str:
    """A month, quarter or year as a reader writes it; the days of one that is cut."""
    if whole_months(part) != months:
        return str(part)
    if months == 1:
        return f"{part.start:%Y-%m}"
    year = fiscal_year_start(part.start, first_month)
    name = f"{year.year if first_month == 1 else year.year + 1}"
    quarter = (part.start.year - year.year) * 4 + (part.start.month - year.month) // 3 + 1
    return name if months == 12 else f"{name}-Q{quarter}"


def month_end(day: date) -> date:
    """The last day of the month that a day is in."""
    return last_day(day.replace(day=1), 1)


def whole_months(period: Period) -> int:
    """How many whole calendar months a period is; 0 when it is none."""
    if period.start.day != 1 or month_end(period.end) != period.end:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


def fiscal_year_start(day: date, first_month: int) -> date:
    """The first day of the fiscal year that a day is in."""
    year = day.year if day.month >= first_month else day.year - 1
    return date(year, first_month, 1) if year else date.min


def day_before(day: date) -> date:
    """The day before; the first day there is has itself."""
    return day if day == date.min else day - timedelta(days=1)


def _part_start(day: date, months: int, first_month: int) -> date:
    """The first day of the month (1), fiscal quarter (3) or fiscal year (12) that a day is in."""
    year = fiscal_year_start(day, first_month)
    since = (day.year - year.year) * 12 + day.month - year.month
    return plus_months(year, since // months * months)


def plus_months(first_day: date, months: int) -> date:
    """The first day of a month, so many months on; there is none before the first day there is."""
    month = first_day.year * 12 + first_day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1) if month >= 12 else date.min


def last_day(first_day: date, months: int) -> date:
    """The last day of a span of months (0: the day before it starts)."""
    after = first_day.year * 12 + first_day.month - 1 + months
    if after // 12 > 9999:
        return date.max
    return day_before(date(after // 12, after % 12 + 1, 1))
