"""Filters of a query, one function an operator.

Source: docs/api/query.md. Values go out as JSON: money and days as text.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

Value = str | int | bool | Decimal | date | None
Filter = dict[str, dict[str, Any]]


def equal(path: str, value: Value) -> Filter:
    """The field is the value; None asks for unset."""
    return {"$eq": {path: _wire(value)}}


def unequal(path: str, value: Value) -> Filter:
    """The field is not the value. Whether unset fields pass is not documented: do not rely on it."""
    return {"$ne": {path: _wire(value)}}


def among(path: str, values: Iterable[Value]) -> Filter:
    """The field is one of the values."""
    return {"$in": {path: [_wire(value) for value in values]}}


def not_among(path: str, values: Iterable[Value]) -> Filter:
    """The field is none of the values. Whether unset fields pass is not documented: do not rely on it."""
    return {"$notIn": {path: [_wire(value) for value in values]}}


def contains(path: str, part: str) -> Filter:
    """The text has this part in it."""
    return {"$contains": {path: part}}


def starts_with(path: str, start: str) -> Filter:
    """The text begins with this."""
    return {"$startsWith": {path: start}}


def ends_with(path: str, end: str) -> Filter:
    """The text ends with this."""
    return {"$endsWith": {path: end}}


def at_most(path: str, value: Value) -> Filter:
    """The field is the value or less."""
    return {"$lte": {path: _wire(value)}}


def at_least(path: str, value: Value) -> Filter:
    """The field is the value or more."""
    return {"$gte": {path: _wire(value)}}


def before(path: str, value: Value) -> Filter:
    """The field is less than the value."""
    return {"$lt": {path: _wire(value)}}


def later(path: str, value: Value) -> Filter:
    """The field is more than the value."""
    return {"$gt": {path: _wire(value)}}


def within(path: str, first: Value, last: Value) -> Filter:
    """The field is between two values, both included."""
    return {"$between": {path: [_wire(first), _wire(last)]}}


def _wire(value: Value) -> str | int | bool | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value
