"""JSON whose numbers keep every digit: read as Decimal, written as they came.

Source: docs/api/writing.md (what becomes of digits beyond a cent).
Errors: `ValueError` for what is no JSON, for NaN and for numbers without end; `RecursionError` for deep nesting.
"""

import json
from decimal import Decimal, DecimalException
from math import isfinite
from typing import Any, cast


def read_json(text: str) -> Any:
    """Decode a text. Stricter than Python's own reader, which takes NaN and endless numbers."""
    return json.loads(text, parse_constant=_no_number, parse_float=_exact)


def write_json(value: Any) -> str:
    """The text of a decoded value."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value).items()
        return "{" + ", ".join(f"{json.dumps(k)}: {write_json(v)}" for k, v in members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(write_json(each) for each in cast("list[Any]", value)) + "]"
    return json.dumps(value)


def _no_number(word: str) -> Decimal:
    raise ValueError(word)


def _exact(text: str) -> Decimal:
    if not isfinite(float(text)):
        raise ValueError(text)
    try:
        return Decimal(text)
    except DecimalException as error:  # an exponent of twenty digits
        raise ValueError(text) from error
