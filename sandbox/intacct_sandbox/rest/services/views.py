"""Saved queries: the system's own are shown here, and both kinds are run.

Source: docs/api/views.md. Users' views are records like others (writing.py).
"""

from typing import Any, cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.describing.system_views import VIEW, SystemView, system_views
from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.rest.errors import application_error, malformed_error, not_found
from intacct_sandbox.rest.objects.reading import answer_query
from intacct_sandbox.rest.objects.records import flat_records
from intacct_sandbox.rest.wire import BASE, Wire, json_body, page_body, result_body

USER_VIEW = "core/user-view"
_KEYS = {"key", "viewType", "filterParameters", "start", "size"}
_QUERY = "query."
_PARAMETERS = "filterParameters."


def routes(wire: Wire) -> list[Route]:
    """System views, and running views; before the routes of all objects."""
    views = Views(wire)
    return [
        Route(f"{BASE}/objects/{VIEW}", views.system_view, methods=["GET"]),
        Route(f"{BASE}/services/core/view", views.run, methods=["POST"]),
    ]


class Views:
    """The views of one company."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._system = system_views(wire.ledger.shape.objects)

    async def system_view(self, request: Request) -> Response:
        """GET /objects/core/system-view?name=..."""
        self._wire.scope(request)
        for parameter in request.query_params:
            if parameter != "name":
                message = f"The query parameter {parameter} is not accepted"
                raise application_error(400, "REST-1034", message)
        name = request.query_params.get("name", "")
        if not name:
            raise application_error(400, "REST-1034", "The query parameter name is required")
        if name in self._system:
            return JSONResponse(result_body(_shown(self._system[name])))
        of_object = [_shown(view) for view in self._system.values() if view.object == name]
        if not of_object or self._wire.assumptions.system_view_name == "view":
            raise not_found(VIEW, name)
        return JSONResponse(result_body(of_object, len(of_object)))

    async def run(self, request: Request) -> Response:
        """POST /services/core/view."""
        scope = self._wire.scope(request)
        user_key = self._wire.user(request).key
        body = await json_body(request)
        try:
            asked = _read(body)
        except Malformed as malformed:
            raise malformed_error(malformed) from malformed
        answer = await to_thread.run_sync(self._run, asked, scope, user_key)
        return JSONResponse(answer)

    def _run(self, asked: dict[str, Any], scope: Scope, user_key: int) -> dict[str, Any]:
        key: str = asked["key"]
        if asked["viewType"] == "system":
            if key not in self._system:
                raise not_found(VIEW, key)
            query = dict(self._system[key].query)
        else:
            query = self._user_query(key, scope, user_key)
        parameters = {**query.get("filterParameters", {}), **asked.get("filterParameters", {})}
        query |= {name: asked[name] for name in ("start", "size") if name in asked}
        query["filterParameters"] = parameters
        request, page = answer_query(self._wire, query, scope)
        return page_body(page, request.start, request.size)

    def _user_query(self, key: str, scope: Scope, user_key: int) -> dict[str, Any]:
        rows = flat_records(USER_VIEW, "key", [key], self._wire.ledger, scope)
        if not rows or not (rows[0]["isPublic"] or _owner(rows[0]) == str(user_key)):
            raise not_found(USER_VIEW, key)
        said = {
            path.removeprefix(_QUERY): value
            for path, value in rows[0].items()
            if path.startswith(_QUERY) and value not in (None, [])
        }
        parameters = {
            path.removeprefix(_PARAMETERS): value
            for path, value in said.items()
            if path.startswith(_PARAMETERS)
        }
        query = {path: value for path, value in said.items() if not path.startswith(_PARAMETERS)}
        query.setdefault("object", rows[0]["object"])
        return {**query, "filterParameters": parameters}


def _owner(view: dict[str, Any]) -> str:
    return str(view["owner.key"] or view["audit.createdByUser.key"])


def _shown(view: SystemView) -> dict[str, Any]:
    return {
        "key": view.key,
        "id": view.id,
        "name": view.name,
        "description": view.description,
        "object": view.object,
        "query": view.query,
        "contexts": ["__default"],
        "href": f"/objects/{VIEW}?name={view.key}",
    }


def _read(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Malformed("REST-1064", "The payload must be one object")
    asked = cast("dict[str, Any]", body)
    for name in asked:
        if name not in _KEYS:
            raise Malformed("REST-1043", f"{name} is not a valid field", target=f"/{name}")
    if not isinstance(asked.get("key"), str) or not asked["key"]:
        raise Malformed("REST-1043", "key is required", target="/key")
    if asked.get("viewType") not in ("user", "system"):
        raise Malformed("REST-1043", "viewType must be user or system", target="/viewType")
    if not isinstance(asked.get("filterParameters", {}), dict):
        message = "filterParameters must be an object"
        raise Malformed("REST-1043", message, target="/filterParameters")
    return asked
