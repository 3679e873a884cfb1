"""A page of a list, with totals over all that match.

Up to 4,000 matches: one query reads the shown columns of all of them, and the sums and the page are made
here. Above: one page and one aggregate, two transactions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from intacct_books.cells import Record, used_in
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals, totals_by_currency
from intacct_client import Intacct, Query, Row
from intacct_client.query import MOST_ROWS
from intacct_client.rows import columns


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list as the ledger holds it.

    Attributes:
        query: Rows in their final order, without start and size.
        record: A row in the reader's words; it has a `currency`.
        sums: The reader's name of each summed column, and its path.
        currency: The path of the currency that amounts are in.
        shown: What evidence shows of a row: the reader's word and the path.
    """

    query: Query
    record: Callable[[Row], Record]
    sums: dict[str, str]
    currency: str
    shown: dict[str, str] = field(default_factory=lambda: {"id": "id", "name": "name"})

    @property
    def parts(self) -> tuple[Part, ...]:
        """The rows themselves, as the evidence of the sums."""
        return tuple(
            Part(name, self.query, self.shown, path, self.currency)
            for name, path in self.sums.items()
        )


async def read_list(asking: Asking, wanted: ListQuery) -> Found:
    """Read one page of a list and the totals of all of it, as of today."""
    page, intacct = asking.page, asking.intacct
    position = page.position(asking.cursors)
    used: frozenset[str] | None = None
    if position.total > MOST_ROWS:
        shown, total = await _page(intacct, wanted, position.start, page.limit)
        totals = await _aggregate(intacct, wanted)
    else:
        rows = await intacct.query(replace(wanted.query, start=1, size=MOST_ROWS))
        total = rows.total
        records = [wanted.record(row) for row in rows.rows]
        shown = records[position.start - 1 :][: page.limit]
        is_whole = total <= MOST_ROWS
        used = used_in(records) if is_whole else None
        totals = (
            totals_by_currency(records, wanted.sums)
            if is_whole
            else await _aggregate(intacct, wanted)
        )
    return Found(
        read=asking.read,
        rows=shown,
        start=position.start,
        total=total,
        totals=totals,
        cursors=asking.cursors,
        as_of=asking.read.read_on,
        notes=page.notes(position, shown, total),
        parts=wanted.parts,
        used=used,
    )


def page_of(asking: Asking, records: list[Record], amounts: Iterable[str]) -> Found:
    """A page of records that are all at hand, with totals of the amounts over all of them.

    Args:
        asking: The question.
        records: All of them, in order; one without a `currency` is in no total.
        amounts: The columns to total.
    """
    position = asking.page.position(asking.cursors)
    shown = records[position.start - 1 :][: asking.page.limit]
    return Found(
        read=asking.read,
        rows=shown,
        start=position.start,
        total=len(records),
        totals=totals_by_currency((each for each in records if each["currency"]), amounts),
        cursors=asking.cursors,
        notes=asking.page.notes(position, shown, len(records)),
        used=used_in(records),
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
