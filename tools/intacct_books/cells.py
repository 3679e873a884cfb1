"""The values that figures and facts are made of, from books to the answer."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | bool | Decimal | date | None
Record = dict[str, Cell]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def is_filled(value: Cell) -> bool:
    """Whether there is something to see; zero is."""
    return value is not None and value != ""


def used_in(records: Sequence[Record]) -> frozenset[str]:
    """The columns that some record has something in; all records have the same ones."""
    names = records[0] if records else ()
    return frozenset(
        name for name in names if any(is_filled(record.get(name)) for record in records)
    )


def printable(text: str) -> str:
    """Text from records without what controls a terminal, a spreadsheet or the direction of writing."""
    return _CONTROL.sub(" ", text)
