"""What came back on the wire, noted for a diagnosis while the client works as ever.

Source: docs/api/errors.md (what a refusal says), docs/api/limits.md (the headers kept).
No token, no request body and no record is noted: of an answer only its status, its refusal and a few headers.
"""

import socket
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import parse_qs

import httpx2

from intacct_client.account import BASE_PATH
from intacct_client.envelopes import decode, fault_in
from intacct_client.errors import Fault, Unreachable

Trouble = Literal["", "name", "certificate", "connection", "dropped", "timeout"]
MOST_LOOKED_AT = 65_536  # bytes of an answer that are searched for a refusal
_KEPT = ("date", "content-type", "location", "retry-after")
_KEPT_FAMILY = "x-ia-"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what became of it.

    Attributes:
        path: The path below the API's base.
        grant: The grant asked for, where it is the token endpoint.
        status: The HTTP status; 0 without an answer.
        fault: What a refusal says; empty for an answer.
        headers: Those of date, type and limits, names in small letters.
        trouble: Why there is no answer.
        is_page: Whether the answer is a page for a browser.
    """

    path: str
    grant: str = ""
    status: int = 0
    fault: Fault = field(default_factory=Fault)
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    trouble: Trouble = ""
    is_page: bool = False

    @property
    def is_refusal(self) -> bool:
        """Whether it went wrong, also when the status says that it did not."""
        return self.status >= 400 or self.status == 0 or self.fault != Fault() or self.is_page


class Watched(httpx2.AsyncBaseTransport):
    """A transport that tells of each exchange, once its answer has been read."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, told: Callable[[Exchange], None]) -> None:
        self._inner = inner
        self._told = told

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass the request on and note what comes back."""
        path = request.url.path.removeprefix(BASE_PATH)
        grant = await _grant(request)
        try:
            response = await self._inner.handle_async_request(request)
        except httpx2.HTTPError as error:
            self._told(Exchange(path, grant, trouble=_trouble(error)))
            raise
        except OSError as error:
            # Names that cannot be encoded and the like come as they are.
            self._told(Exchange(path, grant, trouble=_trouble(error)))
            raise httpx2.ConnectError(str(error)) from error
        stream = cast("httpx2.AsyncByteStream", response.stream)

        def read(start: bytes) -> None:
            self._told(exchange_of(path, grant, response, start))

        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Overheard(stream, read),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close what is inside."""
        await self._inner.aclose()


class _Overheard(httpx2.AsyncByteStream):
    """A stream of which the start is kept until it is closed."""

    def __init__(self, inner: httpx2.AsyncByteStream, read: Callable[[bytes], None]) -> None:
        self._inner = inner
        self._read = read
        self._start = b""
        self._is_told = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            self._start += chunk[: MOST_LOOKED_AT - len(self._start)]
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
        if not self._is_told:
            self._is_told = True
            self._read(self._start)


async def _grant(request: httpx2.Request) -> str:
    """The grant that a token request names; nothing else of its body is looked at."""
    if not request.url.path.endswith("/oauth2/token"):
        return ""
    named = parse_qs((await request.aread()).decode(errors="replace")).get("grant_type", [""])
    return named[0]


def exchange_of(path: str, grant: str, response: httpx2.Response, start: bytes) -> Exchange:
    """What is noted of an answer.

    Args:
        path: Below the API's base.
        grant: That was asked for, at the token endpoint.
        response: Status and headers.
        start: The start of its body.
    """
    headers = {
        name: value
        for name, value in response.headers.items()
        if name in _KEPT or name.startswith(_KEPT_FAMILY)
    }
    type_ = headers.get("content-type", "")
    fault = _fault(response, start) if "json" in type_ and len(start) < MOST_LOOKED_AT else Fault()
    return Exchange(path, grant, response.status_code, fault, headers, is_page="html" in type_)


def _fault(response: httpx2.Response, start: bytes) -> Fault:
    try:
        text = httpx2.Response(200, headers=response.headers, content=start).text
        return fault_in(decode(text)) or Fault()
    except (Unreachable, httpx2.DecodingError):
        return Fault()  # half an answer refuses nothing: the client says what is wrong with it


def _trouble(error: BaseException) -> Trouble:
    """What stood in the way, told by the first cause that says so."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "certificate"
        if isinstance(cause, socket.gaierror | UnicodeError):
            return "name"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx2.TimeoutException):
        return "timeout"
    return "dropped" if isinstance(error, httpx2.RemoteProtocolError) else "connection"
