"""Run a compiled query and shape its rows as the API sends them: flat, keyed as asked."""

from dataclasses import dataclass
from typing import Any, Protocol

from intacct_sandbox.catalogue import Field
from intacct_sandbox.query.compile import Compiled, Scope, Shape, compile_query
from intacct_sandbox.query.request import QueryRequest, Selected
from intacct_sandbox.query.values import SqlValue, average_to_wire, to_wire


class Reader(Protocol):
    """Whatever runs SQL: the ledger."""

    def rows(self, sql: str, parameters: tuple[SqlValue, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and how many rows there are in all."""

    rows: list[dict[str, Any]]
    total: int


def run_query(request: QueryRequest, reader: Reader, shape: Shape, scope: Scope) -> Page:
    """Compile, count and read one page."""
    compiled = compile_query(request, shape, scope)
    total = int(reader.rows(compiled.count_sql, compiled.parameters)[0][0])
    rows = reader.rows(compiled.page_sql, compiled.page_parameters)
    return Page([_row(row, compiled, shape.unset_choice) for row in rows], total)


def _row(row: tuple[Any, ...], compiled: Compiled, unset_choice: str | None) -> dict[str, Any]:
    return {
        selected.asked: unset_choice
        if value is None and field.choices
        else _cell(value, selected, field)
        for value, (selected, field) in zip(row, compiled.outputs, strict=True)
    }


def _cell(value: Any, selected: Selected, field: Field) -> Any:
    if selected.aggregate == "count":
        return int(value)
    if selected.aggregate == "avg" and value is not None:
        total, _, count = str(value).partition("/")
        return average_to_wire(total, count, field)
    return to_wire(value, field)
