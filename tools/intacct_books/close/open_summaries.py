"""Summaries that are still open: what can still be added to them, and what they keep out of the ledger.

Source: REST `accounts-receivable/summary`, `accounts-payable/summary` and their documents (docs/api/close.md,
summaries.md).
Units:  base currency.
"""

from dataclasses import dataclass, replace
from datetime import date

from intacct_books.aging.credits import STANDING
from intacct_books.aging.item import item_from
from intacct_books.aging.subledgers import Subledger
from intacct_books.cells import Record
from intacct_books.close.causes import Cause, of_item
from intacct_books.close.places import place
from intacct_books.lists.asking import Asking
from intacct_client.filters import among, at_most
from intacct_client.query import select

MOST_SUMMARIES = 12
HELD = "summary kept out of the ledger"


@dataclass(frozen=True, slots=True)
class OpenSummaries:
    """Open summaries of a subledger up to a day.

    Attributes:
        causes: Documents of those that are kept out of the ledger.
        records: The others, the latest first: documents can still be added to them.
        count: How many the others are.
    """

    causes: list[Cause]
    records: list[Record]
    count: int

    @property
    def notes(self) -> list[str]:
        """What an open summary means."""
        if not self.count:
            return []
        return [
            f"{self.count} summaries up to then are open: documents can still be added to them."
        ]


async def open_summaries(asking: Asking, of: Subledger, day: date) -> OpenSummaries:
    """Open summaries up to a day; one transaction, two where one is kept out of the ledger."""
    app = of.document.object.partition("/")[0]
    query = select(
        f"{app}/summary",
        "text key",
        "text name",
        "day glPostingDate",
        "flag? preventGLPosting",
        "text? entity.id",
        filters=(at_most("glPostingDate", day), among("state", ("open",))),
        order=("-glPostingDate",),
    )
    rows = (await asking.intacct.query_all(query)).rows
    scope = () if asking.scope.is_bound else asking.scope.entities
    rows = [row for row in rows if not scope or row.text("entity.id") in scope]
    held = [row.text("key") for row in rows if row.flag("preventGLPosting")]
    others = [row for row in rows if not row.flag("preventGLPosting")]
    records: list[Record] = [
        {
            "summary": row.text("name"),
            "key": row.text("key"),
            "entity": row.text("entity.id"),
            "posts": row.day("glPostingDate"),
        }
        for row in others[:MOST_SUMMARIES]
    ]
    causes = await _held(asking, of, held, day) if held else []
    return OpenSummaries(causes, records, len(others))


async def _held(asking: Asking, of: Subledger, keys: list[str], day: date) -> list[Cause]:
    paths = replace(of.document, due="", retained="")
    summary = "invoiceSummary" if of.word == "AR" else "billSummary"
    query = select(
        paths.object,
        "text key",
        *of_item(of, paths),
        f"money {paths.total}",
        filters=(
            among(f"{summary}.key", keys),
            among("state", (*STANDING, "reversed", "reversal")),
        ),
    )
    items = [
        item_from(row, of, paths, row.text("key"), "document", row.money(paths.total))
        for row in (await asking.intacct.query_all(query)).rows
    ]
    name = paths.object.partition("/")[2]
    return [
        Cause(
            HELD,
            place(item.entity),
            item.currency,
            f"{name} {item.key}",
            item.number,
            item.posting,
            item.amount,
            "",
        )
        for item in items
        if item.posting <= day
    ]
