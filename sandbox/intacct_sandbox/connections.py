"""HTTP connections that the app can close without an answer, as a broken network would.

ASGI has no word for it: a server sends 500 when an app says nothing. The connection offers its own end to
the app as an extension of each request's scope.
Source: docs/api/faults.md.
"""

from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from intacct_sandbox.rest.around.faults import HANG_UP


class Connection(H11Protocol):
    """uvicorn's own, with the extension."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        served = self.app

        async def offering(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[HANG_UP] = self.transport.close
            await served(scope, receive, send)

        self.app = offering
