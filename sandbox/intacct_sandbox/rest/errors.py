"""The API's error envelopes.

Source: docs/api/errors.md. The letters are that page's:
A for application errors, B for the gateway's, C for tokens, D for the token endpoint. E, an error inside a
list of results, is put together where the list is (batches.py). Every error has a support id to quote.
"""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Literal

from starlette.responses import JSONResponse, Response

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.refused import DUPLICATE, Fault, Malformed, Refused, UnknownKey
from intacct_sandbox.query.refusals import QueryRefused

RULE_BROKEN = "REST-7001"
Envelope = Literal["A", "B", "C", "D"]


class ApiError(Exception):
    """An answer other than success: status, envelope and content."""

    def __init__(self, status: int, envelope: Envelope, error: dict[str, Any]) -> None:
        super().__init__(error.get("message") or error.get("error_description"))
        self.status = status
        self.envelope: Envelope = envelope
        self.error = error

    def content(self) -> dict[str, Any]:
        """The error object, with a support id to quote."""
        return {**self.error, "supportId": _support_id()}

    def response(self) -> Response:
        """The error as it goes over the wire."""
        error = self.error if self.envelope == "D" else self.content()
        meta = {"totalCount": 1, "totalSuccess": 0, "totalError": 1}
        bodies: dict[Envelope, dict[str, Any]] = {
            "A": {"ia::result": {"ia::error": error}, "ia::meta": meta},
            "B": {"ia::error": error, "ia::meta": meta},
            "C": {"error": error},
            "D": error,
        }
        return JSONResponse(bodies[self.envelope], self.status)


def query_error(refused: QueryRefused, status: int = 400) -> ApiError:
    """A query that cannot be answered."""
    return application_error(
        status,
        refused.error_id,
        refused.message,
        refused.message_id,
        placeholders=refused.placeholders,
    )


def malformed_error(malformed: Malformed) -> ApiError:
    """A payload that cannot be read (400): each fault is one of the details."""
    return application_error(
        400,
        "REST-1064",
        "Payload contains errors",
        "IA.PAYLOAD_CONTAINS_ERRORS",
        details=[_detail(each) for each in (malformed, *malformed.others)],
    )


def business_error(
    refused: Refused, operation: str, resource: str, assumptions: Assumptions
) -> ApiError:
    """A rule of the company said no: the reason is the last of the details."""
    is_duplicate = refused.error_id == DUPLICATE
    return application_error(
        int(assumptions.duplicate if is_duplicate else assumptions.business_status),
        RULE_BROKEN,
        f"{operation} on {resource} failed",
        "IA.REQUEST_ON_OBJECT_FAILED",
        code="operationFailed",
        placeholders={"OPERATION": operation, "RESOURCE_NAME": resource},
        details=[_detail(refused)],
    )


def not_found(resource: str, key: str) -> ApiError:
    """No record of that key (404)."""
    return application_error(
        404,
        "REST-1055",
        f"The {resource} record with key {key} was not found",
        "IA.RECORD_NOT_FOUND",
        code="notFound",
        placeholders={"RESOURCE_NAME": resource, "KEY": key},
    )


@contextmanager
def in_envelopes(operation: str, resource: str, assumptions: Assumptions) -> Generator[None]:
    """Whatever the company finds wrong inside goes into its envelope.

    Raises:
        ApiError: The payload cannot be read, a rule says no, or there is no such record.
    """
    try:
        yield
    except Malformed as malformed:
        raise malformed_error(malformed) from malformed
    except UnknownKey as unknown:
        raise not_found(resource, str(unknown)) from unknown
    except Refused as refused:
        raise business_error(refused, operation, resource, assumptions) from refused


def forbidden(method: str, path: str) -> ApiError:
    """The user may not do this (403)."""
    return application_error(
        403,
        "REST-3007",
        f"You do not have permission for {method} on {path}",
        "IA.NO_PERMISSION",
        code="forbidden",
    )


def no_permission(operation: str, name: str) -> ApiError:
    """No role of the user has a permission for an object (403)."""
    return application_error(
        403,
        "REST-3007",
        f"You do not have permission for API operation {operation} on objects of type {name}",
        "IA.NO_PERMISSION",
        code="forbidden",
        placeholders={"OPERATION": operation, "RESOURCE_NAME": name},
    )


def unprocessed() -> ApiError:
    """Nothing was done because another part of the same request failed (422)."""
    return application_error(
        422,
        "REST-7002",
        "Not processed because another part of the request failed",
        "IA.ATOMIC_OPERATION_FAILURE",
        code="unprocessed",
    )


def unsupported(path: str) -> ApiError:
    """No such resource in this version."""
    return application_error(
        404, "REST-1033", f"The {path} resource is not supported in version 1", code="notFound"
    )


def not_simulated(what: str) -> ApiError:
    """Intacct does this, the sandbox does not (422): never an answer of Intacct's own."""
    return application_error(
        422,
        "SANDBOX-0001",
        f"The sandbox does not simulate {what}",
        code="notSimulated",
    )


def bad_method(method: str, path: str) -> ApiError:
    """The resource is there, but the sandbox does not do this with it (405)."""
    return application_error(
        405,
        "REST-1003",
        f"The sandbox does not support {method} on {path}",
        code="methodNotAllowed",
        placeholders={"METHOD": method, "RESOURCE_NAME": path},
    )


def application_error(
    status: int,
    error_id: str,
    message: str,
    message_id: str = "",
    *,
    code: str = "invalidRequest",
    placeholders: dict[str, str] | None = None,
    details: list[dict[str, Any]] | None = None,
) -> ApiError:
    """Envelope A."""
    error: dict[str, Any] = {
        "code": code,
        "message": message,
        "errorId": error_id,
        "additionalInfo": _additional(message_id, placeholders or {}),
    }
    if details:
        error["details"] = details
    return ApiError(status, "A", error)


def gateway_error(status: int, error_id: str, message: str) -> ApiError:
    """Envelope B, with the gateway's own request id."""
    request_id = secrets.token_hex(8)
    error = {
        "code": "invalidRequest",
        "message": message,
        "errorId": error_id,
        "details": {"requestId": request_id},
    }
    return ApiError(status, "B", error)


def token_invalid(status: int) -> ApiError:
    """Envelope C: a token that is no longer, or never was, good."""
    return ApiError(
        status,
        "C",
        {
            "code": "tokenInvalid",
            "message": "Token is not valid",
            "errorId": "REST-2102",
            "additionalInfo": _additional("IA.TOKEN_IS_INVALID", {}),
        },
    )


def grant_refused(description: str) -> ApiError:
    """Envelope D: the token endpoint refuses credentials."""
    return ApiError(401, "D", {"error": "invalid_grant", "error_description": description})


def _detail(fault: Fault) -> dict[str, Any]:
    field = ".".join(part for part in fault.target.split("/") if part and not part.isdigit())
    detail: dict[str, Any] = {
        "errorId": fault.error_id,
        "code": "invalidRequest",
        "message": fault.message,
        "additionalInfo": _additional(fault.message_id, {"FIELD": field} if field else {}),
    }
    if fault.target:
        detail["target"] = fault.target
    return detail


def _additional(message_id: str, placeholders: dict[str, str]) -> dict[str, Any]:
    return {"messageId": message_id, "placeholders": placeholders, "propertySet": {}}


def _support_id() -> str:
    return f"{secrets.token_urlsafe(8)}%7E{secrets.token_urlsafe(16)}"
