"""What a figure is compared with: the period before, the year before, or a budget; and the difference.

Units:  a difference is this less that, on the side the amounts are shown on; percent of that, one decimal.
Errors: those of the budgets.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, getcontext

from intacct_books.cells import Cell
from intacct_books.company.budgets import Budget, budget_named, budgets
from intacct_books.errors import BadArgument
from intacct_books.periods import Period, prior_period, year_before
from intacct_client import Intacct

PRIOR_PERIOD, PRIOR_YEAR, BUDGET = "prior_period", "prior_year", "budget"
DIFFERENCE, PERCENT = "difference", "%"
NO_LINE = "no line"
_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Base:
    """What is compared with.

    Attributes:
        label: The name of its column.
        source: An earlier period, or a budget.
    """

    label: str
    source: Period | Budget


def refuse_both(compare: str, by: str) -> None:
    """A statement has a column for what it is compared with, or for each member of a dimension."""
    if compare.strip() and by.strip():
        raise BadArgument("Give compare or by, not both: ask once for each.")


async def base_named(intacct: Intacct, words: str, period: Period, argument: str) -> Base | None:
    """What a reader wants to compare with; None for no words.

    Args:
        intacct: A handle on the company.
        words: prior_period, prior_year, budget for the default one, or a budget's id.
        period: What is compared.
        argument: The name of the argument, for the error.
    """
    word = words.strip().casefold().replace(" ", "_")
    if not word:
        return None
    if word == PRIOR_PERIOD:
        return _earlier(PRIOR_PERIOD, prior_period(period))
    if word == PRIOR_YEAR:
        return _earlier(PRIOR_YEAR, year_before(period))
    if word == BUDGET:
        budget = await budget_named(intacct, "")
        return Base(f"{BUDGET} {budget.id}", budget)
    known = {each.id.casefold(): each for each in await budgets(intacct)}
    found = known.get(words.strip().casefold())
    if found is None:
        raise BadArgument(
            f"{argument} {words[:40]!r} is nothing to compare with. Write {PRIOR_PERIOD}, {PRIOR_YEAR}, "
            f"{BUDGET} or a budget of {', '.join(each.id for each in known.values()) or '(none)'}."
        )
    return Base(f"{BUDGET} {found.id}", found)


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


def _earlier(word: str, period: Period) -> Base:
    return Base(f"{word} {period}", period)
