"""All rows of a query as a file.

Source: docs/api/export.md. A query that says nothing of `size` goes into the file whole; the switch `export-rows`
has what becomes of one that does.
"""

from typing import Any, cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.query.compile import Scope, compile_query
from intacct_sandbox.query.request import MOST_ROWS, QueryRequest
from intacct_sandbox.rest.errors import malformed_error, not_simulated
from intacct_sandbox.rest.objects.reading import answer_query
from intacct_sandbox.rest.services.export_files import Column, Table, to_csv, to_workbook, to_xml
from intacct_sandbox.rest.wire import BASE, Wire, json_body

_WRITERS = {"csv": to_csv, "xlsx": to_workbook, "xml": to_xml}
_NOT_SIMULATED = ("pdf", "word")
_EXCEL = "application/vnd.ms-excel"


def routes(wire: Wire) -> list[Route]:
    """The export service."""

    async def export(request: Request) -> Response:
        scope = wire.scope(request)
        body = await json_body(request)
        try:
            file_type, query = _read(body)
        except Malformed as malformed:
            raise malformed_error(malformed) from malformed
        if file_type in _NOT_SIMULATED:
            raise not_simulated(f"exporting as {file_type}")
        content = await to_thread.run_sync(_file, wire, scope, file_type, query)
        return Response(
            content,
            media_type=_media_type(wire, file_type),
            headers={"Content-Disposition": f'attachment; filename="export.{file_type}"'},
        )

    return [Route(f"{BASE}/services/core/export", export, methods=["POST"])]


def _read(body: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(body, dict):
        raise Malformed("REST-1064", "The payload must be one object")
    asked = cast("dict[str, Any]", body)
    for name in asked:
        if name not in {"fileType", "query"}:
            raise Malformed("REST-1043", f"{name} is not a valid field", target=f"/{name}")
    file_types = (*_WRITERS, *_NOT_SIMULATED)
    if asked.get("fileType") not in file_types:
        message = f"fileType must be one of {', '.join(file_types)}"
        raise Malformed("REST-1043", message, target="/fileType")
    if not isinstance(asked.get("query"), dict):
        raise Malformed("REST-1043", "query is required", target="/query")
    return asked["fileType"], asked["query"]


def _media_type(wire: Wire, file_type: str) -> str:
    return {
        "csv": "text/csv" if wire.assumptions.export_csv_type == "text" else _EXCEL,
        "xlsx": _EXCEL,
        "xml": "text/xml",
    }[file_type]


def _file(wire: Wire, scope: Scope, file_type: str, query: dict[str, Any]) -> bytes:
    with wire.ledger.transaction():  # nobody writes between two pages
        if "size" in query and wire.assumptions.export_rows == "asked":
            asked, page = answer_query(wire, query, scope)
            rows = page.rows
        else:
            asked, rows = _all_rows(wire, scope, query)
        outputs = compile_query(asked, wire.ledger.shape, scope).outputs
    columns = tuple(
        Column(selected.asked, selected.aggregate == "count" or field.is_numeric)
        for selected, field in outputs
    )
    return _WRITERS[file_type](Table(columns, rows))


def _all_rows(
    wire: Wire, scope: Scope, query: dict[str, Any]
) -> tuple[QueryRequest, list[dict[str, Any]]]:
    asked, page = answer_query(wire, {**query, "start": 1, "size": MOST_ROWS}, scope)
    rows = list(page.rows)
    while page.rows and len(rows) < page.total:
        page_of = {**query, "start": len(rows) + 1, "size": MOST_ROWS}
        _, page = answer_query(wire, page_of, scope)
        rows += page.rows
    return asked, rows
