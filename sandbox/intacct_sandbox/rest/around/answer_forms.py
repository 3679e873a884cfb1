"""The layer that gives answers their form, where the public facts leave two.

Endpoints answer in the default forms. This stands around them, and only where a switch asks for another form.
Source: docs/api/errors.md (the envelopes), docs/api/query.md (the links between pages), docs/api/assumptions.md.
"""

import json
from typing import Any, cast

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.around.paths import is_api_call
from intacct_sandbox.rest.body import whole_answer

_RESULT, _ERROR, _META = "ia::result", "ia::error", "ia::meta"
_FORMS = ("element_error", "success_counters", "page_links", "application_envelope")
Body = dict[str, Any]


def keeps_default_forms(assumptions: Assumptions) -> bool:
    """Whether all answers go out as the endpoints make them."""
    usual = Assumptions()
    return all(getattr(assumptions, form) == getattr(usual, form) for form in _FORMS)


class AnswerForms:
    """Gives answers with a result another form."""

    def __init__(self, app: ASGIApp, assumptions: Assumptions) -> None:
        self._app = app
        self._assumptions = assumptions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, and its answer once it has its form."""
        if not is_api_call(scope):
            await self._app(scope, receive, send)
            return
        start, content = await whole_answer(self._app, scope, receive)
        response = Response(content, start["status"])
        response.raw_headers = start["headers"]
        if (response.headers.get("Content-Type") or "").startswith("application/json"):
            response.body = self._formed(content)
            response.headers["Content-Length"] = str(len(response.body))
        await response(scope, receive, send)

    def _formed(self, content: bytes) -> bytes:
        body = json.loads(content)
        if not isinstance(body, dict):
            return content
        formed = self._whole(cast("Body", body))
        result = formed.get(_RESULT)
        if self._assumptions.application_envelope == "flat" and _ERROR in (result or {}):
            formed = {**cast("Body", result), _META: formed[_META]}
        return json.dumps(formed, ensure_ascii=False, separators=(",", ":")).encode()

    def _whole(self, body: Body) -> Body:
        """A body, or an element of a composite, which has the form of one."""
        result = body.get(_RESULT)
        formed = dict(body)
        if isinstance(result, list):
            formed[_RESULT] = [self._element(each) for each in cast("list[Any]", result)]
        if isinstance(body.get(_META), dict):
            formed[_META] = self._meta(body[_META])
        return formed

    def _element(self, element: Any) -> Any:
        """One of a list of results: a row or a reference stays as it is."""
        if not isinstance(element, dict):
            return element
        given = self._whole(cast("Body", element)) if _META in element else cast("Body", element)
        if _ERROR not in given or self._assumptions.element_error == "object":
            return given
        error = given[_ERROR]
        rest = {name: value for name, value in given.items() if name != _ERROR}
        if self._assumptions.element_error == "nested":
            return {**rest, _RESULT: {_ERROR: error}}
        return {**rest, _ERROR: [error]}

    def _meta(self, meta: Body) -> Body:
        formed = dict(meta)
        if self._assumptions.success_counters == "total" and meta.get("totalError") == 0:
            formed = {"totalCount": meta["totalCount"]}
        if self._assumptions.page_links == "text":
            links = [name for name in ("next", "previous") if meta.get(name) is not None]
            formed |= {name: str(meta[name]) for name in links}
        return formed
