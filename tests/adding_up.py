"""A statement read as a person reads it: indented lines are parts of the line below, `less` ones subtracted."""

from decimal import Decimal
from typing import Any

from agent import records


def reads_as_it_adds(answer: dict[str, Any], column: str) -> int:
    """Hold each sum of a statement to the lines above it; how many sums there are."""
    sums = 0
    currencies = dict.fromkeys(row.get("currency", "") for row in records(answer))
    for currency in currencies:
        rows = [row for row in records(answer) if row.get("currency", "") == currency]
        sums += _sums([(row["line"], Decimal(row[column] or 0)) for row in rows])
    return sums


def _sums(lines: list[tuple[str, Decimal]]) -> int:
    waiting: dict[int, list[Decimal]] = {}
    count = 0
    for line, amount in lines:
        title = line.lstrip()
        depth = len(line) - len(title)
        parts = waiting.pop(depth + 1, [])
        if parts:
            assert sum(parts) == amount, line
            count += 1
        assert not [deeper for deeper in waiting if deeper > depth], line
        waiting.setdefault(depth, []).append(-amount if title.startswith("less ") else amount)
    assert set(waiting) == {0}
    return count
