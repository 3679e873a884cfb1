"""What a layer around the endpoints asks of a request's scope: is it the API's, which path, its own notes.

Source: docs/api/transactions.md. Paths below `/sandbox/` control the sandbox itself; no layer touches them.
"""

from typing import Any, cast

from starlette.types import Scope

from intacct_sandbox.rest.wire import BASE

CONTROL = "/sandbox"


def is_api_call(scope: Scope) -> bool:
    """Whether this is a request, and not one to a control route."""
    return scope["type"] == "http" and not scope["path"].startswith(f"{CONTROL}/")


def path_of(scope: Scope) -> str:
    """The path below the API's base; the whole path when it is not there."""
    return str(scope["path"]).removeprefix(BASE)


def state_of(scope: Scope) -> dict[str, Any]:
    """What the layers note about one request (`request.state` to an endpoint)."""
    return cast("dict[str, Any]", scope.setdefault("state", {}))
