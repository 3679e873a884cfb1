"""A company that refuses to one user what another one reads."""

import httpx2

from intacct_sandbox.serve import Sandbox


class Refusing(httpx2.ASGITransport):
    """The sandbox, to a user who may not read one object.

    Args:
        sandbox: The company.
        refused: What a request has in it that is refused.
        status: With which status.
    """

    def __init__(self, sandbox: Sandbox, refused: bytes, status: int = 403) -> None:
        super().__init__(app=sandbox.app)
        self._refused = refused
        self._status = status

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._refused in await request.aread():
            code = "REST-3007" if self._status == 403 else "REST-1000"
            return httpx2.Response(
                self._status, json={"ia::error": {"errorId": code}}, headers={"Retry-After": "900"}
            )
        return await super().handle_async_request(request)
