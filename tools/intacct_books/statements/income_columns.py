"""The columns of an income statement: the period, its months or members, and what it is compared with.

Source: intacct_books.ledger.balances, budgets (docs/api/statements.md, budgets.md).
Units:  base currency, debits positive; a column's own side comes with its lines.
Errors: `BadArgument` for more parts of a period than columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import anyio

from intacct_books.company.chart import Selection
from intacct_books.company.dimensions import Dimension, dimension_asked
from intacct_books.company.reporting_periods import before_the_books
from intacct_books.errors import BadArgument
from intacct_books.evidence import Part
from intacct_books.ledger.balances import movements
from intacct_books.ledger.lines import LedgerView, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.periods import Period, part_name, parts_of
from intacct_books.statements.columns import TOTAL, Amounts, added, member_columns, nets_of
from intacct_books.statements.comparing import NO_LINE, Base, ByBudget
from intacct_books.statements.like_with_like import unlike
from intacct_books.statements.places import places
from intacct_books.statements.planned import no_line_notes, planned
from intacct_books.statements.section import Column
from intacct_books.statements.unplanned import NET, BySlot, unplanned_notes

ACTIVITY = "period_activity"
MOST_PARTS = 12
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class IncomeColumns:
    """What was read.

    Attributes:
        accounts: All income statement accounts.
        columns: The columns.
        sources: Those with lines of their own, by the name of their total.
        parts: Their lines.
        notes: Sentences a reader must not miss.
        pieces: The columns of parts of the period, each read by itself; they make up the total.
        split: What these parts are: months, quarters or years.
    """

    accounts: Selection
    columns: tuple[Column, ...]
    sources: dict[str, Column]
    parts: tuple[Part, ...]
    notes: list[str]
    pieces: tuple[Column, ...] = ()
    split: str = ""

    @property
    def main(self) -> Column:
        """The column of the period itself, or of all members."""
        return next(iter(self.sources.values()))

    def beside(self, word: str, column: Column, parts: tuple[Part, ...], notes: list[str]) -> Self:
        """The same with one more column to compare with."""
        return replace(
            self,
            columns=(*self.columns, column),
            sources={**self.sources, word: column},
            parts=(*self.parts, *parts),
            notes=[*notes, *self.notes],
        )


async def income_columns(
    asking: Asking, accounts: Selection, span: Period, by: str, base: Base | None
) -> IncomeColumns:
    """The columns of a period; one transaction for each that has lines of its own."""
    view = await ledger_view(asking.intacct, asking.scope)
    word = by.strip().casefold().removesuffix("s")
    if months := _MONTHS.get(word):
        return await _over_time(view, accounts, span, word, months)
    if base is None:
        dimension = await dimension_asked(asking.intacct, by) if by.strip() else None
        return await _of_period(view, accounts, span, dimension)
    if isinstance(base.source, ByBudget):
        return await _beside_budget(asking, view, accounts, span, base)
    read = await _of_period(view, accounts, span)
    earlier = await movements(view, accounts, base.source)
    column = Column(base.label(), nets_of(earlier))
    notes = [
        *unlike(base, span, asking.today, view.first_month, "compare"),
        *await before_the_books(asking.intacct, base.source.start, asking.today),
    ]
    return read.beside(base.word, column, income_lines(earlier.parts, base.word), notes)


def income_lines(parts: Sequence[Part], name: str) -> tuple[Part, ...]:
    """The lines behind movements, as those of a result: credits positive."""
    return tuple(
        replace(part, name=name, is_subtracted=True) for part in parts if part.name == "closing"
    )


async def _of_period(
    view: LedgerView, accounts: Selection, span: Period, by: Dimension | None = None
) -> IncomeColumns:
    found = await movements(view, accounts, span, by)
    columns = member_columns(found) if by else (Column(ACTIVITY, nets_of(found)),)
    parts = income_lines(found.parts, "net_income")
    return IncomeColumns(accounts, columns, {"net_income": columns[-1]}, parts, found.notes)


async def _over_time(
    view: LedgerView, accounts: Selection, span: Period, word: str, months: int
) -> IncomeColumns:
    """A column for each month, quarter or year, and the whole, which is read by itself."""
    spans = parts_of(span, months, view.first_month)
    if len(spans) > MOST_PARTS:
        raise BadArgument(
            f"{span} has {len(spans)} {word}s, and by={word} shows at most {MOST_PARTS}. Ask for a shorter period"
            f"{', or by=quarter' if months == 1 else ''}."
        )
    nets = await _nets(view, accounts, spans)
    pieces = tuple(
        Column(part_name(each, months, view.first_month), nets[each], is_sparse=True)
        for each in spans
    )
    whole = await _of_period(view, accounts, span)
    total = replace(whole.main, name=TOTAL)
    return replace(
        whole,
        columns=(*pieces, total),
        sources={"net_income": total},
        pieces=pieces,
        split=f"{word}s",
    )


async def _nets(
    view: LedgerView, accounts: Selection, spans: list[Period]
) -> dict[Period, Amounts]:
    """What was booked in several periods, read at once."""
    nets: dict[Period, Amounts] = {}

    async def read(each: Period) -> None:
        nets[each] = nets_of(await movements(view, accounts, each))

    async with anyio.create_task_group() as tasks:
        for each in spans:
            tasks.start_soon(read, each)
    return nets


async def _beside_budget(
    asking: Asking, view: LedgerView, accounts: Selection, span: Period, base: Base
) -> IncomeColumns:
    of_scope = await places(asking)
    split = of_scope.split(accounts.accounts, None)
    found = await movements(view, accounts, span, split)
    actual = Column(ACTIVITY, nets_of(found))
    parts = income_lines(found.parts, "net_income")
    read = IncomeColumns(accounts, (actual,), {"net_income": actual}, parts, found.notes)
    words = base.source.id if isinstance(base.source, ByBudget) else ""
    plan = await planned(asking, words, accounts.accounts, span, of_scope=of_scope)
    column = Column(base.label(plan.budget.id), added(plan.by_slot), missing=NO_LINE)

    async def again(of_some: LedgerView, by: Dimension) -> BySlot:
        some = await movements(of_some, accounts, span, by)
        return {slot: balance.closing for slot, balance in some.by_slot.items()}

    booked = {slot: balance.closing for slot, balance in found.by_slot.items()}
    notes = [
        *unlike(base, span, asking.today, view.first_month, "compare"),
        *await unplanned_notes(of_scope, plan, view, booked if split else None, again, word=NET),
        *no_line_notes(plan, accounts.accounts, actual.nets),
    ]
    return read.beside(base.word, column, plan.parts(accounts.accounts, is_subtracted=True), notes)
