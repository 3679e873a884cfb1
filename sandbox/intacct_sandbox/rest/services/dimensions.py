"""The list of dimensions: which there are, and which of them the ledger keeps.

Source: docs/api/dimensions.md. Read off the journal line: each dimension is a reference of it, and the ledger keeps
those that have a column.
"""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.query.source import Shape
from intacct_sandbox.rest.wire import BASE, Wire, result_body

LINE = "general-ledger/journal-entry-line"
_GROUP = "dimensions."
_USER_DEFINED = "nsp::"


def routes(wire: Wire) -> list[Route]:
    """The dimensions service."""

    async def dimensions(request: Request) -> Response:
        wire.scope(request)
        listed = list_dimensions(wire.ledger.shape)
        return JSONResponse(result_body(listed, len(listed)))

    return [Route(f"{BASE}/services/company-config/dimensions/list", dimensions, methods=["GET"])]


def list_dimensions(shape: Shape) -> list[dict[str, Any]]:
    """Every dimension of the company, the standard ones first."""
    kept = shape.columns[LINE]
    found = [
        _dimension(path.removeprefix(_GROUP), field.refers_to, f"{path}.key" in kept)
        for path, field in shape.objects[LINE].fields.items()
        if path.startswith(_GROUP) and path.count(".") == 1 and field.refers_to in shape.objects
    ]
    return sorted(found, key=lambda each: bool(each["isUserDefinedDimension"]))


def _dimension(name: str, refers_to: str, is_kept: bool) -> dict[str, Any]:
    own = name.removeprefix(_USER_DEFINED)
    words = re.sub(r"[A-Z]", lambda capital: f" {capital[0].lower()}", own).replace("_", " ")
    return {
        "dimensionName": own.upper(),
        "dimensionLabel": words.capitalize(),
        "termName": words.capitalize(),
        "isUserDefinedDimension": own != name,
        "isEnabledInGL": is_kept,
        "dimensionEndpoint": f"/objects/{refers_to}",
    }
