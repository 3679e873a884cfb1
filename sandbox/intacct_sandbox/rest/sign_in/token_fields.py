"""What a request to the OAuth endpoints says: a form or a JSON object, and Basic credentials beside it.

Source: docs/api/sign-in.md.
Errors: GW-0032, GW-0035, GW-0038 and GW-0039 (envelope B) for a body that cannot be read.
"""

from typing import Any, cast
from urllib.parse import parse_qsl

from starlette.requests import Request

from intacct_sandbox.rest.errors import ApiError, gateway_error
from intacct_sandbox.rest.sign_in.authorization_header import basic_pair, credentials_in
from intacct_sandbox.rest.wire import json_body

_MOST_FIELDS = 50
_ONE_ONLY = {"client_id": "GW-0038", "username": "GW-0039"}


async def read_fields(request: Request) -> dict[str, str]:
    """The fields of the body, with the id and secret of an Authorization header of the kind Basic.

    Raises:
        ApiError: There is no body, it cannot be read, or it says one thing twice.
    """
    body = await request.body()
    if not body:
        raise gateway_error(400, "GW-0035", "The token request has no body")
    content_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    given = (
        await _json_pairs(request) if content_type == "application/json" else read_form_pairs(body)
    )
    return _single([*given, *_basic(request.headers.get("Authorization", ""))])


def read_form_pairs(body: bytes) -> list[tuple[str, str]]:
    """The pairs of a form.

    Raises:
        ApiError: It is no form, or an endless one.
    """
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise _unreadable("The body is not a form") from error


async def _json_pairs(request: Request) -> list[tuple[str, str]]:
    try:
        body = await json_body(request)
    except ApiError as error:
        raise _unreadable("The body is not JSON") from error
    if not isinstance(body, dict):
        raise _unreadable("The body is not a JSON object")
    pairs: list[tuple[str, str]] = []
    for name, value in cast("dict[str, Any]", body).items():
        for each in cast("list[Any]", value) if isinstance(value, list) else [value]:
            if isinstance(each, dict | list):
                raise _unreadable(f"{name} is not a text")
            if each is not None:
                pairs.append((name, str(each)))
    return pairs


def _basic(header: str) -> list[tuple[str, str]]:
    encoded = credentials_in(header, "basic")
    if not encoded:
        return []
    try:
        client_id, secret = basic_pair(encoded)
    except ValueError as error:
        raise _unreadable("The Basic credentials cannot be read") from error
    return [("client_id", client_id), ("client_secret", secret)]


def _single(pairs: list[tuple[str, str]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in pairs:
        if fields.setdefault(name, value) != value:
            raise gateway_error(
                400, _ONE_ONLY.get(name, "GW-0032"), f"The request has several values of {name}"
            )
    try:
        "".join([*fields, *fields.values()]).encode()  # half a surrogate pair is no text
    except UnicodeEncodeError as error:
        raise _unreadable("The body is not text") from error
    return fields


def _unreadable(message: str) -> ApiError:
    return gateway_error(400, "GW-0032", message)
