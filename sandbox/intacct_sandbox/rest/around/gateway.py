"""What the gateway refuses before an application looks: XML, and bodies that are too large.

Source: docs/api/limits.md. Units: bytes.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.body import Gone, TooLarge, given_back, read_body
from intacct_sandbox.rest.errors import gateway_error
from intacct_sandbox.rest.wire import BASE

MOST = 1_048_576
MOST_UPLOADED = 100 * MOST  # multipart: files of the bulk service


class Gateway:
    """The layer that looks at a request's type and size."""

    def __init__(self, app: ASGIApp, assumptions: Assumptions) -> None:
        self._app = app
        self._too_large = gateway_error(
            int(assumptions.oversize), "GW-0011", f"The request body is larger than {MOST} bytes"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on with its body read."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{BASE}/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind.endswith(("/xml", "+xml")):
            refusal = gateway_error(400, "GW-0014", "XML is not accepted: send JSON")
            await refusal.response()(scope, receive, send)
            return
        most = MOST_UPLOADED if kind == "multipart/form-data" else MOST
        announced = headers.get("Content-Length", "")
        try:
            if announced.isdecimal() and len(announced) < 20 and int(announced) > most:
                raise TooLarge
            body = await read_body(receive, most)
        except TooLarge:
            await self._too_large.response()(scope, receive, send)
        except Gone:
            return
        else:
            await self._app(scope, given_back(body, receive), send)
