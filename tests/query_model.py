"""The query grammar in plain Python over plain rows: what a stranger's reading of it would give.

It shares nothing with the sandbox: no SQL, no catalogue, no parser.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

Row = dict[str, Any]
Kind = Literal["text", "word", "money", "number", "flag", "day", "key"]


@dataclass(frozen=True)
class Table:
    """All rows of an object, and what each of its fields is. A `word` is text of a fixed set."""

    name: str
    kinds: dict[str, Kind]
    rows: list[Row]

    def value(self, row: Row, path: str) -> Any:
        """A cell as Python compares it; None when unset."""
        raw = row[path]
        if raw is None:
            return None
        match self.kinds[path]:
            case "money" | "number":
                return Decimal(str(raw))
            case "key":
                return int(raw)
            case _:
                return raw


def answer(request: dict[str, Any], table: Table, today: date) -> tuple[list[Row], int]:
    """The rows of a request's page, and how many there are in all."""
    found = [row for row in table.rows if _passes(request, table, row, today)]
    fields = request["fields"]
    is_grouped = any(":" in field for field in fields)
    rows = _groups(fields, table, found) if is_grouped else found
    rows = _ordered(rows, request.get("orderBy", []), table)
    start = request.get("start", 1) - 1
    page = rows[start : start + request.get("size", 100)]
    return [{field: row[field] for field in fields} for row in page], len(rows)


def _passes(request: dict[str, Any], table: Table, row: Row, today: date) -> bool:
    filters = request.get("filters", [])
    if not filters:
        return True
    case = request.get("filterParameters", {}).get("caseSensitiveComparison", True)
    holds = [_holds(each, table, row, today, case=case) for each in filters]
    expression = request.get("filterExpression", "and")
    if expression == "and":
        return all(holds)
    if expression == "or":
        return any(holds)
    python = re.sub(r"\d+", lambda found: str(holds[int(found[0]) - 1]), expression)
    return bool(eval(python, {"__builtins__": {}}))


def _holds(filter_: Row, table: Table, row: Row, today: date, *, case: bool) -> bool:
    ((operator, inside),) = filter_.items()
    ((path, wanted),) = inside.items()
    cell = table.value(row, path)
    kind = table.kinds[path]
    if cell is None or wanted is None:
        is_null = operator == "$in" and wanted is not None and None in wanted
        if wanted is None:
            return (cell is None) == (operator == "$eq")
        return cell is None and is_null

    def typed(raw: Any) -> Any:
        if kind in {"money", "number"}:
            return Decimal(str(raw))
        if kind == "key":
            return int(raw)
        if kind in {"text", "word"} and not case:
            return str(raw).casefold()
        return raw

    return _compare(
        operator, typed(cell) if kind in {"text", "word"} else cell, wanted, typed, today
    )


def _compare(
    operator: str, cell: Any, wanted: Any, typed: Callable[[Any], Any], today: date
) -> bool:
    if operator in {"$in", "$notIn"}:
        return (cell in [typed(each) for each in wanted if each is not None]) == (operator == "$in")
    if operator in {"$between", "$notBetween"}:
        low, high = (typed(each) for each in wanted)
        return bool(low <= cell <= high) == (operator == "$between")
    first, last = _span(wanted, today)
    low, high = typed(first), typed(last)
    simple: dict[str, Callable[[], bool]] = {
        "$eq": lambda: low <= cell <= high,
        "$ne": lambda: not low <= cell <= high,
        "$gte": lambda: cell >= low,
        "$lt": lambda: cell < low,
        "$gt": lambda: cell > high,
        "$lte": lambda: cell <= high,
        "$contains": lambda: low in cell,
        "$notContains": lambda: low not in cell,
        "$startsWith": lambda: cell.startswith(low),
        "$notStartsWith": lambda: not cell.startswith(low),
        "$endsWith": lambda: cell.endswith(low),
        "$notEndsWith": lambda: not cell.endswith(low),
    }
    return simple[operator]()


def _span(wanted: Any, today: date) -> tuple[Any, Any]:
    """The days a relative word means; any other value twice."""
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    words = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "currentMonth": (month, _next_month(month) - timedelta(days=1)),
        "priorMonth": (before, month - timedelta(days=1)),
        "currentYear": (date(today.year, 1, 1), date(today.year, 12, 31)),
        "priorYear": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    if isinstance(wanted, str) and wanted in words:
        first, last = words[wanted]
        return first.isoformat(), last.isoformat()
    return wanted, wanted


def _next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _groups(fields: list[str], table: Table, rows: list[Row]) -> list[Row]:
    by = [field for field in fields if ":" not in field]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[field] for field in by), []).append(row)
    if not by and not groups:
        groups[()] = []
    return [
        {
            **dict(zip(by, key, strict=True)),
            **{field: _aggregate(field, table, members) for field in fields if ":" in field},
        }
        for key, members in groups.items()
    ]


def _aggregate(field: str, table: Table, members: list[Row]) -> Any:
    word, _, path = field.partition(":")
    values = [cell for row in members if (cell := table.value(row, path)) is not None]
    if word == "count":
        return len(values)
    if not values:
        return None
    is_money = table.kinds[path] == "money"
    match word:
        case "sum":
            total = sum(values, Decimal(0))
            return str(total) if is_money else _number(total)
        case "avg":
            mean = sum(values, Decimal(0)) / len(values)
            cents = mean.quantize(Decimal("0.01"), ROUND_HALF_UP)
            return str(cents) if is_money else float(mean)
        case _:
            chosen = min(values) if word == "min" else max(values)
            return _shown(chosen, table.kinds[path])


def _shown(value: Any, kind: Kind) -> Any:
    if kind == "number":
        return _number(value)
    return str(value) if kind in {"money", "key"} else value


def _number(value: Decimal) -> Any:
    return int(value) if value == value.to_integral_value() else float(value)


def _ordered(rows: Iterable[Row], order_by: list[dict[str, str]], table: Table) -> list[Row]:
    """Rows in order; unset comes before everything, as the smallest."""
    found = list(rows)
    for each in reversed(order_by):
        ((path, direction),) = each.items()

        def rank(row: Row, path: str = path) -> tuple[bool, Any]:
            cell = row[path] if ":" in path else table.value(row, path)
            return (cell is not None, cell if cell is not None else 0)

        found.sort(key=rank, reverse=direction == "desc")
    return found
