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
from intacct_books.company.chart import Account, Chart, Selection, chart
from intacct_books.company.reporting_periods import period_named
from intacct_books.errors import NotFound
from intacct_books.evidence import Part
from intacct_books.found import FoundStatement
from intacct_books.ledger.balances import balances_as_of, movements
from intacct_books.ledger.lines import DAY, LedgerView, Wanted, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals
from intacct_books.periods import Period, day_before
from intacct_books.statements.activities import Activity, activity_of
from intacct_books.statements.columns import Amounts, nets_of
from intacct_books.statements.section import Column, Section, Table
from intacct_books.statements.two_sides import sides
from intacct_books.statements.written import Drawn, told, written
from intacct_client import Intacct
from intacct_client.filters import within

AMOUNT = "amount"
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


async def cash_flow(asking: Asking, *, period: str) -> FoundStatement:
    """How net income became the change in cash over a period; three transactions."""
    span = await period_named(asking.intacct, period, asking.today)
    view = await ledger_view(asking.intacct, asking.scope)
    of_chart = await chart(asking.intacct)
    moved = nets_of(await movements(view, of_chart.whole, span))
    table = Table((Column(AMOUNT, moved),), of_chart, shows_accounts=False)
    classified = await _classified(asking.intacct, table)
    start, end = await _cash(view, of_chart, classified.cash, span)
    top = _statement(of_chart, classified)
    table = replace(table, always=frozenset({CHANGE, NET_INCOME}))
    lines = written([top], table)
    totals, checks = _totals(moved, classified, top, start, end)
    drawn = Drawn(
        replace(lines, rows=list(_with_cash(lines.rows, start, end))),
        totals,
        checks,
        _parts(view, of_chart.of_ids(classified.cash), span),
        [*view.notes, DERIVED, _cash_is(classified.cash)],
        sign="money in is positive",
    )
    return await told(asking, span, drawn)


def _parts(view: LedgerView, cash: Selection, span: Period) -> tuple[Part, ...]:
    lines = Wanted(cash.accounts, (within(DAY, span.start, span.end),))
    return (view.part("change_in_cash", lines),)


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


async def _cash(
    view: LedgerView, of_chart: Chart, ids: tuple[str, ...], span: Period
) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Cash by currency before the period and at its end."""
    cash = of_chart.of_ids(ids)
    sums: list[dict[str, Decimal]] = []
    for day in (day_before(span.start), span.end):
        found: dict[str, Decimal] = {}
        for (_, currency), net in nets_of(await balances_as_of(view, cash, day)).items():
            found[currency] = found.get(currency, ZERO) + net
        sums.append(found)
    return sums[0], sums[1]


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
    moved: Amounts,
    classified: _Classified,
    top: Section,
    start: dict[str, Decimal],
    end: dict[str, Decimal],
) -> tuple[Totals, dict[str, Decimal]]:
    """The change in cash by its own accounts, and what the statement's lines and the balances miss of it."""
    currencies = sorted({currency for _, currency in moved} | {*start, *end})
    column = Column(AMOUNT, moved)
    totals: Totals = {}
    checks: dict[str, Decimal] = {}
    for currency in currencies:
        suffix = f" {currency}" if len(currencies) > 1 else ""
        change = column.amount(list(classified.cash), currency, is_credit=False)
        shown = column.amount(top.ids, currency, is_credit=True)
        totals[currency] = {"change_in_cash": change}
        checks[f"lines - change in cash{suffix}"] = shown - change
        balances = end.get(currency, ZERO) - start.get(currency, ZERO)
        checks[f"start + change - end{suffix}"] = change - balances
    return totals, checks


def _with_cash(
    rows: list[Record], start: dict[str, Decimal], end: dict[str, Decimal]
) -> Iterator[Record]:
    """The lines, with cash before and after below each currency's change."""
    for row in rows:
        yield row
        currency = str(row["currency"])
        if row["line"] == CHANGE:
            yield {"line": START, "currency": currency, AMOUNT: start.get(currency, ZERO)}
            yield {"line": END, "currency": currency, AMOUNT: end.get(currency, ZERO)}
