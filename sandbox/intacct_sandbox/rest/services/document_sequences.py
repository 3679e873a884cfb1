"""The next value of a document sequence.

Source: docs/api/services.md.
"""

from typing import Any, cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.describing.document_sequences import SEQUENCE, take_next_value
from intacct_sandbox.company.lookup import Named
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.rest.errors import business_error, forbidden, malformed_error
from intacct_sandbox.rest.wire import BASE, Wire, json_body, result_body

_PATH = "/services/company-config/document-sequence/generate-next-value"


def routes(wire: Wire) -> list[Route]:
    """The service of next values."""

    async def next_value(request: Request) -> Response:
        wire.scope(request)
        if wire.user(request).only_reads:
            raise forbidden("POST", _PATH)
        body = await json_body(request)
        try:
            named, year = _read(body)
            taken = await to_thread.run_sync(take_next_value, wire.ledger, named, year, wire.now())
        except Malformed as malformed:
            raise malformed_error(malformed) from malformed
        except Refused as refused:
            raise business_error(
                refused, "generate-next-value", SEQUENCE, wire.assumptions
            ) from refused
        said = {"key": str(taken.key), "id": taken.id, "nextValue": taken.value}
        return JSONResponse(result_body({**said, **({"fiscalYear": year} if year else {})}))

    return [Route(f"{BASE}{_PATH}", next_value, methods=["POST"])]


def _read(body: Any) -> tuple[Named, int | None]:
    if not isinstance(body, dict):
        raise Malformed("REST-1064", "The payload must be one object")
    asked = cast("dict[str, Any]", body)
    for name in asked:
        if name not in {"key", "id", "fiscalYear"}:
            raise Malformed("REST-1043", f"{name} is not a valid field", target=f"/{name}")
    key, own_id = asked.get("key", ""), asked.get("id", "")
    if not isinstance(key, str) or not isinstance(own_id, str) or not (key or own_id):
        raise Malformed("REST-1043", "A sequence is named by its key or its id", target="/id")
    year = asked.get("fiscalYear")
    if year is not None and (not isinstance(year, int) or not 1900 <= year <= 2200):
        raise Malformed("REST-1043", "fiscalYear must be a year", target="/fiscalYear")
    return Named(own_id, key), year
