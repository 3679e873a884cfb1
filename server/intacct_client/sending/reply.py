"""What an answer says: its body, or the error it stands for.

Source: docs/api/errors.md, docs/api/limits.md.
Errors: those of intacct_client.errors; `TryAgain` around those that another try may mend.
"""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import httpx2

from intacct_client.envelopes import answered, decode, fault_in
from intacct_client.errors import Fault, Unreachable, error_for, sent_elsewhere
from intacct_client.sending.retries import TryAgain

_RETRY_HEADERS = (
    "Retry-After",
    "X-IA-Throttle-Retry-After",
    "X-IA-TENANT-Throttle-Retry-After",
    "X-IA-Hour-Rate-Limit-Retry-After",
)
_MOST_DIGITS = 9


def body_of(response: httpx2.Response) -> dict[str, Any]:
    """The body of an answer that succeeded; empty where there is none to be expected."""
    status = accepted(response).status_code
    if status == 204:
        return {}
    body = _decoded(response)
    hidden = fault_in(body)
    if hidden is not None:
        raise error_for(422, answered(hidden, status, response.headers))
    if not isinstance(body, dict) or "ia::result" not in body:
        raise Unreachable(
            "Intacct answered without a result. Check INTACCT_BASE_URL, then try again."
        )
    return cast("dict[str, Any]", body)


def accepted(response: httpx2.Response) -> httpx2.Response:
    """The answer, whatever it holds, unless its status is a refusal."""
    if response.status_code >= 300:
        raise _refusal(response)
    return response


def is_dead_token(response: httpx2.Response) -> bool:
    """Whether the token was refused: seen with both statuses; a 401 says so whatever its body."""
    status = response.status_code
    return status == 401 or (status == 400 and _fault(response).is_dead_token)


def _refusal(response: httpx2.Response) -> Exception:
    status = response.status_code
    if status in {429, 503}:
        seconds = retry_after(response)
        return TryAgain(error_for(status, _fault(response), retry_after=seconds or 0), seconds)
    if status >= 500:
        return TryAgain(error_for(status, _fault(response)))
    if status < 400:
        return sent_elsewhere(_fault(response))
    return error_for(status, _fault(response))


def _decoded(response: httpx2.Response) -> Any:
    try:
        return decode(response.content)
    except Unreachable as not_json:
        if "json" in response.headers.get("Content-Type", ""):
            # Meant to be JSON: a part of it got lost on the way.
            raise TryAgain(not_json) from not_json
        raise


def _fault(response: httpx2.Response) -> Fault:
    try:
        fault = fault_in(decode(response.content))
    except Unreachable:
        # An error page of a proxy: the status says all there is to say.
        fault = None
    return answered(fault, response.status_code, response.headers)


def retry_after(response: httpx2.Response) -> int | None:
    """Seconds to wait, by the first header that tells; None when none does."""
    for header in _RETRY_HEADERS:
        value = response.headers.get(header, "").strip()
        if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
            return int(value)
        if header == "Retry-After" and (seconds := _until(value, response)) is not None:
            return seconds
    return None


def _until(value: str, response: httpx2.Response) -> int | None:
    """Seconds until a day and time, by the far end's own clock where it tells that."""
    then = _moment(value)
    if then is None:
        return None
    now = _moment(response.headers.get("Date", "")) or datetime.now(UTC)
    return max(0, math.ceil((then - now).total_seconds()))


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
