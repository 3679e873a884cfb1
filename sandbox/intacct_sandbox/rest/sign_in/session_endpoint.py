"""The endpoint that gives a session for a token: the bridge to the XML API.

Source: docs/api/sessions.md. The switch `session-life` says how long a session is good.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.rest.wire import BASE, Wire, result_body


def routes(wire: Wire) -> list[Route]:
    """The session service."""

    async def session(request: Request) -> Response:
        caller = wire.office.caller(request.headers.get("Authorization", ""))
        lifetime = int(wire.assumptions.session_life)
        session_id = wire.office.sessions.open(caller, lifetime)
        return JSONResponse(result_body({"sessionId": session_id, "expiresIn": lifetime}))

    return [Route(f"{BASE}/services/core/session/id", session, methods=["GET"])]
