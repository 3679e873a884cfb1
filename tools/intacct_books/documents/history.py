"""Everything that ever changed what a party owes or is owed, in date order.

Source: REST documents, adjustment lines, advances, payments and their details of one party
(docs/api/statements-of-account.md).
Units:  base currency of the entity; what is owed is positive.

A reversed document or payment stands at its own day, its reversal at its own. Credits move the balance when they
are made, not when they are used. Money is worth what it took off documents; a customer's rest its part of the
payment. One transaction for each of documents, memos, advances, payment details, and customers' payments.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from intacct_books.aging.credits import ADVANCE_STANDING, STANDING, signed
from intacct_books.aging.item import OpenItem, item_from, item_query
from intacct_books.aging.subledgers import Subledger
from intacct_books.documents.money_moved import money_moved
from intacct_books.documents.movement import Movement
from intacct_books.documents.states import UNDONE
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client.filters import among


async def history(asking: Asking, of: Subledger, party: str) -> list[Movement]:
    """All movements of a party within the scope, oldest first."""
    every = [
        *await _documents(asking, of, party),
        *await _memos(asking, of, party),
        *await _advances(asking, of, party),
        *await money_moved(asking, of, party),
    ]
    entities = asking.scope.entities
    wanted = [
        each
        for each in every
        if each.amount and (not entities or asking.scope.is_bound or each.entity in entities)
    ]
    return sorted(wanted, key=lambda each: (each.day, each.amount < 0, each.number))


async def _documents(asking: Asking, of: Subledger, party: str) -> list[Movement]:
    paths = of.document
    states = among("state", (*STANDING, *UNDONE))
    query = item_query(of, paths, "key", (states,), "", party=party)
    movements: list[Movement] = []
    for row in (await asking.intacct.query_all(query)).rows:
        item = item_from(row, of, paths, row.text("key"), "document", row.money(paths.total))
        kind = "reversal" if row.text("state") == "reversal" else of.title
        movements.append(_movement(item, kind, item.amount - item.retained, item.due))
    return movements


async def _memos(asking: Asking, of: Subledger, party: str) -> list[Movement]:
    """Memos by their lines: headers have been seen without totals."""
    paths = of.adjustment
    prefix = paths.prefix
    query = item_query(
        of,
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
        items[key] = item_from(row, of, paths, key, "adjustment", ZERO)
    return [
        _movement(item, "credit memo" if totals[key] < 0 else "debit memo", totals[key])
        for key, item in items.items()
    ]


async def _advances(asking: Asking, of: Subledger, party: str) -> list[Movement]:
    paths = of.advance
    query = item_query(of, paths, "key", (among("state", ADVANCE_STANDING),), "", party=party)
    movements: list[Movement] = []
    for row in (await asking.intacct.query_all(query)).rows:
        item = item_from(row, of, paths, row.text("key"), "advance", -row.money(paths.total))
        # Open advances count from the day that the posting path names.
        movements.append(_movement(item, "advance", item.amount))
    return movements


def _movement(item: OpenItem, kind: str, amount: Decimal, due: date | None = None) -> Movement:
    return Movement(
        item.posting,
        kind,
        item.number,
        due,
        item.currency,
        item.entity,
        amount,
        item.document_currency,
    )
