"""The layer that does a write once, however often it is sent with the same `Idempotency-Key`.

A request that carries a key is carried to its end even when its client leaves: otherwise nobody could ask
again. Keys belong to a user of the company; a request without a good token is none of the layer's business.
Source: docs/api/idempotency.md.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from anyio import CancelScope, to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.around.gateway import MOST_UPLOADED
from intacct_sandbox.rest.around.paths import is_api_call, path_of, state_of
from intacct_sandbox.rest.around.remembered import Answer, Owned, Remembered, Taken
from intacct_sandbox.rest.body import given_back, read_body, whole_answer
from intacct_sandbox.rest.errors import ApiError, application_error
from intacct_sandbox.rest.sign_in.tokens import TokenOffice

LONGEST_KEY = 256
HEADER = "Idempotency-Key"
_KEEP = "keep_answer"  # what the layer gives to the endpoint, by way of the request's state
_COVERED = ("/objects/", "/workflows/", "/services/core/composite", "/services/bulk/")
_KEPT_HEADERS = {"content-type", "location", "retry-after"}


class Idempotency:
    """Claims keys, keeps answers and gives them again."""

    def __init__(
        self,
        app: ASGIApp,
        remembered: Remembered,
        office: TokenOffice,
        clock: Callable[[], float],
        *,
        is_always_dated: bool = False,
    ) -> None:
        self._app = app
        self._remembered = remembered
        self._office = office
        self._clock = clock
        self._is_always_dated = is_always_dated

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or give the answer that its key stands for."""
        headers = Headers(scope=scope) if is_api_call(scope) and _is_covered(scope) else Headers()
        key = headers.get(HEADER)
        user_id = self._user_id(headers) if key is not None else ""
        if key is None or not user_id:
            await self._app(scope, receive, send)
            return
        try:
            check_key(key)
            body = await read_body(receive, MOST_UPLOADED)
            owned = Owned(user_id, key, _fingerprint(scope, body))
            answers: list[Response] = []
            with CancelScope(shield=True):
                answers.append(await self._answer(owned, scope, given_back(body, receive)))
            (response,) = answers
            response.headers[HEADER] = key
        except ApiError as error:
            response = error.response()
        await response(scope, receive, send)

    async def _answer(self, owned: Owned, scope: Scope, receive: Receive) -> Response:
        began = self._clock()
        try:
            known = await to_thread.run_sync(self._remembered.claim, owned, began)
        except Taken as taken:
            raise application_error(
                409,
                "REST-1409",
                str(taken),
                code="idempotencyConflict",
                placeholders={"KEY": owned.key},
            ) from taken
        if known is not None:
            return _response(known, is_dated=True)
        kept: list[Answer] = []

        def keep(response: Response) -> None:
            kept.append(_answer_of(response, began))
            self._remembered.keep(owned, kept[-1])

        state_of(scope)[_KEEP] = keep
        try:
            start, body = await whole_answer(self._app, scope, receive)
            if not kept:
                response = Response(body, start["status"])
                response.raw_headers = start["headers"]
                await to_thread.run_sync(keep, response)
        finally:
            await to_thread.run_sync(self._remembered.release, owned)
        return _response(kept[-1], is_dated=self._is_always_dated)

    def _user_id(self, headers: Headers) -> str:
        try:
            return self._office.caller(headers.get("Authorization", "")).user_id
        except ApiError:
            return ""


def with_answer_kept(request: Request, ledger: Ledger, work: Callable[[], Response]) -> Response:
    """Do work whose answer is kept in the same transaction, if the request has a key to keep it under."""
    keep: Callable[[Response], None] | None = state_of(request.scope).get(_KEEP)
    if keep is None:
        return work()
    with ledger.transaction():
        response = work()
        keep(response)
    return response


def check_key(key: str) -> None:
    """Refuse a key that is none.

    Raises:
        ApiError: It is empty, longer than 256 characters, or not of printable ASCII.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise application_error(
            400,
            "REST-1064",
            f"The Idempotency-Key must have 1 to {LONGEST_KEY} characters of printable ASCII",
            placeholders={"FIELD": HEADER},
        )


def _is_covered(scope: Scope) -> bool:
    return scope["method"] in {"POST", "PATCH"} and path_of(scope).startswith(_COVERED)


def _fingerprint(scope: Scope, body: bytes) -> str:
    line = f"{scope['method']} {scope['path']}?{scope['query_string'].decode('latin-1')}\n"
    return hashlib.sha256(line.encode() + body).hexdigest()


def _answer_of(response: Response, began: float) -> Answer:
    headers = [each for each in response.headers.items() if each[0] in _KEPT_HEADERS]
    return Answer(response.status_code, headers, bytes(response.body).decode(), began)


def _response(answer: Answer, *, is_dated: bool) -> Response:
    response = Response(answer.body, answer.status, dict(answer.headers))
    if is_dated:
        began = datetime.fromtimestamp(answer.began, UTC)
        response.headers["x-ia-idempotency-cached-date"] = f"{began:%Y-%m-%dT%H:%M:%SZ}"
    return response
