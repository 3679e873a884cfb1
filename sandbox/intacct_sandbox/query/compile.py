"""A query request compiled to SQL. There is no code for any single object in here.

Where fields are read from is told in source.py. Every value from the request is a bound parameter; names reach SQL only after the catalogue knew them.
Source: docs/api/query.md.
"""

from dataclasses import dataclass

from intacct_sandbox.catalogue import Field
from intacct_sandbox.query.comparison import condition
from intacct_sandbox.query.expression import join_filters
from intacct_sandbox.query.readings import DEFAULTS, Readings
from intacct_sandbox.query.refusals import (
    bad_payload,
    no_such_object,
    not_grouped,
    not_queryable,
    one_field,
)
from intacct_sandbox.query.request import Filter, QueryRequest, Selected
from intacct_sandbox.query.source import RECORD_COLUMNS, Column, Shape, Source
from intacct_sandbox.query.values import SqlValue

# Keys times the one modulo the other come in no order: a forgotten orderBy shows (docs/api/query.md).
SHUFFLE_PRIME = 1_000_003
SHUFFLE_STEP = 611_953


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller sees: one entity's rows and the shared ones, or (None) all; and the day it is.

    Attributes:
        entity_key: The one entity, or None for the top level.
        today: The company's day.
        shuffle: What makes the order of unordered rows.
        hidden: Private entities, whose rows the top level does not show unless asked to.
        readings: What is assumed of the points that are not published.
        only: The entities that the caller sees besides what is shared, where they are several; empty for all.
        unreadable: Objects that the caller has no permission for; whoever runs queries for a caller looks here.
    """

    entity_key: int | None
    today: str
    shuffle: int
    hidden: tuple[int, ...] = ()
    readings: Readings = DEFAULTS
    unreadable: frozenset[str] = frozenset()
    only: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """Two statements over the same rows, and how to read the page's columns."""

    count_sql: str
    page_sql: str
    parameters: tuple[SqlValue, ...]
    page_parameters: tuple[SqlValue, ...]
    outputs: tuple[tuple[Selected, Field], ...]


def compile_query(request: QueryRequest, shape: Shape, scope: Scope) -> Compiled:
    """Turn a checked request into SQL."""
    if request.object not in shape.objects:
        raise no_such_object(request.object)
    _refuse_by_reading(request, scope.readings)
    source = Source(shape.objects[request.object].name, shape, scope.readings)
    outputs = [(selected, _output(selected, source)) for selected in request.fields]
    where, parameters = _where(request, source, scope)
    groups = [column.sql for selected, column in outputs if not selected.aggregate]
    order = _order(request, source, dict(outputs), scope)
    select = ", ".join(_select(selected, column) for selected, column in outputs)
    body = f"FROM {source.sql()} {where}"
    count_sql = f"SELECT COUNT(*) {body}"
    if request.is_aggregate:
        body += f" GROUP BY {', '.join(groups)}" if groups else ""
        # Without a group there is one row, over whatever matches.
        rows = f"SELECT 1 {body}" if groups else f"SELECT COUNT(*) {body}"
        count_sql = f"SELECT COUNT(*) FROM ({rows})"
    return Compiled(
        count_sql=count_sql,
        page_sql=f"SELECT {select} {body} ORDER BY {order} LIMIT ? OFFSET ?",
        parameters=tuple(parameters),
        page_parameters=(*parameters, request.size, request.start - 1),
        outputs=tuple((selected, column.field) for selected, column in outputs),
    )


def _refuse_by_reading(request: QueryRequest, readings: Readings) -> None:
    for each in request.filters:
        if each.others and readings.filter_fields == "one":
            raise one_field(each.operator)
    if not request.is_aggregate:
        return
    if readings.aggregate_order == "refused" and request.order_by:
        raise bad_payload("orderBy is not valid in a query with aggregates", field="orderBy")
    keys = {"key", "id"} & {selected.asked for selected in request.fields}
    if readings.aggregate_beside_key == "refused" and keys:
        raise bad_payload("key and id cannot stand beside an aggregate", field=min(keys))


def _output(selected: Selected, source: Source) -> Column:
    column = source.column(selected.path)
    if selected.aggregate in {"sum", "avg"} and not column.field.is_numeric:
        raise not_queryable(selected.asked, source.object)
    is_fixed = column.field.type in {"a", "b"} or bool(column.field.choices)
    if selected.aggregate in {"min", "max"} and is_fixed:
        raise not_queryable(selected.asked, source.object)
    if selected.aggregate == "count" and not is_fixed and source.readings.count_of == "fixed":
        raise not_queryable(selected.asked, source.object)
    return column


def _select(selected: Selected, column: Column) -> str:
    match selected.aggregate:
        case "":
            return column.sql
        case "avg":
            # Both parts exactly, as one text: the division is done in Decimal.
            return f"SUM({column.sql}) || '/' || COUNT({column.sql})"
        case aggregate:
            return f"{aggregate.upper()}({column.sql})"


def _where(request: QueryRequest, source: Source, scope: Scope) -> tuple[str, list[SqlValue]]:
    conditions: list[str] = []
    bound: list[list[SqlValue]] = []
    for each in request.filters:
        compared = [_compared(one, request, source, scope) for one in (each, *each.others)]
        conditions.append(" AND ".join(sql for sql, _ in compared))
        bound.append([value for _, values in compared for value in values])
    whole, parameters = join_filters(request.expression, conditions, bound)
    document_type = source.shape.objects[request.object].document_type
    if document_type:
        of_type = f"{source.column('documentType').sql} = ?"
        whole = f"({whole}) AND {of_type}" if whole else of_type
        parameters.append(document_type)
    if "~entity" in source.shape.columns.get(source.object, RECORD_COLUMNS):
        visible, keys = _visible(request, scope)
        if visible:
            whole = f"({whole}) AND {visible}" if whole else visible
            parameters.extend(keys)
    return (f"WHERE {whole}" if whole else ""), parameters


def _compared(
    filter_: Filter, request: QueryRequest, source: Source, scope: Scope
) -> tuple[str, list[SqlValue]]:
    if filter_.path.rpartition(".")[2] == "href":
        raise not_queryable(filter_.path, source.object)
    today = request.as_of.isoformat() if request.as_of else scope.today
    column = source.column(filter_.path)
    folds = not request.case_sensitive and not column.is_number
    return condition(
        filter_, column.sql, column.field, today=today, folds=folds, readings=scope.readings
    )


def _visible(request: QueryRequest, scope: Scope) -> tuple[str, tuple[int, ...]]:
    """The rows that a scope shows: an entity's own and the shared ones; at the top no private ones."""
    if scope.entity_key is not None:
        return '(t0."~entity" IS NULL OR t0."~entity" = ?)', (scope.entity_key,)
    if scope.only:
        marks = ", ".join("?" for _ in scope.only)
        return f'(t0."~entity" IS NULL OR t0."~entity" IN ({marks}))', scope.only
    if not scope.hidden or request.include_private:
        return "", ()
    marks = ", ".join("?" for _ in scope.hidden)
    return f'COALESCE(t0."~entity", 0) NOT IN ({marks})', scope.hidden


def _order(
    request: QueryRequest, source: Source, outputs: dict[Selected, Column], scope: Scope
) -> str:
    by_name = {selected.asked: (selected, column) for selected, column in outputs.items()}
    parts: list[str] = []
    for each in request.order_by:
        if each.asked.rpartition(".")[2] == "href":
            raise not_queryable(each.asked, source.object)
        if each.asked in by_name:
            selected, column = by_name[each.asked]
            sql = f"AVG({column.sql})" if selected.aggregate == "avg" else _select(selected, column)
        elif request.is_aggregate:
            raise not_grouped(each.asked)
        else:
            sql = source.column(each.asked).sql
        parts.append(f"{sql} {each.direction.upper()}")
    key = 't0."key"' if not request.is_aggregate else 'MIN(t0."key")'
    parts.append(f"({key} * {SHUFFLE_STEP} + {scope.shuffle}) % {SHUFFLE_PRIME}")
    return ", ".join(parts)
