"""The REST API as one Starlette app over a ledger.

Source: docs/api/ (one page a behaviour). Each module beside this one brings the routes of its endpoints;
here they are put together, and errors find their envelopes.
"""

import time
from collections.abc import Callable
from typing import cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest import oauth, reading, writing
from intacct_sandbox.rest.errors import ApiError, bad_method, unsupported
from intacct_sandbox.rest.tokens import Credentials, TokenOffice
from intacct_sandbox.rest.wire import BASE, Wire


def create_app(
    ledger: Ledger,
    credentials: Credentials,
    *,
    assumptions: Assumptions | None = None,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """The sandbox's HTTP interface.

    Args:
        ledger: A seeded ledger.
        credentials: What the token endpoint accepts.
        assumptions: Readings of open points; the documented defaults when left out.
        clock: Seconds since 1970, for the life of tokens.
    """
    taken = assumptions or Assumptions()
    ledger.assume(taken)
    office = TokenOffice(ledger, credentials, clock=clock, dead_token_status=int(taken.dead_token))
    wire = Wire(ledger, office, taken, clock)
    app = Starlette(
        routes=[*oauth.routes(wire), *reading.routes(wire), *writing.routes(wire)],
        exception_handlers={ApiError: _show_error, 404: _show_unknown_path, 405: _show_bad_method},
    )
    app.state.office = office
    return app


def _show_error(_: Request, error: Exception) -> Response:
    return cast("ApiError", error).response()


def _show_unknown_path(request: Request, _: Exception) -> Response:
    return unsupported(request.url.path.removeprefix(BASE)).response()


def _show_bad_method(request: Request, _: Exception) -> Response:
    return bad_method(request.method, request.url.path.removeprefix(BASE)).response()
