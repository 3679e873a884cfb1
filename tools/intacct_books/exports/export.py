"""A whole answer, or all lines behind it, as a file.

Source: intacct_books.tracing (docs/api/export-files.md). Units: those of the answer.
Errors: `BadArgument` when there is more than one file takes.
"""

from dataclasses import dataclass
from typing import Literal

from intacct_books.books import Books
from intacct_books.cells import Record
from intacct_books.errors import BadArgument
from intacct_books.exports.csv_text import csv_text
from intacct_books.found import Found, FoundDocument
from intacct_books.money import Totals, sums_by_figure
from intacct_books.questions import Answered
from intacct_books.tracing import Traced

Wanted = Literal["rows", "lines"]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was kept.

    Attributes:
        id: Its id.
        rows: How many rows it has.
        size: Its bytes.
    """

    id: str
    rows: int
    size: int


async def export(books: Books, traced: Traced, wanted: Wanted) -> Exported:
    """Keep the answer's rows, or its lines, as CSV."""
    records, totals = _rows(traced) if wanted == "rows" else _lines(traced)
    about = f"{traced.kept.said.tool}, {wanted}: {covers(traced.now, totals)}"
    text = csv_text(about, records, totals)
    return Exported(await books.exports.keep(text), len(records), len(text.encode()))


def covers(found: Answered, totals: Totals) -> str:
    """What an answer covers and when it was read, in one line."""
    scope = found.read.scope
    days = (
        f"{found.period.start} to {found.period.end}"
        if found.period
        else f"as of {found.as_of}"
        if found.as_of
        else ""
    )
    parts = (
        scope.label,
        scope.coverage,
        scope.book,
        "" if _is_counted(found) else "/".join(currency for currency in totals if currency),
        days,
        f"read {found.read.minute}",
    )
    return ", ".join(part for part in parts if part)


def _lines(traced: Traced) -> tuple[list[Record], Totals]:
    if not traced.is_whole:
        raise BadArgument(
            "There are more lines than one file takes. Ask for fewer accounts or a shorter period."
        )
    totals = traced.lines.totals
    of_all = totals if any(totals.values()) else _by_figure(traced.records)
    return _plain(traced.now, traced.records), of_all


def _by_figure(records: list[Record]) -> Totals:
    """What the lines of each figure add up to, where those of all are not one sum."""
    named = [
        {**each, "figure": f"{each['figure']} amount" if "figure" in each else "amount"}
        for each in records
    ]
    return sums_by_figure(named)


def _rows(traced: Traced) -> tuple[list[Record], Totals]:
    now = traced.now
    if isinstance(now, FoundDocument):
        blocks: list[Record] = [
            {"block": name, **row} for name, rows in now.blocks.items() for row in rows
        ]
        return blocks, now.totals
    if isinstance(now, Found) and len(now.rows) < now.total:
        raise BadArgument(
            f"{now.total} rows are more than one file takes. Narrow the question it came from."
        )
    return _plain(now, now.rows), now.totals


def _plain(now: Answered, records: list[Record]) -> list[Record]:
    """Rows of units have no currency: what stands there is their account, which has a column of its own."""
    if not _is_counted(now):
        return records
    return [{name: cell for name, cell in each.items() if name != "currency"} for each in records]


def _is_counted(found: Answered) -> bool:
    return isinstance(found, Found) and found.is_counted
