"""The income statement, out of the company's own account groups.

Source: intacct_books.ledger.balances (docs/api/statements.md); the groups that add up a period.
Units:  base currency, each line on its own side, net income positive for a profit; currencies are never added.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.chart import Account, Chart, Selection, chart
from intacct_books.company.reporting_periods import period_named
from intacct_books.found import FoundStatement
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals
from intacct_books.statements.comparing import base_named, refuse_both
from intacct_books.statements.income_columns import IncomeColumns, income_columns
from intacct_books.statements.layout import layout, merged, unassigned
from intacct_books.statements.section import LESS, Section, Table
from intacct_books.statements.written import Drawn, in_no_group, told, with_amounts, written

NET_INCOME = "Net income"
ALL_ACCOUNTS = "Net income, all accounts"
_MOST_RAISING = 3


async def income_statement(
    asking: Asking, *, period: str, compare: str, by: str, detail: str
) -> FoundStatement:
    """Income and expenses of a period, down to net income.

    One transaction a column of its own: the period, its months, and what it is compared with.

    Args:
        asking: The question's company and scope.
        period: A period.
        compare: prior_period, prior_year, any other period, budget or a budget's id; none without words.
        by: month, quarter or year for a column each; a dimension for one of each member; empty for none.
        detail: groups, or accounts for a line for each account too.
    """
    refuse_both(compare, by)
    span = await period_named(asking.intacct, period, asking.today)
    of_chart = await chart(asking.intacct)
    base = await base_named(asking, compare, span, "compare")
    read = await income_columns(asking, income_accounts(of_chart), span, by, base)
    laid_out = await layout(asking.intacct, "period")
    table = Table(read.columns, of_chart, detail == "accounts")
    left = with_amounts(laid_out.unassigned, table)
    top = net_income(laid_out.sections, left)
    table = replace(table, always=frozenset({top.title}))
    lines = written([top], table, is_compared=base is not None, in_percent=True)
    notes = [
        *read.notes,
        *_income_among_costs(lines.rows, read.main.name),
        *laid_out.notes,
        *in_no_group(left, table, "income statement"),
    ]
    totals, checks = _totals(read, table, top)
    return await told(asking, span, Drawn(lines, totals, checks, read.parts, notes, by))


def _income_among_costs(rows: list[Record], column: str) -> list[str]:
    """What a minus on a line that is subtracted means: such a line is easily read as a loss."""
    titles: dict[str, list[str]] = {}
    for row in rows:
        title, amount = str(row["line"]).strip(), row[column]
        if title.startswith(LESS) and isinstance(amount, Decimal) and amount < 0:
            raised = f"{-amount} {row['currency']}"
            titles.setdefault(title.removeprefix(LESS), []).append(raised)
    return [
        f"{(LESS + title)[:40]!r} with a minus raises the result, by {', '.join(raised)}."
        for title, raised in list(titles.items())[:_MOST_RAISING]
    ]


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


def _totals(read: IncomeColumns, table: Table, top: Section) -> tuple[Totals, dict[str, Decimal]]:
    """Net income of the columns that have lines of their own, and what the lines above it miss."""
    ids = [account.id for account in read.accounts.accounts]
    totals: Totals = {}
    checks: dict[str, Decimal] = {}
    for currency in table.currencies:
        suffix = f" {currency}" if len(table.currencies) > 1 else ""
        totals[currency] = {
            name: column.amount(ids, currency, is_credit=True)
            for name, column in read.sources.items()
        }
        shown = read.main.amount(top.ids, currency, is_credit=True)
        checks[f"net income - all accounts{suffix}"] = shown - totals[currency]["net_income"] + ZERO
        if read.pieces:
            summed = sum((each.amount(ids, currency, is_credit=True) for each in read.pieces), ZERO)
            checks[f"{read.split} - total{suffix}"] = summed - totals[currency]["net_income"]
    return totals, checks
