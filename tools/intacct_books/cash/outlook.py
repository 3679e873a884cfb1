"""The weeks ahead: what open invoices bring in and open bills take out, by the days they are due.

Source: intacct_books.aging.open_items; REST `accounts-payable/bill` for the day to pay and for what is on hold
(docs/api/cash.md).
Units:  base currency. What contracts say, no prediction: nobody pays early, late or not at all.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from intacct_books.aging.item import OpenItem
from intacct_books.aging.open_items import open_items
from intacct_books.aging.subledgers import AP, AR
from intacct_books.cells import Record
from intacct_books.documents.holds import FLAGS, holds
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals, sums_by_figure
from intacct_client.filters import later, unequal
from intacct_client.query import select

CONTRACTUAL = (
    "The outlook is contractual, not a prediction: invoices by due date, bills by recommended payment date while it is "
    "ahead, else due date. Overdue, later and on hold are rows of their own, in no opening or closing; payroll, taxes and new "
    "business are in no row."
)
HOLDS_OF_TODAY = "What is on hold is so today: which bills were on hold at that day is not known."
_OVERDUE, _A_WEEK, _ON_HOLD, _LATER = "overdue", "week", "on hold", "later"


@dataclass(frozen=True, slots=True)
class _Flow:
    """What is to come in, or go out: in the week of that first day, or in none."""

    when: str | date
    pay_on: date
    item: OpenItem
    is_in: bool

    @property
    def name(self) -> str:
        """What it is part of: `week in`, `overdue out`."""
        kind = _A_WEEK if isinstance(self.when, date) else self.when
        return f"{kind} {'in' if self.is_in else 'out'}"

    def as_evidence(self) -> Record:
        """The open item, with the sum that it is part of."""
        item = self.item
        return {
            "figure": self.name,
            "week": self.when if isinstance(self.when, date) else None,
            "kind": item.kind,
            "number": item.number,
            "party": f"{item.party_id} {item.party_name}",
            "due": item.due,
            "pay_by": self.pay_on if self.pay_on != item.due else None,
            "currency": item.currency,
            "amount": item.amount,
        }


@dataclass(frozen=True, slots=True)
class Outlook:
    """The weeks ahead.

    Attributes:
        rows: A row for each week and currency, and what is in no week.
        notes: What a reader must know of it.
        items: The open items that it is made of, each with the sum that it is part of.
    """

    rows: list[Record] = field(default_factory=list[Record])
    notes: list[str] = field(default_factory=list[str])
    items: tuple[Record, ...] = ()

    @property
    def sums(self) -> Totals:
        """What comes in and goes out, of all weeks together, overdue, later and on hold; by currency."""
        return sums_by_figure(self.items)


@dataclass(frozen=True, slots=True)
class _Bill:
    """What an open bill says of its payment."""

    pay_on: date | None
    is_on_hold: bool


async def outlook(asking: Asking, day: date, weeks: int, opening: dict[str, Decimal]) -> Outlook:
    """What open items bring in and take out; eight transactions, ten at a past day.

    Args:
        asking: The question.
        day: The first day of the first week.
        weeks: How many weeks.
        opening: The money that there is, by currency.
    """
    owed, owing = await open_items(asking, AR, day), await open_items(asking, AP, day)
    bills = await _bills(asking, day)
    flows = [
        *(_flow(item, item.due, day, weeks, is_in=True) for item in owed if item.amount > 0),
        *(_outflow(item, bills, day, weeks) for item in owing if item.amount > 0),
    ]
    starts = [_week(day, number) for number in range(weeks)]
    currencies = sorted({*opening, *(flow.item.currency for flow in flows)})
    rows = [row for currency in currencies for row in _rows(currency, starts, flows, opening)]
    past = [HOLDS_OF_TODAY] if day < asking.read.read_on else []
    items = tuple(
        flow.as_evidence() for flow in sorted(flows, key=lambda each: (each.pay_on, each.item.key))
    )
    return Outlook(rows, [CONTRACTUAL, *past, *_apart(owed, owing)], items)


def _outflow(item: OpenItem, bills: dict[str, _Bill], day: date, weeks: int) -> _Flow:
    bill = bills.get(item.key) if item.kind == "document" else None
    if bill is not None and bill.is_on_hold:
        return _Flow(_ON_HOLD, item.due, item, is_in=False)
    pay_on = bill.pay_on if bill is not None else None
    # A recommended day that is over, as that of a discount that was missed, makes no bill overdue.
    return _flow(
        item, pay_on if pay_on is not None and pay_on >= day else item.due, day, weeks, is_in=False
    )


def _flow(item: OpenItem, due: date, day: date, weeks: int, *, is_in: bool) -> _Flow:
    number = (due - day).days // 7
    when = _OVERDUE if number < 0 else _LATER if number >= weeks else _week(day, number)
    return _Flow(when, due, item, is_in)


def _week(day: date, number: int) -> date:
    return day + timedelta(days=7 * number)


def _rows(
    currency: str, weeks: list[date], flows: Iterable[_Flow], opening: dict[str, Decimal]
) -> list[Record]:
    """Overdue first, the weeks with what they open and close with, and what else is in none of them."""
    ins: dict[str | date, Decimal] = defaultdict(Decimal)
    outs: dict[str | date, Decimal] = defaultdict(Decimal)
    for flow in flows:
        if flow.item.currency == currency:
            (ins if flow.is_in else outs)[flow.when] += flow.item.amount
    held = opening.get(currency, ZERO)
    rows: list[Record] = []
    every: tuple[str | date, ...] = (_OVERDUE, *weeks, _LATER, _ON_HOLD)
    for when in every:
        money_in, money_out = ins.get(when, ZERO), outs.get(when, ZERO)
        is_week = isinstance(when, date)
        if when in {_LATER, _ON_HOLD} and not money_in and not money_out:
            continue
        row: Record = {
            "kind": _A_WEEK if is_week else when,
            "from": when if is_week else None,
            "currency": currency,
            "opening": held if is_week else None,
        }
        held += money_in - money_out if is_week else ZERO
        rows.append(row | {"in": money_in, "out": money_out, "closing": held if is_week else None})
    return rows


def _apart(owed: list[OpenItem], owing: list[OpenItem]) -> list[str]:
    """What is open but in no row: credits not used yet, and what is held back."""
    sides = (("of customers", owed), ("of vendors", owing))
    return [
        f"{words} {whose}: {', '.join(sums)}. It is in no row."
        for whose, items in sides
        for words, sums in (
            ("Unused credits", _sums((item.currency, -min(item.amount, ZERO)) for item in items)),
            ("Retainage", _sums((item.currency, item.retained) for item in items)),
        )
        if sums
    ]


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> list[str]:
    """The sum of each currency in words; none for zero."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        sums[currency] += amount
    return [f"{amount:.2f} {currency}" for currency, amount in sorted(sums.items()) if amount]


async def _bills(asking: Asking, day: date) -> dict[str, _Bill]:
    """When bills open at a day are to be paid, and which are on hold or whose vendor is, by key."""
    query = select(
        "accounts-payable/bill",
        "text key",
        "day recommendedPaymentDate",
        *FLAGS,
        filters=(
            unequal("totalBaseAmountDue", Decimal(0)),
            later("paymentInformation.fullyPaidDate", day),
        ),
        expression="1 or 2",
    )
    rows = (await asking.intacct.query_all(query)).rows
    return {
        row.text("key"): _Bill(
            row.day("recommendedPaymentDate"),
            bool(holds(row)),
        )
        for row in rows
    }
