"""The company's budgets, and the periods that they are made in.

Source: REST `general-ledger/budget`, `reporting-period` (docs/api/budgets.md). Read once and remembered.
Errors: `NotFound` for a budget that there is not; `BadArgument` for a period that is not made of whole
budget periods.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from intacct_books.errors import BadArgument, NotFound
from intacct_books.periods import Period, day_before
from intacct_client import Intacct
from intacct_client.filters import equal
from intacct_client.query import select


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget; `is_default` marks the one that the company compares with."""

    id: str
    is_default: bool


async def budgets(intacct: Intacct) -> list[Budget]:
    """All active budgets."""
    return await intacct.reference("budgets", _read_budgets)


async def budget_named(intacct: Intacct, words: str) -> Budget:
    """The budget of that id in any case.

    Raises:
        NotFound: No such budget.
    """
    every = await budgets(intacct)
    wanted = words.strip().casefold()
    for each in every:
        if each.id.casefold() == wanted:
            return each
    known = ", ".join(each.id for each in every[:12]) or "none"
    raise NotFound(f"No budget {words[:40]!r}. The budgets are {known}.")


async def periods_within(intacct: Intacct, period: Period) -> dict[str, Period]:
    """The budget periods that make up a period, by id, in order.

    Raises:
        BadArgument: It starts or ends in the middle of one, or there are none for some days.
    """
    every = await intacct.reference("budget periods", _read_periods)
    inside = {
        name: each
        for name, each in every.items()
        if period.start <= each.start and each.end <= period.end
    }
    done = day_before(period.start)
    for each in sorted(inside.values(), key=lambda each: (each.start, each.end)):
        if done < period.end and each.start <= done + timedelta(days=1):
            done = max(done, each.end)
    if done != period.end:
        raise BadArgument(_not_of_these(every.values(), period))
    return dict(sorted(inside.items(), key=lambda each: each[1].start))


def _not_of_these(every: Iterable[Period], period: Period) -> str:
    """Why a period is none that budgets are made in, with the shortest that has its first and last day."""
    by_length = sorted(every, key=lambda each: each.end - each.start)
    covered = Period(
        min((each.start for each in by_length), default=period.start),
        max((each.end for each in by_length), default=period.end),
    )
    if period.start < covered.start or period.end > covered.end:
        return (
            f"Budgets are made in the company's reporting periods, which cover {covered}: {period} is not within. "
            "Ask for days that are, or compare with prior_year or prior_period."
        )
    first = next((each for each in by_length if each.start <= period.start <= each.end), None)
    last = next((each for each in by_length if each.start <= period.end <= each.end), None)
    example = f", e.g. {Period(first.start, last.end)}" if first and last else ""
    return (
        f"Budgets are made by month or another whole period, and {period} is not made of these. "
        f"Ask for whole ones{example}."
    )


async def _read_budgets(intacct: Intacct) -> list[Budget]:
    query = select(
        "general-ledger/budget", "text id", "flag isDefault", "text status", order=("id",)
    )
    rows = await intacct.query_all(query)
    return [
        Budget(row.text("id"), row.flag("isDefault"))
        for row in rows.rows
        if row.text("status") != "inactive"
    ]


async def _read_periods(intacct: Intacct) -> dict[str, Period]:
    query = select(
        "general-ledger/reporting-period",
        "text id",
        "day startDate",
        "day endDate",
        "text status",
        filters=(equal("isBudgetable", True),),
        order=("startDate",),
    )
    found: dict[str, Period] = {}
    for row in (await intacct.query_all(query)).rows:
        start, end = row.day("startDate"), row.day("endDate")
        if start and end and row.text("status") != "inactive":
            found[row.text("id")] = Period(start, end)
    return found
