"""One filter as an SQL condition with bound values.

Source: docs/api/query.md. Comparisons with an unset field are never true, but for `$eq null`. Whether the negative
operators find unset fields is assumed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from intacct_sandbox.catalogue import Field
from intacct_sandbox.query.readings import Readings
from intacct_sandbox.query.refusals import bad_payload
from intacct_sandbox.query.relative_dates import Span, span_of
from intacct_sandbox.query.request import Filter
from intacct_sandbox.query.values import SqlValue, to_sql

Condition = tuple[str, list[SqlValue]]

_COMPARE = {"$eq": "=", "$ne": "<>", "$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}
# Substring tests by position and length: LIKE would read % and _ in a value and ignore case.
_MATCH = {
    "$contains": "instr({column}, {value}) > 0",
    "$startsWith": "substr({column}, 1, length({value})) = {value}",
    "$endsWith": "length({column}) >= length({value}) AND substr({column}, length({column}) - length({value}) + 1)"
    " = {value}",
}


def condition(
    filter_: Filter, column: str, field: Field, *, today: str, folds: bool, readings: Readings
) -> Condition:
    """Compile one filter.

    Args:
        filter_: The operator and the value as it came.
        column: SQL that reads the field.
        field: What the field is, from the catalogue.
        today: The day that relative dates count from.
        folds: Whether upper and lower case are the same.
        readings: What is assumed of the points that are not published.
    """
    days = _Days(today, readings)
    folded = _fold(field, folds=folds)
    if readings.location_filter == "tree" and _is_location(filter_):
        return _within_location(filter_, column, field, fold=folded)
    sql, values = _plain(filter_, column, field, days=days, folded=folded)
    if readings.negative_null == "found" and _is_negative(filter_):
        sql = f"({sql} OR {column} IS NULL)"
    return sql, values


def _is_negative(filter_: Filter) -> bool:
    """Whether a filter says what a field is not, and nothing of null."""
    value = filter_.value
    nulls = value is None or (isinstance(value, list) and None in cast("list[Any]", value))
    return not nulls and (filter_.operator == "$ne" or filter_.operator.startswith("$not"))


def _plain(
    filter_: Filter, column: str, field: Field, *, days: "_Days", folded: Callable[[str], str]
) -> Condition:
    operator, value = filter_.operator, filter_.value
    if field.type == "a":
        return _has(operator, column, value, field, fold=folded)
    if operator in _COMPARE:
        return _compare(operator, folded(column), value, field, days=days, fold=folded)
    if operator in {"$in", "$notIn"}:
        return _among(operator, folded(column), cast("list[Any]", value), field, fold=folded)
    if operator in {"$between", "$notBetween"}:
        low, high = (to_sql(days.edge(each, field, end), field) for end, each in enumerate(value))
        if low is None or high is None:
            raise bad_payload(f"{operator} on {field.path} needs two values, not null")
        word = "BETWEEN" if operator == "$between" else "NOT BETWEEN"
        return f"{folded(column)} {word} {folded('?')} AND {folded('?')}", [low, high]
    if operator == "$has":
        raise bad_payload(f"$has on {field.path} needs a field that is a list")
    return _match(operator, folded(column), value, field, fold=folded)


def _fold(field: Field, *, folds: bool) -> Callable[[str], str]:
    is_text = (
        field.type in {"a", "s"} and field.decimals is None and not field.format.startswith("date")
    )
    if not folds or not is_text:
        return lambda sql: sql
    return lambda sql: f"casefold({sql})"


def _has(
    operator: str, column: str, value: Any, field: Field, *, fold: Callable[[str], str]
) -> Condition:
    if operator != "$has" or not isinstance(value, str):
        raise bad_payload(f"{field.path} is a list: compare it with $has and one text")
    return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE {fold('value')} = {fold('?')})", [
        value
    ]


def _compare(
    operator: str,
    column: str,
    value: Any,
    field: Field,
    *,
    days: "_Days",
    fold: Callable[[str], str],
) -> Condition:
    if value is None:
        if operator not in {"$eq", "$ne"}:
            raise bad_payload(f"{operator} on {field.path} cannot be compared with null")
        return f"{column} IS {'NOT ' if operator == '$ne' else ''}NULL", []
    span = days.span(value, field)
    if span is not None:
        return _compare_span(operator, column, span, field)
    return f"{column} {_COMPARE[operator]} {fold('?')}", [to_sql(value, field)]


def _compare_span(operator: str, column: str, span: Span, field: Field) -> Condition:
    first, last = _edge(span, 0, field), _edge(span, 1, field)
    match operator:
        case "$eq":
            return f"{column} BETWEEN ? AND ?", [first, last]
        case "$ne":
            return f"{column} NOT BETWEEN ? AND ?", [first, last]
        case "$gte" | "$lt":
            return f"{column} {_COMPARE[operator]} ?", [first]
        case _:
            return f"{column} {_COMPARE[operator]} ?", [last]


def _among(
    operator: str, column: str, values: list[Any], field: Field, *, fold: Callable[[str], str]
) -> Condition:
    plain = [to_sql(each, field) for each in values if each is not None]
    marks = ", ".join(fold("?") for _ in plain)
    inside = f"{column} IN ({marks})"
    with_null = len(plain) < len(values)
    if operator == "$in":
        return (f"({inside} OR {column} IS NULL)" if with_null else inside), plain
    return f"({column} IS NOT NULL AND NOT {inside})", plain


def _match(
    operator: str, column: str, value: Any, field: Field, *, fold: Callable[[str], str]
) -> Condition:
    if field.type != "s" or field.decimals is not None or value is None:
        raise bad_payload(f"{operator} on {field.path} compares text with text")
    negative = operator.startswith("$not")
    positive = "$" + operator[4].lower() + operator[5:] if negative else operator
    pattern = _MATCH[positive]
    # Numbered twice or thrice, bound once a place.
    sql = pattern.format(column=column, value=fold("?"))
    bound: list[SqlValue] = [str(value)] * pattern.count("{value}")
    return (f"NOT ({sql})" if negative else sql), bound


@dataclass(frozen=True, slots=True)
class _Days:
    """What words for days mean on a day."""

    today: str
    readings: Readings

    def span(self, value: Any, field: Field) -> Span | None:
        """The first and last day that a value means, if it is such a word."""
        if field.format not in {"date", "date-time"} or not isinstance(value, str):
            return None
        span = span_of(value, date.fromisoformat(self.today), self.readings.week_start)
        starts_only = self.readings.relative_dates == "start"
        return (span[0], span[0]) if span and starts_only else span

    def edge(self, value: Any, field: Field, end: int) -> Any:
        """A value, or the first (0) or last (1) moment of what it means."""
        span = self.span(value, field)
        return value if span is None else _edge(span, end, field)


def _is_location(filter_: Filter) -> bool:
    return filter_.path.endswith("location.id") and filter_.operator in {"$eq", "$in"}


def _within_location(
    filter_: Filter, column: str, field: Field, *, fold: Callable[[str], str]
) -> Condition:
    given = cast("list[Any]", filter_.value) if filter_.operator == "$in" else [filter_.value]
    values = [to_sql(each, field) for each in given if each is not None]
    marks = ", ".join(fold("?") for _ in values)
    below = (
        f"WITH RECURSIVE below (key, id) AS (SELECT key, id FROM location WHERE {fold('id')} IN ({marks})"
        " UNION SELECT l.key, l.id FROM location AS l JOIN below ON l.parent_key = below.key)"
        " SELECT id FROM below"
    )
    return f"{column} IN ({below})", values


def _edge(span: Span, end: int, field: Field) -> str:
    """The first or last moment of a span, as the field holds moments."""
    day = span[end].isoformat()
    return day if field.format == "date" else day + ("T23:59:59Z" if end else "T00:00:00Z")
