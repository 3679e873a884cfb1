"""The values that figures and facts are made of, from books to the answer."""

import re
from datetime import date
from decimal import Decimal

Cell = str | int | bool | Decimal | date | None
Record = dict[str, Cell]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def printable(text: str) -> str:
    """Text from records without what controls a terminal, a spreadsheet or the direction of writing."""
    return _CONTROL.sub(" ", text)
