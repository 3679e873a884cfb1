"""The balance of accounts as a reader asks for it: rows, totals and what must be said with them."""

from dataclasses import replace
from datetime import date

from intacct_books.cells import Record
from intacct_books.company.chart import Selection
from intacct_books.company.dimensions import Dimension, dimension_asked
from intacct_books.company.entities import books_open_from
from intacct_books.company.families import rows_told
from intacct_books.company.naming import both_kinds_for
from intacct_books.company.reporting_periods import before_the_books, day_named, period_named
from intacct_books.errors import BadArgument
from intacct_books.found import Found
from intacct_books.ledger.balances import Balance, Balances, balances_as_of, balances_over
from intacct_books.ledger.lines import Slot, ledger_view
from intacct_books.ledger.statistical import SIGN as UNITS_SIGN
from intacct_books.ledger.statistical import Counted, counted
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.periods import Period

SIGN = "debits positive, credits negative"
STATISTICAL = "statistical"
MOST_UNITS = 50  # rows of units beside rows of money
OPENS_AT_ZERO = "Income statement accounts open at zero at the start of the period."

NO_TOTAL = (
    "No total: these are accounts of the balance sheet and of the income statement. Name those of one by number "
    "to add them up."
)


async def gl_balance(asking: Asking, *, account: str, as_of: str, period: str, by: str) -> Found:
    """Balances of accounts, as of a day or over a period; statistical ones apart, one transaction more.

    Args:
        asking: The question's company, scope and page.
        account: Numbers, a range, a group or part of a name.
        as_of: A day; empty for today, when no period is given either.
        period: A period; empty for none.
        by: A dimension to split by; empty for none.
    """
    if as_of.strip() and period.strip():
        raise BadArgument(
            "Give as_of or period, not both: a balance is as of a day or over a period."
        )
    dimension = await dimension_asked(asking.intacct, by) if by.strip() else None
    span = await period_named(asking.intacct, period, asking.today) if period.strip() else None
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    picked = await both_kinds_for(asking.intacct, account)
    view = await ledger_view(asking.intacct, asking.scope)
    units = await counted(view, asking.scope.book, picked.counted, span or day, dimension)
    if picked.money is None:
        answer = _counted_alone(asking, units)
    else:
        balances = (
            await balances_over(view, picked.money, span, dimension)
            if span
            else await balances_as_of(view, picked.money, day, dimension)
        )
        answer = _beside(_answer(asking, picked.money, balances, dimension, span), units)
        answer.notes.extend(await members_told(asking, balances, dimension))
    last = span.end if span else day
    first = span.start if span else day
    answer.notes.extend(await before_the_books(asking.intacct, first, asking.today))
    answer.notes.extend(after_today(last, asking.today))
    return replace(
        answer,
        as_of=None if span else day,
        period=span,
        split=dimension.name if dimension else "",
        is_preliminary=await is_preliminary(asking, last),
    )


def over_period(found: Balances) -> tuple[str, ...]:
    """The columns of a period that are added up; what a year end closed only where one did."""
    year_end = ("year_end",) if found.has_year_end else ()
    return ("opening", "debits", "credits", *year_end, "closing")


def moved(balance: Balance) -> Record:
    """What leads to the closing of a period; opening + debits - credits + year_end is the closing."""
    return {
        "opening": balance.opening,
        "debits": balance.debits,
        "credits": balance.credits,
        "year_end": balance.year_end or None,
    }


async def is_preliminary(asking: Asking, last: date) -> bool:
    """Whether the books of that day are still open in some entity in scope."""
    open_from = await books_open_from(asking.intacct, asking.scope.entities)
    return open_from is not None and last >= open_from


async def members_told(
    asking: Asking, balances: Balances, dimension: Dimension | None
) -> list[str]:
    """What must be said of a split where a row is a parent."""
    if dimension is None:
        return []
    members = {slot.member_id for slot in balances.by_slot}
    return await rows_told(asking.intacct, dimension.name, members)


def after_today(last: date, today: date) -> list[str]:
    """What must be said of a day still to come."""
    return [f"{last} is after today, {today}: entries are still to come."] if last > today else []


def _answer(
    asking: Asking,
    selection: Selection,
    found: Balances,
    dimension: Dimension | None,
    period: Period | None,
) -> Found:
    records = _records(selection, found, dimension, over_period=period is not None)
    amounts = over_period(found) if period else ("closing",)
    has_income = any(account.is_income_statement for account in selection.accounts)
    page = page_of(asking, records, amounts)
    if selection.is_mixed:
        page = replace(page, totals={})
    return replace(
        page,
        sign=SIGN,
        notes=[
            *page.notes,
            *found.notes,
            *selection.told,
            *([NO_TOTAL] if selection.is_mixed else []),
            *([OPENS_AT_ZERO] if has_income and period else []),
        ],
        parts=() if selection.is_mixed else tuple(found.parts),
    )


def _counted_alone(asking: Asking, units: Counted) -> Found:
    """Statistical accounts alone: rows of units, totals of each account."""
    page = page_of(asking, units.records, units.amounts)
    notes = [*page.notes, *units.notes]
    return replace(page, is_counted=True, sign=UNITS_SIGN, notes=notes, parts=units.parts)


def _beside(found: Found, units: Counted) -> Found:
    """Money with units beside it: in a table of their own and in no total."""
    if not units.records:
        return found
    left = len(units.records) - MOST_UNITS
    more = [f"{left} more rows of units: ask for these accounts alone."] if left > 0 else []
    rows = [
        {name: cell for name, cell in record.items() if name != "currency"}
        for record in units.records[:MOST_UNITS]
    ]
    return replace(
        found,
        blocks={STATISTICAL: rows},
        beside=units.sums,
        notes=[*found.notes, f"{STATISTICAL}: {UNITS_SIGN}.", *more, *units.notes],
        parts=(*found.parts, *units.parts),
    )


def _records(
    selection: Selection, found: Balances, dimension: Dimension | None, *, over_period: bool
) -> list[Record]:
    names = {account.id: account.name for account in selection.accounts}
    slots = dict(sorted(found.by_slot.items()))
    if selection.is_named:
        _show_named(selection, slots)
    return [
        _record(slot, balance, names[slot.account_id], dimension, over_period=over_period)
        for slot, balance in sorted(slots.items())
        if selection.is_named or not balance.is_empty
    ]


def _show_named(selection: Selection, slots: dict[Slot, Balance]) -> None:
    """A named account without any activity has a balance too: zero."""
    active = {slot.account_id for slot in slots}
    currencies = {slot.currency for slot in slots}
    currency = currencies.pop() if len(currencies) == 1 else ""
    for account in selection.accounts:
        if account.id not in active:
            slots[Slot(account.id, currency)] = Balance()


def _record(
    slot: Slot, balance: Balance, name: str, dimension: Dimension | None, *, over_period: bool
) -> Record:
    record: Record = {"account": slot.account_id, "name": name, "currency": slot.currency}
    if dimension is not None:
        label = f"{slot.member_id} {slot.member_name}".strip()
        record[dimension.name] = label
    if over_period:
        record |= moved(balance)
    record["closing"] = balance.closing
    if over_period:
        record["ytd"] = balance.year_to_date
    return record
