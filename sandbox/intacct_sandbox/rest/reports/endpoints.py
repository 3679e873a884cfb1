"""The endpoints of reports: submit, status, download, cancel, and another format.

Source: docs/api/reports.md. The entity header does not count here: a report is over the location that its
parameters name, else over the whole company.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.exact_json import write_json
from intacct_sandbox.company.permissions import LEDGER_REPORTS
from intacct_sandbox.company.refused import UnknownKey
from intacct_sandbox.company.reports import jobs
from intacct_sandbox.company.reports.jobs import Output
from intacct_sandbox.company.reports.table import ReportTable
from intacct_sandbox.rest.errors import application_error, in_envelopes, no_permission, unsupported
from intacct_sandbox.rest.objects.behaviours import STORED_REPORT
from intacct_sandbox.rest.reports.body import read_body
from intacct_sandbox.rest.reports.formats import CONTENT_TYPES, render
from intacct_sandbox.rest.reports.limits import refuse_format
from intacct_sandbox.rest.reports.requests import SERVICE, TITLES, make_report, read_request
from intacct_sandbox.rest.wire import BASE, Wire, json_body, result_body

_REPORTS = "/services/reports"
_RETRY_AFTER = "30"
_NAMED_OUTPUT = ("reportId", "outputType", "outputLocation")
_LONGEST_KEY = 18  # digits; more do not fit SQLite's whole numbers

T = TypeVar("T")


def routes(wire: Wire) -> list[Route]:
    """The endpoints of the report services."""
    reports = Reports(wire)
    return [
        Route(f"{BASE}{SERVICE}/{{report}}", reports.submit, methods=["POST"]),
        Route(f"{BASE}{_REPORTS}/status", reports.status, methods=["GET"]),
        Route(f"{BASE}{_REPORTS}/download", reports.download, methods=["GET"]),
        Route(f"{BASE}{_REPORTS}/cancel", reports.cancel, methods=["POST"]),
        Route(f"{BASE}{_REPORTS}/stored-reports", reports.store, methods=["POST"]),
    ]


class Reports:
    """The report endpoints over one company."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def submit(self, request: Request) -> Response:
        """POST /services/reports/general-ledger/{report}."""
        user = self._wire.user(request)
        report = request.path_params["report"]
        if report not in TITLES:
            raise unsupported(f"{SERVICE}/{report}")
        if LEDGER_REPORTS in self._wire.scope(request).unreadable:
            raise no_permission("POST", f"{SERVICE}/{report}")
        value = await json_body(request)

        def act() -> Output:
            ledger, at = self._wire.ledger, self._wire.now()
            body = read_request(ledger, report, value, self._wire.assumptions)
            kept = write_json(value)
            name = body.text("reportName")
            key = jobs.submit_job(ledger, report, name, kept, user_key=user.key, at=at)
            type_, location = body.text("outputType"), body.text("outputLocation")
            return jobs.submit_output(ledger, key, type_, location, at=at)

        output = await self._act("create", f"reports/general-ledger/{report}", act)
        headers = {"Location": BASE + _status_url(output), "Retry-After": _RETRY_AFTER}
        return JSONResponse(result_body(_shown(output)), 202, headers)

    async def status(self, request: Request) -> Response:
        """GET /services/reports/status: 303 once there is something to download."""
        self._wire.user(request)

        def act() -> Output:
            key, type_, location = _asked(request, _NAMED_OUTPUT)
            ledger, at = self._wire.ledger, self._wire.now()
            jobs.find_output(ledger, key, type_, location)
            jobs.advance(ledger, self._run, polls=self._wire.report_polls, at=at)
            return jobs.find_output(ledger, key, type_, location)

        output = await self._act("read", STORED_REPORT, act)
        shown = _shown(output)
        if output.state == "submitted":
            shown["status"] = self._wire.assumptions.report_waiting
        if output.state != "completed" or output.location == "cloud":
            return JSONResponse(result_body(shown))
        url = f"{_REPORTS}/download?reportId={output.job_key}&outputType={output.type}"
        return JSONResponse(
            result_body({**shown, "downloadURL": url}), 303, {"Location": BASE + url}
        )

    async def download(self, request: Request) -> Response:
        """GET /services/reports/download."""
        self._wire.user(request)

        def act() -> tuple[ReportTable, str]:
            key, type_, location = _asked(request, _NAMED_OUTPUT[:2])
            output = jobs.find_output(self._wire.ledger, key, type_, location)
            return jobs.read_result(self._wire.ledger, output), type_

        table, type_ = await self._act("read", STORED_REPORT, act)
        is_titled = self._wire.assumptions.report_csv == "titled"
        is_text = type_ == "csv" and self._wire.assumptions.report_csv_type == "text"
        media_type = "text/csv" if is_text else CONTENT_TYPES[type_]
        return Response(render(table, type_, is_titled=is_titled), media_type=media_type)

    async def cancel(self, request: Request) -> Response:
        """POST /services/reports/cancel: only what has not begun."""
        self._wire.user(request)
        value = await json_body(request)

        def act() -> Output:
            key, type_, location = _named(value)
            output = jobs.find_output(self._wire.ledger, key, type_, location)
            is_late = output.state != "submitted"
            if is_late and self._wire.assumptions.report_late_cancel == "failed":
                return replace(output, state="failed")
            return jobs.cancel_output(self._wire.ledger, output, at=self._wire.now())

        return JSONResponse(result_body(_shown(await self._act("cancel", STORED_REPORT, act))))

    async def store(self, request: Request) -> Response:
        """POST /services/reports/stored-reports: another format of a finished report."""
        self._wire.user(request)
        value = await json_body(request)

        def act() -> Output:
            key, type_, location = _named(value)
            refuse_format(type_)
            return jobs.submit_again(self._wire.ledger, key, type_, location, at=self._wire.now())

        return JSONResponse(result_body(_shown(await self._act("create", STORED_REPORT, act))))

    def _run(self, report: str, request: str) -> ReportTable:
        return make_report(self._wire.ledger, report, request, self._wire.assumptions)

    async def _act(self, operation: str, name: str, act: Callable[[], T]) -> T:
        def whole() -> T:
            with (
                in_envelopes(operation, name, self._wire.assumptions),
                self._wire.ledger.transaction(),
            ):
                return act()

        return await to_thread.run_sync(whole)


def _asked(request: Request, names: tuple[str, ...]) -> tuple[int, str, str]:
    """The output that the query parameters name; each must be there, and no other."""
    for parameter in request.query_params:
        if parameter not in names:
            raise application_error(
                400,
                "REST-1034",
                f"The query parameter {parameter} is not accepted",
                placeholders={"PARAMETER": parameter},
            )
    return _named(dict(request.query_params), names)


def _named(value: Any, names: tuple[str, ...] = _NAMED_OUTPUT) -> tuple[int, str, str]:
    """The key, format and place of an output. Without a place it is Intacct's own store."""
    body = read_body(f"POST {_REPORTS}/cancel", value)
    key, type_, *location = (body.required(name) for name in names)
    return _key(key), type_, location[0] if location else "intacct"


def _key(text: str) -> int:
    """A key from the wire.

    Raises:
        UnknownKey: It is no number that a record could have.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_KEY):
        raise UnknownKey(text)
    return int(text)


def _shown(output: Output) -> dict[str, Any]:
    """An output as each answer shows it."""
    return {
        "reportId": str(output.job_key),
        "status": output.state,
        "name": output.name,
        "outputType": output.type,
        "outputLocation": output.location,
        "href": _status_url(output),
    }


def _status_url(output: Output) -> str:
    query = urlencode(
        {
            "reportId": output.job_key,
            "outputType": output.type,
            "outputLocation": output.location,
        }
    )
    return f"{_REPORTS}/status?{query}"
