"""Balances of the general ledger: the one computation that every ledger figure comes from.

Source: REST `general-ledger/journal-entry-line`, aggregated on the server (docs/api/balances.md).
Units:  base currency of the line's entity, debits positive. Days included at both ends.

Balance sheet accounts carry everything up to the day. Income statement accounts start at zero with the
fiscal year (as of a day) or with the period (over a period), as Intacct's own reports do. Earlier results
stand in the account they close to: they are added here, and closing journals are left out, so a company
that posts its year-end closing and one that does not give the same figures.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from intacct_books.company.chart import Account, Selection, chart
from intacct_books.company.dimensions import Dimension
from intacct_books.evidence import Part
from intacct_books.ledger.lines import DAY, SIDE, LedgerView, Sides, Slot, Wanted
from intacct_books.money import ZERO
from intacct_books.periods import Period, day_before, fiscal_year_start
from intacct_client import Filter
from intacct_client.filters import at_least, at_most, before, equal, within


@dataclass(slots=True)
class Balance:
    """Figures of one slot, debits positive.

    Attributes:
        opening: Before the period; zero for income statement accounts.
        debits: In the period.
        credits: In the period, as a positive number.
        year_end: What fiscal years that ended in the period were closed into it; no lines of its own.
        year_to_date: Income statement accounts over a period: since the fiscal year's start.
    """

    opening: Decimal = ZERO
    debits: Decimal = ZERO
    credits: Decimal = ZERO
    year_end: Decimal = ZERO
    year_to_date: Decimal | None = None

    @property
    def closing(self) -> Decimal:
        """At the end."""
        return self.opening + self.debits - self.credits + self.year_end

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever in it."""
        return not (self.opening or self.debits or self.credits or self.year_end)


@dataclass(slots=True)
class Balances:
    """All balances asked for, and what has to be said of them.

    Attributes:
        by_slot: The balances.
        notes: Sentences a reader must not miss.
        parts: The lines that make up the sums of `opening`, `debits`, `credits` and `year_end`; of `closing`
            where those have none.
        earlier_result: Over a period: what income statement accounts had in the fiscal year before it, by
            currency, debits positive. It stands in no account. None where the period spans a year end: the
            accounts that were closed keep showing the whole period.
    """

    by_slot: dict[Slot, Balance] = field(default_factory=dict[Slot, Balance])
    notes: list[str] = field(default_factory=list[str])
    parts: list[Part] = field(default_factory=list[Part])
    earlier_result: dict[str, Decimal] | None = None

    @property
    def has_year_end(self) -> bool:
        """Whether a year end inside the period moved anything."""
        return any(balance.year_end for balance in self.by_slot.values())

    def at(self, slot: Slot) -> Balance:
        """The balance of a slot, zero at first."""
        return self.by_slot.setdefault(slot, Balance())


async def balances_as_of(
    view: LedgerView, selection: Selection, day: date, by: Dimension | None = None
) -> Balances:
    """Closing balances at the end of a day; one transaction, two with accounts that others close to."""
    year_start = fiscal_year_start(day, view.first_month)
    result = Balances(notes=list(view.notes))
    result.parts = await lines_as_of(view, selection, day)
    lines = _up_to(selection, day, year_start)
    for slot, sides in (await view.sums(lines, by)).items():
        result.at(slot).opening += sides.net
    closing = await _closing(view, selection, before(DAY, year_start))
    if closing is not None:
        for slot, sides in (await _closed_into(view, closing, by)).items():
            result.at(slot).opening += sides.net
    return result


async def lines_as_of(
    view: LedgerView,
    selection: Selection,
    day: date,
    name: str = "closing",
    *,
    is_subtracted: bool = False,
) -> list[Part]:
    """The lines that make up the closing balances at the end of a day, under a name; nothing is read."""
    year_start = fiscal_year_start(day, view.first_month)
    wanted = [_up_to(selection, day, year_start)]
    closing = await _closing(view, selection, before(DAY, year_start))
    if closing is not None:
        wanted.append(closing)
    return [view.part(name, each, is_subtracted=is_subtracted) for each in wanted]


async def balances_over(
    view: LedgerView, selection: Selection, period: Period, by: Dimension | None = None
) -> Balances:
    """Opening, debits, credits and closing over a period.

    Two transactions, three with accounts that others close to, one more when the period also spans a
    fiscal year end.
    """
    first_year = fiscal_year_start(period.start, view.first_month)
    last_year = fiscal_year_start(period.end, view.first_month)
    result = Balances(notes=list(view.notes))
    to_date = await _open(view, result, selection, period, last_year, by)
    await _move(view, result, selection, period, by)
    closing = await _closing(view, selection, before(DAY, first_year))
    if closing is not None:
        result.parts.append(view.part("opening", closing))
        for slot, sides in (await _closed_into(view, closing, by)).items():
            result.at(slot).opening += sides.net
    if last_year > first_year:
        years = Period(first_year, day_before(last_year))
        await _close_within(view, result, selection, years, by)
    else:
        income = _income_ids(selection)
        for slot in {*to_date, *(slot for slot in result.by_slot if slot.account_id in income)}:
            balance = result.at(slot)
            balance.year_to_date = to_date.get(slot, ZERO) + balance.debits - balance.credits
        result.earlier_result = {}
        for slot, amount in to_date.items():
            so_far = result.earlier_result.get(slot.currency, ZERO)
            result.earlier_result[slot.currency] = so_far + amount
    # The closing is the sum of the others: their lines are its own.
    result.parts = [part for part in result.parts if part.name != "closing"]
    return result


async def movements(
    view: LedgerView, selection: Selection, period: Period, by: Dimension | None = None
) -> Balances:
    """Debits and credits in a period alone, opening at zero; one transaction."""
    result = Balances(notes=list(view.notes))
    await _move(view, result, selection, period, by)
    return result


async def _open(
    view: LedgerView,
    result: Balances,
    selection: Selection,
    period: Period,
    last_year: date,
    by: Dimension | None,
) -> dict[Slot, Decimal]:
    """Fill openings; returns what income statement accounts had in the year before the period."""
    income = _income_ids(selection)
    lines = _up_to(selection, day_before(period.start), last_year)
    sheet = tuple(each for each in selection.accounts if not each.is_income_statement)
    if sheet:
        only_sheet = Wanted(sheet, (at_most(DAY, day_before(period.start)),))
        result.parts.append(view.part("opening", only_sheet))
    to_date: dict[Slot, Decimal] = {}
    for slot, sides in (await view.sums(lines, by)).items():
        if slot.account_id in income:
            to_date[slot] = sides.net
        else:
            result.at(slot).opening += sides.net
    return to_date


async def _move(
    view: LedgerView,
    result: Balances,
    selection: Selection,
    period: Period,
    by: Dimension | None,
) -> None:
    days = within(DAY, period.start, period.end)
    lines = Wanted(selection.accounts, (days,), is_whole=selection.is_whole)
    result.parts.append(view.part("closing", lines))
    for side, name in (("debit", "debits"), ("credit", "credits")):
        one_side = replace(lines, filters=(days, equal(SIDE, side)))
        result.parts.append(view.part(name, one_side, is_subtracted=side == "credit"))
    for slot, sides in (await view.sums(lines, by)).items():
        balance = result.at(slot)
        balance.debits += sides.debit
        balance.credits += sides.credit


async def _close_within(
    view: LedgerView,
    result: Balances,
    selection: Selection,
    years: Period,
    by: Dimension | None,
) -> None:
    """Add the results of years that end inside the period to the accounts they close to."""
    closing = await _closing(view, selection, within(DAY, years.start, years.end))
    if closing is None:
        return
    closed = await _closed_into(view, closing, by)
    moved: dict[str, Decimal] = {}
    for slot, sides in closed.items():
        result.at(slot).year_end += sides.net
        moved[slot.currency] = moved.get(slot.currency, ZERO) + sides.net
    if closed:
        result.parts.append(view.part("year_end", closing))
        amounts = ", ".join(f"{amount} {currency}" for currency, amount in sorted(moved.items()))
        result.notes.append(
            f"{', '.join(sorted({slot.account_id for slot in closed}))} includes what was closed into it in "
            f"this period, the results of the fiscal years up to {years.end}: year_end {amounts}."
        )


def _income_ids(selection: Selection) -> set[str]:
    return {account.id for account in selection.accounts if account.is_income_statement}


def _up_to(selection: Selection, day: date, year_start: date) -> Wanted:
    """Everything to the end of a day; of income statement accounts only since the year's start."""
    income = [account.is_income_statement for account in selection.accounts]
    filters: tuple[Filter, ...] = (at_most(DAY, day),)
    either: tuple[Filter, ...] = ()
    if income and all(income):
        # Two filters, not a range: on a year's first day it is empty, and must not run backwards.
        filters = (*filters, at_least(DAY, year_start))
    elif any(income):
        either = (equal("glAccount.accountType", "balanceSheet"), at_least(DAY, year_start))
    return Wanted(selection.accounts, filters, either, selection.is_whole)


async def _closing(view: LedgerView, selection: Selection, days: Filter) -> Wanted | None:
    """The lines of other accounts, on these days, that close to selected ones."""
    targets = {account.id for account in selection.accounts if not account.is_income_statement}
    closing: tuple[Account, ...] = (await chart(view.intacct)).closing_to(targets)
    return Wanted(closing, (days,)) if closing else None


async def _closed_into(
    view: LedgerView, closing: Wanted, by: Dimension | None
) -> dict[Slot, Sides]:
    """The sums of those lines, under the accounts that they close to."""
    into = {account.id: account.closes_to for account in closing.accounts}
    merged: dict[Slot, Sides] = {}
    for slot, sides in (await view.sums(closing, by)).items():
        target = replace(slot, account_id=into[slot.account_id])
        merged[target] = merged.get(target, Sides()) + sides
    return merged
