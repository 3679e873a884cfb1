"""The income statement, out of the company's own account groups.

Source: intacct_books.ledger.balances (docs/api/statements.md); the groups that add up a period.
Units:  base currency, each line on its own side, net income positive for a profit; currencies are never added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.company.chart import Account, Chart, Selection, chart
from intacct_books.company.dimensions import dimension_asked
from intacct_books.company.reporting_periods import before_the_books, period_named
from intacct_books.evidence import Part
from intacct_books.found import FoundStatement
from intacct_books.ledger.balances import movements
from intacct_books.ledger.gl_balance import is_preliminary
from intacct_books.ledger.lines import ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals
from intacct_books.periods import Period
from intacct_books.statements.columns import added, member_columns, nets_of
from intacct_books.statements.comparing import NO_LINE, Base, base_named, refuse_both
from intacct_books.statements.layout import layout, merged, unassigned
from intacct_books.statements.planned import no_line_notes, planned
from intacct_books.statements.section import Column, Section, Table
from intacct_books.statements.written import SIGN, in_no_group, remarks, with_amounts, written

ACTIVITY = "period_activity"
NET_INCOME = "Net income"
ALL_ACCOUNTS = "Net income, all accounts"


async def income_statement(
    asking: Asking, *, period: str, compare: str, by: str, detail: str
) -> FoundStatement:
    """Income and expenses of a period, down to net income.

    One transaction a column of its own: the period, and what it is compared with.

    Args:
        asking: The question's company and scope.
        period: A period.
        compare: prior_period, prior_year, budget or a budget's id; none without words.
        by: A dimension with a column for each member; empty for none.
        detail: groups, or accounts for a line for each account too.
    """
    refuse_both(compare, by)
    span = await period_named(asking.intacct, period, asking.today)
    of_chart = await chart(asking.intacct)
    accounts = income_accounts(of_chart)
    base = await base_named(asking.intacct, compare, span, "compare")
    read = await _read(asking, accounts, span, by, base)
    laid_out = await layout(asking.intacct, "period")
    table = Table(read.columns, of_chart, detail == "accounts")
    left = with_amounts(laid_out.unassigned, table)
    top = net_income(laid_out.sections, left)
    table = replace(table, always=frozenset({top.title}))
    lines = written([top], table, is_compared=base is not None, in_percent=True)
    totals, checks = _totals(read, table, top, accounts)
    return FoundStatement(
        asking.read,
        lines.columns,
        lines.rows,
        totals,
        period=span,
        is_preliminary=await is_preliminary(asking, span.end),
        sign=SIGN,
        notes=await remarks(
            asking,
            span.end,
            by,
            checks,
            lines.notes,
            read.notes,
            laid_out.notes,
            await before_the_books(asking.intacct, span.start, asking.today),
            in_no_group(left, table, "income statement"),
        ),
        checks=checks,
        parts=read.parts,
    )


def income_accounts(of_chart: Chart) -> Selection:
    """All income statement accounts."""
    return of_chart.of_ids(
        account.id for account in of_chart.whole.accounts if account.is_income_statement
    )


def net_income(sections: tuple[Section, ...], left: Sequence[Account]) -> Section:
    """One section that ends with net income, over all accounts."""
    top = merged(NET_INCOME, sections, is_credit=True)
    if not left:
        return top
    rest = unassigned(left, is_credit=True)
    inside = (top,) if len(sections) == 1 else sections
    title = ALL_ACCOUNTS if len(sections) == 1 else NET_INCOME
    return Section(title, is_credit=True, members=(*inside, rest))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What was read: the columns, the names of their totals, and their lines."""

    columns: tuple[Column, ...]
    names: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: list[str]


async def _read(
    asking: Asking, accounts: Selection, span: Period, by: str, base: Base | None
) -> _Columns:
    view = await ledger_view(asking.intacct, asking.scope)
    dimension = await dimension_asked(asking.intacct, by) if by.strip() else None
    found = await movements(view, accounts, span, dimension)
    parts = income_lines(found.parts, "net_income")
    if dimension:
        return _Columns(member_columns(found), ("net_income",), parts, found.notes)
    now = Column(ACTIVITY, nets_of(found))
    if base is None:
        return _Columns((now,), ("net_income",), parts, found.notes)
    if isinstance(base.source, Period):
        earlier = await movements(view, accounts, base.source)
        name = base.label.partition(" ")[0]
        return _Columns(
            (now, Column(base.label, nets_of(earlier))),
            ("net_income", name),
            (*parts, *income_lines(earlier.parts, name)),
            found.notes,
        )
    plan = await planned(asking, base.source, accounts.accounts, span)
    return _Columns(
        (now, Column(base.label, added(plan.by_slot), missing=NO_LINE)),
        ("net_income", "budget"),
        (*parts, *(replace(part, is_subtracted=not part.is_subtracted) for part in plan.parts)),
        [*found.notes, *no_line_notes(plan, accounts.accounts, now.nets)],
    )


def income_lines(parts: Sequence[Part], name: str) -> tuple[Part, ...]:
    """The lines behind movements, as those of a result: credits positive."""
    return tuple(
        replace(part, name=name, is_subtracted=True) for part in parts if part.name == "closing"
    )


def _totals(
    read: _Columns, table: Table, top: Section, accounts: Selection
) -> tuple[Totals, dict[str, Decimal]]:
    """Net income of the columns that have lines of their own, and what the lines above it miss."""
    ids = [account.id for account in accounts.accounts]
    sources = (table.columns[-1],) if len(read.names) == 1 else table.columns
    totals: Totals = {}
    checks: dict[str, Decimal] = {}
    for currency in table.currencies:
        suffix = f" {currency}" if len(table.currencies) > 1 else ""
        totals[currency] = {
            name: column.amount(ids, currency, is_credit=True)
            for name, column in zip(read.names, sources, strict=True)
        }
        shown = sources[0].amount(top.ids, currency, is_credit=True)
        checks[f"net income - all accounts{suffix}"] = shown - totals[currency]["net_income"] + ZERO
    return totals, checks
