"""The balance sheet, out of the company's own account groups, with the year's result in it.

The result of the current fiscal year stands in no account until the year ends: it is a computed line beside the
account that it will be closed into, and with it assets are liabilities and equity.
Source: intacct_books.ledger.balances (docs/api/statements.md); the groups that show a closing balance.
Units:  base currency, each line on its own side; currencies are never added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.company.chart import Account, Chart, chart
from intacct_books.company.dimensions import ENTITY, Dimension, dimension_asked
from intacct_books.company.reporting_periods import before_the_books
from intacct_books.errors import BadArgument
from intacct_books.evidence import Part
from intacct_books.found import FoundStatement
from intacct_books.ledger.balances import balances_as_of, lines_as_of
from intacct_books.ledger.gl_balance import is_preliminary
from intacct_books.ledger.lines import LedgerView, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import Totals
from intacct_books.periods import day_a_year_before, day_before, day_from
from intacct_books.statements.columns import member_columns, nets_of
from intacct_books.statements.comparing import PRIOR_PERIOD, PRIOR_YEAR, refuse_both
from intacct_books.statements.layout import Layout, layout, merged, split, unassigned
from intacct_books.statements.section import Column, Section, Table
from intacct_books.statements.written import SIGN, in_no_group, remarks, with_amounts, written
from intacct_client import Intacct

BALANCE = "balance"
ASSETS, CLAIMS = "Total assets", "Total liabilities and equity"
RESULT = "Net income, current year"
_CHECK = "assets - liabilities and equity"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a balance sheet, and the accounts with amounts that no group holds."""

    assets: Section
    claims: Section
    left: tuple[Account, ...]
    notes: list[str]


async def balance_sheet(
    asking: Asking, *, as_of: str, compare: str, by: str, detail: str
) -> FoundStatement:
    """Assets, liabilities and equity at the end of a day.

    Two transactions for each day.

    Args:
        asking: The question's company and scope.
        as_of: A day; empty for today.
        compare: prior_period for the end of the month before, prior_year; empty for nothing.
        by: A dimension with a column for each member; empty for none.
        detail: groups, or accounts for a line for each account too.
    """
    refuse_both(compare, by)
    day = day_from(as_of, "as_of", asking.today)
    base = base_day(compare, day)
    dimension = await dimension_asked(asking.intacct, by) if by.strip() else None
    view = await ledger_view(asking.intacct, asking.scope)
    of_chart = await chart(asking.intacct)
    columns = await _columns(view, of_chart, day, dimension, base)
    table = Table(columns, of_chart, detail == "accounts")
    both = await sides(asking.intacct, table)
    table = replace(table, always=frozenset({both.assets.title, both.claims.title, RESULT}))
    lines = written((both.assets, both.claims), table, is_compared=base is not None)
    totals, checks = _totals(table, both, dimension)
    return FoundStatement(
        asking.read,
        lines.columns,
        lines.rows,
        totals,
        as_of=day,
        is_preliminary=await is_preliminary(asking, day),
        sign=SIGN,
        notes=await remarks(
            asking,
            day,
            by,
            checks,
            lines.notes,
            view.notes,
            _split_notes(dimension),
            both.notes,
            await before_the_books(asking.intacct, day, asking.today),
            in_no_group(both.left, table, "balance sheet"),
        ),
        checks=checks,
        parts=await _lines(view, of_chart, day, both),
    )


def _split_notes(dimension: Dimension | None) -> list[str]:
    if dimension is None or dimension.name == ENTITY:
        return []
    return [f"Only the total balances: a {dimension.name}'s entries need not."]


def base_day(words: str, day: date) -> tuple[str, date] | None:
    """The day to compare with, and the name of its column."""
    word = words.strip().casefold().replace(" ", "_")
    if not word:
        return None
    if word == PRIOR_YEAR:
        earlier = day_a_year_before(day)
    elif word == PRIOR_PERIOD:
        earlier = day_before(day.replace(day=1))
    else:
        raise BadArgument(
            f"A balance sheet is compared with {PRIOR_PERIOD}, the end of the month before, or with {PRIOR_YEAR}; "
            f"not {words[:40]!r}."
        )
    return f"{word} {earlier}", earlier


async def _columns(
    view: LedgerView,
    of_chart: Chart,
    day: date,
    dimension: Dimension | None,
    base: tuple[str, date] | None,
) -> tuple[Column, ...]:
    found = await balances_as_of(view, of_chart.whole, day, dimension)
    if dimension:
        return member_columns(found)
    now = Column(BALANCE, nets_of(found))
    if base is None:
        return (now,)
    label, earlier = base
    return now, Column(label, nets_of(await balances_as_of(view, of_chart.whole, earlier)))


async def sides(intacct: Intacct, table: Table) -> Sides:
    """Both sides, with the computed result, and with accounts in no group beside their neighbours."""
    whole = table.chart.whole.accounts
    income = tuple(account for account in whole if account.is_income_statement)
    laid_out = await layout(intacct, "endOfPeriod")
    left = with_amounts(laid_out.unassigned, table)
    assets, claims = _on_sides(laid_out)
    result = Section(RESULT, True, tuple(each.id for each in income), is_one_line=True)
    beside = {account.closes_to for account in income}
    with_result = tuple(_with_first(claims, result, beside))
    side_of = {id_: False for section in assets for id_ in section.ids}
    side_of |= {id_: True for section in claims for id_ in section.ids}
    placed: dict[bool, list[Account]] = {False: [], True: []}
    for account in left:
        placed[_side(account, side_of)].append(account)
    return Sides(
        _total(ASSETS, assets, placed[False], is_credit=False),
        _total(CLAIMS, with_result, placed[True], is_credit=True),
        left,
        laid_out.notes,
    )


def _on_sides(laid_out: Layout) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Sections on the debit side are assets. One that holds both sides is taken apart."""
    sections = laid_out.sections
    while sections and len({section.is_credit for section in sections}) == 1:
        largest = max(sections, key=lambda each: len(each.ids))
        apart = split(largest)
        if apart == (largest,):
            break
        at = sections.index(largest)
        sections = (*sections[:at], *apart, *sections[at + 1 :])
    assets = tuple(section for section in sections if not section.is_credit)
    return assets, tuple(section for section in sections if section.is_credit)


def _with_first(
    sections: tuple[Section, ...], result: Section, beside: set[str]
) -> tuple[Section, ...]:
    """The sections with the result in the first that holds one of these accounts, else after them."""
    for at, section in enumerate(sections):
        changed = section.with_member(result, beside)
        if changed is not section:
            return (*sections[:at], changed, *sections[at + 1 :])
    return (*sections, result)


def _side(account: Account, side_of: dict[str, bool]) -> bool:
    """Whether an account in no group is on the credit side: as the grouped one before it in the chart."""
    before = [id_ for id_ in side_of if id_ < account.id]
    return side_of[max(before)] if before else account.is_credit


def _total(
    title: str, sections: tuple[Section, ...], left: Sequence[Account], *, is_credit: bool
) -> Section:
    rest = (unassigned(left, is_credit=is_credit),) if left else ()
    return merged(title, (*sections, *rest), is_credit=is_credit)


def _totals(
    table: Table, both: Sides, dimension: Dimension | None
) -> tuple[Totals, dict[str, Decimal]]:
    """The two totals of the first column, or of the total of all members, and whether they are equal.

    Of the other columns only those that do not balance are told: entities balance each by itself, members of
    other dimensions need not.
    """
    last = table.columns[-1] if dimension else table.columns[0]
    is_split = dimension is not None and dimension.name != ENTITY
    totals: Totals = {}
    checks: dict[str, Decimal] = {}
    for currency in table.currencies:
        suffix = f" {currency}" if len(table.currencies) > 1 else ""
        assets = last.amount(both.assets.ids, currency, is_credit=False)
        claims = last.amount(both.claims.ids, currency, is_credit=True)
        totals[currency] = {"assets": assets, "liabilities_and_equity": claims}
        checks[f"{_CHECK}{suffix}"] = assets - claims
        for column in () if is_split else table.columns:
            assets = column.amount(both.assets.ids, currency, is_credit=False)
            claims = column.amount(both.claims.ids, currency, is_credit=True)
            if column is not last and assets != claims:
                checks[f"{_CHECK}{suffix} {column.name[:40]}"] = assets - claims
    return totals, checks


async def _lines(view: LedgerView, of_chart: Chart, day: date, both: Sides) -> tuple[Part, ...]:
    assets = await lines_as_of(view, of_chart.of_ids(both.assets.ids), day, "assets")
    claims = await lines_as_of(
        view,
        of_chart.of_ids(both.claims.ids),
        day,
        "liabilities_and_equity",
        is_subtracted=True,
    )
    return (*assets, *claims)
