"""A statement of account: what was open before a period, what moved in it, and what is open after it.

Source: REST documents, adjustment lines, advances, payments and their details of one party
(docs/api/statements-of-account.md).
Units:  base currency of the entity; what is owed is positive, payments and credits are negative.

Opening and closing are the sum of the party's whole history up to the day. Open items of the last day, which
are found another way (from what is due now, rolled back), must be the same: that is the check.
"""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from intacct_books.aging.item import OpenItem
from intacct_books.aging.open_items import open_items
from intacct_books.aging.subledgers import Word, subledger
from intacct_books.cells import Record
from intacct_books.company.reporting_periods import period_named
from intacct_books.documents.history import history
from intacct_books.documents.movement import Movement, made_out_in
from intacct_books.documents.named_party import party_named
from intacct_books.found import Found
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.money import ZERO
from intacct_books.periods import Period

SIGN = "owed positive, payments and credits negative; amounts add up to the closing balance"


async def statement_of_account(asking: Asking, *, ledger: Word, name: str, period: str) -> Found:
    """A party's documents, memos and payments in date order, with a running balance.

    Up to eleven transactions: the party, its history (five) and its open items (five).

    Args:
        asking: The question's company, scope and page.
        ledger: AR for customers, AP for vendors.
        name: The party's id, its name, or a part that only one has.
        period: A period.
    """
    of = subledger(ledger)
    span = await period_named(asking.intacct, period, asking.today)
    named = await party_named(asking.intacct, of, name)
    row, party = named.row, named.row.text("id")
    every = [each for each in await history(asking, of, party) if each.day <= span.end]
    closing: dict[str, Decimal] = defaultdict(Decimal)
    for each in every:
        closing[each.currency] += each.amount
    open_ = await open_items(asking, of, span.end, party)
    checks, retained = _checks(open_, closing), _retained(open_)
    rows = _rows(every, span)
    page = page_of(asking, rows, ("amount",))
    return replace(
        page,
        period=span,
        is_preliminary=await is_preliminary(asking, span.end),
        sign=SIGN,
        checks=checks,
        items=tuple(each.record() for each in every),
        notes=[
            *(f"{name} is {value}, not zero." for name, value in checks.items() if value),
            f"{party} {row.text('name')[:60]}: {_summary(every, span, closing)}.",
            *made_out_in(str(row["document_currency"]) for row in rows),
            *retained,
            *named.notes,
            *page.notes,
            *after_today(span.end, asking.today),
        ],
    )


def _rows(every: list[Movement], span: Period) -> list[Record]:
    """By currency: the opening balance, then each movement with the balance after it."""
    rows: list[Record] = []
    for currency in sorted({each.currency for each in every}):
        own = [each for each in every if each.currency == currency]
        balance = sum((each.amount for each in own if each.day < span.start), ZERO)
        rows.append(_opening(span, currency, balance))
        for each in own:
            if each.day >= span.start:
                balance += each.amount
                rows.append(each.record() | {"balance": balance})
    return rows


def _opening(span: Period, currency: str, balance: Decimal) -> Record:
    about: Record = {"date": span.start, "kind": "opening", "number": "", "due": None}
    amounts: Record = {"document_currency": "", "amount": balance, "balance": balance}
    return about | {"currency": currency} | amounts


def _summary(every: list[Movement], span: Period, closing: dict[str, Decimal]) -> str:
    parts: list[str] = []
    for currency, amount in sorted(closing.items()):
        own = [each for each in every if each.currency == currency]
        opening = sum((each.amount for each in own if each.day < span.start), ZERO)
        added = sum(
            (each.amount for each in own if each.day >= span.start and each.amount > 0), ZERO
        )
        parts.append(
            f"opening {opening}, added {added}, taken off {opening + added - amount}, "
            f"closing {amount} {currency}"
        )
    return "; ".join(parts) or "nothing up to the end of the period"


def _retained(items: list[OpenItem]) -> list[str]:
    """A sentence on what is held back of the documents: owed, and in no row."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        sums[item.currency] += item.retained
    told = [f"{amount} {currency}" for currency, amount in sorted(sums.items()) if amount]
    return [f"Retainage held back, not due and in no row: {', '.join(told)}."] if told else []


def _checks(items: list[OpenItem], closing: dict[str, Decimal]) -> dict[str, Decimal]:
    """The closing balance less the net open items of the last day, by currency."""
    open_: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        open_[item.currency] += item.amount
    currencies = sorted({*open_, *closing})
    several = len(currencies) > 1
    return {
        f"closing - open items {currency}" if several else "closing - open items": (
            closing.get(currency, ZERO) - open_.get(currency, ZERO)
        )
        for currency in currencies
    }
