"""What a report is before it has a format: headings, columns and rows of text.

Source: docs/api/reports.md.
Units: amounts are text with two decimals, debits positive where a column has both sides.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and whether it holds amounts."""

    title: str
    is_amount: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a cell a column. A total stands out where the format can."""

    cells: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report's content: the same in each format."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    headings: tuple[str, ...] = ()
    footer: str = ""

    def to_json(self) -> str:
        """As the ledger keeps it."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> "ReportTable":
        """Read what `to_json` wrote."""
        kept: dict[str, Any] = json.loads(text)
        return ReportTable(
            tuple(Column(**column) for column in kept["columns"]),
            tuple(Row(tuple(row["cells"]), row["is_total"]) for row in kept["rows"]),
            tuple(kept["headings"]),
            kept["footer"],
        )


def amounts(*titles: str) -> tuple[Column, ...]:
    """Columns of amounts."""
    return tuple(Column(title, is_amount=True) for title in titles)


def words(*titles: str) -> tuple[Column, ...]:
    """Columns of text."""
    return tuple(Column(title) for title in titles)
