"""What a figure is compared with: another period, or a budget; and the difference.

Units:  a difference is this less that, on the side the amounts are shown on; percent of that, one decimal.
Errors: `BadArgument` for words that name neither, and those of the budgets.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, getcontext

from intacct_books.cells import Cell
from intacct_books.company.budgets import budgets
from intacct_books.company.fiscal_year import fiscal_year
from intacct_books.company.reporting_periods import period_named, reporting_periods
from intacct_books.errors import UNREADABLE, BadArgument
from intacct_books.lists.asking import Asking
from intacct_books.period_words import is_period
from intacct_books.periods import (
    Period,
    month_before,
    prior_period,
    quarter_before,
    year_before,
)

PRIOR_PERIOD, PRIOR_YEAR, BUDGET = "prior_period", "prior_year", "budget"
COMPARED_TO = "compared_to"
DIFFERENCE, PERCENT = "difference", "%"
NO_LINE = "no line"
_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)
_PRIOR = ("previous_", "last_")  # words for prior_ where something stands to be compared already
_YEAR_AGO = {PRIOR_YEAR, "year_ago", "a_year_ago", "same_period_prior_year"}


@dataclass(frozen=True, slots=True)
class ByBudget:
    """A budget to compare with: its id; empty for the one that covers the period."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """What is compared with.

    Attributes:
        word: What its figures are called: prior_period, prior_year, compared_to or budget.
        source: Another period, or a budget.
    """

    word: str
    source: Period | ByBudget

    def label(self, budget_id: str = "") -> str:
        """The name of its column, with the period or the budget that was taken in the end."""
        if self.word == COMPARED_TO:
            return str(self.source)
        return f"{self.word} {self.source if isinstance(self.source, Period) else budget_id}"


def refuse_both(compare: str, by: str) -> None:
    """A statement has a column for what it is compared with, or for each member of a dimension."""
    if compare.strip() and by.strip():
        raise BadArgument("Give compare or by, not both: ask once for each.")


def prior_word(words: str) -> str:
    """The words in one form: last year and previous_year are prior_year."""
    word = "_".join(words.casefold().replace("_", " ").split())
    for same in _PRIOR:
        word = word.replace(same, "prior_")
    return PRIOR_YEAR if word in _YEAR_AGO else word


async def base_named(asking: Asking, words: str, period: Period, argument: str) -> Base | None:
    """What a reader wants to compare with; None for no words.

    The same days have the same name however they were asked for.

    Args:
        asking: The question.
        words: prior_period, prior_year, prior_month, prior_quarter, any period, budget for the one that covers the
            period, or a budget's id.
        period: What is compared.
        argument: The name of the argument, for the error.
    """
    word = prior_word(words)
    if not word:
        return None
    first_month = (await fiscal_year(asking.intacct)).first_month
    near = {
        PRIOR_PERIOD: prior_period(period),
        PRIOR_YEAR: year_before(period),
        "prior_month": month_before(period.start),
        "prior_quarter": quarter_before(period.start, first_month),
    }
    source = near.get(word) or await budget_or_period(asking, words, argument)
    if isinstance(source, ByBudget):
        return Base(BUDGET, source)
    # Kept as it was asked: of a whole year, the period before and the year before are one.
    if word in {PRIOR_PERIOD, PRIOR_YEAR}:
        return Base(word, source)
    named = (PRIOR_YEAR, PRIOR_PERIOD)
    return Base(next((each for each in named if near[each] == source), COMPARED_TO), source)


async def budget_or_period(asking: Asking, words: str, argument: str) -> ByBudget | Period:
    """Another period, budget for the one that covers the period, or a budget's id, which goes first."""
    word = " ".join(words.casefold().split())
    if word == BUDGET:
        return ByBudget()
    year = await fiscal_year(asking.intacct)
    # FY2025 is what budgets are called: one that there is not must not become the year of that name.
    is_usual = is_period(words, asking.today, year.first_month) and not word.startswith("fy")
    known = await _budgets(asking, is_needed=not is_usual)
    if found := known.get(word.removeprefix(f"{BUDGET} ")):
        return ByBudget(found)
    own = {name.casefold() for name in await reporting_periods(asking.intacct)}
    if is_usual or word in own:
        return await period_named(asking.intacct, words, asking.today)
    raise BadArgument(
        f"{argument} {words[:40]!r} is nothing to compare with. Write {PRIOR_PERIOD}, {PRIOR_YEAR}, a period such "
        f"as {month_before(asking.today).start:%Y-%m}, {BUDGET} or a budget of {', '.join(known.values()) or '(none)'}."
    )


async def _budgets(asking: Asking, *, is_needed: bool) -> dict[str, str]:
    """The ids of the budgets; none for a user who may not read them and names a period."""
    try:
        return {each.id.casefold(): each.id for each in await budgets(asking.intacct)}
    except UNREADABLE:
        if is_needed:
            raise
        return {}


def percent(difference: Decimal, base: Decimal) -> Decimal | None:
    """The difference in percent of what it is compared with; None when that is zero."""
    if not base:
        return None
    share = getcontext().divide(difference * _HUNDRED, abs(base))
    return share.quantize(_TENTH, ROUND_HALF_UP)


def compared(now: Cell, then: Cell) -> dict[str, Cell]:
    """Difference and percent of two amounts."""
    if not isinstance(now, Decimal) or not isinstance(then, Decimal):
        return {DIFFERENCE: now, PERCENT: None}
    share = percent(now - then, then)
    return {DIFFERENCE: now - then, PERCENT: None if share is None else str(share)}
