"""What is wrong with a value that a payload has for a field, in words.

Source: docs/api/writing.md.
"""

from decimal import Decimal
from typing import Any

from intacct_sandbox.catalogue import Field
from intacct_sandbox.company.exact_json import write_json
from intacct_sandbox.query.refusals import QueryRefused
from intacct_sandbox.query.values import to_sql


def complaint_about(field: Field, value: Any) -> str:
    """What is wrong with a value for a field; empty when nothing is."""
    if field.type == "o":
        return "must be an object"
    if field.type == "a":
        return "" if isinstance(value, list) else "must be a list"
    if isinstance(value, (dict, list)):
        return "must be one value"
    shown = write_json(value)
    if field.choices and value != "" and value not in field.choices:
        return f"must be one of {', '.join(map(str, field.choices[:12]))}, not {shown}"
    if field.type == "s" and not isinstance(value, (str, int, Decimal)):
        return "must be text"
    if value == "":
        return ""
    try:
        stored = to_sql(value, field)
    except QueryRefused:
        return f"must be {_kind(field)}, not {shown}"
    if field.decimals is not None and not isinstance(stored, int):
        return f"must be a number of at most {field.decimals} decimals, not {shown}"
    return ""


def _kind(field: Field) -> str:
    """What a field takes, for a person."""
    if field.type == "b":
        return "true or false"
    words = {
        "date": "a date of the form YYYY-MM-DD",
        "date-time": "a moment of the form YYYY-MM-DDThh:mm:ssZ",
    }
    return words.get(field.format, "a number")
