"""What the one payment that was asked for was applied to.

Source: REST `payment-detail` of both subledgers (docs/api/payments.md).
Units:  the payment's own currency.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from intacct_books.aging.subledgers import Subledger
from intacct_books.cells import Record
from intacct_books.documents.applications import applied_record, details_of
from intacct_books.documents.states import PAYMENT_UNDONE, PAYMENT_WAITING
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_books.unread import Unread
from intacct_client import Row

MOST_APPLIED = 100


def only_payment(rows: list[Row], total: int, search: str) -> Row | None:
    """The only one that matches, or the only one whose number is just what was searched for."""
    if total == 1 and len(rows) == 1:
        return rows[0]
    number = search.strip().casefold()
    exact = [row for row in rows if number and row.text("documentNumber").casefold() == number]
    return exact[0] if len(exact) == 1 else None


async def with_applied(
    asking: Asking, of: Subledger, found: Found, key: str, payment: Record
) -> Found:
    """The list with what one payment of it was applied to; one transaction.

    Args:
        asking: The question.
        of: The side of the business.
        found: The list.
        key: The payment's key.
        payment: The payment as the list shows it.
    """
    unread = Unread()
    reading = details_of(asking.intacct, of, key)
    details = await unread.unless_denied("what the payment was applied to", reading, [])
    if unread.names:
        return replace(found, notes=[*found.notes, *unread.notes])
    rows = [applied_record(row, of, key) for row in details]
    checks = _checks(payment, rows)
    links = (
        row.text(f"{of.payment}.webURL") for row in details if row.text(f"{of.payment}.key") == key
    )
    return replace(
        found,
        blocks={**found.blocks, "applied": rows[:MOST_APPLIED]},
        checks={**found.checks, **checks},
        link=next(links, ""),
        notes=[
            *(f"{name} is {value}, not zero." for name, value in checks.items() if value),
            *_told(payment, rows, is_one_of=found.total > 1),
            *found.notes,
        ],
    )


def _checks(payment: Record, rows: list[Record]) -> dict[str, Decimal]:
    """The payment's amount less its money on documents, less its rest; nothing is left of an undone one."""
    if payment["state"] in PAYMENT_UNDONE:
        return {}
    applied, rest = _sum(rows, "amount"), _amount(payment["unapplied"])
    name = "amount - applied - unapplied" if rest else "amount - applied"
    return {name: _amount(payment["amount"]) - applied - rest}


def _told(payment: Record, rows: list[Record], *, is_one_of: bool) -> list[str]:
    """Which payment it is where several match, what is not posted, and what is not shown."""
    number, currency = str(payment["number"])[:40], payment["currency"]
    notes = [f"applied is of {number} alone."] if is_one_of and rows else []
    if not rows:
        notes.append(f"{number} is applied to nothing.")
    elif payment["state"] in PAYMENT_WAITING:
        notes.append(f"{number} is {payment['state']}: applied is what it is to pay.")
    rest = rows[MOST_APPLIED:]
    if rest:
        credit = _sum(rest, "credit")
        beside = f" and {credit} of credits" if credit else ""
        others = f"the others come to {_sum(rest, 'amount')} {currency}{beside}"
        notes.append(f"applied shows {MOST_APPLIED} of {len(rows)}; {others}.")
    return notes


def _sum(rows: Iterable[Record], name: str) -> Decimal:
    return sum((_amount(row[name]) for row in rows), ZERO)


def _amount(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
