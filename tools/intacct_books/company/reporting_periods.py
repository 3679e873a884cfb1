"""The company's own reporting periods, and every word for a period or a day made dates.

Source: REST `general-ledger/reporting-period`, whose id is its name (docs/api/fiscal-year.md). Read once and
remembered, and only when the words are none of the usual ones. Standard ones such as Current Month may have
no dates of their own: they are left out, the usual words stand for them.
Errors: `BadArgument` with the accepted forms.
"""

import re
from datetime import date
from difflib import get_close_matches

from intacct_books.company.fiscal_year import fiscal_year
from intacct_books.day_words import normal, refuse_two_readings, written_day
from intacct_books.errors import UNREADABLE, Ambiguous, BadArgument
from intacct_books.period_words import is_period, period_from
from intacct_books.periods import Period, fiscal_year_start
from intacct_client import Intacct
from intacct_client.query import select

# "end of September 2026", "last month end": the last day is what every period stands for anyway.
_END_OF = re.compile(
    r"^(?:as of )?(?:the )?(?:end of|last day of|(?:month|quarter|year)[ -]end) |[ -]end$"
)


async def period_named(
    intacct: Intacct, words: str, today: date, argument: str = "period"
) -> Period:
    """The period that a reader means: a form of its own, or a reporting period's name."""
    year = await fiscal_year(intacct)
    if is_period(words, today, year.first_month):
        return period_from(words, today, year.first_month)
    own = await reporting_periods(intacct)
    try:
        return period_from(words, today, year.first_month, own, argument)
    except Ambiguous:
        raise
    except BadArgument as refused:
        near = get_close_matches(words, list(own), n=3)
        if not near:
            raise
        raise BadArgument(f"{refused} Near: {', '.join(near)}.") from refused


async def day_named(intacct: Intacct, words: str, argument: str, today: date) -> date:
    """The day that a reader means: a day, or the last day of a period; today when nothing is said.

    Args:
        intacct: A handle on the company; it is read only for words that are no day.
        words: What was given.
        argument: Its name, for the error.
        today: The day it is.
    """
    word = normal(words)
    day = written_day(word, today) if word else today
    if day is not None:
        return day
    refuse_two_readings(words, argument)
    try:
        plain = _END_OF.sub("", word)
        named = words if plain == word else plain
        return (await period_named(intacct, named, today, argument)).end
    except Ambiguous:
        raise
    except BadArgument as refused:
        raise BadArgument(
            f"{argument} {words[:40]!r} is not a day. Write {today}, yesterday, or a period for its last day: "
            f"last_month, last_quarter, last_year, {today:%Y-%m}, {today.year}-Q3."
        ) from refused


async def before_the_books(intacct: Intacct, first: date, today: date) -> list[str]:
    """What must be said of a first day that is before the company's first reporting period.

    A zero there is no figure: what was before is in opening balances, or nowhere. Periods are read only for
    a day of an earlier fiscal year.
    """
    year = await fiscal_year(intacct)
    if first >= fiscal_year_start(today, year.first_month):
        return []
    begins = min((own.start for own in (await reporting_periods(intacct)).values()), default=first)
    if first >= begins:
        return []
    return [f"The company's reporting periods begin on {begins}: zeros before may mean no books."]


async def reporting_periods(intacct: Intacct) -> dict[str, Period]:
    """The reporting periods that have dates, by name; none when they may not be read."""
    return await intacct.reference("reporting periods", _read)


async def _read(intacct: Intacct) -> dict[str, Period]:
    query = select(
        "general-ledger/reporting-period", "text id", "day startDate", "day endDate", order=("id",)
    )
    try:
        rows = await intacct.query_all(query)
    except UNREADABLE:
        return {}
    found: dict[str, Period] = {}
    for row in rows.rows:
        start, end = row.day("startDate"), row.day("endDate")
        if start and end:
            found[row.text("id")] = Period(start, end)
    return found
