"""A query for the query service: what to read, typed, filtered and ordered.

Source: docs/api/query.md. Rows always come in a promised order: the one asked for, then the key. Groups
(an aggregate among the columns) are ordered by their group fields and never name a key.
"""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from intacct_client.filters import Filter
from intacct_client.rows import Column, Row, columns

MOST_ROWS = 4000
MOST_NAMED = 25  # rows of a query that are remembered by key


@dataclass(frozen=True, slots=True)
class Query:
    """One query.

    Attributes:
        object: The object, `<application>/<name>`.
        columns: What to read; `select` takes declarations.
        filters: All must hold, unless `expression` says otherwise.
        expression: Filter numbers from 1 joined by and, or and parentheses.
        order: Paths to order by, each with a leading `-` for descending.
        start: The first row wanted, from 1.
        size: How many rows at most, up to 4,000.
        ignore_case: Compare text without regard to case.
        without_private: Leave private entities' records out, to see what they make up.
    """

    object: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    expression: str = ""
    order: tuple[str, ...] = ()
    start: int = 1
    size: int = MOST_ROWS
    ignore_case: bool = False
    without_private: bool = False

    def __post_init__(self) -> None:
        keys = [
            column.path
            for column in self.columns
            if not column.is_aggregate and _is_key(column.path)
        ]
        if self.is_grouped and keys:
            raise ValueError(
                f"{keys[0]!r} cannot stand beside an aggregate: it would make every row a group."
            )

    @property
    def is_grouped(self) -> bool:
        """Whether rows are groups."""
        return any(column.is_aggregate for column in self.columns)

    def body(
        self, *, include_private: bool, left_out: tuple[str, ...] = (), ordered: bool = True
    ) -> dict[str, Any]:
        """The JSON body.

        Args:
            include_private: Whether to read private entities' records, at the top level.
            left_out: Optional columns not to ask for.
            ordered: Whether to ask for an order.
        """
        body: dict[str, Any] = {
            "object": self.object,
            "fields": [column.path for column in self.columns if column.path not in left_out],
            **({"orderBy": self._order_by(left_out)} if ordered else {}),
            "start": self.start,
            "size": self.size,
        }
        if self.filters:
            body["filters"] = list(self.filters)
        if self.expression:
            body["filterExpression"] = self.expression
        parameters = {
            **({"includePrivate": True} if include_private and not self.without_private else {}),
            **({"caseSensitiveComparison": False} if self.ignore_case else {}),
        }
        if parameters:
            body["filterParameters"] = parameters
        return body

    def in_order(self, rows: list[Row]) -> list[Row]:
        """Rows of one page in the order that the query asks for, unset cells last."""
        for each in reversed(self._order_by(())):
            for path, direction in each.items():
                is_set = [row for row in rows if row[path] is not None]
                unset = [row for row in rows if row[path] is None]
                rows = sorted(is_set, key=itemgetter(path), reverse=direction == "desc") + unset
        return rows

    def _order_by(self, left_out: tuple[str, ...]) -> list[dict[str, str]]:
        asked = [_direction(path) for path in self.order if path.lstrip("-") not in left_out]
        named = {path for each in asked for path in each}
        if not self.is_grouped:
            return asked if "key" in named else [*asked, {"key": "asc"}]
        groups = [
            column.path
            for column in self.columns
            if not column.is_aggregate and column.path not in named and column.path not in left_out
        ]
        return [*asked, *({path: "asc"} for path in groups)]


def record_keys(query: Query, rows: list[Row]) -> set[str]:
    """The keys of the records that a few rows are of, as `<object>/<key>` or `<object> <path>=<key>`."""
    if len(rows) > MOST_NAMED:
        return set()
    found = {
        (path, row.text(path))
        for row in rows
        for path in (column.path for column in query.columns)
        if path.rpartition(".")[2] == "key"
    }
    return {
        f"{query.object}/{key}" if path == "key" else f"{query.object} {path}={key}"
        for path, key in found
        if key
    }


def select(object_name: str, *declarations: str, **options: Any) -> Query:
    """A query from column declarations like `text id` or `money sum:baseAmount`."""
    return Query(object_name, columns(*declarations), **options)


def _direction(path: str) -> dict[str, str]:
    return {path[1:]: "desc"} if path.startswith("-") else {path: "asc"}


def _is_key(path: str) -> bool:
    return path in {"key", "id"}
