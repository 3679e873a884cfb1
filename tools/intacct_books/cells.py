"""The values that figures and facts are made of, from books to the answer."""

from datetime import date
from decimal import Decimal

Cell = str | int | bool | Decimal | date | None
Record = dict[str, Cell]
