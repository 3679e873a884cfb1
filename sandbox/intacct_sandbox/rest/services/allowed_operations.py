"""What the caller could do with records, asked before it is tried.

Source: docs/api/allowed-operations.md. There is no table of rules: each operation is really carried out, and then
taken back. What the company refuses is not allowed.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.request import read_request
from intacct_sandbox.query.run import run_query
from intacct_sandbox.rest.errors import RULE_BROKEN, ApiError, malformed_error, unsupported
from intacct_sandbox.rest.objects.changes import Changer
from intacct_sandbox.rest.objects.workflow_payload import least_body
from intacct_sandbox.rest.wire import BASE, Wire, json_body, result_body

MOST_KEYS = 1000
_KEYS = {"object", "keys", "operations", "options", "additionalData"}
_OPTIONS = {"includePrivate", "moduleKey"}
Trial = Callable[[], Any]


def routes(wire: Wire) -> list[Route]:
    """The service of allowed operations."""

    async def allowed(request: Request) -> Response:
        scope = wire.scope(request)
        body = await json_body(request)
        try:
            asked = _read(body)
        except Malformed as malformed:
            raise malformed_error(malformed) from malformed
        if not wire.has_object(asked["object"]):
            raise unsupported(f"/objects/{asked['object']}")
        changer = None if wire.user(request).only_reads else Changer(wire, request)
        found = await to_thread.run_sync(_allowed, wire, scope, changer, asked)
        return JSONResponse(result_body(found, len(found)))

    return [Route(f"{BASE}/services/core/allowed-operations/list", allowed, methods=["POST"])]


def _read(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Malformed("REST-1064", "The payload must be one object")
    asked = cast("dict[str, Any]", body)
    if not isinstance(asked.get("options", {}), dict):
        raise _fault("options", "options must be an object")
    options = cast("dict[str, Any]", asked.get("options", {}))
    unknown = [name for name in asked if name not in _KEYS]
    unknown += [f"options/{name}" for name in options if name not in _OPTIONS]
    if unknown:
        raise _fault(unknown[0], f"{unknown[0]} is not a valid field")
    if not isinstance(asked.get("object"), str):
        raise _fault("object", "object is required")
    for name in ("keys", "operations"):
        if not _is_texts(asked.get(name, [])):
            raise _fault(name, f"{name} must be a list of texts")
    if not isinstance(options.get("includePrivate", False), bool):
        raise _fault("options/includePrivate", "includePrivate must be true or false")
    if not 1 <= len(asked.get("keys", [])) <= MOST_KEYS:
        raise _fault("keys", f"keys takes 1 to {MOST_KEYS} keys")
    return asked


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, str) for each in cast("list[Any]", value)
    )


def _fault(name: str, message: str) -> Malformed:
    return Malformed("REST-1043", message, target=f"/{name}")


def _allowed(
    wire: Wire, scope: Scope, changer: Changer | None, asked: dict[str, Any]
) -> list[dict[str, Any]]:
    name: str = asked["object"]
    wanted: list[str] | None = asked.get("operations") or None
    visible = _visible(wire, scope, asked)
    answer: list[dict[str, Any]] = []
    for key in asked["keys"]:
        trials = dict(_trials(wire, changer, name, key)) if key in visible else {}
        operations = [
            operation
            for operation, trial in trials.items()
            if (wanted is None or operation in wanted) and _goes_through(wire, trial)
        ]
        answer.append({"key": key, "operations": operations, "additionalData": {}})
    return answer


def _visible(wire: Wire, scope: Scope, asked: dict[str, Any]) -> set[str]:
    if asked["object"] in scope.unreadable:
        return set()
    keys = [key for key in asked["keys"] if key.isascii() and key.isdigit()]
    request = read_request(
        {
            "object": asked["object"],
            "fields": ["key"],
            "filters": [{"$in": {"key": keys}}],
            "size": MOST_KEYS,
            "filterParameters": {
                "includePrivate": asked.get("options", {}).get("includePrivate", False)
            },
        }
    )
    rows = run_query(request, wire.ledger, wire.ledger.shape, scope).rows
    return {row["key"] for row in rows}


def _trials(
    wire: Wire, changer: Changer | None, name: str, key: str
) -> Iterator[tuple[str, Trial]]:
    """Each operation's name, and how to try it."""
    yield "canView", lambda: None
    if changer is None:
        return
    behaviour = changer.behaviour(name)
    if behaviour.update:
        yield "canEdit", partial(changer.update, name, key, {})
    if behaviour.delete:
        yield "canDelete", partial(changer.delete, name, key)
    today = wire.ledger.company.today
    for verb in behaviour.workflows:
        body = least_body(f"{name}/{verb}", key, today)
        word = "".join(part.capitalize() for part in verb.split("-"))
        yield f"can{word}", partial(changer.workflow, name, verb, body)


def _goes_through(wire: Wire, trial: Trial) -> bool:
    try:
        with wire.ledger.transaction():
            trial()
            raise _TakeBack
    except _TakeBack:
        return True
    except ApiError as refused:
        # Allowed, but this operation wants to be told more than the key.
        return refused.status == 400 and refused.error["errorId"] != RULE_BROKEN


class _TakeBack(Exception):
    """Undoes a trial that went through."""
