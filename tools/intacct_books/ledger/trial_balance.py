"""The trial balance: every account with its balance, proving that debits equal credits.

Source: intacct_books.ledger.balances (docs/api/balances.md); statistical accounts are no money and are not in it.
Units:  base currency, debits positive; each currency balances by itself.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.chart import Chart, chart
from intacct_books.company.dimensions import Dimension, dimension_asked
from intacct_books.company.reporting_periods import before_the_books, day_named, period_named
from intacct_books.company.statistical_accounts import listed, statistical_accounts
from intacct_books.errors import BadArgument
from intacct_books.found import Found
from intacct_books.ledger.balances import Balance, Balances, balances_as_of, balances_over
from intacct_books.ledger.gl_balance import (
    OPENS_AT_ZERO,
    SIGN,
    after_today,
    is_preliminary,
    members_told,
    moved,
    over_period,
)
from intacct_books.ledger.lines import Slot, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.money import ZERO, Totals
from intacct_books.periods import Period, day_before, fiscal_year_start
from intacct_client import Intacct

SIDES_OF_ROWS = (
    "Debit and credit are each row's: split, both totals are higher than those of the accounts."
)
AS_OF = ("debit", "credit", "closing")


async def trial_balance(
    asking: Asking, *, as_of: str, period: str, by: str, with_ytd: bool = False
) -> Found:
    """All accounts with activity, as of a day or over a period.

    Two transactions as of a day, three over a period, one more when it spans a fiscal year end.

    Args:
        asking: The question's company, scope and page.
        as_of: A day; empty for today, when no period is given either.
        period: A period; empty for none.
        by: A dimension to split by; empty for none.
        with_ytd: Over a period, accounts that were used before it in the fiscal year have rows too.
    """
    if as_of.strip() and period.strip():
        raise BadArgument("Give as_of or period, not both.")
    dimension = await dimension_asked(asking.intacct, by) if by.strip() else None
    span = await period_named(asking.intacct, period, asking.today) if period.strip() else None
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    view = await ledger_view(asking.intacct, asking.scope)
    accounts = await chart(asking.intacct)
    if span:
        balances = await balances_over(view, accounts.whole, span, dimension)
    else:
        balances = await balances_as_of(view, accounts.whole, day, dimension)
    records = _records(accounts, balances, dimension, span, with_ytd=with_ytd)
    page = page_of(asking, records, over_period(balances) if span else AS_OF)
    last = span.end if span else day
    return replace(
        page,
        as_of=None if span else day,
        period=span,
        split=dimension.name if dimension else "",
        sign=SIGN,
        is_preliminary=await is_preliminary(asking, last),
        notes=[
            *page.notes,
            *await _notes(asking, balances, span, day, view.first_month),
            *await members_told(asking, balances, dimension),
            *([SIDES_OF_ROWS] if dimension and not span else []),
        ],
        checks=_checks(page.totals, balances, span, view.first_month)
        | (
            _of_the_year(balances)
            if with_ytd and span and balances.earlier_result is not None
            else {}
        ),
        parts=tuple(balances.parts),
    )


async def _notes(
    asking: Asking, balances: Balances, span: Period | None, day: date, first_month: int
) -> list[str]:
    first, last = (span.start, span.end) if span else (day, day)
    return [
        *(_of_a_period(balances, span, first_month) if span else []),
        *balances.notes,
        *await before_the_books(asking.intacct, first, asking.today),
        *after_today(last, asking.today),
        *await _statistical(asking.intacct),
    ]


def _records(
    accounts: Chart,
    found: Balances,
    dimension: Dimension | None,
    span: Period | None,
    *,
    with_ytd: bool,
) -> list[Record]:
    return [
        _record(accounts, slot, balance, dimension, span)
        for slot, balance in sorted(found.by_slot.items())
        if not balance.is_empty or (with_ytd and balance.year_to_date)
    ]


def _record(
    accounts: Chart,
    slot: Slot,
    balance: Balance,
    dimension: Dimension | None,
    span: Period | None,
) -> Record:
    account = accounts.account(slot.account_id)
    record: Record = {
        "account": slot.account_id,
        "name": account.name if account else "",
        "currency": slot.currency,
    }
    if dimension is not None:
        record[dimension.name] = f"{slot.member_id} {slot.member_name}".strip()
    if span:
        record |= moved(balance)
    else:
        record["debit"] = max(balance.closing, ZERO) or None
        record["credit"] = max(-balance.closing, ZERO) or None
    record["closing"] = balance.closing
    if span:
        record["ytd"] = balance.year_to_date
    return record


def _of_a_period(found: Balances, span: Period, first_month: int) -> list[str]:
    """What closings of a period are, and what they add up to: they are not those as of its last day."""
    if found.earlier_result is None:
        return [
            OPENS_AT_ZERO,
            "The period spans a fiscal year end: its closings do not add up to zero, see each year alone.",
        ]
    earlier = {currency: -amount for currency, amount in found.earlier_result.items() if amount}
    if not earlier:
        return [OPENS_AT_ZERO]
    amounts = ", ".join(f"{amount} {currency}" for currency, amount in sorted(earlier.items()))
    return [
        f"{OPENS_AT_ZERO} Their closing is of the period alone; as_of {span.end}, or ytd of columns=all, is the year's.",
        f"So closings add up to {amounts}: the result of {_before(span, first_month)}, which stands in no account.",
    ]


def _before(span: Period, first_month: int) -> Period:
    """The days of the fiscal year before a period."""
    return Period(fiscal_year_start(span.start, first_month), day_before(span.start))


async def _statistical(intacct: Intacct) -> list[str]:
    """That there are accounts which are no money; their list is remembered."""
    known = await statistical_accounts(intacct)
    return (
        [f"Statistical accounts are no money and apart: gl_balance {listed(known)}."]
        if known
        else []
    )


def _checks(
    totals: Totals, found: Balances, span: Period | None, first_month: int
) -> dict[str, Decimal]:
    """Debits less credits, and what closings add up to: the result of the fiscal year before the period.

    By currency where there are several.
    """
    checks: dict[str, Decimal] = {}
    for currency, sums in totals.items():
        suffix = f" {currency}" if len(totals) > 1 else ""
        debit, credit = ("debits", "credits") if span else ("debit", "credit")
        checks[f"{debit} - {credit}{suffix}"] = sums[debit] - sums[credit]
        if span and found.earlier_result is not None:
            earlier = found.earlier_result.get(currency, ZERO)
            before = _before(span, first_month)
            result = f" - result of {before}" if before.end >= before.start else ""
            checks[f"closing{result}{suffix}"] = sums["closing"] + earlier
    return checks


def _of_the_year(found: Balances) -> dict[str, Decimal]:
    """What balance sheet accounts and the others in the fiscal year so far add up to: nothing."""
    sums: dict[str, Decimal] = {}
    for slot, balance in found.by_slot.items():
        to_date = balance.closing if balance.year_to_date is None else balance.year_to_date
        sums[slot.currency] = sums.get(slot.currency, ZERO) + to_date
    name = "balance sheet closing + ytd"
    return {
        f"{name}{f' {currency}' if len(sums) > 1 else ''}": amount
        for currency, amount in sums.items()
    }
