"""The endpoints of signing in.

Source: docs/api/sign-in.md.
"""

from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.rest.wire import BASE, Wire, json_body


def routes(wire: Wire) -> list[Route]:
    """The OAuth endpoints."""

    async def token(request: Request) -> Response:
        fields = await _fields(request)
        granted = wire.office.token(fields)
        request.state.application = fields["client_id"]
        return JSONResponse(granted)

    return [Route(f"{BASE}/oauth2/token", token, methods=["POST"])]


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form or JSON body."""
    if request.headers.get("Content-Type", "").startswith("application/json"):
        body = await json_body(request)
        given = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    else:
        given = dict(await request.form())
    return {name: str(value) for name, value in given.items()}
