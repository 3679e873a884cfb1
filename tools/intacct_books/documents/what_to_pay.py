"""What a payment run has to know of open bills: holds, discounts, credits to use first, bank details that changed.

Source: REST `accounts-payable/bill`, `term`, `adjustment-line`, `advance` (docs/api/bills.md).
Units:  the bill's own currency; credits in the entity's base currency.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.applied import Applied
from intacct_books.aging.credits import adjustments, advances
from intacct_books.aging.subledgers import AP
from intacct_books.cells import Record
from intacct_books.company.terms import Discount, discounts
from intacct_books.documents.bank_changes import bank_changes
from intacct_books.documents.holds import holds
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Row

MOST_NAMED = 6  # vendors with credits that a note names


async def to_pay(
    asking: Asking, found: Found, rows: list[Row], notes: list[str], *, is_run: bool
) -> Found:
    """Notes on holds, discounts, unused credits and changed bank details of open bills.

    Args:
        asking: The question.
        found: The page of bills.
        rows: The bills that were read: all of them, or the page.
        notes: What is said already.
        is_run: Whether it is a payment run: credits and bank details of the same vendors are looked up; three
            transactions.
    """
    sentences = [*notes, *([] if is_run else _holds(rows))]
    if found.has("discount"):
        sentences.append("discount is what the term grants until discount_until, not taken yet.")
    if is_run and rows:
        vendors = {row.text("vendor.key"): _named(row) for row in rows}
        sentences.extend(await bank_changes(asking, vendors))
        sentences.extend(await _credits(asking, {row.text("vendor.id") for row in rows}))
    return replace(found, notes=[*sentences, *found.notes])


async def with_discounts(
    asking: Asking, record: Callable[[Row], Record]
) -> Callable[[Row], Record]:
    """The same record of a bill with the discount that is still to be had; terms are remembered.

    Args:
        asking: The question.
        record: A bill in the reader's words, with its `term`.
    """
    granted, today = await discounts(asking.intacct), asking.read.read_on
    return lambda row: _with_discount(record(row), granted, today)


def _with_discount(record: Record, granted: dict[str, Discount], today: date) -> Record:
    until, total, due = record["discount_until"], record["total"], record["due"]
    discount = granted.get(str(record["term"]))
    is_open = isinstance(until, date) and until >= today
    if not (discount and is_open and isinstance(total, Decimal) and isinstance(due, Decimal)):
        return record | {"discount_until": None}
    pay_by = record["pay_by"] if record["pay_by"] != until else None
    return record | {"discount": min(discount.of(total), due) or None, "pay_by": pay_by}


def _named(row: Row) -> str:
    return f"{row.text('vendor.id')} {row.text('vendor.name')[:50]}"


def _holds(rows: Iterable[Row]) -> list[str]:
    """A sentence on what is on hold among the bills that were read."""
    held: dict[str, Decimal] = defaultdict(Decimal)
    count = 0
    for row in rows:
        if holds(row):
            held[row.text("currency.txnCurrency")] += row.money("totalTxnAmountDue")
            count += 1
    if not count:
        return []
    amounts = ", ".join(f"{amount + ZERO} {currency}" for currency, amount in sorted(held.items()))
    return [f"On hold, but in totals: {count} ({amounts})."]


async def _credits(asking: Asking, vendors: set[str]) -> list[str]:
    """A sentence on the credits of these vendors that are not used yet."""
    today = asking.read.read_on
    entities = asking.scope.entities
    items = [
        *await adjustments(asking, AP, today, Applied()),
        *await advances(asking, AP, today, Applied(), is_past=False),
    ]
    unused: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for item in items:
        is_in_scope = not entities or asking.scope.is_bound or item.entity in entities
        if item.is_credit and item.party_id in vendors and is_in_scope:
            unused[item.party_id, item.party_name, item.currency] -= item.amount
    if not unused:
        return []
    largest = sorted(unused.items(), key=lambda each: (-each[1], each[0]))
    named = [
        f"{id_} {name[:40]} {amount} {currency}"
        for (id_, name, currency), amount in largest[:MOST_NAMED]
    ]
    more = [f"{len(largest) - MOST_NAMED} more"] if len(largest) > MOST_NAMED else []
    return [f"Unapplied credits of these vendors: {', '.join([*named, *more])}."]
