"""The requests inside a composite, read and checked.

Source: docs/api/composite.md.
Errors: `Malformed`, with a pointer to the sub-request at fault.
"""

import re
from dataclasses import dataclass
from typing import Any, cast

from intacct_sandbox.company.refused import Malformed

FEWEST, MOST = 2, 10
METHODS = ("GET", "POST", "PATCH", "DELETE")
_KEYS = {"method", "path", "headers", "body", "resultReference"}
_STARTS = ("/objects/", "/services/", "/workflows/")
_COMPOSITE = "/services/core/composite"
# What a sub-request may not say for itself: it is sent as the composite was.
_INHERITED = {"authorization", "content-type", "accept", "host", "content-length"}


@dataclass(frozen=True, slots=True)
class SubRequest:
    """One request of a composite.

    Attributes:
        method: One of `METHODS`.
        path: Below the base address of the version.
        headers: Its own, beside those it inherits.
        body: Decoded JSON; None without one.
        has_body: Whether one was given.
        reference: The name by which later ones use its result; empty without one.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    has_body: bool
    reference: str


def read_sub_requests(body: Any) -> list[SubRequest]:
    """Check the body of a composite."""
    if not isinstance(body, list):
        raise Malformed("REST-1064", "A composite takes a list of requests")
    listed = cast("list[Any]", body)
    if not FEWEST <= len(listed) <= MOST:
        raise Malformed(
            "REST-1064", f"A composite takes {FEWEST} to {MOST} requests, not {len(listed)}"
        )
    subs = [_sub_request(each, f"/{number}") for number, each in enumerate(listed)]
    references = [sub.reference for sub in subs if sub.reference]
    for reference in references:
        if references.count(reference) > 1:
            raise Malformed("REST-1064", f"The resultReference {reference} is used twice")
    return subs


def _sub_request(value: Any, place: str) -> SubRequest:
    if not isinstance(value, dict):
        raise Malformed("REST-1064", "Each request of a composite is an object", target=place)
    given = cast("dict[str, Any]", value)
    for name in given:
        if name not in _KEYS:
            raise _fault(place, name, f"{name} is not a valid field", "IA.NOT_A_VALID_FIELD")
    method = given.get("method")
    if method not in METHODS:
        raise _fault(place, "method", f"method must be one of {', '.join(METHODS)}")
    return SubRequest(
        str(method),
        _path(given.get("path"), place),
        _headers(given.get("headers"), place),
        given.get("body"),
        "body" in given,
        _reference(given.get("resultReference"), place),
    )


def _path(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.startswith(_STARTS):
        raise _fault(place, "path", f"path must start with one of {', '.join(_STARTS)}")
    before_query = value.partition("?")[0]
    if ".." in before_query.split("/") or "#" in value or not value.isprintable():
        raise _fault(place, "path", "path must name one resource")
    if before_query.rstrip("/") == _COMPOSITE:
        raise _fault(place, "path", "A composite cannot hold another one")
    return value


def _headers(value: Any, place: str) -> dict[str, str]:
    headers = cast("dict[str, Any]", value or {})
    if not isinstance(value or {}, dict):
        raise _fault(place, "headers", "headers must be an object")
    for name, text in headers.items():
        if not re.fullmatch(r"[\w-]+", name, re.ASCII) or not _is_header_text(text):
            raise _fault(place, "headers", "headers must be names with text")
    return {name: text for name, text in headers.items() if name.lower() not in _INHERITED}


def _is_header_text(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and (value.isprintable() or value == "")


def _reference(value: Any, place: str) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not re.fullmatch(r"\w+", value):
        raise _fault(place, "resultReference", "resultReference must be one word")
    return value


def _fault(place: str, name: str, message: str, message_id: str = "") -> Malformed:
    return Malformed("REST-1043", message, message_id=message_id, target=f"{place}/{name}")
