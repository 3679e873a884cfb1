"""What an answer's body says: decoded exactly, and the error inside it, whichever envelope it came in.

Source: docs/api/errors.md (five envelopes).
Errors: `Unreachable` for what is not JSON.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from intacct_client.errors import Fault, Unreachable

LONGEST_TEXT = 300  # characters of Intacct's own sentence that are passed on
# Tokens and secrets that an answer repeats: long, unbroken, with a digit.
_SECRETIVE = re.compile(r"(?=[\w.+/=~-]*\d)[\w.+/=~-]{32,}", re.ASCII)
_LIMIT_HEADERS = ("x-ia-", "retry-after")  # how far a limit is reached: what a diagnosis needs


def fault_in(body: object) -> Fault | None:
    """The error inside a decoded body, or None when it holds none."""
    for error in _candidates(body):
        return _fault(error)
    return None


def _candidates(body: object) -> list[dict[str, Any]]:
    if not isinstance(body, dict):
        return []
    whole = cast("dict[str, Any]", body)
    places: list[Any] = [
        _inside(whole.get("ia::result")),
        whole.get("ia::error"),
        whole.get("error"),
    ]
    if isinstance(whole.get("error"), str) or ("supportId" in whole and "message" in whole):
        places.append(whole)
    return [
        cast("dict[str, Any]", place) for place in map(_first, places) if isinstance(place, dict)
    ]


def _inside(result: Any) -> Any:
    """The error in a result, or in the first failed one of a list of results."""
    for each in cast("list[Any]", result) if isinstance(result, list) else [result]:
        if isinstance(each, dict):
            inner = cast("dict[str, Any]", each)
            if "ia::error" in inner:
                return inner["ia::error"]
            if isinstance(inner.get("ia::result"), dict):
                return _inside(inner["ia::result"])
    return None


def _first(place: Any) -> Any:
    if isinstance(place, list) and place:
        return cast("list[Any]", place)[0]
    return cast("Any", place)


def _fault(error: dict[str, Any]) -> Fault:
    details = error.get("details")
    last = (
        _first(list(reversed(cast("list[Any]", details)))) if isinstance(details, list) else details
    )
    telling = cast("dict[str, Any]", last) if isinstance(last, dict) else {}
    message = telling.get("message") or error.get("message") or error.get("error_description") or ""
    code = (
        telling.get("errorId")
        or error.get("errorId")
        or error.get("code")
        or error.get("error")
        or ""
    )
    named = cast("dict[str, Any]", details) if isinstance(details, dict) else {}
    return Fault(
        code=str(code),
        message=_plain(str(message)),
        field=_field(telling) or _field(error),
        support_id=str(error.get("supportId") or ""),
        request_id=str(named.get("requestId") or ""),
    )


def _field(error: dict[str, Any]) -> str:
    info = error.get("additionalInfo")
    placeholders = (
        cast("dict[str, Any]", info).get("placeholders") if isinstance(info, dict) else None
    )
    if not isinstance(placeholders, dict):
        return ""
    named = cast("dict[str, Any]", placeholders)
    return str(named.get("FIELD") or named.get("FIELD_PATH") or "")


def _plain(text: str) -> str:
    """Intacct's sentence on one line, capped, without control characters and what may be a secret."""
    flat = _SECRETIVE.sub("[...]", re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", text).strip())
    return flat if len(flat) <= LONGEST_TEXT else flat[:LONGEST_TEXT] + "..."


def answered(fault: Fault | None, status: int, headers: Mapping[str, str]) -> Fault:
    """The fault of an answer, with its status and those of its headers that tell of limits."""
    telling = {
        name.lower(): _plain(value)
        for name, value in headers.items()
        if name.lower().startswith(_LIMIT_HEADERS)
    }
    return replace(fault or Fault(), status=status, headers=telling)


def decode(text: str | bytes) -> Any:
    """JSON with every decimal number exact.

    Raises:
        Unreachable: It is not JSON, or nested beyond reason.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreachable(
            "Intacct answered with something that is not JSON. Check INTACCT_BASE_URL, then try again."
        ) from error


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")
