"""The figures of accounts over a range of days: opening, debits, credits and closing.

Source: docs/api/reports.md, docs/api/balances.md, docs/api/year-end.md. The year end is computed: an account
that others close to gets their results from the first day of the next fiscal year, and the journal of posted
closings is in no selection.
Units: cents of the base currency, debits positive. Nothing is added over two currencies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.year_end import fiscal_year_start
from intacct_sandbox.company.reports.selection import Dimension, Selection, keys_sql

ZeroBalances = Literal["all", "onlyWithActivity", "doNotShow"]

_SIGNED = "CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END"
_FROM = (
    "FROM days, journal_line AS l JOIN journal_entry AS e ON e.key = l.entry_key"
    " JOIN account AS a ON a.key = l.account_key"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What a figure is of: an account in a currency, and in one value of each dimension asked for."""

    account_key: int
    currency: str
    values: tuple[int | None, ...] = ()


@dataclass(slots=True)
class Figures:
    """The figures of a slot.

    Attributes:
        closed: What of debits less credits is the result of fiscal years that ended in the range.
        budget: What was planned for the range.
        year_to_date: From the start of the last day's fiscal year, for income statement accounts.
    """

    opening: int = 0
    debits: int = 0
    credits: int = 0
    adjusting_debits: int = 0
    adjusting_credits: int = 0
    year_to_date: int = 0
    closed: int = 0
    budget: int = 0

    @property
    def net_change(self) -> int:
        """Debits less credits, adjusting ones included."""
        return self.debits - self.credits + self.adjusting_debits - self.adjusting_credits

    @property
    def closing(self) -> int:
        """The balance at the end of the range."""
        return self.opening + self.net_change

    @property
    def is_active(self) -> bool:
        """Whether anything happened in the range."""
        moved = (self.debits, self.credits, self.adjusting_debits, self.adjusting_credits)
        return any(moved)


def shown_figures(
    ledger: Ledger,
    selection: Selection,
    by: tuple[Dimension, ...] = (),
    *,
    zero: ZeroBalances = "onlyWithActivity",
    budgets: Mapping[Slot, int] | None = None,
) -> dict[Slot, Figures]:
    """The figures of the accounts that a report shows.

    Args:
        ledger: Where the lines are.
        selection: The lines that count.
        by: What to take the figures apart by.
        zero: Which accounts with a closing of zero are shown: all, also those without any line (as long as
            nothing is taken apart); those that moved in the range; or none.
        budgets: What was planned; what has a budget is shown in any case.
    """
    found = compute_figures(ledger, selection, by)
    for slot, cents in (budgets or {}).items():
        found.setdefault(slot, Figures()).budget = cents
    if zero == "all":
        for slot in [] if by else _every_slot(ledger, selection):
            found.setdefault(slot, Figures())
        return found
    return {
        slot: figures
        for slot, figures in found.items()
        if figures.closing or figures.budget or (zero == "onlyWithActivity" and figures.is_active)
    }


def compute_figures(
    ledger: Ledger, selection: Selection, by: tuple[Dimension, ...] = ()
) -> dict[Slot, Figures]:
    """The figures of every account that has any, apart by currency and by each dimension in `by`."""
    found = _from_lines(ledger, selection, by)
    _close_years(ledger, selection, by, found)
    return found


def _from_lines(
    ledger: Ledger, selection: Selection, by: tuple[Dimension, ...]
) -> dict[Slot, Figures]:
    first_year, last_year = _fiscal_years(ledger, selection)
    income_from = first_year if selection.income_opens == "year" else selection.first
    adjusting = f"e.journal_key IN {keys_sql(selection.adjustments)}"
    inside = "l.entry_date >= days.first"

    def side(txn_type: str, whose: str) -> str:
        wanted = f"{inside} AND l.txn_type = '{txn_type}' AND {whose}"
        return f"SUM(CASE WHEN {wanted} THEN l.base_amount ELSE 0 END)"

    opens = f"NOT ({inside}) AND (a.type <> 'incomeStatement' OR l.entry_date >= days.income_from)"
    of_year = "a.type = 'incomeStatement' AND l.entry_date >= days.year"
    columns = (
        f"SUM(CASE WHEN {opens} THEN {_SIGNED} ELSE 0 END)",
        side("debit", f"NOT ({adjusting})"),
        side("credit", f"NOT ({adjusting})"),
        side("debit", adjusting),
        side("credit", adjusting),
        f"SUM(CASE WHEN {of_year} THEN {_SIGNED} ELSE 0 END)",
    )
    group = _group(by)
    rows = ledger.rows(
        "WITH days (first, last, income_from, year) AS (VALUES (?, ?, ?, ?))"
        f" SELECT l.account_key, {', '.join((*group, *columns))} {_FROM}"
        f" WHERE {selection.condition} AND l.entry_date <= days.last"
        f" AND l.account_key IN {keys_sql(selection.accounts)}"
        f" GROUP BY l.account_key, {', '.join(group)}",
        (selection.first, selection.last, income_from, last_year),
    )
    split = 2 + len(by)
    return {Slot(row[0], row[1], row[2:split]): Figures(*row[split:]) for row in rows}


def _close_years(
    ledger: Ledger, selection: Selection, by: tuple[Dimension, ...], found: dict[Slot, Figures]
) -> None:
    """Add the results of fiscal years that ended to the accounts they close to."""
    first_year, last_year = _fiscal_years(ledger, selection)
    is_retained = selection.earnings == "retained" and selection.income_opens == "zero"
    opening_until = selection.first if is_retained else first_year
    group = _group(by)
    rows = ledger.rows(
        "WITH days (opening, until) AS (VALUES (?, ?))"
        f" SELECT a.closes_to_key, {', '.join(group)},"
        f" SUM(CASE WHEN l.entry_date < days.opening THEN {_SIGNED} ELSE 0 END),"
        f" SUM(CASE WHEN l.entry_date >= days.opening THEN {_SIGNED} ELSE 0 END) {_FROM}"
        f" WHERE {selection.condition} AND l.entry_date < days.until"
        f" AND a.type = 'incomeStatement' AND a.closes_to_key IN {keys_sql(selection.accounts)}"
        f" GROUP BY a.closes_to_key, {', '.join(group)}",
        (opening_until, max(opening_until, last_year)),
    )
    for account_key, currency, *values, before, within in rows:
        figures = found.setdefault(Slot(account_key, currency, tuple(values)), Figures())
        figures.opening += before
        figures.debits += max(within, 0)
        figures.credits += max(-within, 0)
        figures.closed = within


def _group(by: tuple[Dimension, ...]) -> tuple[str, ...]:
    return ("l.base_currency", *(f"l.{dimension.column}" for dimension in by))


def _fiscal_years(ledger: Ledger, selection: Selection) -> tuple[str, str]:
    """The first days of the fiscal years that the range begins and ends in."""
    month = ledger.company.first_fiscal_month
    first, last = (
        fiscal_year_start(date.fromisoformat(day), month).isoformat()
        for day in (selection.first, selection.last)
    )
    return first, last


def _every_slot(ledger: Ledger, selection: Selection) -> list[Slot]:
    """Each account in each currency that the selection's places keep books in."""
    places = dict(selection.tags).get("location_key")
    where = f"WHERE l.key IN {keys_sql(places)}" if places is not None else ""
    currencies = ledger.rows(
        "SELECT DISTINCT e.base_currency FROM entity AS e JOIN location AS l ON l.entity_key = e.key"
        f" {where}"
    )
    return [Slot(key, currency) for key in selection.accounts for (currency,) in currencies]
