"""The endpoints that read objects: query, list, and single records.

Source: docs/api/query.md, docs/api/objects.md.
"""

import sqlite3
from dataclasses import replace
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.refusals import QueryRefused, no_such_object
from intacct_sandbox.query.request import QueryRequest, read_request
from intacct_sandbox.query.run import Page, run_query
from intacct_sandbox.rest.errors import (
    ApiError,
    application_error,
    forbidden,
    no_permission,
    not_found,
    query_error,
)
from intacct_sandbox.rest.objects.records import (
    LIST_SIZE,
    flat_records,
    list_references,
    read_records,
)
from intacct_sandbox.rest.wire import BASE, Wire, json_body, mixed_meta, page_body, result_body

MOST_QUERIES = 10


def routes(wire: Wire) -> list[Route]:
    """The endpoints that only read objects; collections and records also write (writing.py)."""
    reading = Reading(wire)
    return [
        Route(f"{BASE}/services/core/query", reading.query, methods=["POST"]),
        Route(f"{BASE}/objects/{{app}}/{{object}}", reading.references, methods=["GET"]),
        Route(f"{BASE}/objects/{{app}}/{{object}}/{{keys}}", reading.records, methods=["GET"]),
    ]


class Reading:
    """The reading endpoints over one company."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def query(self, request: Request) -> Response:
        """POST /services/core/query."""
        scope = self._wire.scope(request)
        body: Any = await json_body(request)
        if self._wire.assumptions.array_query == "results" and _is_list(body):
            status, answer = await to_thread.run_sync(answer_queries, self._wire, body, scope)
            return JSONResponse(answer, status)
        asked, page = await to_thread.run_sync(answer_query, self._wire, body, scope)
        return JSONResponse(page_body(page, asked.start, asked.size))

    async def references(self, request: Request) -> Response:
        """GET /objects/{app}/{object}: up to 100 references, and no parameters."""
        scope = self._wire.scope(request)
        name = self._wire.object_name(request)
        taken = self._wire.assumptions.list_parameters
        for parameter in request.query_params if taken == "refused" else ():
            raise application_error(
                400,
                "REST-1034",
                f"The query parameter {parameter} is not accepted",
                placeholders={"PARAMETER": parameter},
            )
        if name in scope.unreadable:
            raise no_permission("LIST", name)
        page = await to_thread.run_sync(list_references, name, self._wire.ledger, scope)
        return JSONResponse(page_body(page, 1, LIST_SIZE))

    async def records(self, request: Request) -> Response:
        """GET /objects/{app}/{object}/{key}, or several keys with commas between."""
        scope = self._wire.scope(request)
        name = self._wire.object_name(request)
        if name in scope.unreadable:
            raise no_permission("GET", name)
        keys = request.path_params["keys"].split(",")
        records = await to_thread.run_sync(read_records, name, keys, self._wire.ledger, scope)
        missing = [key for key in keys if key not in {each["key"] for each in records}]
        if missing:
            await to_thread.run_sync(self._refuse, request, name, missing, scope)
        if not records or (missing and self._wire.assumptions.unknown_keys == "not-found"):
            raise not_found(name, missing[0])
        return JSONResponse(result_body(records[0] if len(keys) == 1 else records, len(records)))

    def _refuse(self, request: Request, name: str, missing: list[str], scope: Scope) -> None:
        """Refuse to show what is there, but not for a user who may see one entity only."""
        ledger, assumptions = self._wire.ledger, self._wire.assumptions
        if assumptions.missing_right == "empty" or not self._wire.sees_one_entity(request):
            return
        if flat_records(name, "key", missing, ledger, replace(scope, entity_key=None, only=())):
            raise forbidden("GET", f"/objects/{name}")


def _is_list(body: Any) -> bool:
    return isinstance(body, list)


def answer_queries(wire: Wire, bodies: list[Any], scope: Scope) -> tuple[int, dict[str, Any]]:
    """Run several queries, each on its own; the status and the body.

    Raises:
        ApiError: None, or more than are taken.
    """
    if not 1 <= len(bodies) <= MOST_QUERIES:
        raise application_error(
            400, "REST-1064", f"A list holds 1 to {MOST_QUERIES} queries, not {len(bodies)}"
        )
    elements = [_element(wire, body, scope) for body in bodies]
    failures = sum(each["ia::status"] != 200 for each in elements)
    meta = mixed_meta(len(elements), failures)
    return (207 if failures else 200), {"ia::result": elements, "ia::meta": meta}


def _element(wire: Wire, body: Any, scope: Scope) -> dict[str, Any]:
    try:
        asked, page = answer_query(wire, body, scope)
    except ApiError as refused:
        return {"ia::error": refused.content(), "ia::status": refused.status}
    return {**page_body(page, asked.start, asked.size), "ia::status": 200}


def answer_query(wire: Wire, body: Any, scope: Scope) -> tuple[QueryRequest, Page]:
    """Run a query as it came over the wire.

    Raises:
        ApiError: It asks for what is not there, or is too large for one statement.
    """
    try:
        asked = read_request(body)
        if not wire.has_object(asked.object):
            unknown = no_such_object(asked.object)
            raise query_error(unknown, int(wire.assumptions.unknown_object))
        if asked.object in scope.unreadable:
            raise no_permission("QUERY", asked.object)
        return asked, run_query(asked, wire.ledger, wire.ledger.shape, scope)
    except QueryRefused as refused:
        raise query_error(refused) from refused
    except (sqlite3.Error, RecursionError) as error:
        # More filters, values or nesting than one statement can hold.
        raise application_error(
            400,
            "REST-1064",
            "The query is too large. Send fewer filters, values or parentheses",
        ) from error
