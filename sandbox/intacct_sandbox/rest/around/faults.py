"""The layer where armed faults happen.

A dropped connection is closed without an answer when the server offers `HANG_UP`; without a server, in
process, the request ends in the transport error that a client would see.
Source: docs/api/faults.md.
"""

from collections.abc import Awaitable, Callable
from email.utils import formatdate

import anyio
import httpx2
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intacct_sandbox.rest.around.fault_plan import Fault, FaultPlan, Kind
from intacct_sandbox.rest.around.paths import is_api_call, path_of
from intacct_sandbox.rest.body import whole_answer
from intacct_sandbox.rest.errors import (
    ApiError,
    application_error,
    gateway_error,
    grant_refused,
    token_invalid,
)
from intacct_sandbox.rest.sign_in.tokens import TokenOffice

HANG_UP = "intacct_sandbox.hang_up"
_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>\n"

Answer = Callable[[Fault], Response]


def _gateway(status: int, error_id: str, message: str) -> Answer:
    def answer(fault: Fault) -> Response:
        response = gateway_error(status, error_id, message).response()
        if fault.seconds is not None:
            response.headers["Retry-After"] = str(int(fault.seconds))
        return response

    return answer


def _invalid_token_text(_: Fault) -> Response:
    return ApiError(400, "C", {"code": "invalidRequest", "message": "Invalid token"}).response()


def _no_web_services(_: Fault) -> Response:
    message = "The company is not subscribed to Web Services"
    return application_error(403, "REST-3007", message, code="forbidden").response()


def _unpaired(_: Fault) -> Response:
    return grant_refused("The user is not authorized for this client application").response()


# Faults that answer instead of the endpoint: nothing is done.
_INSTEAD: dict[Kind, Answer] = {
    "401": lambda _: token_invalid(401).response(),
    "400-token": _invalid_token_text,
    "403": _gateway(403, "GW-0042", "Access is forbidden"),
    "429": _gateway(429, "GW-0010", "Too many requests"),
    "500": _gateway(500, "GW-0001", "An internal error occurred"),
    "503": _gateway(503, "GW-0001", "The service is not available"),
    "no-web-services": _no_web_services,
    "unpaired": _unpaired,
    "html": lambda fault: HTMLResponse(_PAGE.format(f"{fault.status} from a proxy"), fault.status),
}


class Faults:
    """Lets requests through, but for those that a fault meets."""

    def __init__(self, app: ASGIApp, plan: FaultPlan, office: TokenOffice) -> None:
        self._app = app
        self._plan = plan
        self._office = office
        self._around: dict[Kind, Callable[[Fault, Scope, Receive, Send], Awaitable[None]]] = {
            "truncated": self._truncated,
            "slow": self._slow,
            "trickle": self._trickle,
            "drop-before": self._drop_before,
            "drop-after": self._drop_after,
            "expired-token": self._expired_token,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the fault if one fires."""
        if not is_api_call(scope):
            await self._app(scope, receive, send)
            return
        dated = self._dated(send)
        fault = self._plan.next(path_of(scope))
        if fault is None:
            await self._app(scope, receive, dated)
        elif fault.kind in _INSTEAD:
            await _INSTEAD[fault.kind](fault)(scope, receive, dated)
        else:
            await self._around[fault.kind](fault, scope, receive, dated)

    def _dated(self, send: Send) -> Send:
        async def dating(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._plan.now(), usegmt=True)
                MutableHeaders(scope=message)["Date"] = date
            await send(message)

        return dating

    async def _truncated(self, _: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """The work is done, but half of the body is missing; its length is that of the half."""
        start, body = await whole_answer(self._app, scope, receive)
        half = body[: len(body) // 2]
        MutableHeaders(scope=start)["Content-Length"] = str(len(half))
        await send(start)
        await send({"type": "http.response.body", "body": half})

    async def _trickle(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """The work is done; each byte of its answer keeps the client waiting."""
        start, body = await whole_answer(self._app, scope, receive)
        await send(start)
        for place in range(len(body)):
            message = {"type": "http.response.body", "body": body[place : place + 1]}
            await send({**message, "more_body": True})
            with anyio.move_on_after(fault.seconds or 0):
                await _gone(receive)
                return
        await send({"type": "http.response.body", "body": b""})

    async def _slow(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """The work is done at once; its answer comes late, and keeps its place until then."""

        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                with anyio.move_on_after(fault.seconds or 0):
                    await _gone(receive)
            await send(message)

        await self._app(scope, receive, late)

    async def _drop_before(self, _: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing is done and nobody answers."""
        # A close with unread bytes would be a reset, which clients report as something else.
        while (await receive()).get("more_body"):
            pass
        await _hang_up(scope, receive)

    async def _drop_after(self, _: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """All is done, and nobody answers."""

        async def unheard(message: Message) -> None:
            """Leave the answer unsent."""

        await self._app(scope, receive, unheard)
        await _hang_up(scope, receive)

    async def _expired_token(self, _: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """The token presented is dead from here on."""
        authorization = Headers(scope=scope).get("Authorization", "")
        if self._office.application(authorization):
            self._office.end_bearer(authorization)
        await self._app(scope, receive, send)


async def _hang_up(scope: Scope, receive: Receive) -> None:
    close = scope.get("extensions", {}).get(HANG_UP)
    if close is None:
        raise httpx2.RemoteProtocolError("Server disconnected without sending a response.")
    close()
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    """Wait until the client is no longer there."""
    while (await receive())["type"] != "http.disconnect":
        pass
