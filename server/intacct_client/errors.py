"""What can go wrong when talking to Intacct, as one tree.

IntacctError
├── SignInFailed            the credentials or the token are not accepted
├── NotAllowed              signed in, but this user may not do it
├── NotFound                there is no such record
├── Refused                 Intacct said no, with its own code
├── TooManyRequests         over a limit; `retry_after` seconds
└── Unreachable             no usable answer

A message is one fact and one next step, fit to be shown to a person or a model. No secret, no header and
no body is ever part of one.

Source: docs/api/errors.md (the five envelopes that an error may come in).
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

PAUSE = 30  # seconds to wait after a limit that names none
LONGEST_TEXT = 300  # characters of Intacct's own sentence that are passed on


class IntacctError(Exception):
    """Any failure that a caller may read. The message is meant to be shown.

    Attributes:
        code: Intacct's error id, e.g. `REST-1106`; empty when Intacct gave none.
        field: The field at fault, where Intacct names one.
        support_id: What to quote to Sage.
    """

    def __init__(
        self, message: str, *, code: str = "", field: str = "", support_id: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.support_id = support_id


class SignInFailed(IntacctError):
    """The credentials or the token are not accepted."""


class NotAllowed(IntacctError):
    """Signed in, but this user may not do this."""


class NotFound(IntacctError):
    """There is no such record."""


class Refused(IntacctError):
    """Intacct said no."""


class TooManyRequests(IntacctError):
    """Over a limit; `retry_after` seconds until it is worth trying again."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(IntacctError):
    """No usable answer: no connection, a server error, or something that is not JSON."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error body says, whichever envelope it came in.

    Attributes:
        code: The error id, or the word that stands for one.
        message: The most telling sentence: the last of the details, where there are any.
        field: The field at fault, if one is named.
        support_id: What to quote to Sage.
    """

    code: str = ""
    message: str = ""
    field: str = ""
    support_id: str = ""

    @property
    def is_dead_token(self) -> bool:
        """Whether it says that the access token is not good (also seen with status 400)."""
        text = self.message.lower()
        return self.code in {"REST-2102", "tokenInvalid"} or (
            "token" in text and ("not valid" in text or "invalid token" in text)
        )


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
    return Fault(
        code=str(code),
        message=_plain(str(message)),
        field=_field(telling) or _field(error),
        support_id=str(error.get("supportId") or ""),
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
    """Intacct's sentence on one line, capped, without control characters."""
    flat = re.sub(r"[\x00-\x1f\x7f\s]+", " ", text).strip()
    return flat if len(flat) <= LONGEST_TEXT else flat[:LONGEST_TEXT] + "..."


def error_for(status: int, fault: Fault, *, retry_after: int = 0) -> IntacctError:
    """The error that a refused request becomes.

    Args:
        status: The HTTP status.
        fault: What the body said.
        retry_after: Seconds, for 429 and 503.
    """
    said = fault.message or f"status {status}"
    quote = f" (support id {fault.support_id})" if fault.support_id else ""
    if status == 429 or fault.code == "GW-0010":
        retry_after = retry_after or PAUSE
        return TooManyRequests(
            f"Intacct is over its request limit. Try again in {retry_after} seconds.",
            retry_after=retry_after,
        )
    if status == 401 or fault.is_dead_token:
        return SignInFailed(
            f"Intacct did not accept the sign-in: {said}. Check the INTACCT_ settings."
        )
    if status == 403 or fault.code == "REST-3007":
        return NotAllowed(
            f"This Intacct user may not read that: {said}. Ask an administrator for the right.",
            code=fault.code,
            field=fault.field,
            support_id=fault.support_id,
        )
    if status == 404:
        return NotFound(f"Intacct has no such record: {said}. Look it up by its number or name.")
    if status >= 500:
        return Unreachable(
            f"Intacct had an error of its own: {said}{quote}. Try again in a minute."
        )
    code = f" ({fault.code})" if fault.code else ""
    return Refused(
        f"Intacct refused the request: {said}{code}{quote}. Leave out or correct what it names.",
        code=fault.code,
        field=fault.field,
        support_id=fault.support_id,
    )


def decode(text: str) -> Any:
    """JSON with every decimal number exact.

    Raises:
        Unreachable: It is not JSON.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise Unreachable(
            "Intacct answered with something that is not JSON. Check INTACCT_BASE_URL, then try again."
        ) from error
