"""What of a record is shown: text cut to a length, money with its cents, ISO days."""

from datetime import date
from decimal import Decimal

from intacct_books import Cell
from intacct_books.cells import printable

LONGEST_TEXT = 120
LONGEST_NOTE = 400


def notes(notes: list[str]) -> list[str]:
    """Our own sentences; names from records that stand in them are cut like all such text."""
    return [printable(note)[:LONGEST_NOTE] for note in notes]


def cell(value: Cell) -> Cell:
    """A value of a record: text is data, cut to a length and without control characters."""
    if value is None:
        return ""
    if isinstance(value, str):
        flat = printable(value).strip()
        return flat if len(flat) <= LONGEST_TEXT else flat[:LONGEST_TEXT] + "..."
    return value


def indented(line: str) -> str:
    """The name of a statement's line, with the spaces that say what it is part of."""
    return f"{line[: len(line) - len(line.lstrip())]}{cell(line)}"


def plain(value: object) -> str:
    """What JSON has no form of: money with its cents, days as ISO."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"an answer cannot hold a {type(value).__name__}")
