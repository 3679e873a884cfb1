"""What a figure is compared with: the period before, the year before, or a budget; and the difference.

Units:  a difference is this less that, on the side the amounts are shown on; percent of that, one decimal.
Errors: those of the budgets.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, getcontext

from intacct_books.cells import Cell
from intacct_books.company.budgets import budgets
from intacct_books.errors import BadArgument
from intacct_books.periods import Period, prior_period, year_before
from intacct_client import Intacct

PRIOR_PERIOD, PRIOR_YEAR, BUDGET = "prior_period", "prior_year", "budget"
DIFFERENCE, PERCENT = "difference", "%"
NO_LINE = "no line"
_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ByBudget:
    """A budget to compare with: its id; empty for the one that covers the period."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """What is compared with.

    Attributes:
        word: What its figures are called: prior_period, prior_year or budget.
        source: An earlier period, or a budget.
    """

    word: str
    source: Period | ByBudget

    def label(self, budget_id: str = "") -> str:
        """The name of its column, with the period or the budget that was taken in the end."""
        return f"{self.word} {self.source if isinstance(self.source, Period) else budget_id}"


def refuse_both(compare: str, by: str) -> None:
    """A statement has a column for what it is compared with, or for each member of a dimension."""
    if compare.strip() and by.strip():
        raise BadArgument("Give compare or by, not both: ask once for each.")


async def base_named(intacct: Intacct, words: str, period: Period, argument: str) -> Base | None:
    """What a reader wants to compare with; None for no words.

    Args:
        intacct: A handle on the company.
        words: prior_period, prior_year, budget for the one that covers the period, or a budget's id.
        period: What is compared.
        argument: The name of the argument, for the error.
    """
    word = words.strip().casefold().replace(" ", "_")
    if not word:
        return None
    if word == PRIOR_PERIOD:
        return Base(PRIOR_PERIOD, prior_period(period))
    if word == PRIOR_YEAR:
        return Base(PRIOR_YEAR, year_before(period))
    return Base(BUDGET, await budget_asked(intacct, words, argument))


async def budget_asked(intacct: Intacct, words: str, argument: str) -> ByBudget:
    """The budget to compare with: budget for the one that covers the period, or a budget's id."""
    word = words.strip().casefold()
    if word == BUDGET:
        return ByBudget()
    known = {each.id.casefold(): each for each in await budgets(intacct)}
    found = known.get(word)
    if found is None:
        raise BadArgument(
            f"{argument} {words[:40]!r} is nothing to compare with. Write {PRIOR_PERIOD}, {PRIOR_YEAR}, "
            f"{BUDGET} or a budget of {', '.join(each.id for each in known.values()) or '(none)'}."
        )
    return ByBudget(found.id)


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
