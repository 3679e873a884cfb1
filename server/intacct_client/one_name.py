"""Sums that an answer has under one name: each is read by a query of its own, and the groups are joined.

Source: docs/api/query.md (aggregates may come back under the field alone).
Errors: `SharedName` by the reader of rows; `Unreachable` when the groups changed between the queries.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from intacct_client.errors import SharedName, Unreachable
from intacct_client.query import Query
from intacct_client.rows import Cell, Column, Row, Rows


async def in_parts(
    query: Query, read: Callable[[Query], Awaitable[Rows]], shared: SharedName
) -> Rows:
    """A page of a query that has two aggregates of one field.

    Args:
        query: The query.
        read: Reads a page.
        shared: What the page as a whole came to.

    Raises:
        SharedName: A group's own column is counted, or the order is by an aggregate: parts do not help.
    """
    parts = _apart(query)
    if not parts:
        raise shared
    return _joined(query, [await read(part) for part in parts])


def _apart(query: Query) -> list[Query]:
    """Queries of the same groups, in none of which two columns are of one field; none if there are no such."""
    groups = tuple(column for column in query.columns if not column.is_aggregate)
    ordered_by = {path.lstrip("-") for path in query.order}
    if not ordered_by <= {column.path for column in groups}:
        return []
    parts: list[list[Column]] = []
    for column in query.columns:
        if not column.is_aggregate:
            continue
        if column.field in {group.path for group in groups}:
            return []
        free = (part for part in parts if column.field not in {each.field for each in part})
        part = next(free, None)
        if part is None:
            parts.append([column])
        else:
            part.append(column)
    return [replace(query, columns=(*groups, *part)) for part in parts]


def _joined(query: Query, pages: Sequence[Rows]) -> Rows:
    groups = [column.path for column in query.columns if not column.is_aggregate]
    found: dict[tuple[Cell, ...], dict[str, Cell]] = {}
    for page in pages:
        for row in page.rows:
            found.setdefault(tuple(row[path] for path in groups), {}).update(row)
    paths = [column.path for column in query.columns]
    if any(set(paths) - set(cells) for cells in found.values()):
        raise Unreachable("Intacct's records changed while they were read. Try again.")
    rows = [Row({path: cells[path] for path in paths}) for cells in found.values()]
    return replace(pages[0], rows=rows)
