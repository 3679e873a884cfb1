"""Rows of an answer, typed by what the query declared.

Units:  money is Decimal in the currency of the row's currency field; days are dates without a zone.
Errors: `Unreachable` when a value is not of the declared kind: the wire is then not what we know;
        `SharedName` when it may be the value of two columns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast, get_args

from intacct_client.errors import SharedName, Unreachable

Kind = Literal["text", "money", "day", "flag", "count"]
Cell = str | Decimal | date | bool | int | None
_KINDS: dict[str, Kind] = {kind: kind for kind in cast("tuple[Kind, ...]", get_args(Kind))}
MOST_DIGITS = 30  # before or behind the point
AGGREGATES = ("sum:", "avg:", "min:", "max:", "count:")


@dataclass(frozen=True, slots=True)
class Column:
    """One requested field.

    Attributes:
        kind: What a row's value becomes.
        path: The field, with its aggregate if any, as the query names it.
        is_required: A refused optional column is left out instead of failing the query.
    """

    kind: Kind
    path: str
    is_required: bool = True

    @property
    def is_aggregate(self) -> bool:
        """Whether it is a sum, a count or the like."""
        return self.path.startswith(AGGREGATES)

    @property
    def field(self) -> str:
        """The field, without its aggregate."""
        return self.path.partition(":")[2] if self.is_aggregate else self.path


def columns(*declarations: str) -> tuple[Column, ...]:
    """Columns from declarations like `text id`, `money totalDue` or `text? taxId` (optional)."""
    return tuple(_column(declaration) for declaration in declarations)


def _column(declaration: str) -> Column:
    word, _, path = declaration.partition(" ")
    kind = _KINDS.get(word.rstrip("?"))
    if kind is None or not path:
        raise ValueError(
            f"Not a column: {declaration!r}. Write a kind of {', '.join(_KINDS)} and a path."
        )
    return Column(kind, path, is_required=not word.endswith("?"))


class Row(Mapping[str, Cell]):
    """One row: a mapping of path to value, with typed access."""

    __slots__ = ("_cells",)

    def __init__(self, cells: dict[str, Cell]) -> None:
        self._cells = cells

    def __getitem__(self, path: str) -> Cell:
        return self._cells[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def text(self, path: str) -> str:
        """Text; empty when unset."""
        return cast("str | None", self._cells[path]) or ""

    def money(self, path: str) -> Decimal:
        """An amount; zero when unset."""
        return cast("Decimal | None", self._cells[path]) or Decimal(0)

    def money_or_none(self, path: str) -> Decimal | None:
        """An amount, if set: no limit is not a limit of zero."""
        return cast("Decimal | None", self._cells[path])

    def day(self, path: str) -> date | None:
        """A day, if set."""
        return cast("date | None", self._cells[path])

    def flag(self, path: str) -> bool:
        """Yes or no; no when unset."""
        return bool(self._cells[path])

    def count(self, path: str) -> int:
        """A whole number; zero when unset."""
        return cast("int | None", self._cells[path]) or 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one or more pages.

    Attributes:
        rows: The rows read.
        total: How many match in all.
        next: Where the next page starts; None after the last.
        left_out: Optional columns that the company refused.
    """

    rows: list[Row]
    total: int
    next: int | None = None
    left_out: tuple[str, ...] = field(default=())


def read_row(raw: dict[str, Any], declared: tuple[Column, ...], left_out: tuple[str, ...]) -> Row:
    """A wire row as typed cells. Columns that were left out are unset."""
    cells: dict[str, Cell] = {}
    for column in declared:
        value = None if column.path in left_out else _found(raw, column, declared)
        cells[column.path] = _typed(value, column)
    return Row(cells)


def _found(raw: dict[str, Any], column: Column, declared: tuple[Column, ...]) -> Any:
    """The value under the requested name, or, for aggregates, under the other names it may come as."""
    if column.path in raw:
        return raw[column.path]
    for name in (column.path.replace(":", ".", 1), column.field):
        if column.is_aggregate and name in raw:
            _refuse_shared(name, column, declared)
            return raw[name]
    raise Unreachable(
        f"Intacct's answer lacks the field {column.path!r}. Try again, then report it."
    )


def _refuse_shared(name: str, column: Column, declared: tuple[Column, ...]) -> None:
    """Refuse a value under a name that two of the columns would go by: it is one of them, nobody knows which."""
    others = (each for each in declared if each.path != column.path)
    if any(name in {each.path, each.field} for each in others):
        raise SharedName(
            f"Intacct answers {name!r} once for several columns. Ask for one of them at a time."
        )


def _typed(value: Any, column: Column) -> Cell:
    if value is None or value == "":
        return None
    try:
        match column.kind:
            case "text":
                return _text(value)
            case "money":
                return _number(value)
            case "day":
                return date.fromisoformat(str(value)[:10])
            case "flag":
                return value is True or value == "true"
            case "count":
                return int(_number(value))
    except (InvalidOperation, TypeError, ValueError) as error:
        raise Unreachable(
            f"Intacct sent {str(value)[:40]!r} as {column.path!r}. Try again, then report it."
        ) from error


def _number(value: Any) -> Decimal:
    """A number of a size that books have: others take gigabytes to write out."""
    number = Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError("no amount")
    return number


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError("no single value")
    return str(value)
