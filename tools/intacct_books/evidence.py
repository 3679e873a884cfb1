"""What stands behind a figure: the lines that add up to it.

A figure is a sum. Its parts say which lines make up each of its names, as queries of single lines: a second
path, apart from the aggregates that the figure came from. A handle names the request that gave the figure,
the figure itself and the day; no line and no text of the ledger is kept.
Source: docs/api/query.md. Units: those of the figure.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from intacct_books.money import ZERO, Totals
from intacct_client import Query, Row
from intacct_client.query import select

ROUTE = "REST"  # the API that every figure is read over, and its lines
HANDLE_LENGTH = 8
_NEGATIVE = frozenset({"credit", "decrease"})
Argument = str | int | bool
Request = Mapping[str, Argument]


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one name of a figure.

    Attributes:
        name: The name, as the figure's totals have it.
        query: The lines, unaggregated.
        shown: What a reader sees of each line: the reader's word and the path, in order.
        amount: The path of the amount.
        currency: The path of its currency.
        side: The path that says debit or credit, increase or decrease, where amounts have no sign of their
            own: credits and decreases count negative. Empty where amounts carry their sign.
        is_subtracted: Whether the lines lessen the figure.
        counts: Whether a line counts at all; None where each does.
    """

    name: str
    query: Query
    shown: Mapping[str, str]
    amount: str
    currency: str
    side: str = ""
    is_subtracted: bool = False
    counts: Callable[[Row], bool] | None = None

    def amount_of(self, row: Row) -> Decimal:
        """What a line adds to the figure."""
        if self.counts and not self.counts(row):
            return ZERO
        is_negative = bool(self.side) and row.text(self.side) in _NEGATIVE
        return (
            -row.money(self.amount) if is_negative != self.is_subtracted else row.money(self.amount)
        )


def lines_of(
    name: str,
    object_name: str,
    shown: Mapping[str, str],
    *,
    amount: str,
    currency: str,
    side: str = "",
    is_subtracted: bool = False,
    **options: Any,
) -> Part:
    """The lines of one name of a figure.

    Args:
        name: The name.
        object_name: The object that the lines are records of.
        shown: The reader's word for each column, and its declaration, e.g. `{"date": "day entryDate"}`.
        amount: The path of the amount.
        currency: The path of its currency.
        side: The path that says debit or credit, if any.
        is_subtracted: Whether the lines lessen the figure.
        options: Filters, expression and order, as `select` takes them.
    """
    paths = {word: declared.partition(" ")[2] for word, declared in shown.items()}
    needed = [f"money {amount}", f"text {currency}", *([f"text {side}"] if side else [])]
    declared = list(shown.values())
    known = set(paths.values())
    declared += [each for each in needed if each.partition(" ")[2] not in known]
    query = select(object_name, *declared, **options)
    return Part(name, query, paths, amount, currency, side, is_subtracted)


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked in the caller's own words.

    Attributes:
        tool: The tool that was called; empty where none was.
        arguments: Its arguments as they were given.
    """

    tool: str = ""
    arguments: Request = field(default_factory=dict[str, Argument])


@dataclass(frozen=True, slots=True)
class Kept:
    """What a handle stands for.

    Attributes:
        question: The name of what was asked.
        arguments: What it was asked with, days written out.
        entities: The entities in scope.
        book: The book.
        figure: What was answered, by currency and name.
        read_at: When, in UTC, to the minute.
        said: How the caller asked for it.
    """

    question: str
    arguments: Request
    entities: tuple[str, ...]
    book: str
    figure: Totals
    read_at: str
    said: Said = field(default_factory=Said)

    @property
    def handle(self) -> str:
        """A short name: the same question with the same answer has the same one."""
        text = json.dumps(
            [self.question, dict(self.arguments), self.entities, self.book, as_text(self.figure)]
        )
        return hashlib.sha256(text.encode()).hexdigest()[:HANDLE_LENGTH]


class Shelf(Protocol):
    """Where handles are kept for a day, apart for each connection."""

    async def keep(self, kept: Kept) -> None:
        """Keep what a handle stands for."""
        ...

    async def find(self, handle: str) -> Kept | None:
        """What a handle stands for, unless it is unknown or older than a day."""
        ...


class MemoryShelf:
    """Handles of this process alone."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    async def keep(self, kept: Kept) -> None:
        """Keep what a handle stands for."""
        self._kept[kept.handle] = kept

    async def find(self, handle: str) -> Kept | None:
        """What a handle stands for."""
        return self._kept.get(handle)


def as_text(figure: Totals) -> dict[str, dict[str, str]]:
    """A figure as plain text, for keeping."""
    return {
        currency: {name: str(amount) for name, amount in sums.items()}
        for currency, sums in figure.items()
    }


def as_figure(text: Mapping[str, Mapping[str, str]]) -> Totals:
    """A figure that was kept as text."""
    return {
        currency: {name: Decimal(amount) for name, amount in sums.items()}
        for currency, sums in text.items()
    }
