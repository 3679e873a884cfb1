"""A query request compiled to SQL. There is no code for any single object in here.

How: the catalogue says which field paths an object has and what they refer to; a view of the same name holds the
columns. A dotted path becomes joins along its references. What has no column or no view is read from the row's JSON.
Every value from the request is a bound parameter; names reach SQL only after the catalogue knew them.
Source: docs/api/query.md.
"""

from dataclasses import dataclass, field

from intacct_sandbox.catalogue import NOT_QUERYABLE, Field, Objects, ObjectType
from intacct_sandbox.query.comparison import condition
from intacct_sandbox.query.expression import join_filters
from intacct_sandbox.query.readings import DEFAULTS, Readings
from intacct_sandbox.query.refusals import (
    bad_payload,
    no_such_field,
    no_such_object,
    not_grouped,
    not_queryable,
)
from intacct_sandbox.query.request import QueryRequest, Selected
from intacct_sandbox.query.values import SqlValue

# Keys times the one modulo the other come in no order: a forgotten orderBy shows (docs/api/query.md).
SHUFFLE_PRIME = 1_000_003
SHUFFLE_STEP = 611_953


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be asked: the objects, and each view's columns with their SQL types."""

    objects: Objects
    columns: dict[str, dict[str, str]]


# How SQL reads an object that has no view: the table of all other records.
_RECORDS = (
    '(SELECT key AS "key", entity_key AS "~entity", fields AS "~extra" FROM record'
    " WHERE object = '{name}')"
)
_HREF = Field("href", "s", None, "", "", "")
_RECORD_COLUMNS = {"key": "INTEGER", "~entity": "INTEGER", "~extra": "TEXT"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller sees: one entity's rows and the shared ones, or (None) all; and the day it is.

    Attributes:
        entity_key: The one entity, or None for the top level.
        today: The company's day.
        shuffle: What makes the order of unordered rows.
        hidden: Private entities, whose rows the top level does not show unless asked to.
        readings: What is assumed of the points that are not published.
    """

    entity_key: int | None
    today: str
    shuffle: int
    hidden: tuple[int, ...] = ()
    readings: Readings = DEFAULTS


@dataclass(frozen=True, slots=True)
class Column:
    """A resolved path: the SQL that reads it and what it is.

    `is_number` tells of keys, which are whole numbers in the ledger and text on the wire.
    """

    sql: str
    field: Field
    is_number: bool = False


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
    source = _Source(shape.objects[request.object].name, shape)
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
    if not request.is_aggregate:
        return
    if readings.aggregate_order == "refused" and request.order_by:
        raise bad_payload("orderBy is not valid in a query with aggregates", field="orderBy")
    keys = {"key", "id"} & {selected.asked for selected in request.fields}
    if readings.aggregate_beside_key == "refused" and keys:
        raise bad_payload("key and id cannot stand beside an aggregate", field=min(keys))


@dataclass(slots=True)
class _Source:
    """The object's view and the views joined to it, one join for each reference walked."""

    object: str
    shape: Shape
    joins: dict[str, str] = field(default_factory=dict[str, str])
    join_sql: list[str] = field(default_factory=list[str])

    def sql(self) -> str:
        return " ".join([f"{self._view(self.object)} AS t0", *self.join_sql])

    def column(self, path: str) -> Column:
        """Follow a dotted path from the object to a scalar field."""
        name, alias, walked, rest = self.object, "t0", "", path
        while True:
            object_type = self.shape.objects[name]
            step = self._reference(object_type, rest)
            if step is None:
                return self._scalar(name, alias, rest, asked=path)
            reference, rest = step
            if rest == "key":
                return self._own(name, alias, f"{reference}.key")
            walked = f"{walked}.{reference}" if walked else reference
            target = object_type.fields[reference].refers_to
            alias = self._join(name, alias, reference, target, walked)
            name = target

    def _reference(self, object_type: ObjectType, path: str) -> tuple[str, str] | None:
        """The shortest leading part of a path that refers to another object which knows the rest."""
        parts = path.split(".")
        for length in range(1, len(parts)):
            head, rest = ".".join(parts[:length]), ".".join(parts[length:])
            known = object_type.fields.get(head)
            if known is None or known.type != "o" or known.refers_to not in self.shape.objects:
                continue
            # Some groups add fields of their own to a reference (`customer.customerDue`).
            theirs = self._fields_of(known.refers_to).get(rest)
            is_own = path in object_type.fields and (theirs is None or not theirs.is_scalar)
            return None if is_own else (head, rest)
        return None

    def _fields_of(self, name: str) -> dict[str, Field]:
        return self.shape.objects[name].fields

    def _join(self, name: str, alias: str, reference: str, target: str, walked: str) -> str:
        if walked not in self.joins:
            joined = f"t{len(self.joins) + 1}"
            self.joins[walked] = joined
            key = self._own(name, alias, f"{reference}.key").sql
            self.join_sql.append(
                f'LEFT JOIN {self._view(target)} AS {joined} ON {joined}."key" = {key}'
            )
        return self.joins[walked]

    def _scalar(self, name: str, alias: str, path: str, *, asked: str) -> Column:
        known = self._fields_of(name).get(path)
        if path == "href":
            return Column(
                f"'/objects/{name}' || {self._type(name, alias)} || '/' || {alias}.\"key\"", _HREF
            )
        if known is None:
            raise no_such_field(asked, self.object)
        if not (known.is_scalar or known.is_list) or (name, path) in NOT_QUERYABLE:
            raise not_queryable(asked, self.object)
        return self._own(name, alias, path)

    def _type(self, name: str, alias: str) -> str:
        """What stands behind the object in an address: the document's type, if it has one."""
        if not self.shape.objects.has_types(name):
            return "''"
        return f"COALESCE('::' || REPLACE({self._own(name, alias, 'documentType').sql}, ' ', '%20'), '')"

    def _own(self, name: str, alias: str, path: str) -> Column:
        known = self._fields_of(name).get(path)
        if known is None:
            raise no_such_field(path, name)
        columns = self.shape.columns.get(name, _RECORD_COLUMNS)
        if path not in columns and "~extra" not in columns:
            return Column("NULL", known)
        stored = f'{alias}."{path}"'
        if path not in columns:
            stored = f'json_extract({alias}."~extra", \'$."{path}"\')'
        elif columns[path] == "INTEGER":
            return Column(stored, known, is_number=True)
        if self._is_reference(name, path):
            return Column(f"CAST({stored} AS INTEGER)", known, is_number=True)
        return Column(stored, known)

    def _is_reference(self, name: str, path: str) -> bool:
        group = self._fields_of(name).get(path.removesuffix(".key"))
        return path.endswith(".key") and group is not None and group.refers_to in self.shape.objects

    def _view(self, name: str) -> str:
        return f'"{name}"' if name in self.shape.columns else _RECORDS.format(name=name)


def _output(selected: Selected, source: _Source) -> Column:
    column = source.column(selected.path)
    if selected.aggregate in {"sum", "avg"} and not column.field.is_numeric:
        raise not_queryable(selected.asked, source.object)
    unordered = column.field.type in {"a", "b"} or bool(column.field.choices)
    if selected.aggregate in {"min", "max"} and unordered:
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


def _where(request: QueryRequest, source: _Source, scope: Scope) -> tuple[str, list[SqlValue]]:
    conditions: list[str] = []
    bound: list[list[SqlValue]] = []
    for each in request.filters:
        if each.path.rpartition(".")[2] == "href":
            raise not_queryable(each.path, source.object)
        today = request.as_of.isoformat() if request.as_of else scope.today
        column = source.column(each.path)
        folds = not request.case_sensitive and not column.is_number
        sql, values = condition(
            each, column.sql, column.field, today=today, folds=folds, readings=scope.readings
        )
        conditions.append(sql)
        bound.append(values)
    whole, parameters = join_filters(request.expression, conditions, bound)
    document_type = source.shape.objects[request.object].document_type
    if document_type:
        of_type = f"{source.column('documentType').sql} = ?"
        whole = f"({whole}) AND {of_type}" if whole else of_type
        parameters.append(document_type)
    if "~entity" in source.shape.columns.get(source.object, _RECORD_COLUMNS):
        visible, keys = _visible(request, scope)
        if visible:
            whole = f"({whole}) AND {visible}" if whole else visible
            parameters.extend(keys)
    return (f"WHERE {whole}" if whole else ""), parameters


def _visible(request: QueryRequest, scope: Scope) -> tuple[str, tuple[int, ...]]:
    """The rows that a scope shows: an entity's own and the shared ones; at the top no private ones."""
    if scope.entity_key is not None:
        return '(t0."~entity" IS NULL OR t0."~entity" = ?)', (scope.entity_key,)
    if not scope.hidden or request.include_private:
        return "", ()
    marks = ", ".join("?" for _ in scope.hidden)
    return f'COALESCE(t0."~entity", 0) NOT IN ({marks})', scope.hidden


def _order(
    request: QueryRequest, source: _Source, outputs: dict[Selected, Column], scope: Scope
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
