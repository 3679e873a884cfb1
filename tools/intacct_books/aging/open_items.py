"""Everything that is open at a day: documents, credits that were not used yet, and what is held back.

Source: REST documents, adjustments, advances, payments and their details (docs/api/aging.md).
Units:  base currency of the entity; what is owed is positive, credits are negative.

Amounts due are of now. For an earlier day they are rolled back: what was applied after it is added again, what
came after it is left out, a pair that was reversed after it still stands. One transaction a kind of item, one
more for what was applied since.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.applied import Applied, applied_since
from intacct_books.aging.credits import STANDING, adjustments, advances, overpayments
from intacct_books.aging.item import OpenItem, item_from, item_query
from intacct_books.aging.subledgers import Subledger
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Filter
from intacct_client.filters import among, unequal

_REVERSED_PAIR = ("reversed", "reversal")


async def open_items(asking: Asking, of: Subledger, day: date, party: str = "") -> list[OpenItem]:
    """What is open at the end of a day; five reads at most today, six at an earlier day.

    Args:
        asking: The question's company and scope.
        of: The subledger.
        day: The day.
        party: The id of the one party it is asked of; empty for all.
    """
    is_past = day < asking.read.read_on
    since = await applied_since(asking, of, day, party) if is_past else Applied()
    items = [
        *await _documents(asking, of, day, since, party),
        *await adjustments(asking, of, day, since, party),
        *await advances(asking, of, day, since, party, is_past=is_past),
        *await overpayments(asking, of, day, since, party),
    ]
    entities = asking.scope.entities
    return [
        item
        for item in items
        if (item.amount or item.retained)
        and (not entities or asking.scope.is_bound or item.entity in entities)
    ]


async def _documents(
    asking: Asking, of: Subledger, day: date, since: Applied, party: str
) -> list[OpenItem]:
    """Documents posted by the day of which something is open then."""
    paths = of.document
    filters: tuple[Filter, ...] = (
        among("state", STANDING),
        unequal(paths.left, Decimal(0)),
        unequal(paths.retained, Decimal(0)),
        among("state", _REVERSED_PAIR),
    )
    # Not by day: where a document was never posted in a summary, only its own date is known.
    query = item_query(of, paths, "key", filters, "(1 and (2 or 3)) or 4", party=party)
    rows = (await asking.intacct.query_all(query)).rows
    read = [
        (row, item_from(row, of, paths, row.text("key"), "document", row.money(paths.left)))
        for row in rows
    ]
    undone = {
        (item.party_id, item.number): item.posting
        for row, item in read
        if row.text("state") == "reversal"
    }
    items: dict[str, OpenItem] = {}
    for row, item in read:
        state = row.text("state")
        if state == "reversal" or item.posting > day:
            continue
        if state == "reversed":
            if undone.get((item.party_id, item.number), date.min) <= day:
                continue
            items[item.key] = replace(item, amount=row.money(paths.total) - item.retained)
        else:
            items[item.key] = item
    for key, item in since.documents.items():
        if key not in items and item.posting <= day:
            items[key] = item
    return [
        replace(item, amount=item.amount + since.to_documents.get(key, ZERO))
        for key, item in items.items()
    ]
