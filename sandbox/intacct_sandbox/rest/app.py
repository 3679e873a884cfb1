"""The REST API as one Starlette app over a ledger.

Source: docs/api/ (one page a behaviour). Each module beside this one brings the routes of its endpoints;
here they are put together, and errors find their envelopes.
"""

import time
from collections.abc import Callable, Sequence
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest import addresses
from intacct_sandbox.rest.addresses import unknown_address
from intacct_sandbox.rest.around.fault_plan import FaultPlan
from intacct_sandbox.rest.around.remembered import Remembered
from intacct_sandbox.rest.around.surroundings import (
    Surroundings,
    control_routes,
    inner_layers,
    layers,
    make_usage,
)
from intacct_sandbox.rest.errors import ApiError, bad_method, gateway_error
from intacct_sandbox.rest.objects import reading, writing
from intacct_sandbox.rest.reports import endpoints as reports
from intacct_sandbox.rest.services import (
    allowed_operations,
    bulk,
    composite,
    dimensions,
    document_sequences,
    export,
    model_service,
    services_left_out,
    views,
)
from intacct_sandbox.rest.sign_in import consent, discovery, oauth, session_endpoint
from intacct_sandbox.rest.sign_in.credentials import Credentials
from intacct_sandbox.rest.sign_in.tokens import LIFETIME, TokenOffice
from intacct_sandbox.rest.wire import BASE, REPORT_POLLS, Wire

# In the order in which their addresses are tried.
_MODULES = (
    consent,
    oauth,
    discovery,
    session_endpoint,
    views,
    reading,
    writing,
    reports,
    model_service,
    bulk,
    composite,
    export,
    dimensions,
    allowed_operations,
    addresses,
    document_sequences,
    services_left_out,
)


def create_app(
    ledger: Ledger,
    credentials: Credentials,
    *,
    assumptions: Assumptions | None = None,
    surroundings: Surroundings | None = None,
    clock: Callable[[], float] = time.time,
    lifetime: int = LIFETIME,
    report_polls: int = REPORT_POLLS,
) -> Starlette:
    """The sandbox's HTTP interface.

    Args:
        ledger: A seeded ledger.
        credentials: What the token endpoint accepts.
        assumptions: Readings of open points; the documented defaults when left out.
        surroundings: Limits, faults and control routes; the usual limits and no faults when left out.
        clock: Seconds since 1970, for the life of tokens and idempotency keys.
        lifetime: Seconds that an access token is good.
        report_polls: How often a report that runs is found unfinished.
    """
    taken = assumptions or Assumptions()
    ledger.assume(taken)
    around = surroundings or Surroundings()
    plan = FaultPlan(around.faults, clock)
    office = TokenOffice(ledger, credentials, taken, clock=plan.now, lifetime=lifetime)
    wire = Wire(
        ledger, office, taken, plan.now, report_polls=report_polls, unsubscribed=plan.unsubscribed
    )
    usage = make_usage(ledger, taken)
    remembered = Remembered(ledger, forgets_answers=taken.old_idempotency_key == "new")
    own = [route for module in _MODULES for route in module.routes(wire)]
    wire.inner = _app(own, inner_layers(taken, remembered, office, plan, usage))
    controls = [] if around.sealed else control_routes(plan, usage)
    app = _app([*controls, *own], layers(around.limits, taken, remembered, office, plan, usage))
    app.state.office = office
    return app


def _app(routes: Sequence[BaseRoute], middleware: Sequence[Middleware]) -> Starlette:
    return Starlette(
        routes=routes,
        middleware=middleware,
        exception_handlers={
            ApiError: _show_error,
            400: _show_unreadable,
            404: _show_unknown_path,
            405: _show_bad_method,
        },
    )


def _show_error(_: Request, error: Exception) -> Response:
    return cast("ApiError", error).response()


def _show_unreadable(_: Request, error: Exception) -> Response:
    return gateway_error(400, "GW-0032", cast("HTTPException", error).detail).response()


def _show_unknown_path(request: Request, _: Exception) -> Response:
    return unknown_address(request.url.path).response()


def _show_bad_method(request: Request, _: Exception) -> Response:
    return bad_method(request.method, request.url.path.removeprefix(BASE)).response()
