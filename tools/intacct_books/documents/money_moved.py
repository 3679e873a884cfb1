"""What payments moved: what they took off documents, what of them stayed on account, and exchange differences.

Source: REST `payment-detail` and, for customers, `accounts-receivable/payment`
(docs/api/statements-of-account.md).
Units:  base currency of the entity; payments are negative.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from intacct_books.aging.applied import OVERPAYMENT_USED
from intacct_books.aging.credits import in_base
from intacct_books.aging.subledgers import Subledger
from intacct_books.documents.movement import Movement
from intacct_books.documents.states import PAYMENT_MADE, PAYMENT_UNDONE
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Row
from intacct_client.filters import among, equal
from intacct_client.query import select

_USED_IN_BASE = "baseCurrency.postedOverPaymentAmount"


@dataclass(slots=True)
class _Paid:
    """What the details of a payment took off documents."""

    row: Row
    base: Decimal = ZERO
    money: Decimal = ZERO  # in the payment's own currency, without credits


@dataclass(slots=True)
class _Details:
    """The details of a party: by payment, and by the overpayment that they used."""

    paid: dict[str, _Paid] = field(default_factory=dict[str, _Paid])
    uses: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list[Row]))


async def money_moved(asking: Asking, of: Subledger, party: str) -> list[Movement]:
    """Payments of a party, and what customers paid beyond their documents."""
    details = await _details(asking, of, party)
    movements = [
        _movement(each.row, of, "payment reversed" if each.base < 0 else "payment", -each.base)
        for each in details.paid.values()
    ]
    if of.overpayment is None:
        return movements
    query = select(
        of.payments,
        "text key",
        "text documentNumber",
        f"day {of.paid_on}",
        "text? entity.id",
        "text? baseCurrency.currency",
        "text? txnCurrency.currency",
        "money baseCurrency.totalAmount",
        "money txnCurrency.totalAmount",
        filters=(
            equal(f"{of.party}.id", party),
            among("state", (*PAYMENT_MADE, *PAYMENT_UNDONE)),
        ),
    )
    for row in (await asking.intacct.query_all(query)).rows:
        movements.extend(_on_account(row, of, details))
    return movements


async def _details(asking: Asking, of: Subledger, party: str) -> _Details:
    paid = of.applications
    money = [name for name in paid.amounts if name in {"paymentAmount", "discountAmount"}]
    has_rest = bool(paid.overpayment)
    query = select(
        paid.object,
        "day paymentDate",
        f"text {paid.is_posted}",
        f"text {of.payment}.key",
        f"text? {of.payment}.documentNumber",
        f"text? {of.payment}.entity.id",
        f"text? {of.payment}.baseCurrency.currency",
        f"text? {of.payment}.txnCurrency.currency",
        *(f"money? baseCurrency.{name}" for name in money),
        "money? txnCurrency.paymentAmount",
        *((f"text {paid.overpayment}.key", f"money? {OVERPAYMENT_USED}") if has_rest else ()),
        *((f"money? {_USED_IN_BASE}",) if has_rest else ()),
        filters=tuple(
            equal(f"{name}.{of.party}.id", party) for name in (paid.document, paid.debit_memo)
        ),
        expression="1 or 2",
        order=("paymentDate",),
    )
    found = _Details()
    for row in (await asking.intacct.query_all(query)).rows:
        if row.text(paid.is_posted) == "draft":
            continue
        each = found.paid.setdefault(row.text(f"{of.payment}.key"), _Paid(row))
        each.base += sum((row.money(f"baseCurrency.{name}") for name in money), ZERO)
        each.money += row.money("txnCurrency.paymentAmount")
        if has_rest and row.text(f"{paid.overpayment}.key"):
            found.uses[row.text(f"{paid.overpayment}.key")].append(row)
    return found


def _on_account(row: Row, of: Subledger, details: _Details) -> list[Movement]:
    """What is left of a payment, and what its later use was worth more or less than then."""
    key = row.text("key")
    whole, base = row.money("txnCurrency.totalAmount"), row.money("baseCurrency.totalAmount")
    known = details.paid.get(key)
    rest = whole - (known.money if known else ZERO)
    if not rest:
        return []
    movements = [
        Movement(
            row.day(of.paid_on) or date.min,
            "on account",
            row.text("documentNumber"),
            None,
            row.text("baseCurrency.currency"),
            row.text("entity.id"),
            -in_base(rest, whole, base),
            _other_currency(row, ""),
        )
    ]
    for use in details.uses.get(key, []):
        left = rest - use.money(OVERPAYMENT_USED)
        worth = in_base(rest, whole, base) - in_base(left, whole, base)
        difference = worth - use.money(_USED_IN_BASE)
        movements.append(_movement(use, of, "exchange difference", difference))
        rest = left
    return movements


def _movement(row: Row, of: Subledger, kind: str, amount: Decimal) -> Movement:
    return Movement(
        row.day("paymentDate") or date.min,
        kind,
        row.text(f"{of.payment}.documentNumber"),
        None,
        row.text(f"{of.payment}.baseCurrency.currency"),
        row.text(f"{of.payment}.entity.id"),
        amount,
        _other_currency(row, f"{of.payment}."),
    )


def _other_currency(row: Row, prefix: str) -> str:
    """The payment's own currency, where that is not the base currency."""
    own = row.text(f"{prefix}txnCurrency.currency")
    return own if own != row.text(f"{prefix}baseCurrency.currency") else ""
