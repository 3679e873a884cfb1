"""Everything that ever changed what a party owes or is owed, in date order.

Source: REST documents, adjustment lines, advances, payments and their details of one party
(docs/api/statements-of-account.md).
Units:  base currency of the entity; what is owed is positive.

A reversed document or payment stands at its own day, its reversal at its own. Credits move the balance when they
are made, not when they are used. Money is worth what it took off documents; a customer's rest its part of the
payment. One transaction for each of documents, memos, advances, payment details, and customers' payments.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, getcontext

from intacct_books.aging.credits import ADVANCE_STANDING, STANDING, signed
from intacct_books.aging.item import OpenItem, item_from, item_query
from intacct_books.cells import Record
from intacct_books.documents.sides import Side
from intacct_books.documents.states import PAYMENT_MADE, PAYMENT_UNDONE, UNDONE
from intacct_books.lists.asking import Asking
from intacct_books.money import CENT, ZERO
from intacct_client import Row
from intacct_client.filters import among, equal
from intacct_client.query import select


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that changed what is owed.

    Attributes:
        day: When it counts from: its posting day.
        kind: What it is.
        number: Its number.
        due: When it is due; None where that makes no sense.
        currency: The base currency.
        entity: The entity's id.
        amount: What it adds; credits and payments are negative.
    """

    day: date
    kind: str
    number: str
    due: date | None
    currency: str
    entity: str
    amount: Decimal

    def record(self) -> Record:
        """For a reader."""
        return {
            "date": self.day,
            "kind": self.kind,
            "number": self.number,
            "due": self.due,
            "currency": self.currency,
            "amount": self.amount,
        }


async def history(asking: Asking, of: Side, party: str) -> list[Movement]:
    """All movements of a party within the scope, oldest first."""
    every = [
        *await _documents(asking, of, party),
        *await _memos(asking, of, party),
        *await _advances(asking, of, party),
        *await _payments(asking, of, party),
    ]
    entities = asking.scope.entities
    wanted = [
        each
        for each in every
        if each.amount and (not entities or asking.scope.is_bound or each.entity in entities)
    ]
    return sorted(wanted, key=lambda each: (each.day, each.amount < 0, each.number))


async def _documents(asking: Asking, of: Side, party: str) -> list[Movement]:
    paths = of.of.document
    states = among("state", (*STANDING, *UNDONE))
    query = item_query(of.of, paths, "key", (states,), "", party=party)
    movements: list[Movement] = []
    for row in (await asking.intacct.query_all(query)).rows:
        item = item_from(row, of.of, paths, row.text("key"), "document", row.money(paths.total))
        kind = "reversal" if row.text("state") == "reversal" else of.title
        movements.append(_movement(item, kind, item.amount - item.retained, item.due))
    return movements


async def _memos(asking: Asking, of: Side, party: str) -> list[Movement]:
    """Memos by their lines: headers have been seen without totals."""
    paths = of.of.adjustment
    prefix = paths.prefix
    query = item_query(
        of.of,
        paths,
        f"{prefix}key",
        (among(f"{prefix}state", STANDING),),
        "",
        f"money {paths.total}",
        "text? adjustmentType",
        party=party,
    )
    totals: dict[str, Decimal] = defaultdict(Decimal)
    items: dict[str, OpenItem] = {}
    for row in (await asking.intacct.query_all(query)).rows:
        key = row.text(f"{prefix}key")
        totals[key] += signed(row.money(paths.total), row.text("adjustmentType"))
        items[key] = item_from(row, of.of, paths, key, "adjustment", ZERO)
    return [
        _movement(item, "credit memo" if totals[key] < 0 else "debit memo", totals[key])
        for key, item in items.items()
    ]


async def _advances(asking: Asking, of: Side, party: str) -> list[Movement]:
    paths = of.of.advance
    query = item_query(of.of, paths, "key", (among("state", ADVANCE_STANDING),), "", party=party)
    movements: list[Movement] = []
    for row in (await asking.intacct.query_all(query)).rows:
        item = item_from(row, of.of, paths, row.text("key"), "advance", -row.money(paths.total))
        # Open advances count from the day that the posting path names.
        movements.append(_movement(item, "advance", item.amount))
    return movements


def _movement(item: OpenItem, kind: str, amount: Decimal, due: date | None = None) -> Movement:
    return Movement(item.posting, kind, item.number, due, item.currency, item.entity, amount)


@dataclass(slots=True)
class _Paid:
    """What a payment's details took off, in base and in its own currency."""

    row: Row
    base: Decimal = ZERO
    money: Decimal = ZERO


async def _payments(asking: Asking, of: Side, party: str) -> list[Movement]:
    """Payments by their details, and what customers paid beyond those."""
    paid = await _details(asking, of, party)
    movements = [_of_details(each, of) for each in paid.values()]
    if of.of.overpayment is None:
        return movements
    query = select(
        of.payments,
        "text key",
        "text state",
        "text documentNumber",
        f"day {of.paid_on}",
        "text? entity.id",
        "text baseCurrency.currency",
        "money baseCurrency.totalAmount",
        "money txnCurrency.totalAmount",
        filters=(
            equal(f"{of.of.party}.id", party),
            among("state", (*PAYMENT_MADE, *PAYMENT_UNDONE)),
        ),
    )
    for row in (await asking.intacct.query_all(query)).rows:
        known = paid.get(row.text("key"))
        rest = _rest(row, known.money if known else ZERO)
        if rest:
            movements.append(
                Movement(
                    row.day(of.paid_on) or date.min,
                    "on account",
                    row.text("documentNumber"),
                    None,
                    row.text("baseCurrency.currency"),
                    row.text("entity.id"),
                    -rest,
                )
            )
    return movements


async def _details(asking: Asking, of: Side, party: str) -> dict[str, _Paid]:
    """What each payment took off documents and debit memos, by the payment's key."""
    paid = of.of.applications
    money = [name for name in paid.amounts if name in {"paymentAmount", "discountAmount"}]
    query = select(
        paid.object,
        "day paymentDate",
        f"text {paid.is_posted}",
        f"text {of.payment}.key",
        f"text? {of.payment}.documentNumber",
        f"text? {of.payment}.state",
        f"text? {of.payment}.entity.id",
        f"text? {of.payment}.baseCurrency.currency",
        *(f"money? baseCurrency.{name}" for name in money),
        "money? txnCurrency.paymentAmount",
        filters=tuple(
            equal(f"{name}.{of.of.party}.id", party) for name in (paid.document, paid.debit_memo)
        ),
        expression="1 or 2",
        order=("paymentDate",),
    )
    found: dict[str, _Paid] = {}
    for row in (await asking.intacct.query_all(query)).rows:
        if row.text(paid.is_posted) == "draft":
            continue
        each = found.setdefault(row.text(f"{of.payment}.key"), _Paid(row))
        each.base += sum((row.money(f"baseCurrency.{name}") for name in money), ZERO)
        each.money += row.money("txnCurrency.paymentAmount")
    return found


def _of_details(paid: _Paid, of: Side) -> Movement:
    row = paid.row
    is_back = paid.base < 0
    return Movement(
        row.day("paymentDate") or date.min,
        "payment reversed" if is_back else "payment",
        row.text(f"{of.payment}.documentNumber"),
        None,
        row.text(f"{of.payment}.baseCurrency.currency"),
        row.text(f"{of.payment}.entity.id"),
        -paid.base,
    )


def _rest(row: Row, used: Decimal) -> Decimal:
    """What a payment is beyond what it paid, in base currency at its own rate."""
    whole, base = row.money("txnCurrency.totalAmount"), row.money("baseCurrency.totalAmount")
    rest = whole - used
    if not rest or whole == base or not whole:
        return rest
    return getcontext().divide(rest * base, whole).quantize(CENT)
