"""The balance sheet, out of the company's own account groups, with the year's result in it.

The result of the current fiscal year stands in no account until the year ends: it is a computed line beside the
account that it will be closed into, and with it assets are liabilities and equity.
Source: intacct_books.ledger.balances (docs/api/statements.md); the groups that show a closing balance.
Units:  base currency, each line on its own side; currencies are never added.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.company.chart import Chart, Selection, chart
from intacct_books.company.dimensions import ENTITY, Dimension, dimension_asked
from intacct_books.company.reporting_periods import before_the_books, day_named
from intacct_books.evidence import Part
from intacct_books.found import FoundStatement
from intacct_books.ledger.balances import balances_as_of, lines_as_of
from intacct_books.ledger.gl_balance import after_today
from intacct_books.ledger.lines import LedgerView, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import Totals
from intacct_books.periods import (
    Period,
    day_a_year_before,
    day_before,
    fiscal_year_start,
    month_before,
    quarter_before,
)
from intacct_books.statements.columns import added, member_columns, nets_of
from intacct_books.statements.comparing import (
    BUDGET,
    COMPARED_TO,
    NO_LINE,
    PRIOR_PERIOD,
    PRIOR_YEAR,
    budget_or_period,
    prior_word,
    refuse_both,
)
from intacct_books.statements.places import places
from intacct_books.statements.planned import planned
from intacct_books.statements.section import Column, Table
from intacct_books.statements.two_sides import RESULT, Sides, sides
from intacct_books.statements.unplanned import BySlot, unplanned_notes
from intacct_books.statements.written import Drawn, in_no_group, told, written

BALANCE = "balance"
_END_OF = "end_of_"
_CHECK = "assets - liabilities and equity"


@dataclass(frozen=True, slots=True)
class _Source:
    """A column with lines of its own.

    Attributes:
        column: The column.
        prefix: What the names of its totals begin with; empty for the day that is asked for.
        lines: The lines of accounts in it, under a name, on one side.
        notes: Sentences a reader must not miss.
    """

    column: Column
    prefix: str
    lines: Callable[[Selection, str, bool], Awaitable[Sequence[Part]]]
    notes: tuple[str, ...] = ()


async def balance_sheet(
    asking: Asking, *, as_of: str, compare: str, by: str, detail: str
) -> FoundStatement:
    """Assets, liabilities and equity at the end of a day.

    Two transactions for each day, one for a budget.

    Args:
        asking: The question's company and scope.
        as_of: A day; empty for today.
        compare: prior_period for the end of the month before, prior_year, prior_year_end, any other day or period's
            end, budget or a budget's id; empty for nothing.
        by: A dimension with a column for each member; empty for none.
        detail: groups, or accounts for a line for each account too.
    """
    refuse_both(compare, by)
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    dimension = await dimension_asked(asking.intacct, by) if by.strip() else None
    view = await ledger_view(asking.intacct, asking.scope)
    of_chart = await chart(asking.intacct)
    members, now = await _on_day(view, of_chart, day, dimension)
    base = await _base(asking, view, of_chart, day, compare) if compare.strip() else None
    sources = (now, base) if base else (now,)
    columns = members or tuple(each.column for each in sources)
    table = Table(columns, of_chart, detail == "accounts")
    both = await sides(asking.intacct, table)
    table = replace(table, always=frozenset({both.assets.title, both.claims.title, RESULT}))
    totals, checks, unbalanced = _totals(table, both, sources, dimension)
    notes = [
        *(note for each in (view, *sources) for note in each.notes),
        *unbalanced,
        *_split_notes(dimension),
        *both.notes,
        *in_no_group(both.left, table, "balance sheet"),
    ]
    lines = written((both.assets, both.claims), table, is_compared=base is not None)
    parts = await _parts(of_chart, both, sources)
    return await told(asking, day, Drawn(lines, totals, checks, parts, notes, by))


def _split_notes(dimension: Dimension | None) -> list[str]:
    if dimension is None or dimension.name == ENTITY:
        return []
    return [f"Only the total balances: a {dimension.name}'s entries need not."]


async def _on_day(
    view: LedgerView,
    of_chart: Chart,
    day: date,
    by: Dimension | None = None,
    label: str = BALANCE,
    prefix: str = "",
) -> tuple[tuple[Column, ...], _Source]:
    """The columns of members, if any are asked for, and the column of all of them."""
    found = await balances_as_of(view, of_chart.whole, day, by)

    async def lines(accounts: Selection, name: str, is_credit: bool) -> Sequence[Part]:
        return await lines_as_of(view, accounts, day, name, is_subtracted=is_credit)

    members = member_columns(found) if by else ()
    column = members[-1] if members else Column(label, nets_of(found))
    return members, _Source(column, prefix, lines)


async def _base(
    asking: Asking, view: LedgerView, of_chart: Chart, day: date, words: str
) -> _Source:
    """What the day is compared with: another day, or what a budget planned for it."""
    word = prior_word(words)
    if word.startswith(_END_OF):
        word = f"{word.removeprefix(_END_OF)}_end"
    if earlier := _earlier(day, view.first_month).get(word):
        return await _other_day(asking, view, of_chart, earlier, word)
    wanted = await budget_or_period(asking, words, "compare")
    if isinstance(wanted, Period):
        return await _other_day(asking, view, of_chart, wanted.end)
    # The year's result is planned month by month, balances for the ends of months.
    year = Period(fiscal_year_start(day, view.first_month), day)
    of_scope = await places(asking)
    plan = await planned(asking, wanted.id, of_chart.whole.accounts, year, of_scope=of_scope)

    async def lines(accounts: Selection, name: str, is_credit: bool) -> Sequence[Part]:
        return plan.parts(accounts.accounts, name, is_subtracted=is_credit)

    async def again(of_some: LedgerView, entity: Dimension) -> BySlot:
        found = await balances_as_of(of_some, of_chart.whole, day, entity)
        return {slot: balance.closing for slot, balance in found.by_slot.items()}

    column = Column(f"{BUDGET} {plan.budget.id}", added(plan.by_slot), missing=NO_LINE)
    notes = await unplanned_notes(of_scope, plan, view, None, again, word="")
    return _Source(column, f"{BUDGET}_", lines, (*notes, *plan.notes))


def _earlier(day: date, first_month: int) -> dict[str, date]:
    """The words for an earlier day."""
    month_end = month_before(day).end
    quarter_end = quarter_before(day, first_month).end
    return {
        PRIOR_YEAR: day_a_year_before(day),
        PRIOR_PERIOD: month_end,
        **dict.fromkeys(("prior_month", "prior_month_end"), month_end),
        **dict.fromkeys(("prior_quarter", "prior_quarter_end"), quarter_end),
        "prior_year_end": day_before(fiscal_year_start(day, first_month)),
    }


async def _other_day(
    asking: Asking, view: LedgerView, of_chart: Chart, then: date, word: str = ""
) -> _Source:
    prefix = f"{word or COMPARED_TO}_"
    _, source = await _on_day(view, of_chart, then, None, f"{word} {then}".strip(), prefix)
    early = await before_the_books(asking.intacct, then, asking.today)
    return replace(source, notes=(*after_today(then, asking.today), *early))


def _totals(
    table: Table, both: Sides, sources: tuple[_Source, ...], dimension: Dimension | None
) -> tuple[Totals, dict[str, Decimal], list[str]]:
    """The two totals of each column with lines of its own, whether they are equal, and budgets that are not.

    Of the other columns only those that do not balance are told: entities balance each by itself, members of
    other dimensions need not.
    """
    is_split = dimension is not None and dimension.name != ENTITY
    totals: Totals = {}
    checks: dict[str, Decimal] = {}
    notes: list[str] = []
    for currency in table.currencies:
        suffix = f" {currency}" if len(table.currencies) > 1 else ""
        main, *others = [(each, *_sums(each.column, both, currency)) for each in sources]
        totals[currency] = {
            f"{each.prefix}{name}": amount
            for each, assets, claims in (main, *others)
            for name, amount in (("assets", assets), ("liabilities_and_equity", claims))
        }
        checks[f"{_CHECK}{suffix}"] = main[1] - main[2]
        for column in () if is_split else table.columns:
            assets, claims = _sums(column, both, currency)
            difference = assets - claims
            if column is main[0].column or not difference:
                continue
            if column.missing:
                notes.append(
                    f"{column.name} does not balance: {_CHECK} is {difference} {currency}."
                )
            else:
                checks[f"{_CHECK}{suffix} {column.name[:40]}"] = difference
    return totals, checks, notes


def _sums(column: Column, both: Sides, currency: str) -> tuple[Decimal, Decimal]:
    """Assets, and liabilities and equity."""
    assets = column.amount(both.assets.ids, currency, is_credit=False)
    return assets, column.amount(both.claims.ids, currency, is_credit=True)


async def _parts(of_chart: Chart, both: Sides, sources: tuple[_Source, ...]) -> tuple[Part, ...]:
    assets, claims = of_chart.of_ids(both.assets.ids), of_chart.of_ids(both.claims.ids)
    parts: list[Part] = []
    for each in sources:
        parts.extend(await each.lines(assets, f"{each.prefix}assets", False))
        parts.extend(await each.lines(claims, f"{each.prefix}liabilities_and_equity", True))
    return tuple(parts)
