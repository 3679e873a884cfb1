"""The REST API as one Starlette app over a ledger.

Source: docs/api/ (one page a behaviour). The wire layer reads requests, asks the query service or the
company, and puts answers into envelopes; what a transaction means is not decided here.
"""

import json
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Malformed, Refused, UnknownKey
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.refusals import QueryRefused
from intacct_sandbox.query.request import QueryRequest, read_request
from intacct_sandbox.query.run import Page, run_query
from intacct_sandbox.rest.creates import CREATES
from intacct_sandbox.rest.errors import (
    ApiError,
    application_error,
    bad_method,
    business_error,
    malformed_error,
    not_found,
    query_error,
    unsupported,
)
from intacct_sandbox.rest.model import describe, list_models
from intacct_sandbox.rest.records import LIST_SIZE, list_references, read_records
from intacct_sandbox.rest.reversals import REVERSALS, reverse
from intacct_sandbox.rest.tokens import Credentials, TokenOffice

BASE = "/ia/api/v1"
ENTITY_HEADER = "X-IA-API-Param-Entity"

Handler = Callable[[Request], Awaitable[Response]]


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
    office = TokenOffice(ledger, credentials, clock=clock, dead_token_status=int(taken.dead_token))
    wire = _Wire(ledger, office)
    app = Starlette(
        routes=[
            Route(f"{BASE}/oauth2/token", wire.token, methods=["POST"]),
            Route(f"{BASE}/services/core/query", wire.query, methods=["POST"]),
            Route(f"{BASE}/services/core/model", wire.model, methods=["GET"]),
            Route(f"{BASE}/objects/{{app}}/{{object}}", wire.collection, methods=["GET", "POST"]),
            Route(f"{BASE}/objects/{{app}}/{{object}}/{{keys}}", wire.record, methods=["GET"]),
            Route(
                f"{BASE}/workflows/{{app}}/{{object}}/{{action}}", wire.workflow, methods=["POST"]
            ),
        ],
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


class _Wire:
    """The endpoints. Each reads its request here and does its work on a thread, where SQLite may block."""

    def __init__(self, ledger: Ledger, office: TokenOffice) -> None:
        self._ledger = ledger
        self._office = office

    async def token(self, request: Request) -> Response:
        return JSONResponse(self._office.token(await _token_fields(request)))

    async def query(self, request: Request) -> Response:
        scope = self._scope(request)
        body = await _json(request)
        asked, page = await to_thread.run_sync(self._run_query, body, scope)
        return JSONResponse(_page_body(page, asked.start, asked.size))

    async def model(self, request: Request) -> Response:
        self._scope(request)
        asked = request.query_params
        objects = self._ledger.shape.objects
        if asked.get("name"):
            return JSONResponse(
                {"ia::result": describe(asked["name"], objects), "ia::meta": _meta(1)}
            )
        try:
            listed = list_models(asked.get("filter", ""), objects)
        except re.error as error:
            raise application_error(
                400, "REST-1064", f"filter is not a regular expression: {error}"
            ) from error
        return JSONResponse({"ia::result": listed, "ia::meta": _meta(len(listed))})

    async def collection(self, request: Request) -> Response:
        scope = self._scope(request)
        name = self._object(request)
        if request.method == "POST":
            body = await _json(request)
            return JSONResponse(await to_thread.run_sync(self._create, name, body), 201)
        for parameter in request.query_params:
            raise application_error(
                400,
                "REST-1034",
                f"The query parameter {parameter} is not accepted",
                placeholders={"PARAMETER": parameter},
            )
        page = await to_thread.run_sync(list_references, name, self._ledger, scope)
        return JSONResponse(_page_body(page, 1, LIST_SIZE))

    async def record(self, request: Request) -> Response:
        scope = self._scope(request)
        name = self._object(request)
        keys = request.path_params["keys"].split(",")
        records = await to_thread.run_sync(read_records, name, keys, self._ledger, scope)
        if not records:
            raise not_found(name, keys[0])
        meta = _meta(len(records))
        return JSONResponse(
            {"ia::result": records[0] if len(keys) == 1 else records, "ia::meta": meta}
        )

    async def workflow(self, request: Request) -> Response:
        self._scope(request)
        name = self._object(request)
        if request.path_params["action"] != "reverse" or name not in REVERSALS:
            raise unsupported(f"/workflows/{name}/{request.path_params['action']}")
        body = await _json(request)
        return JSONResponse(await to_thread.run_sync(self._reverse, name, body))

    def _run_query(self, body: Any, scope: Scope) -> tuple[QueryRequest, Page]:
        try:
            asked = read_request(body)
            return asked, run_query(asked, self._ledger, self._ledger.shape, scope)
        except QueryRefused as refused:
            raise query_error(refused) from refused
        except (sqlite3.Error, RecursionError) as error:
            # More filters, values or nesting than one statement can hold.
            raise application_error(
                400,
                "REST-1064",
                "The query is too large. Send fewer filters, values or parentheses",
            ) from error

    def _create(self, name: str, body: Any) -> dict[str, Any]:
        if name not in CREATES:
            raise bad_method("POST", f"/objects/{name}")
        try:
            with self._ledger.transaction():
                key = CREATES[name](self._ledger, body, self._now())
        except Malformed as malformed:
            raise malformed_error(malformed) from malformed
        except Refused as refused:
            raise business_error(refused, "create", name) from refused
        return _reference_body(name, key)

    def _reverse(self, name: str, body: Any) -> dict[str, Any]:
        try:
            with self._ledger.transaction():
                key = reverse(self._ledger, name, body, self._now())
        except Malformed as malformed:
            raise malformed_error(malformed) from malformed
        except UnknownKey as unknown:
            raise not_found(name, str(unknown)) from unknown
        except Refused as refused:
            raise business_error(refused, "reverse", name) from refused
        answer = _reference_body(name, key)
        answer["ia::result"]["state"] = "reversed"
        return answer

    def _object(self, request: Request) -> str:
        name = f"{request.path_params['app']}/{request.path_params['object']}"
        if name not in self._ledger.shape.objects:
            raise unsupported(f"/objects/{name}")
        return name

    def _scope(self, request: Request) -> Scope:
        caller = self._office.caller(request.headers.get("Authorization", ""))
        entity_id = request.headers.get(ENTITY_HEADER) or caller.entity_id
        company = self._ledger.company
        return Scope(self._entity_key(entity_id), company.today, self._ledger.shuffle)

    def _entity_key(self, entity_id: str) -> int | None:
        if not entity_id:
            return None
        row = self._ledger.one("SELECT key FROM entity WHERE id = ?", (entity_id,))
        if row is None:
            raise application_error(
                400,
                "REST-1027",
                f"The entity {entity_id} is not valid",
                placeholders={"ENTITY": entity_id},
            )
        return int(row[0])

    def _now(self) -> str:
        return f"{self._ledger.company.today}T{datetime.now(UTC):%H:%M:%S}Z"


async def _token_fields(request: Request) -> dict[str, str]:
    if request.headers.get("Content-Type", "").startswith("application/json"):
        body = await _json(request)
        given = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    else:
        given = dict(await request.form())
    return {name: str(value) for name, value in given.items()}


async def _json(request: Request) -> Any:
    body = await request.body()
    if not body:
        raise application_error(
            400, "REST-1028", "The request requires a payload", "IA.REQUEST_REQUIRES_A_PAYLOAD"
        )
    try:
        decoded = json.loads(body)
        if b"\\u" in body:
            json.dumps(decoded, ensure_ascii=False).encode()  # half a surrogate pair is no text
        return decoded
    except (ValueError, RecursionError) as error:
        raise application_error(400, "REST-1030", "The payload is not valid JSON") from error


def _page_body(page: Page, start: int, size: int) -> dict[str, Any]:
    following = start + size
    meta = {
        "totalCount": page.total,
        "start": start,
        "pageSize": size,
        "next": following if following <= page.total else None,
        "previous": max(1, start - size) if start > 1 else None,
    }
    return {"ia::result": page.rows, "ia::meta": meta}


def _meta(successes: int) -> dict[str, int]:
    return {"totalCount": successes, "totalSuccess": successes, "totalError": 0}


def _reference_body(name: str, key: int) -> dict[str, Any]:
    reference: dict[str, Any] = {"key": str(key), "id": str(key), "href": f"/objects/{name}/{key}"}
    return {
        "ia::result": reference,
        "ia::meta": _meta(1),
    }
