"""The endpoints that read objects: query, model, list, and single records.

Source: docs/api/query.md, docs/api/model.md, docs/api/objects.md.
"""

import sqlite3
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.refusals import QueryRefused
from intacct_sandbox.query.request import QueryRequest, read_request
from intacct_sandbox.query.run import Page, run_query
from intacct_sandbox.rest.errors import application_error, not_found, query_error
from intacct_sandbox.rest.model import describe, list_models
from intacct_sandbox.rest.records import LIST_SIZE, list_references, read_records
from intacct_sandbox.rest.wire import BASE, Wire, json_body, page_body, result_body


def routes(wire: Wire) -> list[Route]:
    """The endpoints that only read objects; collections and records also write (writing.py)."""
    reading = Reading(wire)
    return [
        Route(f"{BASE}/services/core/query", reading.query, methods=["POST"]),
        Route(f"{BASE}/services/core/model", reading.model, methods=["GET"]),
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
        body = await json_body(request)
        asked, page = await to_thread.run_sync(answer_query, self._wire, body, scope)
        return JSONResponse(page_body(page, asked.start, asked.size))

    async def model(self, request: Request) -> Response:
        """GET /services/core/model."""
        self._wire.scope(request)
        asked = request.query_params
        objects = self._wire.ledger.shape.objects
        if asked.get("name"):
            return JSONResponse(result_body(describe(asked["name"], objects)))
        try:
            listed = list_models(asked.get("filter", ""), objects)
        except ValueError as error:
            raise application_error(
                400, "REST-1064", f"filter is not a regular expression for names: {error}"
            ) from error
        return JSONResponse(result_body(listed, len(listed)))

    async def references(self, request: Request) -> Response:
        """GET /objects/{app}/{object}: up to 100 references, and no parameters."""
        scope = self._wire.scope(request)
        name = self._wire.object_name(request)
        for parameter in request.query_params:
            raise application_error(
                400,
                "REST-1034",
                f"The query parameter {parameter} is not accepted",
                placeholders={"PARAMETER": parameter},
            )
        page = await to_thread.run_sync(list_references, name, self._wire.ledger, scope)
        return JSONResponse(page_body(page, 1, LIST_SIZE))

    async def records(self, request: Request) -> Response:
        """GET /objects/{app}/{object}/{key}, or several keys with commas between."""
        scope = self._wire.scope(request)
        name = self._wire.object_name(request)
        keys = request.path_params["keys"].split(",")
        records = await to_thread.run_sync(read_records, name, keys, self._wire.ledger, scope)
        if not records:
            raise not_found(name, keys[0])
        return JSONResponse(result_body(records[0] if len(keys) == 1 else records, len(records)))


def answer_query(wire: Wire, body: Any, scope: Scope) -> tuple[QueryRequest, Page]:
    """Run a query as it came over the wire.

    Raises:
        ApiError: It asks for what is not there, or is too large for one statement.
    """
    try:
        asked = read_request(body)
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
