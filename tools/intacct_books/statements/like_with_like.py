"""What must be said where two spans are compared that are not alike: one is not over, or is longer.

Units:  days, both ends included.
"""

from datetime import date, timedelta

from intacct_books.periods import (
    Period,
    day_before,
    fiscal_year_start,
    last_day,
    whole_months,
    year_before,
)
from intacct_books.statements.comparing import COMPARED_TO, PRIOR_PERIOD, PRIOR_YEAR, Base


def unlike(base: Base, span: Period, today: date, first_month: int, argument: str) -> list[str]:
    """The sentences for a period and what it is compared with; none where they are alike.

    Args:
        base: What is compared with.
        span: The period.
        today: The day it is.
        first_month: The month that the fiscal year begins with.
        argument: The name of the argument that names the base.
    """
    other = base.source if isinstance(base.source, Period) else None
    if span.start <= today < span.end and (other is None or other.end <= today):
        whole = f"all of {other}" if other else "the budget of all of it"
        like = _like(base, span, today, first_month, argument)
        return [f"{span} is not over: up to {today} it is set against {whole}.{like}"]
    if other and other.end > today:
        return [f"{other} is not over on {today}: entries are still to come."]
    if other is None or base.word != COMPARED_TO or _length(span) == _length(other):
        return []
    return [f"Not of one length: {span} is {_length(span)}, {other} is {_length(other)}."]


def _like(base: Base, span: Period, today: date, first_month: int, argument: str) -> str:
    """The period to ask for instead, which is over: up to today, or for a budget whole months."""
    so_far = Period(span.start, today)
    if isinstance(base.source, Period):
        is_of_year = span.start == fiscal_year_start(today, first_month)
        is_year_before = base.word != PRIOR_PERIOD or base.source == year_before(span)
        other = PRIOR_YEAR if is_year_before else str(_as_long(base.source, so_far))
        return f" Like with like: period={'ytd' if is_of_year else so_far}, {argument}={other}."
    is_month_end = (today + timedelta(days=1)).day == 1
    last = today if is_month_end else day_before(today.replace(day=1))
    return f" Like with like: period={Period(span.start, last)}." if last > span.start else ""


def _as_long(whole: Period, so_far: Period) -> Period:
    """The beginning of a period that is as long as another one."""
    if months := whole_months(so_far):
        return Period(whole.start, min(last_day(whole.start, months), whole.end))
    return Period(whole.start, min(whole.start + (so_far.end - so_far.start), whole.end))


def _length(span: Period) -> str:
    """How long a span is: in months where it is made of these, as February is no shorter than March."""
    if months := whole_months(span):
        return f"{months} month{'s' if months > 1 else ''}"
    days = (span.end - span.start).days + 1
    return f"{days} day{'s' if days > 1 else ''}"
