"""Many records in a file: handed over as a form, asked about until they are done.

Source: docs/api/bulk.md.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.describing.bulk_jobs import BulkJob, add_job, advance, find_job
from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.rest.around.idempotency import with_answer_kept
from intacct_sandbox.rest.errors import (
    application_error,
    bad_method,
    malformed_error,
    not_found,
    unsupported,
)
from intacct_sandbox.rest.objects.batches import Outcome, outcome_of
from intacct_sandbox.rest.objects.changes import Changer
from intacct_sandbox.rest.wire import BASE, Wire, mixed_meta, result_body

STATUS = "/services/bulk/job/status"
_BODY = "ia::requestBody"
_KEYS = {"objectName", "operation", "jobFile", "fileContentType", "callbackURL"}
_METHODS = {"create": "POST", "update": "PATCH", "delete": "DELETE"}


def routes(wire: Wire) -> list[Route]:
    """Bulk jobs."""
    bulk = Bulk(wire)
    return [
        Route(f"{BASE}/services/bulk/job/create", bulk.create, methods=["POST"]),
        Route(f"{BASE}{STATUS}", bulk.status, methods=["GET"]),
    ]


class Bulk:
    """The bulk service over one company."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def create(self, request: Request) -> Response:
        """POST /services/bulk/job/create."""
        scope = self._wire.scope(request)
        changer = Changer(self._wire, request, scope)
        asked, file = await _handed_over(request)
        name, operation = asked["objectName"], asked["operation"]
        if not self._wire.has_object(name):
            raise unsupported(f"/objects/{name}")
        if getattr(changer.behaviour(name), operation) is None:
            raise bad_method(_METHODS[operation], f"/objects/{name}")
        job_id, user_key = str(uuid4()), self._wire.user(request).key
        answer = {
            "jobId": job_id,
            "statusURL": f"{STATUS}?jobId={job_id}",
            "createdDateTime": self._wire.now(),
        }

        def work() -> Response:
            add_job(
                self._wire.ledger,
                job_id,
                user_key=user_key,
                entity_key=scope.entity_key,
                name=name,
                operation=operation,
                file=file,
            )
            return JSONResponse(result_body(answer))

        return await to_thread.run_sync(with_answer_kept, request, self._wire.ledger, work)

    async def status(self, request: Request) -> Response:
        """GET /services/bulk/job/status?jobId=...&download=..."""
        scope = self._wire.scope(request)
        job_id = request.query_params.get("jobId", "")
        download = request.query_params.get("download", "false")
        if not job_id or download not in {"true", "false"}:
            message = "jobId is required, and download is true or false"
            raise application_error(400, "REST-1034", message)
        ledger = self._wire.ledger
        job = find_job(ledger, job_id, self._wire.user(request).key)
        if job is None:
            raise not_found("bulk job", job_id)
        changer = Changer(self._wire, request, replace(scope, entity_key=job.entity_key))
        await to_thread.run_sync(advance, ledger, job, _worker(changer, job))
        if download == "true" and job.state == "completed":
            return _file(job)
        return JSONResponse(result_body(_shown(job)))


def _worker(changer: Changer, job: BulkJob) -> Callable[[Any], dict[str, Any]]:
    def work(record: Any) -> dict[str, Any]:
        return outcome_of(lambda: _done(changer, job, record)).element()

    return work


def _done(changer: Changer, job: BulkJob, record: Any) -> Outcome:
    match job.operation:
        case "create":
            return Outcome(201, changer.create(job.object, record))
        case "update":
            return Outcome(200, changer.update_one_of(job.object, record))
        case _:
            given = cast("dict[str, Any]", record) if isinstance(record, dict) else {}
            return Outcome(204, changer.delete(job.object, str(given.get("key", ""))))


def _shown(job: BulkJob) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "jobId": job.id,
        "status": job.state,
        "percentComplete": job.percent,
        "downloadURL": None,
    }
    if job.state == "completed":
        shown["downloadURL"] = f"{STATUS}?jobId={job.id}&download=true"
        shown["jobStatusFile"] = _file_name(job)
    return shown


def _file_name(job: BulkJob) -> str:
    return f"{job.id}-response.json"


def _file(job: BulkJob) -> Response:
    failures = sum("ia::error" in each for each in job.results)
    content = {"ia::result": job.results, "ia::meta": mixed_meta(len(job.results), failures)}
    named = f'attachment; filename="{_file_name(job)}"'
    return JSONResponse(content, headers={"Content-Disposition": named})


async def _handed_over(request: Request) -> tuple[dict[str, Any], str]:
    """What is to be done, and the file."""
    try:
        async with request.form() as form:
            asked = _read(await _text(form, _BODY))
            return asked, await _text(form, asked["jobFile"])
    except HTTPException as error:
        raise application_error(400, "REST-1030", "The form cannot be read") from error
    except Malformed as malformed:
        raise malformed_error(malformed) from malformed


async def _text(form: FormData, name: str) -> str:
    """A part of the form as text, whether it came as a field or as a file."""
    part = form.get(name)
    if part is None:
        raise Malformed("REST-1043", f"The form has no part {name}", target=f"/{name}")
    if isinstance(part, str):
        return part
    try:
        return (await part.read()).decode()
    except UnicodeDecodeError as error:
        raise Malformed("REST-1064", f"The part {name} is not text") from error


def _read(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("REST-1064", f"The part {_BODY} is not valid JSON") from error
    if not isinstance(body, dict):
        raise Malformed("REST-1064", f"The part {_BODY} must be one object")
    asked = cast("dict[str, Any]", body)
    for name in asked:
        if name not in _KEYS:
            raise Malformed("REST-1043", f"{name} is not a valid field", target=f"/{name}")
    for name in ("objectName", "operation", "jobFile", "fileContentType"):
        if not isinstance(asked.get(name), str) or not asked[name]:
            raise Malformed("REST-1043", f"{name} is required", target=f"/{name}")
    for name, choices in (("operation", tuple(_METHODS)), ("fileContentType", ("json",))):
        if asked[name] not in choices:
            message = f"{name} must be one of {', '.join(choices)}"
            raise Malformed("REST-1043", message, target=f"/{name}")
    callback = asked.get("callbackURL")
    if callback is not None and not str(callback).startswith("https://"):
        message = "callbackURL must start with https://"
        raise Malformed("REST-1043", message, target="/callbackURL")
    return asked
