"""The endpoints that change records: create and the workflows.

Source: docs/api/writing.md. What a change means is the company's business; here it gets its transaction,
and its faults their envelopes.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.refused import Malformed, Refused, UnknownKey
from intacct_sandbox.rest.creates import CREATES
from intacct_sandbox.rest.errors import (
    bad_method,
    business_error,
    malformed_error,
    not_found,
    unsupported,
)
from intacct_sandbox.rest.reversals import REVERSALS, reverse
from intacct_sandbox.rest.wire import BASE, Wire, json_body, reference, result_body

T = TypeVar("T")


def routes(wire: Wire) -> list[Route]:
    """The endpoints that change records."""
    writing = Writing(wire)
    return [
        Route(f"{BASE}/objects/{{app}}/{{object}}", writing.create, methods=["POST"]),
        Route(
            f"{BASE}/workflows/{{app}}/{{object}}/{{action}}", writing.workflow, methods=["POST"]
        ),
    ]


class Writing:
    """The writing endpoints over one company."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def create(self, request: Request) -> Response:
        """POST /objects/{app}/{object}."""
        self._wire.scope(request)
        name = self._wire.object_name(request)
        if name not in CREATES:
            raise bad_method("POST", f"/objects/{name}")
        body = await json_body(request)

        def act() -> int:
            return CREATES[name](self._wire.ledger, body, self._wire.now())

        key = await to_thread.run_sync(in_transaction, self._wire, "create", name, act)
        return JSONResponse(result_body(reference(name, key)), 201)

    async def workflow(self, request: Request) -> Response:
        """POST /workflows/{app}/{object}/{action}."""
        self._wire.scope(request)
        name = self._wire.object_name(request)
        action = request.path_params["action"]
        if action != "reverse" or name not in REVERSALS:
            raise unsupported(f"/workflows/{name}/{action}")
        body = await json_body(request)

        def act() -> int:
            return reverse(self._wire.ledger, name, body, self._wire.now())

        key = await to_thread.run_sync(in_transaction, self._wire, action, name, act)
        answer: dict[str, Any] = {**reference(name, key), "state": "reversed"}
        return JSONResponse(result_body(answer))


def in_transaction(wire: Wire, operation: str, name: str, act: Callable[[], T]) -> T:
    """Do one change: wholly, or not at all.

    Raises:
        ApiError: The payload cannot be read, a rule says no, or there is no such record.
    """
    try:
        with wire.ledger.transaction():
            return act()
    except Malformed as malformed:
        raise malformed_error(malformed) from malformed
    except UnknownKey as unknown:
        raise not_found(name, str(unknown)) from unknown
    except Refused as refused:
        raise business_error(refused, operation, name) from refused
