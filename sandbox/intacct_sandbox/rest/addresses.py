"""What is asked of addresses themselves: which methods one takes, and what one is told that there is not.

Source: docs/api/versions.md.
"""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_sandbox.rest.errors import ApiError, gateway_error, unsupported
from intacct_sandbox.rest.services.model import methods_of
from intacct_sandbox.rest.wire import BASE, Wire

_VERSION = re.compile(r"/ia/api/v([^/]+)")


def routes(wire: Wire) -> list[Route]:
    """OPTIONS of objects."""

    async def options(request: Request) -> Response:
        wire.scope(request)
        known = wire.ledger.shape.objects[wire.object_name(request)]
        return Response(status_code=204, headers={"Allow": methods_of(known).replace(",", ", ")})

    collection = f"{BASE}/objects/{{app}}/{{object}}"
    return [
        Route(collection, options, methods=["OPTIONS"]),
        Route(f"{collection}/{{keys}}", options, methods=["OPTIONS"]),
    ]


def unknown_address(path: str) -> ApiError:
    """Why nothing is there: another version, or no such resource in this one."""
    version = _VERSION.match(path)
    if version and version[0] != BASE:
        return gateway_error(400, "REST-1032", f"Version {version[1]} is not valid")
    return unsupported(path.removeprefix(BASE))
