"""The cash flow statement, derived: net income and the changes of all balance sheet accounts that are not cash.

Nothing in Intacct says which activity an account belongs to; intacct_books.statements.activities does. Since
debits equal credits, the lines always add up to the change in cash, whatever the classification.
Source: intacct_books.ledger.balances (docs/api/statements.md).
Units:  base currency, money in is positive; currencies are never added.
Errors: `NotFound` when no group or category names cash.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.chart import Account, Chart, chart
from intacct_books.company.dimensions import dimension_asked
from intacct_books.company.reporting_periods import period_named
from intacct_books.errors import NotFound
from intacct_books.found import FoundStatement
from intacct_books.ledger.lines import ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals
from intacct_books.statements.activities import Activity, activity_of
from intacct_books.statements.cash_columns import (
    CHANGE_IN_CASH,
    Cash,
    FlowColumns,
    cash_around,
    flow_columns,
    lines_of_cash,
)
from intacct_books.statements.comparing import compared, refuse_both
from intacct_books.statements.section import Section, Table
from intacct_books.statements.two_sides import sides
from intacct_books.statements.written import Drawn, told, written
from intacct_client import Intacct

NET_INCOME = "Net income"
MOST_NAMED = 12
CHANGE, START, END = "Change in cash", "Cash at start", "Cash at end"
DERIVED = (
    "Derived from balance sheet changes; the words of account groups and categories decide the activity. "
    "Purchases and sales, new and repaid debt are net."
)
_TITLES: dict[Activity, str] = {
    "operating": "Cash from operating activities",
    "investing": "Cash from investing activities",
    "financing": "Cash from financing activities",
    "other": "Not classified",
}


@dataclass(frozen=True, slots=True)
class _Classified:
    """Balance sheet accounts by activity, each with the group it is shown under."""

    cash: tuple[str, ...]
    lines: Mapping[Activity, Mapping[str, list[str]]]


async def cash_flow(
    asking: Asking, *, period: str, compare: str = "", by: str = ""
) -> FoundStatement:
    """How net income became the change in cash over a period; three transactions, six with another period.

    Args:
        asking: The question's company and scope.
        period: A period.
        compare: prior_period, prior_year or any other period; empty for none.
        by: A dimension, for a column of each of its members; empty for none.
    """
    refuse_both(compare, by)
    span = await period_named(asking.intacct, period, asking.today)
    dimension = await dimension_asked(asking.intacct, by) if by.strip() else None
    view = await ledger_view(asking.intacct, asking.scope)
    of_chart = await chart(asking.intacct)
    read = await flow_columns(asking, view, of_chart.whole, span, compare, dimension)
    table = Table(read.columns, of_chart, shows_accounts=False)
    classified = await _classified(asking.intacct, table)
    cash = of_chart.of_ids(classified.cash)
    start, end = await cash_around(view, cash, read)
    read = read.with_others(start | end)
    top = _statement(of_chart, classified)
    table = replace(table, columns=read.columns, always=frozenset({CHANGE, NET_INCOME}))
    lines = written([top], table, is_compared=read.is_compared, in_percent=True)
    totals, checks = _totals(read, classified, top, start, end)
    drawn = Drawn(
        replace(lines, rows=list(_with_cash(lines.rows, read, start, end))),
        totals,
        checks,
        lines_of_cash(view, cash, read),
        [*read.notes, *view.notes, DERIVED, _cash_is(classified.cash)],
        by,
        sign="money in is positive",
    )
    return await told(asking, span, drawn)


def _cash_is(ids: tuple[str, ...]) -> str:
    more = ["..."] if len(ids) > MOST_NAMED else []
    return f"Cash is {', '.join([*ids[:MOST_NAMED], *more])}."


async def _classified(intacct: Intacct, table: Table) -> _Classified:
    both = await sides(intacct, table)
    titles = {
        id_: leaf.title
        for section in (both.assets, both.claims)
        for leaf in section.leaves
        for id_ in leaf.accounts
    }
    assets = set(both.assets.ids)
    cash: list[str] = []
    lines: dict[Activity, dict[str, list[str]]] = {}
    for account in table.chart.whole.accounts:
        if account.is_income_statement:
            continue
        title = titles.get(account.id, "")
        is_contra = account.id in assets and account.is_credit
        activity = activity_of(title, account.category, is_contra=is_contra)
        if activity == "cash":
            cash.append(account.id)
        else:
            lines.setdefault(activity, {}).setdefault(_name(title, account), []).append(account.id)
    if not cash:
        raise NotFound(
            "No account group or category names cash. Ask balance_sheet for both days instead."
        )
    return _Classified(tuple(cash), lines)


def _name(title: str, account: Account) -> str:
    return title or account.category or f"{account.id} {account.name}"


def _statement(of_chart: Chart, classified: _Classified) -> Section:
    income = [each.id for each in of_chart.whole.accounts if each.is_income_statement]
    first = Section(NET_INCOME, is_credit=True, accounts=tuple(income))
    non_cash = _members(classified, "non-cash", ": depreciation and amortisation")
    members = {
        "operating": (first, *non_cash, *_members(classified, "operating")),
        "investing": _members(classified, "investing"),
        "financing": _members(classified, "financing"),
        "other": _members(classified, "other"),
    }
    return Section(
        CHANGE,
        is_credit=True,
        members=tuple(
            Section(title, is_credit=True, members=tuple(members[activity]))
            for activity, title in _TITLES.items()
        ),
    )


def _members(classified: _Classified, activity: Activity, suffix: str = "") -> list[Section]:
    return [
        Section(f"{title}{suffix}", is_credit=True, accounts=tuple(ids))
        for title, ids in classified.lines.get(activity, {}).items()
    ]


def _totals(
    read: FlowColumns, classified: _Classified, top: Section, start: Cash, end: Cash
) -> tuple[Totals, dict[str, Decimal]]:
    """The change in cash by its own accounts, and what the statement's lines and the balances miss of it."""
    nets = (slot[1] for source in read.sources for slot in source.column.nets)
    currencies = sorted({*nets, *(key[1] for key in (*start, *end))})
    totals: Totals = {currency: {} for currency in currencies}
    checks: dict[str, Decimal] = {}
    for source in read.sources:
        which = "" if source.name == CHANGE_IN_CASH else f" {source.name}"
        for currency in currencies:
            suffix = f"{which} {currency}" if len(currencies) > 1 else which
            change = source.column.amount(list(classified.cash), currency, is_credit=False)
            shown = source.column.amount(top.ids, currency, is_credit=True)
            totals[currency][source.name] = change
            checks[f"lines - change in cash{suffix}"] = shown - change
            key = (source.column.name, currency)
            balances = end.get(key, ZERO) - start.get(key, ZERO)
            checks[f"start + change - end{suffix}"] = change - balances
    return totals, checks


def _with_cash(rows: list[Record], read: FlowColumns, start: Cash, end: Cash) -> Iterator[Record]:
    """The lines, with cash before and after below each currency's change."""
    for row in rows:
        yield row
        if row["line"] == CHANGE:
            yield _cash_line(START, str(row["currency"]), read, start)
            yield _cash_line(END, str(row["currency"]), read, end)


def _cash_line(title: str, currency: str, read: FlowColumns, cash: Cash) -> Record:
    amounts: Record = {
        column.name: cash.get((column.name, currency), None if column.is_sparse else ZERO)
        for column in read.columns
    }
    first, second, *_ = [*amounts.values(), None]
    differences = compared(first, second) if read.is_compared else {}
    return {"line": title, "currency": currency, **amounts, **differences}
