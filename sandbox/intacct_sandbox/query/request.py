"""What a query asks, read from its JSON body and checked for shape.

Source: docs/api/query.md (keys, defaults and limits of POST /services/core/query).
Errors: `QueryRefused` for anything that is not of the documented form.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

from intacct_sandbox.company.exact_json import write_json
from intacct_sandbox.query.refusals import QueryRefused, bad_payload, one_field

MOST_ROWS = 4000
MOST_START = 2_000_000_000
DEFAULT_ROWS = 100
AGGREGATES = ("sum", "avg", "min", "max", "count")
_COMPARING = (
    "$eq",
    "$ne",
    "$lt",
    "$lte",
    "$gt",
    "$gte",
    "$in",
    "$notIn",
    "$between",
    "$notBetween",
)
_MATCHING = (
    "$contains",
    "$startsWith",
    "$endsWith",
    "$notContains",
    "$notStartsWith",
    "$notEndsWith",
)
OPERATORS = frozenset((*_COMPARING, *_MATCHING, "$has"))
_KEYS = {
    "object",
    "fields",
    "filters",
    "filterExpression",
    "filterParameters",
    "orderBy",
    "start",
    "size",
}
# What only the queries of one object take: the parameter and what is in it.
OBJECT_PARAMETERS = {"accounts-payable/vendor": {"approvalsForUser": ("submitState",)}}
_PARAMETERS = {"asOfDate", "caseSensitiveComparison", "includePrivate", "includeHierarchyFields"}


@dataclass(frozen=True, slots=True)
class Selected:
    """One requested field: the text as asked, the aggregate if any, and the path."""

    asked: str
    aggregate: str
    path: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One comparison; `value` is the JSON value as it came. `others` are further fields of its operator."""

    operator: str
    path: str
    value: Any
    others: tuple["Filter", ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key: the field as asked and its direction."""

    asked: str
    direction: Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query of the right shape. Whether its fields exist is found out when it is compiled."""

    object: str
    fields: tuple[Selected, ...]
    filters: tuple[Filter, ...]
    expression: str
    order_by: tuple[Order, ...]
    start: int
    size: int
    as_of: date | None
    case_sensitive: bool
    include_private: bool

    @property
    def is_aggregate(self) -> bool:
        """Whether rows are groups."""
        return any(field.aggregate for field in self.fields)


def read_request(body: Any) -> QueryRequest:
    """Check a decoded JSON body and turn it into a request."""
    if isinstance(body, list):
        several = "Send several queries as one composite: POST /services/core/composite"
        raise bad_payload(f"The query payload must be one JSON object. {several}")
    if not isinstance(body, dict):
        raise bad_payload("The query payload must be one JSON object")
    query = cast("dict[str, Any]", body)
    for key in query:
        if key not in _KEYS:
            raise QueryRefused(
                "REST-1043",
                f"Unrecognized key {key} in query payload",
                "IA.NOT_A_VALID_FIELD",
                {"FIELD": key},
            )
    name = query.get("object")
    if not isinstance(name, str) or not name:
        raise bad_payload("The query payload needs an object")
    parameters = _mapping(query.get("filterParameters", {}), "filterParameters")
    _refuse_unknown_parameters(name, parameters)
    return QueryRequest(
        object=name,
        fields=_fields(query.get("fields")),
        filters=tuple(_filter(each) for each in _list(query.get("filters", []), "filters")),
        expression=_text(query.get("filterExpression", "and"), "filterExpression"),
        order_by=tuple(_order(each) for each in _list(query.get("orderBy", []), "orderBy")),
        start=_whole(query.get("start", 1), "start", most=MOST_START),
        size=_whole(query.get("size", DEFAULT_ROWS), "size", most=MOST_ROWS),
        as_of=_as_of(parameters.get("asOfDate")),
        case_sensitive=_flag(parameters, "caseSensitiveComparison", default=True),
        include_private=_flag(parameters, "includePrivate", default=False),
    )


def _refuse_unknown_parameters(name: str, parameters: dict[str, Any]) -> None:
    of_object = OBJECT_PARAMETERS.get(name, {})
    for key, value in parameters.items():
        if key in of_object:
            inside = _mapping(value, key)
            if not all(part in of_object[key] and isinstance(inside[part], str) for part in inside):
                raise bad_payload(f"{key} takes {', '.join(of_object[key])} as text")
        elif key not in _PARAMETERS:
            raise QueryRefused(
                "REST-1043",
                f"Unrecognized key {key} in filterParameters",
                "IA.NOT_A_VALID_FIELD",
                {"FIELD": key},
            )


def _fields(value: Any) -> tuple[Selected, ...]:
    names = _list(value, "fields")
    if not names:
        raise bad_payload("The query payload needs at least one field in fields")
    selected: dict[str, Selected] = {}
    for name in names:
        asked = _text(name, "fields")
        aggregate, colon, path = asked.partition(":")
        if colon and aggregate in AGGREGATES:
            selected[asked] = Selected(asked, aggregate, path)
        else:
            selected[asked] = Selected(asked, "", asked)
    return tuple(selected.values())


def _filter(value: Any) -> Filter:
    operator, fields = _only_item(_mapping(value, "filters"), "A filter takes exactly one operator")
    if operator not in OPERATORS:
        raise bad_payload(f"The operator {operator} is not valid in a filter")
    compared = [_comparison(operator, *each) for each in _mapping(fields, operator).items()]
    if not compared:
        raise one_field(operator)
    first, *others = compared
    return replace(first, others=tuple(others))


def _comparison(operator: str, path: str, wanted: Any) -> Filter:
    if operator in {"$in", "$notIn", "$between", "$notBetween"}:
        values = _list(wanted, operator)
        if "etween" in operator and len(values) != 2:
            raise bad_payload(f"The operator {operator} takes a list of two values")
    elif isinstance(wanted, (list, dict)):
        raise bad_payload(f"The operator {operator} takes one value")
    return Filter(operator, path, wanted)


def _order(value: Any) -> Order:
    asked, direction = _only_item(
        _mapping(value, "orderBy"), "Each orderBy takes exactly one field"
    )
    if direction not in ("asc", "desc"):
        raise bad_payload(f"The direction of orderBy {asked} must be asc or desc")
    return Order(asked, "asc" if direction == "asc" else "desc")


def _only_item(mapping: dict[str, Any], complaint: str) -> tuple[str, Any]:
    if len(mapping) != 1:
        raise bad_payload(complaint)
    return next(iter(mapping.items()))


_COMPARISON = '{"id": "C-1"}'
_EXAMPLES = {
    "filters": '{"$eq": {"id": "C-1"}}',
    "orderBy": '{"id": "asc"}',
    "filterParameters": '{"includePrivate": true}',
}


def _mapping(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        example = _EXAMPLES.get(name, _COMPARISON)
        raise bad_payload(
            f"{name}: an object such as {example} is needed, not {write_json(value)[:40]}"
        )
    return cast("dict[str, Any]", value)


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise bad_payload(f"{name} must be a list")
    return cast("list[Any]", value)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise bad_payload(f"{name} must be text")
    return value


def _whole(value: Any, name: str, *, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise bad_payload(f"{name} must be a whole number of at least 1")
    if value > most:
        raise bad_payload(f"{name} must be at most {most}, but is {value}")
    return value


def _flag(parameters: dict[str, Any], name: str, *, default: bool) -> bool:
    value = parameters.get(name, default)
    if not isinstance(value, bool):
        raise bad_payload(f"{name} must be true or false")
    return value


def _as_of(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(_text(value, "asOfDate"))
    except ValueError as error:
        raise bad_payload("asOfDate must be a date of the form YYYY-MM-DD") from error
