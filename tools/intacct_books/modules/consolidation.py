"""How current consolidations are.

Source: REST `consolidation/run-status` (docs/api/modules.md).
Units:  rates as Intacct has them.
Errors: `NotFound` for days that are no reporting period.
"""

from dataclasses import replace

from intacct_books.cells import Record
from intacct_books.company.reporting_periods import period_named, reporting_periods
from intacct_books.errors import UNREADABLE, NotFound
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.modules.scoping import of_entities
from intacct_books.periods import Period
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, equal
from intacct_client.query import select

RUN, BOOK = "consolidation/run-status", "consolidation/book"
_STALE = {"failed", "reconsolidationRequired"}


async def consolidation_status(asking: Asking, *, period: str, book: str) -> Found:
    """The runs of consolidations, the latest first; one transaction, two where a book has none.

    Args:
        asking: The question.
        period: A period; empty for all.
        book: A consolidation book's id; empty for all.
    """
    filters: list[Filter] = [*of_entities(asking.scope)]
    span = await period_named(asking.intacct, period, asking.today) if period.strip() else None
    filters += [await _of_period(asking, span)] if span else []
    filters += [equal("book.id", book.strip())] if book.strip() else []
    query = select(
        RUN,
        "text book.id",
        "text entity.id",
        "text? entity.name",
        "text period.id",
        "text status",
        "text? statusMessage",
        "text consolidationDateTime",
        "text? exchangeRate.endingSpotRate",
        "text? exchangeRate.weightedAverageRate",
        filters=tuple(filters),
        order=("-consolidationDateTime",),
    )
    rows = (await asking.intacct.query_all(query)).rows
    if book.strip() and not rows:
        await _refuse_unknown(asking.intacct, book.strip())
    found = page_of(asking, [_run(row) for row in rows], ())
    stale = sorted({str(row["entity"]) for row in map(_run, rows) if row["status"] in _STALE})
    notes = [] if rows else ["No run of a consolidation matches: nothing was consolidated."]
    notes += [f"Not current: {', '.join(stale)}."] if stale else []
    return replace(
        found,
        as_of=None if span else asking.read.read_on,
        period=span,
        notes=[*found.notes, *notes],
    )


async def _refuse_unknown(intacct: Intacct, book: str) -> None:
    """Refuse a consolidation book that the company has not; nothing is said where books may not be read."""
    try:
        rows = await intacct.query_all(select(BOOK, "text id", order=("id",)))
    except UNREADABLE:
        return
    known = [row.text("id") for row in rows.rows]
    if book not in known:
        there = f"There are {', '.join(known[:12])}." if known else "The company has none."
        raise NotFound(f"No consolidation book {book[:40]!r}. {there}")


async def _of_period(asking: Asking, span: Period) -> Filter:
    """Runs are of reporting periods, by name: those with the days that are meant."""
    own = await reporting_periods(asking.intacct)
    names = [name for name, days in own.items() if days == span]
    if not names:
        raise NotFound(
            f"No reporting period runs from {span.start} to {span.end}. Name one by its name."
        )
    return among("period.id", names)


def _run(row: Row) -> Record:
    return {
        "book": row.text("book.id"),
        "entity": f"{row.text('entity.id')} {row.text('entity.name')}".strip(),
        "period": row.text("period.id"),
        "status": row.text("status"),
        "message": row.text("statusMessage"),
        "at": row.text("consolidationDateTime"),
        "ending_rate": row.text("exchangeRate.endingSpotRate"),
        "average_rate": row.text("exchangeRate.weightedAverageRate"),
        "currency": "",
    }
