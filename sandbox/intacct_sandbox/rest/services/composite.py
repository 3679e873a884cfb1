"""Several requests in one: done in order, each able to use what the ones before it answered.

Source: docs/api/composite.md. Each sub-request goes through the endpoints again, so that it behaves as if it had
come alone; but it takes no place among the requests at once, and meets no fault of its own.
Errors: the composite itself is refused (400) before anything is done when its shape is wrong; after that every
fault stands in the element of its sub-request.
"""

from collections.abc import Mapping
from typing import Any

import httpx2
from anyio import Lock
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.exact_json import write_json
from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.rest.around.usage import bill
from intacct_sandbox.rest.errors import ApiError, application_error, malformed_error, unprocessed
from intacct_sandbox.rest.objects.writing import TRANSACTION_HEADER
from intacct_sandbox.rest.services.result_references import with_results
from intacct_sandbox.rest.services.sub_requests import SubRequest, read_sub_requests
from intacct_sandbox.rest.wire import BASE, ENTITY_HEADER, Wire, json_body, mixed_meta, success_meta

Element = dict[str, Any]


def routes(wire: Wire) -> list[Route]:
    """The composite service."""
    return [Route(f"{BASE}/services/core/composite", Composite(wire).run, methods=["POST"])]


class Composite:
    """The composite service over one company."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._one_at_a_time = Lock()

    async def run(self, request: Request) -> Response:
        """POST /services/core/composite."""
        self._wire.scope(request)
        if self._wire.assumptions.composite_calls == "one":
            bill(request, "composite", 1)
        body = await json_body(request)
        try:
            subs = read_sub_requests(body)
        except Malformed as malformed:
            raise malformed_error(malformed) from malformed
        taken = self._wire.assumptions.composite_transaction == "all-or-nothing"
        if taken and request.headers.get(TRANSACTION_HEADER, "").lower() == "true":
            elements = await self._all_or_nothing(request, subs)
        else:
            elements = await self._in_order(request, subs)
        failures = sum(_has_failed(each) for each in elements)
        meta = mixed_meta(len(elements), failures)
        return JSONResponse({"ia::result": elements, "ia::meta": meta}, 207 if failures else 200)

    async def _all_or_nothing(self, request: Request, subs: list[SubRequest]) -> list[Element]:
        elements: list[Element] = []
        try:
            # Two of them would undo each other's changes.
            async with self._one_at_a_time:
                with self._wire.ledger.provisional():
                    elements = await self._in_order(request, subs)
                    if any(_has_failed(each) for each in elements):
                        raise _TakeBack
        except _TakeBack:
            return [each if _has_failed(each) else self._error(unprocessed()) for each in elements]
        return elements

    async def _in_order(self, request: Request, subs: list[SubRequest]) -> list[Element]:
        elements: list[Element] = []
        results: dict[str, Any] = {}
        transport = httpx2.ASGITransport(app=self._wire.inner)
        async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox") as app:
            for sub in subs:
                if elements and self._stops(elements[-1]):
                    break
                element = await self._one(app, self._inherited(request), sub, results)
                elements.append(element)
                if sub.reference:
                    results[sub.reference] = element.get("ia::result")
        return [*elements, *(self._error(unprocessed()) for _ in subs[len(elements) :])]

    def _stops(self, element: Element) -> bool:
        is_partial = element["ia::status"] == 207
        goes_on = is_partial and self._wire.assumptions.composite_partial == "goes-on"
        return _has_failed(element) and not goes_on

    async def _one(
        self,
        app: httpx2.AsyncClient,
        inherited: Mapping[str, str],
        sub: SubRequest,
        results: dict[str, Any],
    ) -> Element:
        try:
            path = with_results(sub.path, results, in_path=True)
            own_headers = self._own_headers(sub, results)
            content = write_json(with_results(sub.body, results)).encode()
        except Malformed as malformed:
            return self._error(malformed_error(malformed))
        except RecursionError:
            message = "The payload is nested too deeply"
            return self._error(application_error(400, "REST-1030", message))
        headers = httpx2.Headers(inherited)
        headers.update(own_headers)
        answer = await app.request(
            sub.method,
            BASE + path,
            headers=headers,
            content=content if sub.has_body else None,
        )
        return self._element(answer)

    def _own_headers(self, sub: SubRequest, results: dict[str, Any]) -> dict[str, str]:
        if self._wire.assumptions.composite_headers == "literal":
            return sub.headers
        return {
            name: with_results(text, results, in_path=True) for name, text in sub.headers.items()
        }

    def _inherited(self, request: Request) -> dict[str, str]:
        inherited = {
            "Authorization": request.headers.get("Authorization", ""),
            "Content-Type": "application/json",
        }
        entity = request.headers.get(ENTITY_HEADER)
        if entity and self._wire.assumptions.composite_entity == "inherited":
            inherited[ENTITY_HEADER] = entity
        return inherited

    def _element(self, answer: httpx2.Response) -> Element:
        if answer.status_code == 204:
            return {"ia::result": {}, "ia::meta": success_meta(1), "ia::status": 204}
        if not answer.headers.get("Content-Type", "").startswith("application/json"):
            message = "A request that answers with a file cannot be part of a composite"
            return self._error(application_error(400, "REST-1064", message))
        body: dict[str, Any] = answer.json()
        is_batch = isinstance(body.get("ia::result"), list)  # its faults stand in its own elements
        if answer.status_code >= 400 and not is_batch:
            return self._failure(answer.status_code, _error_in(body))
        return {
            "ia::result": body["ia::result"],
            "ia::meta": body["ia::meta"],
            "ia::status": answer.status_code,
        }

    def _error(self, error: ApiError) -> Element:
        return self._failure(error.status, error.content())

    def _failure(self, status: int, error: Any) -> Element:
        named = {"ia::error": error}
        nested = self._wire.assumptions.composite_error == "in-result"
        return {
            **({"ia::result": named} if nested else named),
            "ia::meta": mixed_meta(1, 1),
            "ia::status": status,
        }


class _TakeBack(Exception):
    """Undoes the sub-requests of a composite that stands or falls together."""


def _has_failed(element: Element) -> bool:
    """Whether a sub-request failed; one that is a list of records fails with any of them."""
    return int(element["ia::status"]) >= 207


def _error_in(body: dict[str, Any]) -> Any:
    """The error object, out of whichever envelope it came in."""
    inside: dict[str, Any] = body.get("ia::result", body)
    return inside.get("ia::error") or inside.get("error") or inside
