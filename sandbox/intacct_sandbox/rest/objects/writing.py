"""The endpoints that change records: create, update, delete, each for one or many, and the workflows.

Source: docs/api/writing.md, docs/api/batches.md. What a change means is the behaviour's business; here it
gets its transaction, its trace in the audit history, and its faults their envelopes.
"""

from collections.abc import Callable
from typing import Any, cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.catalogue import services
from intacct_sandbox.rest.around.idempotency import with_answer_kept
from intacct_sandbox.rest.around.usage import bill
from intacct_sandbox.rest.errors import application_error, bad_method, not_simulated, unsupported
from intacct_sandbox.rest.objects.batches import MOST_RECORDS, Outcome, run_batch
from intacct_sandbox.rest.objects.changes import Changer
from intacct_sandbox.rest.wire import BASE, Wire, json_body, result_body

COLLECTION = f"{BASE}/objects/{{app}}/{{object}}"
TRANSACTION_HEADER = "X-IA-API-Param-Transaction"
Work = Callable[[], Outcome]


def routes(wire: Wire) -> list[Route]:
    """The endpoints that change records."""
    writing = Writing(wire)
    return [
        Route(COLLECTION, writing.create, methods=["POST"]),
        Route(COLLECTION, writing.update_many, methods=["PATCH"]),
        Route(f"{COLLECTION}/{{keys}}", writing.update, methods=["PATCH"]),
        Route(f"{COLLECTION}/{{keys}}", writing.delete, methods=["DELETE"]),
        Route(
            f"{BASE}/workflows/{{app}}/{{object}}/{{action}}", writing.workflow, methods=["POST"]
        ),
    ]


class Writing:
    """The writing endpoints over one company."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def create(self, request: Request) -> Response:
        """POST /objects/{app}/{object}: one record, or a list of them."""
        changer, name = self._changer(request)
        if changer.behaviour(name).create is None:
            raise bad_method("POST", f"/objects/{name}")
        body = await json_body(request)
        if not isinstance(body, list):
            return await self._one(request, lambda: changer.create(name, body), status=201)
        works = [_work(changer.create, name, each, status=201) for each in cast("list[Any]", body)]
        return await self._batch(request, works)

    async def update(self, request: Request) -> Response:
        """PATCH /objects/{app}/{object}/{key}."""
        changer, name = self._changer(request)
        if changer.behaviour(name).update is None:
            raise bad_method("PATCH", f"/objects/{name}")
        body = await json_body(request)
        key = request.path_params["keys"]
        return await self._one(request, lambda: changer.update(name, key, body))

    async def update_many(self, request: Request) -> Response:
        """PATCH /objects/{app}/{object}: a list of records, each with its key."""
        changer, name = self._changer(request)
        if changer.behaviour(name).update is None:
            raise bad_method("PATCH", f"/objects/{name}")
        body = await json_body(request)
        if not isinstance(body, list):
            raise application_error(
                400, "REST-1028", "An update without a key in its path takes a list"
            )
        works = [_work(changer.update_one_of, name, each) for each in cast("list[Any]", body)]
        return await self._batch(request, works)

    async def delete(self, request: Request) -> Response:
        """DELETE /objects/{app}/{object}/{key}, or several keys with commas between."""
        changer, name = self._changer(request)
        if changer.behaviour(name).delete is None:
            raise bad_method("DELETE", f"/objects/{name}")
        keys = request.path_params["keys"].split(",")
        if len(keys) == 1:
            await to_thread.run_sync(changer.delete, name, keys[0])
            return Response(status_code=204)
        works = [_work(changer.delete, name, key, status=204) for key in keys]
        return await self._batch(request, works)

    async def workflow(self, request: Request) -> Response:
        """POST /workflows/{app}/{object}/{action}."""
        changer, name = self._changer(request)
        action = request.path_params["action"]
        if action not in changer.behaviour(name).workflows:
            if f"workflows/{name}/{action}" in services():
                raise not_simulated(f"/workflows/{name}/{action}")
            raise unsupported(f"/workflows/{name}/{action}")
        body = await json_body(request)
        return await self._one(request, lambda: changer.workflow(name, action, body))

    def _changer(self, request: Request) -> tuple[Changer, str]:
        return Changer(self._wire, request), self._wire.object_name(request)

    async def _one(
        self, request: Request, change: Callable[[], dict[str, Any]], *, status: int = 200
    ) -> Response:
        return await to_thread.run_sync(
            with_answer_kept,
            request,
            self._wire.ledger,
            lambda: JSONResponse(result_body(change()), status),
        )

    async def _batch(self, request: Request, works: list[Work]) -> Response:
        if not 1 <= len(works) <= MOST_RECORDS:
            raise application_error(
                400, "REST-1064", f"A batch takes 1 to {MOST_RECORDS} records, not {len(works)}"
            )
        is_atomic = request.headers.get(TRANSACTION_HEADER, "").lower() == "true"
        ledger, all_failed = self._wire.ledger, self._wire.assumptions.batch_all_failed

        def work() -> Response:
            status, body = run_batch(ledger, works, is_atomic, all_failed)
            done = body["ia::meta"]["totalSuccess"] if body else len(works)
            bill(request, "written record", done)
            return JSONResponse(body, status) if body else Response(status_code=status)

        return await to_thread.run_sync(with_answer_kept, request, ledger, work)


def _work(act: Callable[..., dict[str, Any]], name: str, what: Any, *, status: int = 200) -> Work:
    return lambda: Outcome(status, act(name, what))
