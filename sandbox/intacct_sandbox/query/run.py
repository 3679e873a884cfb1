"""Run a compiled query and shape its rows as the API sends them: flat, keyed as asked."""

from dataclasses import dataclass
from typing import Any, Protocol

from intacct_sandbox.catalogue import Field
from intacct_sandbox.query.compile import Compiled, Scope, compile_query
from intacct_sandbox.query.readings import Readings
from intacct_sandbox.query.request import QueryRequest, Selected
from intacct_sandbox.query.source import Shape
from intacct_sandbox.query.values import SqlValue, average_to_wire, to_wire

# Seen in rows of invoices beside a field that is computed (docs/api/query.md).
_ALIAS = "API_QUERY_ALIAS__25"
_INVOICE, _COMPUTED = "accounts-receivable/invoice", "dueInDays"


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
    """Compile, read one page, and count all rows unless the page shows how many there are."""
    compiled = compile_query(request, shape, scope)
    rows = reader.rows(compiled.page_sql, compiled.page_parameters)
    if len(rows) < request.size and (rows or request.start == 1):
        total = request.start - 1 + len(rows)
    else:
        total = int(reader.rows(compiled.count_sql, compiled.parameters)[0][0])
    shown = [_row(row, compiled, scope.readings) for row in rows]
    if scope.readings.query_alias == "leaks" and request.object == _INVOICE:
        shown = [{**row, _ALIAS: row[_COMPUTED]} if _COMPUTED in row else row for row in shown]
    return Page(shown, total)


def _row(row: tuple[Any, ...], compiled: Compiled, readings: Readings) -> dict[str, Any]:
    return {
        _name(selected, readings): _cell(value, selected, field, readings)
        for value, (selected, field) in zip(row, compiled.outputs, strict=True)
    }


def _name(selected: Selected, readings: Readings) -> str:
    if not selected.aggregate or readings.aggregate_keys == "asked":
        return selected.asked
    dotted = f"{selected.aggregate}.{selected.path}"
    return dotted if readings.aggregate_keys == "dotted" else selected.path


def _cell(value: Any, selected: Selected, field: Field, readings: Readings) -> Any:
    if selected.aggregate == "count":
        return int(value)
    if value is None and field.choices:
        return "" if readings.unset_enum == "empty" else None
    if selected.aggregate == "avg" and value is not None:
        total, _, count = str(value).partition("/")
        shown = average_to_wire(total, count, field)
    else:
        shown = to_wire(value, field)
    if shown is None or field.decimals is None or selected.aggregate not in {"sum", "avg"}:
        return shown
    return float(shown) if readings.sums == "number" else shown
