"""Between a client and the wire: where requests may go, which of them were written, and how much may come back.

Source: docs/api/limits.md, docs/api/sign-in.md. An answer is unpacked piece by piece under a cap, so that
neither a large one nor one that unpacks to gigabytes fills the memory. No cookie gets to the client, so none is ever sent.
Errors: `TooLarge` beyond the cap; `Unreachable` for another address or a packing that was not asked for;
otherwise those of httpx2.
"""

import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from intacct_client.errors import TooLarge, Unreachable

WRITTEN = "intacct_client.written"  # the request extension with whom to tell
PIECE = 2**16  # bytes unpacked at a time


def network(base_url: str) -> httpx2.AsyncBaseTransport:
    """The network. Certificates are always checked; only https goes through the environment's proxy.

    Through a proxy https is a tunnel to the company's server: the proxy learns its name and no more.
    """
    address = urlsplit(base_url)
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    if address.scheme != "https" or not proxy or proxy_bypass(address.hostname or ""):
        return httpx2.AsyncHTTPTransport()
    named = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(named).scheme not in {"http", "https"}:
        raise Unreachable(
            "The proxy of this computer's settings is not an http proxy. "
            "Set HTTPS_PROXY to one, or NO_PROXY to Intacct's host."
        )
    return httpx2.AsyncHTTPTransport(proxy=named)


def unreachable(error: httpx2.HTTPError) -> Unreachable:
    """The error of a request that got no usable answer."""
    if is_untrusted(error):
        return Unreachable(
            "The certificate of Intacct's address cannot be trusted. "
            "Check INTACCT_BASE_URL, and whether a proxy stands between."
        )
    if isinstance(error, httpx2.TimeoutException):
        return Unreachable("Intacct gave no sign of life. Try again in a minute.")
    return Unreachable("Intacct could not be reached. Check the network, then try again.")


def is_untrusted(error: httpx2.HTTPError) -> bool:
    """Whether the far end showed a certificate that cannot be trusted: no other try will mend that."""
    return isinstance(_root(error), ssl.SSLCertVerificationError)


def _root(error: BaseException) -> BaseException:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


class GuardedTransport(httpx2.AsyncBaseTransport):
    """A transport that talks to one address only and keeps its answers small.

    Args:
        inner: What carries the requests.
        base_url: The only address they may go to.
        most_bytes: The size of an answer, packed and unpacked.
        on_written: Told of each request that was written whole, unless the request names its own.
    """

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        *,
        base_url: str,
        most_bytes: int,
        on_written: Callable[[], None],
    ) -> None:
        self._inner = inner
        self._address = httpx2.URL(base_url)
        self._most_bytes = most_bytes
        self._on_written = on_written

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and hand back its answer, guarded."""
        self._refuse_other_addresses(request.url)
        request.headers["Accept-Encoding"] = "gzip"
        written = _Written(request, request.extensions.get(WRITTEN, self._on_written))
        request.stream = written
        response = await self._inner.handle_async_request(request)
        # Some answers come before all was read: the far end knows of the request all the same.
        written.tell()
        try:
            return self._guarded(response)
        except Unreachable:
            await response.aclose()
            raise

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    def _refuse_other_addresses(self, url: httpx2.URL) -> None:
        known = self._address
        if (url.scheme, url.host, url.port) != (known.scheme, known.host, known.port):
            raise Unreachable(
                "A request to another address than Intacct's was held back. Report it."
            )

    def _guarded(self, response: httpx2.Response) -> httpx2.Response:
        packing = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packing not in {"identity", "gzip"}:
            raise Unreachable(
                "Intacct's answer is packed in a way that was not asked for. "
                "Check whether a proxy stands between."
            )
        headers = response.headers.copy()
        for name in ("Content-Encoding", "Content-Length", "Set-Cookie"):
            headers.pop(name, None)
        stream = _Capped(
            cast("httpx2.AsyncByteStream", response.stream), packing == "gzip", self._most_bytes
        )
        return httpx2.Response(
            response.status_code, headers=headers, stream=stream, extensions=response.extensions
        )


class _Written(httpx2.AsyncByteStream):
    """A request's body that tells, once, when all of it was taken."""

    def __init__(self, request: httpx2.Request, told: Callable[[], None]) -> None:
        self._inner = cast("httpx2.AsyncByteStream", request.stream)
        self._told: Callable[[], None] | None = told

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            yield piece
        # Asked for more: what came before is on the wire.
        self.tell()

    def tell(self) -> None:
        told, self._told = self._told, None
        if told is not None:
            told()


class _Capped(httpx2.AsyncByteStream):
    """An answer's body, unpacked, up to a size."""

    def __init__(self, inner: httpx2.AsyncByteStream, is_packed: bool, most: int) -> None:
        self._inner = inner
        self._packed = zlib.decompressobj(zlib.MAX_WBITS | 16) if is_packed else None
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = unpacked = 0
        async for chunk in self._inner:
            received += len(chunk)
            for piece in self._unpacked(chunk):
                unpacked += len(piece)
                self._refuse_too_large(max(received, unpacked))
                yield piece
        if self._packed is not None and received and not self._packed.eof:
            raise httpx2.DecodingError("The packed answer ends too soon.")

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _unpacked(self, chunk: bytes) -> Iterator[bytes]:
        if self._packed is None:
            yield chunk
            return
        try:
            while not self._packed.eof:
                piece = self._packed.decompress(chunk, PIECE)
                chunk = self._packed.unconsumed_tail
                yield piece
                if not chunk and len(piece) < PIECE:
                    return  # a full piece may have more behind it
        except zlib.error as error:
            raise httpx2.DecodingError("The packed answer is broken.") from error

    def _refuse_too_large(self, size: int) -> None:
        if size > self._most:
            raise TooLarge(
                f"Intacct's answer is larger than {self._most // 2**20} MB. Ask for less."
            )
