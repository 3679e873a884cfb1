"""What stands around the endpoints: the layers that every request passes, and the routes that control them.

From the outside in: requests are counted, faults happen, limits and the gateway refuse, an idempotency key
finds its answer, and what is left is billed. Where a switch asks for it, answers then get another form.
Source: docs/api/faults.md, docs/api/limits.md, docs/api/idempotency.md, docs/api/transactions.md.
"""

from dataclasses import dataclass, field

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.around.answer_forms import AnswerForms, keeps_default_forms
from intacct_sandbox.rest.around.fault_plan import Fault, FaultPlan, read_faults
from intacct_sandbox.rest.around.faults import Faults
from intacct_sandbox.rest.around.gateway import Gateway
from intacct_sandbox.rest.around.idempotency import Idempotency
from intacct_sandbox.rest.around.kept_usage import KeptUsage
from intacct_sandbox.rest.around.limits import Limits, Throttle
from intacct_sandbox.rest.around.paths import CONTROL
from intacct_sandbox.rest.around.remembered import Remembered
from intacct_sandbox.rest.around.usage import (
    CountBilled,
    CountReceived,
    NameApplication,
    Usage,
    free_kinds,
)
from intacct_sandbox.rest.errors import application_error
from intacct_sandbox.rest.sign_in.tokens import TokenOffice
from intacct_sandbox.rest.wire import json_body


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How the sandbox treats requests, apart from what they ask.

    Attributes:
        limits: What runs at once.
        faults: What is armed from the start.
        sealed: No control routes: nothing outside the API answers.
    """

    limits: Limits = field(default_factory=Limits)
    faults: tuple[Fault, ...] = ()
    sealed: bool = False


def layers(
    limits: Limits,
    assumptions: Assumptions,
    remembered: Remembered,
    office: TokenOffice,
    plan: FaultPlan,
    usage: Usage,
) -> list[Middleware]:
    """The layers that a request from outside passes, outermost first."""
    forms = Middleware(AnswerForms, assumptions=assumptions)
    return [
        Middleware(NameApplication, office=office),
        Middleware(CountReceived, usage=usage),
        Middleware(Faults, plan=plan, office=office),
        Middleware(Throttle, limits=limits, assumptions=assumptions, clock=plan.now),
        Middleware(Gateway, assumptions=assumptions),
        *([] if keeps_default_forms(assumptions) else [forms]),
        _idempotency(remembered, office, plan, assumptions),
        Middleware(CountBilled, usage=usage, assumptions=assumptions),
    ]


def inner_layers(
    assumptions: Assumptions,
    remembered: Remembered,
    office: TokenOffice,
    plan: FaultPlan,
    usage: Usage,
) -> list[Middleware]:
    """The layers of a request inside another: it came in with that one, and takes no place of its own."""
    around = [
        Middleware(NameApplication, office=office),
        _idempotency(remembered, office, plan, assumptions),
    ]
    billed = Middleware(CountBilled, usage=usage, assumptions=assumptions)
    return [*around, billed] if assumptions.composite_calls == "each" else around


def _idempotency(
    remembered: Remembered, office: TokenOffice, plan: FaultPlan, assumptions: Assumptions
) -> Middleware:
    return Middleware(
        Idempotency,
        remembered=remembered,
        office=office,
        clock=plan.now,
        is_always_dated=assumptions.cached_date == "always",
    )


def control_routes(plan: FaultPlan, usage: Usage) -> list[Route]:
    """The routes that arm faults and show the counts."""

    async def show_faults(_: Request) -> Response:
        return JSONResponse({"faults": plan.shown()})

    async def arm_faults(request: Request) -> Response:
        _refuse_simple_request(request)
        try:
            plan.arm(read_faults(await json_body(request)))
        except ValueError as error:
            raise application_error(400, "REST-1064", str(error)) from error
        return JSONResponse({"faults": plan.shown()})

    async def clear_faults(_: Request) -> Response:
        plan.arm([])
        return JSONResponse({"faults": []})

    async def show_usage(_: Request) -> Response:
        return JSONResponse(usage.shown())

    return [
        Route(f"{CONTROL}/faults", show_faults, methods=["GET"]),
        Route(f"{CONTROL}/faults", arm_faults, methods=["POST"]),
        Route(f"{CONTROL}/faults", clear_faults, methods=["DELETE"]),
        Route(f"{CONTROL}/usage", show_usage, methods=["GET"]),
    ]


def make_usage(ledger: Ledger, assumptions: Assumptions) -> Usage:
    """Counters for the company's month."""
    return Usage(ledger.company.today[:7], free_kinds(assumptions), KeptUsage(ledger))


def _refuse_simple_request(request: Request) -> None:
    # A web page in a browser may send text or a form here without asking first, but never JSON.
    if not request.headers.get("Content-Type", "").startswith("application/json"):
        raise application_error(400, "REST-1030", "Faults come as application/json")
