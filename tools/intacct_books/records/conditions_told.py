"""The conditions of a query in the words that a reader writes them in.

What conditions.py makes filters of, the other way round; only lists of many values are cut.
Source: docs/api/records.md, query.md.
"""

import re
from typing import Any

from intacct_client import Filter, Query

MOST_VALUES = 8
_WORDS = {
    "$eq": "=",
    "$ne": "!=",
    "$lt": "<",
    "$lte": "<=",
    "$gt": ">",
    "$gte": ">=",
    "$in": "in",
    "$notIn": "not in",
    "$between": "between",
    "$contains": "contains",
    "$startsWith": "starts",
    "$endsWith": "ends",
}
_PLAIN = re.compile(r"[^\s=<>!(),'\"]+")


def request_told(query: Query) -> str:
    """What is read and under which conditions: `object where field = value and ...`."""
    if not query.filters:
        return query.object
    told = [_condition(each) for each in query.filters]
    if not query.expression:
        return f"{query.object} where {' and '.join(told)}"
    joined = re.sub(r"\d+", lambda number: told[int(number[0]) - 1], query.expression)
    return f"{query.object} where {joined}"


def _condition(condition: Filter) -> str:
    ((operator, about),) = condition.items()
    ((path, value),) = about.items()
    if value is None:
        return f"{path} is null" if operator == "$eq" else f"{path} is not null"
    word = _WORDS[operator]
    if operator == "$between":
        return f"{path} {word} {_value(value[0])} and {_value(value[1])}"
    if operator in {"$in", "$notIn"}:
        shown = [_value(each) for each in value[:MOST_VALUES]]
        left = len(value) - MOST_VALUES
        more = [f"{left} more"] if left > 0 else []
        return f"{path} {word} ({', '.join([*shown, *more])})"
    return f"{path} {word} {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"
