"""JSON values to SQL values and back, by what the catalogue says of a field.

Units:  an amount is text with its decimals on the wire and a whole number of its smallest unit in SQL.
Errors: `QueryRefused` for a value that the field cannot be compared with.
"""

import json
from base64 import b64decode
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from intacct_sandbox.catalogue import Field
from intacct_sandbox.company.amounts import ALL_DIGITS
from intacct_sandbox.company.exact_json import write_json
from intacct_sandbox.query.refusals import QueryRefused, bad_payload

SqlValue = str | int | float | None


def to_sql(value: Any, field: Field) -> SqlValue:
    """A filter's value as the column holds it."""
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        raise bad_payload(f"The value compared with {field.path} must be one value")
    if field.decimals is not None or field.type == "n":
        return _number(value, field)
    if field.type == "b":
        return _flag(value, field)
    if field.format in {"date", "date-time"}:
        return _moment(value, field)
    if field.format == "base64zip":
        return _base64(value, field)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _number(value: Any, field: Field) -> SqlValue:
    if isinstance(value, bool):
        raise _not_a("number", value, field)
    try:
        scaled = Decimal(str(value)).scaleb(field.decimals or 0, ALL_DIGITS)
    except DecimalException as error:
        raise _not_a("number", value, field) from error
    if not scaled.is_finite():
        raise _not_a("number", value, field)
    if scaled == scaled.to_integral_value() and abs(scaled) < 2**63:
        return int(scaled)
    # Between two stored values (or past all of them): only its order matters, never its digits.
    return float(scaled)


def _flag(value: Any, field: Field) -> int:
    if isinstance(value, bool):
        return int(value)
    if value in {"true", "false"}:
        return int(value == "true")
    raise _not_a("true or false", value, field)


def _moment(value: Any, field: Field) -> str:
    text = _plain(value)
    try:
        if field.format == "date":
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment
        return in_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError as error:
        raise _not_a("date", value, field) from error


def _base64(value: Any, field: Field) -> str:
    text = _plain(value)
    try:
        b64decode(text, validate=True)
    except ValueError as error:
        raise _not_a("text in base64", value, field) from error
    return text


def _not_a(kind: str, value: Any, field: Field) -> QueryRefused:
    return bad_payload(f"The value {write_json(value)} compared with {field.path} is not a {kind}")


def to_wire(value: Any, field: Field) -> Any:
    """A column's value as the API sends it: amounts and keys as text, unset as null."""
    if field.type == "a":
        return json.loads(value or "[]")
    if value is None:
        return None
    if field.decimals is not None:
        return str(Decimal(int(value)).scaleb(-field.decimals))
    if field.type == "b":
        return bool(value)
    if field.type == "n":
        return int(value) if float(value).is_integer() else value
    return str(value)


def average_to_wire(total: str, count: str, field: Field) -> Any:
    """A mean, rounded half up to the field's decimals; a plain number for a field without any."""
    mean = Decimal(total) / Decimal(count)
    if field.decimals is None:
        return float(mean)
    return str(mean.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-field.decimals))
