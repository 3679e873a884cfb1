"""From a figure back to the lines behind it.

A handle names a question and what it was answered. The question is put again, its lines are read one by
one and added up: a second path, apart from the aggregates. Both figures are shown, and what was said then.
Source: docs/api/query.md. Units: those of the figure; debits positive, but for lines that name their figure.
Errors: `NotFound` for a handle that is unknown or older than a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.books import Books
from intacct_books.cells import Record
from intacct_books.errors import NotFound
from intacct_books.evidence import Kept, Part
from intacct_books.found import Found, FoundStatement
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.lists.page import Page
from intacct_books.money import ZERO, Totals, sums_by_figure, totals_by_currency
from intacct_books.questions import QUESTIONS, Answered
from intacct_books.records.conditions_told import request_told
from intacct_client import Intacct, Query, Row
from intacct_client.query import MOST_ROWS

MOST_PAGES = 12  # of 4,000 lines each: one call never asks Intacct for more
MOST_PAGES_OF_ROWS = 4  # and as many rows of the answer, besides the first page of them
_MOVEMENT = {"debit", "credit", "debits", "credits", "year_end"}  # which are one sum
_NOT_SHOWN = ("opening", "closing")  # where there are lines of a period itself, those are shown


@dataclass(frozen=True, slots=True)
class Traced:
    """A figure and its lines.

    Attributes:
        kept: What was asked, and what was answered then.
        now: The answer to the same question now.
        lines: A page of the lines.
        added: What all lines add up to, under the figure's names.
        requests: What was read for them, and under which conditions.
        records: All lines; where they are of several figures, such as two periods, each says of which.
        is_whole: Whether all lines were read.
    """

    kept: Kept
    now: Answered
    lines: Found
    added: Totals
    requests: tuple[str, ...]
    records: list[Record]
    is_whole: bool


async def trace(books: Books, handle: str, page: Page, *, with_rows: bool = False) -> Traced:
    """The lines behind the figure of a handle, added up again.

    Args:
        books: The books.
        handle: The handle.
        page: Which lines are wanted.
        with_rows: Whether the answer itself is wanted with all its rows.
    """
    kept = await books.shelf.find(handle.strip())
    if kept is None:
        raise NotFound(
            f"No evidence {handle[:20]!r}. A handle is good for a day: repeat the question it came from."
        )
    entity = "" if books.scope.is_bound else ",".join(kept.entities)
    scoped = await books.within(entity=entity, book=kept.book)
    asking = scoped.asking("trace", page, handle.strip())
    now = await _again(asking, kept, with_rows=with_rows)
    asked = asking.intacct.spent.asked
    of_figure = len(asked)
    read = await _gathered(asking.intacct, now)
    # Where a figure was found from single lines, those were read with it.
    requests = _told(asked if _items(now) else list(asked)[of_figure:])
    # Amounts of different figures, such as two periods, are not one sum: `added` has each.
    summed = () if read.has_several else ("amount",)
    paged = page_of(asking, read.records, summed)
    lines = replace(
        paged,
        totals=paged.totals if summed or len(paged.totals) == 1 else {},
        as_of=now.as_of,
        period=now.period,
        is_counted=isinstance(now, Found) and now.is_counted,
        checks=_differences(now.figure, read.sums) if read.is_whole else {},
    )
    if not now.figure:
        lines.notes.append("This list is no figure: export=rows has all its rows.")
    if _items(now) and now.parts:
        names = ", ".join(dict.fromkeys(part.name for part in now.parts))
        lines.notes.append(f"The lines of {names} are added up as well, and not shown.")
    if not read.is_whole:
        lines.notes.append(
            f"More than {MOST_PAGES * MOST_ROWS} lines: not all were read, and sums are of those that were. "
            "Ask for fewer accounts or a shorter period."
        )
    return Traced(kept, now, lines, read.sums, requests, read.records, read.is_whole)


async def _again(asking: Asking, kept: Kept, *, with_rows: bool) -> Answered:
    """The answer now; with all rows, as far as a few pages go."""
    question = QUESTIONS[kept.question]
    now: Answered = await question(
        replace(asking, page=Page(MOST_ROWS if with_rows else 1)), **kept.arguments
    )
    left = MOST_PAGES_OF_ROWS
    while with_rows and isinstance(now, Found) and now.next and left:
        following: Found = await question(
            replace(asking, page=Page(MOST_ROWS, now.next)), **kept.arguments
        )
        now = replace(now, rows=[*now.rows, *following.rows])
        left -= 1
    return now


def _told(queries: Iterable[Query]) -> tuple[str, ...]:
    """The requests for single lines, each once; sums are what they are held against."""
    return tuple(dict.fromkeys(request_told(each) for each in queries if not each.is_grouped))


@dataclass(slots=True)
class _Lines:
    """Lines as they are read: the records to show and the sums."""

    sums: Totals
    records: list[Record]
    is_whole: bool = True
    has_several: bool = False

    def add(self, part: Part, row: Row, names: list[str]) -> None:
        """Take up a line; the other names of its object begin at zero."""
        sums = self.sums.setdefault(row.text(part.currency), {})
        for name in names:
            sums.setdefault(name, ZERO)
        sums[part.name] += part.amount_of(row)


def _known(items: tuple[Record, ...], totals: Totals) -> _Lines:
    """Lines that were read one by one to find the figure."""
    if "figure" in items[0]:
        return _Lines(sums_by_figure(items), list(items), has_several=True)
    names = [name for sums in totals.values() for name in sums if name in items[0]]
    name = names[0]
    sums = totals_by_currency(items, [name])
    records = [
        {word: value for word, value in item.items() if word != name} | {"amount": item[name]}
        for item in items
    ]
    return _Lines(sums, records)


def _items(now: Answered) -> tuple[Record, ...]:
    """The lines that a figure was found from, if it was."""
    return () if isinstance(now, FoundStatement) else now.items


async def _gathered(intacct: Intacct, now: Answered) -> _Lines:
    """The lines of a figure: those it was found from, with the sums of those that stand beside them."""
    items = _items(now)
    if not items:
        return await _read(intacct, now.parts)
    known = _known(items, now.totals)
    if not now.parts:
        return known
    read = await _read(intacct, now.parts)
    sums = {
        currency: known.sums.get(currency, {}) | read.sums.get(currency, {})
        for currency in sorted({*known.sums, *read.sums})
    }
    return replace(known, sums=sums, is_whole=read.is_whole)


async def _read(intacct: Intacct, parts: tuple[Part, ...]) -> _Lines:
    """All lines of all parts, page by page, up to a limit."""
    names = list(dict.fromkeys(part.name for part in parts))
    movement = set(names) - set(_NOT_SHOWN) or set(names)
    lines = _Lines({}, [])
    left = MOST_PAGES
    words = list(dict.fromkeys(word for part in parts for word in part.shown))
    grouped = [
        (same, next((part for part in same if part.name in movement), None))
        for same in _by_query(parts)
    ]
    named = {shown.name for _, shown in grouped if shown}
    is_named = len(named) > 1 and not named <= _MOVEMENT
    lines.has_several = is_named or len({part.query.object for part in parts}) > 1
    for same, shown in grouped:
        start: int | None = 1
        while start is not None and left:
            rows = await intacct.query(replace(same[0].query, start=start, size=MOST_ROWS))
            for row in rows.rows:
                for part in same:
                    lines.add(part, row, _beside(part, parts))
                if shown:
                    lines.records.append(_record(shown, row, words, is_named=is_named))
            start, left = rows.next, left - 1
        lines.is_whole = lines.is_whole and start is None
    lines.sums = dict(sorted(lines.sums.items()))
    return lines


def _beside(part: Part, parts: tuple[Part, ...]) -> list[str]:
    """The names that lines of the same object add up to."""
    return list(
        dict.fromkeys(each.name for each in parts if each.query.object == part.query.object)
    )


def _by_query(parts: tuple[Part, ...]) -> list[list[Part]]:
    """The parts, those of the same lines together: they are read once."""
    grouped: list[list[Part]] = []
    for part in parts:
        same = next((each for each in grouped if each[0].query == part.query), None)
        if same is None:
            grouped.append([part])
        else:
            same.append(part)
    return grouped


def _record(part: Part, row: Row, words: list[str], *, is_named: bool) -> Record:
    """A line; parts of other objects have other words, and all rows have all of them.

    Debits are positive, but where the figure is named: there the amount is what the line adds to it.
    """
    added = part.amount_of(row)
    shown: Record = {word: row[part.shown[word]] if word in part.shown else None for word in words}
    amount: Record = {
        "currency": row.text(part.currency),
        "amount": -added if part.is_subtracted and not is_named else added,
    }
    return {"figure": part.name} | shown | amount if is_named else shown | amount


def _differences(figure: Totals, lines: Totals) -> dict[str, Decimal]:
    """What the lines add up to, less the figure, by name and currency. No line at all stands for zero."""
    names = {name for sums in (lines or figure).values() for name in sums}
    several = len({*figure, *lines}) > 1
    return {
        f"{name} {currency}" if several else name: lines.get(currency, {}).get(name, ZERO)
        - figure.get(currency, {}).get(name, ZERO)
        for currency in sorted({*figure, *lines})
        for name in sorted(names)
        if name in figure.get(currency, {name: ZERO})
    }
