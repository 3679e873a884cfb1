"""The lines of a budget, and which budget is meant where none is named.

Source: REST `general-ledger/budget-detail` (docs/api/budgets.md), one transaction for 4,000 sums; two more where the
default budget does not cover the period.
Errors: `NotFound` for a budget without any line in the period, `BadArgument` where several could be meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from intacct_books.company.budgets import Budget, budget_named, budgets
from intacct_books.company.dimensions import Dimension
from intacct_books.errors import BadArgument, NotFound
from intacct_books.periods import Period
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, equal
from intacct_client.query import select

LINE = "general-ledger/budget-detail"
CURRENCY = "currency.baseCurrency"
LOCATION = "dimensions.location.id"
PERIOD = "reportingPeriod.id"
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """The lines that are asked for.

    Attributes:
        intacct: A handle on the company.
        span: The days.
        periods: The budget periods that make them up, by name.
        entities: Of these entities only; empty for all.
        locations: Their locations.
        by: A dimension to split by; None for none.
        with_location: Whether sums are apart by location, so that the entities that have lines are known.
    """

    intacct: Intacct
    span: Period
    periods: Mapping[str, Period]
    entities: tuple[str, ...]
    locations: tuple[str, ...]
    by: Dimension | None
    with_location: bool = False

    def filters(self, budget_ids: Iterable[str]) -> tuple[Filter, ...]:
        """What picks the lines of budgets."""
        filters = [among("budget.id", list(budget_ids)), among(PERIOD, list(self.periods))]
        if self.locations:
            filters.append(among(LOCATION, self.locations))
        return tuple(filters)

    def is_covered(self, names: Iterable[str]) -> bool:
        """Whether lines in these periods reach from the first day to the last."""
        found = [self.periods[name] for name in names]
        starts, ends = {each.start for each in found}, {each.end for each in found}
        return self.span.start in starts and self.span.end in ends

    async def sums(self, budget: Budget) -> list[Row]:
        """Sums by account, currency and budget period, by member and by location where these are wanted."""
        split = (f"text {self.by.path}.id", f"text {self.by.path}.name") if self.by else ()
        location = f"text {LOCATION}"
        query = select(
            LINE,
            "text glAccount.id",
            f"text {CURRENCY}",
            f"text {PERIOD}",
            *split,
            *([location] if self.with_location and location not in split else []),
            "money sum:amount",
            filters=self.filters([budget.id]),
        )
        return (await self.intacct.query_all(query)).rows


@dataclass(frozen=True, slots=True)
class Lines:
    """A budget's sums.

    Attributes:
        budget: The budget.
        rows: The sums.
        notes: Why it is this one, where it is not the default.
    """

    budget: Budget
    rows: list[Row]
    notes: list[str] = field(default_factory=list[str])


async def lines_asked(asked: Asked, words: str) -> Lines:
    """The lines of the budget that is named; without a name, of the one that covers the period.

    Raises:
        NotFound: No budget of that name, or it has no line in the period.
        BadArgument: None is named, and several could be meant.
    """
    if words:
        budget = await budget_named(asked.intacct, words)
        rows = await asked.sums(budget)
        if not rows:
            raise NotFound(await _no_lines(asked, budget.id))
        return Lines(budget, rows)
    every = await budgets(asked.intacct)
    defaults = [each for each in every if each.is_default]
    if len(defaults) == 1:
        rows = await asked.sums(defaults[0])
        if asked.is_covered(row.text(PERIOD) for row in rows):
            return Lines(defaults[0], rows)
    budget = await _covering(asked, every)
    rows = await asked.sums(budget)
    if budget in defaults:
        return Lines(budget, rows)
    default = f"the default, {defaults[0].id}, does not" if defaults else "none is the default"
    is_whole = asked.is_covered(row.text(PERIOD) for row in rows)
    covers = "covers" if is_whole else "has lines in a part of"
    return Lines(budget, rows, [f"Budget {budget.id} {covers} {asked.span}; {default}."])


async def _covering(asked: Asked, every: list[Budget]) -> Budget:
    """The one budget with lines in the whole period, else the one with lines in some of it."""
    query = select(
        LINE,
        "text budget.id",
        f"text {PERIOD}",
        "money sum:amount",
        filters=asked.filters(each.id for each in every),
    )
    found: dict[str, set[str]] = {}
    for row in (await asked.intacct.query_all(query)).rows if every else []:
        found.setdefault(row.text("budget.id"), set()).add(row.text(PERIOD))
    some = [each for each in every if each.id in found]
    whole = [each for each in some if asked.is_covered(found[each.id])]
    candidates = whole or some
    if not candidates:
        raise NotFound(await _no_lines(asked))
    if len(candidates) == 1:
        return candidates[0]
    names = ", ".join(each.id for each in candidates)
    raise BadArgument(
        f"Several budgets have lines in {asked.span}: {names}. Name the one to compare with."
        if whole
        else f"No budget has lines in all of {asked.span}: {names} have some. Name one of them, or ask for "
        "a period of one."
    )


async def _no_lines(asked: Asked, budget_id: str = "") -> str:
    if asked.entities:
        named = ", ".join(asked.entities[:_MOST_NAMED])
        who = f"Entity {named} has" if len(asked.entities) == 1 else f"Entities {named} have"
        where = f"budget {budget_id!r}" if budget_id else "any budget"
        return (
            f"{who} no line in {where} for {asked.span}. Compare with prior_year or prior_period, or ask for other "
            "entities."
        )
    others = [each.id for each in await budgets(asked.intacct) if each.id != budget_id]
    known = f"{'Others' if budget_id else 'The budgets'} are {', '.join(others) or '(none)'}"
    who = f"Budget {budget_id!r} has no lines" if budget_id else "No budget has lines"
    return f"{who} in {asked.span}. {known}: name one to compare with, or another period."


def part_filters(asked: Asked, budget: Budget, periods: Iterable[str]) -> tuple[Filter, ...]:
    """What picks a budget's lines in some of the periods."""
    filters = [equal("budget.id", budget.id), among(PERIOD, list(periods))]
    return (*filters, among(LOCATION, asked.locations)) if asked.locations else tuple(filters)


async def locations_with_lines(asked: Asked, budget: Budget) -> set[str]:
    """The locations that a budget has lines of; one transaction."""
    query = select(LINE, f"text {LOCATION}", "money sum:amount", filters=asked.filters([budget.id]))
    return {row.text(LOCATION) for row in (await asked.intacct.query_all(query)).rows}
