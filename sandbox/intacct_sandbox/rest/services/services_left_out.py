"""Services that Intacct has and the sandbox has not: they say so, instead of not being there.

Source: docs/api/services.md. Which there are comes from the catalogue; this module stands last, so that whatever is
simulated has taken its address before.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_sandbox.catalogue import services
from intacct_sandbox.rest.errors import not_simulated
from intacct_sandbox.rest.wire import BASE, Wire


def routes(wire: Wire) -> list[Route]:
    """Every service of the catalogue; workflows are taken with their objects (writing.py)."""

    async def left_out(request: Request) -> Response:
        wire.scope(request)
        raise not_simulated(request.url.path.removeprefix(BASE))

    return [
        Route(f"{BASE}/{name}", left_out, methods=[known.method])
        for name, known in services().items()
        if not known.is_workflow
    ]
