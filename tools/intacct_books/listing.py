"""A page of a list, with totals over all that match.

Up to 4,000 matches: one query reads the shown columns of all of them, and the sums and the page are made
here. Above: one page and one aggregate, two transactions.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from intacct_books.cells import Record
from intacct_books.cursor import Cursors, Position
from intacct_books.errors import BadArgument
from intacct_books.found import Found, Read
from intacct_books.money import ZERO, Totals, totals_by_currency
from intacct_client import Intacct, Query, Row
from intacct_client.query import MOST_ROWS
from intacct_client.rows import columns


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted: at most `limit` rows, after the cursor of an earlier answer."""

    limit: int
    after: str = ""

    def position(self, cursors: Cursors) -> Position:
        """Where the page starts; the beginning without a cursor."""
        return cursors.read(self.after) if self.after else Position(1, 0)

    def notes(self, position: Position, shown: list[Record], total: int) -> list[str]:
        """What a reader must know who came with a cursor: the list is not what it was."""
        if not self.after:
            return []
        if not shown:
            raise BadArgument(
                "The list has become shorter than where this cursor starts. Call again without after."
            )
        if position.total == total:
            return []
        return [f"The list changed since the page before: {position.total} then, {total} now."]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list as the ledger holds it.

    Attributes:
        query: Rows in their final order, without start and size.
        record: A row in the reader's words; it has a `currency`.
        sums: The reader's name of each summed column, and its path.
        currency: The path of the currency that amounts are in.
    """

    query: Query
    record: Callable[[Row], Record]
    sums: dict[str, str]
    currency: str


async def read_list(
    intacct: Intacct, wanted: ListQuery, page: Page, cursors: Cursors, read: Read
) -> Found:
    """Read one page of a list and the totals of all of it, as of today."""
    position = page.position(cursors)
    if position.total > MOST_ROWS:
        shown, total = await _page(intacct, wanted, position.start, page.limit)
        totals = await _aggregate(intacct, wanted)
    else:
        rows = await intacct.query(replace(wanted.query, start=1, size=MOST_ROWS))
        total = rows.total
        records = [wanted.record(row) for row in rows.rows]
        shown = records[position.start - 1 :][: page.limit]
        is_whole = total <= MOST_ROWS
        totals = (
            totals_by_currency(records, wanted.sums)
            if is_whole
            else await _aggregate(intacct, wanted)
        )
    return Found(
        read=read,
        rows=shown,
        start=position.start,
        total=total,
        totals=totals,
        cursors=cursors,
        as_of=read.read_on,
        notes=page.notes(position, shown, total),
    )


async def _page(
    intacct: Intacct, wanted: ListQuery, start: int, limit: int
) -> tuple[list[Record], int]:
    rows = await intacct.query(replace(wanted.query, start=start, size=limit))
    return [wanted.record(row) for row in rows.rows], rows.total


async def _aggregate(intacct: Intacct, wanted: ListQuery) -> Totals:
    query = replace(
        wanted.query,
        columns=columns(
            f"text {wanted.currency}", *(f"money sum:{path}" for path in wanted.sums.values())
        ),
        order=(),
        start=1,
        size=MOST_ROWS,
    )
    rows = await intacct.query_all(query)
    return {
        row.text(wanted.currency): {
            name: row.money(f"sum:{path}") + ZERO for name, path in wanted.sums.items()
        }
        for row in rows.rows
    }
