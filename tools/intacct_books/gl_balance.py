"""The balance of accounts as a reader asks for it: rows, totals and what must be said with them."""

from dataclasses import replace

from intacct_books.balances import Balance, Balances, Slot, balances_as_of, balances_over
from intacct_books.cells import Record
from intacct_books.chart import Selection
from intacct_books.company import accounts_for, books_open_from, fiscal_year
from intacct_books.cursor import Cursors
from intacct_books.dimensions import Dimension, dimension_named
from intacct_books.errors import BadArgument
from intacct_books.found import Found, Read
from intacct_books.listing import Page
from intacct_books.money import totals_by_currency
from intacct_books.periods import Period, day_from, period_from
from intacct_client import Intacct

SIGN = "debits positive, credits negative"
OPENS_AT_ZERO = "Income statement accounts open at zero at the start of the period."


async def gl_balance(
    intacct: Intacct,
    read: Read,
    cursors: Cursors,
    page: Page,
    *,
    account: str,
    as_of: str,
    period: str,
    by: str,
) -> Found:
    """Balances of accounts, as of a day or over a period.

    Args:
        intacct: A handle on the company.
        read: How the answer comes about.
        cursors: The cursors of this query.
        page: Which rows are wanted.
        account: Numbers, a range, a group or part of a name.
        as_of: A day; empty for today, when no period is given either.
        period: A period; empty for none.
        by: A dimension to split by; empty for none.
    """
    if as_of.strip() and period.strip():
        raise BadArgument(
            "Give as_of or period, not both: a balance is as of a day or over a period."
        )
    dimension = dimension_named(by) if by.strip() else None
    today = read.scope.today
    year = await fiscal_year(intacct)
    span = period_from(period, today, year.first_month) if period.strip() else None
    day = day_from(as_of, "as_of", today)
    selection = await accounts_for(intacct, account)
    open_from = await books_open_from(intacct)
    balances = (
        await balances_over(intacct, selection, span, dimension)
        if span
        else await balances_as_of(intacct, selection, day, dimension)
    )
    answer = _answer(read, cursors, page, selection, balances, dimension, span)
    last = span.end if span else day
    if last > today:
        answer.notes.append(f"{last} is after today, {today}: entries are still to come.")
    return replace(
        answer,
        as_of=None if span else day,
        is_preliminary=open_from is not None and last >= open_from,
    )


def _answer(
    read: Read,
    cursors: Cursors,
    page: Page,
    selection: Selection,
    found: Balances,
    dimension: Dimension | None,
    period: Period | None,
) -> Found:
    records = _records(selection, found, dimension, over_period=period is not None)
    amounts = ("opening", "debits", "credits", "closing") if period else ("closing",)
    position = page.position(cursors)
    shown = records[position.start - 1 :][: page.limit]
    has_income = any(account.is_income_statement for account in selection.accounts)
    return Found(
        read=read,
        rows=shown,
        start=position.start,
        total=len(records),
        totals=totals_by_currency((each for each in records if each["currency"]), amounts),
        cursors=cursors,
        period=period,
        split=dimension.name if dimension else "",
        sign=SIGN,
        notes=[
            *page.notes(position, shown, len(records)),
            *found.notes,
            *(
                [f"Picked by a word in the account's name: {selection.label}."]
                if selection.label
                else []
            ),
            *([OPENS_AT_ZERO] if has_income and period else []),
        ],
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
        if selection.is_named or _has_activity(balance)
    ]


def _show_named(selection: Selection, slots: dict[Slot, Balance]) -> None:
    """A named account without any activity has a balance too: zero."""
    active = {slot.account_id for slot in slots}
    currencies = {slot.currency for slot in slots}
    currency = currencies.pop() if len(currencies) == 1 else ""
    for account in selection.accounts:
        if account.id not in active:
            slots[Slot(account.id, currency)] = Balance()


def _has_activity(balance: Balance) -> bool:
    return bool(balance.opening or balance.debits or balance.credits)


def _record(
    slot: Slot, balance: Balance, name: str, dimension: Dimension | None, *, over_period: bool
) -> Record:
    record: Record = {"account": slot.account_id, "name": name, "currency": slot.currency}
    if dimension is not None:
        label = f"{slot.member_id} {slot.member_name}".strip()
        record[dimension.name] = label
    if over_period:
        record |= {"opening": balance.opening, "debits": balance.debits, "credits": balance.credits}
    record["closing"] = balance.closing
    if over_period:
        record["ytd"] = balance.year_to_date
    return record
