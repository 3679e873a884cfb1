"""The endpoints where tokens are got, ended and looked at.

Source: docs/api/sign-in.md (the token endpoint), docs/api/grants.md (revoke and introspect).
"""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.rest.errors import gateway_error
from intacct_sandbox.rest.sign_in.token_fields import read_fields
from intacct_sandbox.rest.wire import BASE, Wire

_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_UNSTORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def routes(wire: Wire) -> list[Route]:
    """The OAuth endpoints that programs call; they stand behind those of the consent page."""
    office = wire.office

    async def token(request: Request) -> Response:
        fields = await read_fields(request)
        granted = await to_thread.run_sync(office.token, fields)
        request.state.application = fields["client_id"]
        return JSONResponse(granted, headers=_UNSTORED)

    async def revoke(request: Request) -> Response:
        await to_thread.run_sync(office.revoke, await read_fields(request))
        return JSONResponse({"revoked": True}, headers=_UNSTORED)

    async def introspect(request: Request) -> Response:
        fields = await read_fields(request)
        authorization = request.headers.get("Authorization", "")
        told = await to_thread.run_sync(office.introspect, fields, authorization)
        return JSONResponse(told, headers=_UNSTORED)

    return [
        Route(f"{BASE}/oauth2/token", token, methods=["POST"]),
        Route(f"{BASE}/oauth2/revoke", revoke, methods=["POST"]),
        Route(f"{BASE}/oauth2/introspect", introspect, methods=["POST"]),
        Route(f"{BASE}/oauth2/{{rest:path}}", _unknown, methods=_ALL_METHODS),
    ]


async def _unknown(_: Request) -> Response:
    raise gateway_error(404, "GW-0033", "There is no such path under /oauth2")
