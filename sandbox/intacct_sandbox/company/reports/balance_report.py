"""Balances of accounts as a table: the trial balance, the account balance, and that by dimension.

Source: docs/api/reports.md. A row is an account in one currency (and one value of each dimension); totals
are by currency, over the rows that are shown, without statistical accounts. A budget stands beside the
balances, or alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.reports.budgets import Planned, budget_figures
from intacct_sandbox.company.reports.figures import Figures, Slot, ZeroBalances, shown_figures
from intacct_sandbox.company.reports.selection import (
    Account,
    Dimension,
    Selection,
    read_accounts,
    value_names,
)
from intacct_sandbox.company.reports.table import Column, ReportTable, Row, amounts, words

Part = Literal["id", "name", "both"]

_PARTS: dict[Part, str] = {"id": "{id}", "name": "{name}", "both": "{id}--{name}"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A dimension to split by, and what of its values to show."""

    dimension: Dimension
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class BalanceReport:
    """What to show of the balances.

    Attributes:
        zero: Which accounts with a closing of zero are shown.
        account_parts: What of the account is shown.
        splits_sides: Whether opening and closing have a column for each side.
        shows_adjustments: Whether adjusting debits and credits have columns.
        shows_year_to_date: Whether there is a column with the fiscal year so far.
        has_totals: Whether rows with totals stand at the end.
        planned: The budget to show, if any.
    """

    selection: Selection
    zero: ZeroBalances = "onlyWithActivity"
    by: tuple[Shown, ...] = ()
    account_parts: tuple[Part, ...] = ("id", "name")
    splits_sides: bool = False
    shows_adjustments: bool = False
    shows_year_to_date: bool = False
    has_totals: bool = True
    planned: Planned | None = None

    @property
    def shows_actual(self) -> bool:
        """Whether anything but a budget is shown."""
        return self.planned is None or self.planned.shows_actual


def balance_table(ledger: Ledger, report: BalanceReport) -> ReportTable:
    """Compute the report."""
    lines = _lines(ledger, report)
    rows = [Row((*line.labels, line.currency, *_texts(line.amounts))) for line in lines]
    if report.has_totals:
        rows += _totals(lines)
    return ReportTable(_columns(report), tuple(rows))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row before its amounts are text; statistics have no currency."""

    labels: tuple[str, ...]
    currency: str
    amounts: tuple[int | None, ...]


def _lines(ledger: Ledger, report: BalanceReport) -> list[_Line]:
    accounts = read_accounts(ledger, report.selection)
    dimensions = tuple(each.dimension for each in report.by)
    found = _figures(ledger, report, dimensions)
    names = [value_names(ledger, dimension) for dimension in dimensions]
    order = {key: position for position, key in enumerate(accounts)}
    lines: list[tuple[int, _Line]] = []
    for slot, figures in found.items():
        account = accounts[slot.account_key]
        labels = _parts(account.id, account.name, report.account_parts)
        for each, known, value in zip(report.by, names, slot.values, strict=True):
            labels += _parts(*known.get(value, ("", "")), each.parts)
        currency = "" if account.is_statistical else slot.currency
        line = _Line(tuple(labels), currency, _amounts(figures, report, account))
        lines.append((order[slot.account_key], line))
    lines.sort(key=lambda placed: (placed[0], placed[1].currency, placed[1].labels))
    return [line for _, line in lines]


def _figures(
    ledger: Ledger, report: BalanceReport, by: tuple[Dimension, ...]
) -> dict[Slot, Figures]:
    planned = report.planned
    budgets = budget_figures(ledger, report.selection, by, planned) if planned else {}
    if not report.shows_actual:
        return {slot: Figures(budget=cents) for slot, cents in budgets.items() if cents}
    return shown_figures(ledger, report.selection, by, zero=report.zero, budgets=budgets)


def _parts(id_: str, name: str, parts: tuple[Part, ...]) -> list[str]:
    return [_PARTS[part].format(id=id_, name=name) if id_ else "" for part in parts]


def _amounts(figures: Figures, report: BalanceReport, account: Account) -> tuple[int | None, ...]:
    return _booked(figures, report, account) + _planned(figures, report.planned)


def _booked(figures: Figures, report: BalanceReport, account: Account) -> tuple[int | None, ...]:
    if not report.shows_actual:
        return ()
    cells = [*_balance(figures.opening, report), figures.debits, figures.credits]
    if report.shows_adjustments:
        cells += [figures.adjusting_debits, figures.adjusting_credits]
    cells += _balance(figures.closing, report)
    if report.shows_year_to_date:
        cells.append(figures.year_to_date if account.type == "incomeStatement" else None)
    return tuple(cells)


def _planned(figures: Figures, planned: Planned | None) -> tuple[int, ...]:
    if planned is None:
        return ()
    if not planned.shows_actual:
        return (figures.budget,)
    pair = (figures.budget, figures.net_change)
    first, second = pair if planned.comes_first else pair[::-1]
    return (first, second, first - second) if planned.shows_difference else (first, second)


def _balance(cents: int, report: BalanceReport) -> tuple[int | None, ...]:
    if not report.splits_sides:
        return (cents,)
    return (cents, None) if cents >= 0 else (None, -cents)


def _texts(amounts_: Iterable[int | None]) -> tuple[str, ...]:
    return tuple("" if cents is None else to_text(cents) for cents in amounts_)


def _totals(lines: list[_Line]) -> list[Row]:
    rows: list[Row] = []
    for currency in sorted({line.currency for line in lines if line.currency}):
        own = [line for line in lines if line.currency == currency]
        columns = zip(*(line.amounts for line in own), strict=True)
        sums = (sum(cents or 0 for cents in column) for column in columns)
        blank = ("",) * (len(own[0].labels) - 1)
        rows.append(Row(("Total", *blank, currency, *_texts(sums)), is_total=True))
    return rows


def _columns(report: BalanceReport) -> tuple[Column, ...]:
    titles = {"id": "Account", "name": "Title", "both": "Account and title"}
    columns = list(words(*(titles[part] for part in report.account_parts)))
    for shown in report.by:
        name = shown.dimension.name.capitalize()
        named = {"id": name, "name": f"{name} name", "both": f"{name} and name"}
        columns += words(*(named[part] for part in shown.parts))
    return (
        *columns,
        *words("Currency"),
        *amounts(*_booked_titles(report), *_planned_titles(report)),
    )


def _booked_titles(report: BalanceReport) -> tuple[str, ...]:
    if not report.shows_actual:
        return ()
    opening = ("Opening debit", "Opening credit") if report.splits_sides else ("Opening",)
    closing = ("Closing debit", "Closing credit") if report.splits_sides else ("Closing",)
    adjusting = ("Adjusting debits", "Adjusting credits") if report.shows_adjustments else ()
    year = ("Year to date",) if report.shows_year_to_date else ()
    return (*opening, "Debits", "Credits", *adjusting, *closing, *year)


def _planned_titles(report: BalanceReport) -> tuple[str, ...]:
    planned = report.planned
    if planned is None:
        return ()
    pair = ("Budget", "Actual") if planned.comes_first else ("Actual", "Budget")
    difference = ("Difference",) if planned.shows_difference else ()
    return (*pair, *difference) if planned.shows_actual else ("Budget",)
