"""Where the browser brings the answer: a page of this machine, for as long as a sign-in lasts.

Errors: `LoginFailed` when the port is taken.
"""

import errno
import ssl
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import anyio
import h11
from anyio import to_thread
from anyio.abc import ByteStream, SocketStream
from anyio.streams.tls import TLSStream

from intacct_mcp.login.answers import LoginFailed, Outcome
from intacct_mcp.login.certificate import make_tls
from intacct_mcp.login.redirects import ADDRESS, PORT, own_redirect

PATIENCE = 20  # seconds for one request
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Connection", "close"),
]
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""

_ARRIVED = _PAGE.format(
    title="The answer has arrived",
    text="The window where you started the sign-in says how it went. This page can be closed.",
)
_STRAY = _PAGE.format(
    title="This is not the answer that was waited for",
    text="Use the page that the sign-in opened last.",
)


class Callback:
    """A listener at a redirect URI of this machine.

    Args:
        redirect_uri: Where to listen.
        read: What the address of a visit tells; None when it is no answer.
        take: Gets the answer when the browser has been told.
    """

    def __init__(
        self,
        redirect_uri: str,
        read: Callable[[str], Outcome | None],
        take: Callable[[Outcome], None],
    ) -> None:
        parts = urlsplit(redirect_uri)
        self._path = parts.path or "/"
        self._port = parts.port or 443
        self._read = read
        self._take = take

    async def serve(self, ready: Callable[[], None]) -> None:
        """Answer browsers until cancelled.

        Raises:
            LoginFailed: Somebody else listens there.
        """
        tls = await to_thread.run_sync(make_tls)
        try:
            listener = await anyio.create_tcp_listener(local_host=ADDRESS, local_port=self._port)
        except OSError as error:
            raise self._no_port(error) from error
        ready()

        async def visit(plain: SocketStream) -> None:
            await self._visit(plain, tls)

        async with listener:
            await listener.serve(visit)

    def _no_port(self, error: OSError) -> LoginFailed:
        is_taken = error.errno == errno.EADDRINUSE
        fact = "is in use by another program" if is_taken else f"cannot be used ({error.strerror})"
        return LoginFailed(
            f"Port {self._port} {fact}. Close that, or take another by --port N and have the application's redirect "
            f"URI registered as {own_redirect().replace(str(PORT), 'N')}."
        )

    async def _visit(self, plain: SocketStream, tls: ssl.SSLContext) -> None:
        """One connection; a browser that distrusts the certificate, or stops half way, is no event."""
        found: list[Outcome] = []
        with anyio.move_on_after(PATIENCE):
            try:
                async with await TLSStream.wrap(
                    plain, server_side=True, ssl_context=tls, standard_compatible=False
                ) as stream:
                    await self._answer(stream, found)
            except (OSError, anyio.BrokenResourceError, anyio.EndOfStream, h11.RemoteProtocolError):
                await anyio.aclose_forcefully(plain)
        # Also when the browser did not wait for the page.
        for outcome in found:
            self._take(outcome)

    async def _answer(self, stream: ByteStream, found: list[Outcome]) -> None:
        browser = h11.Connection(h11.SERVER)
        event = browser.next_event()
        while event is h11.NEED_DATA:
            browser.receive_data(await stream.receive())
            event = browser.next_event()
        if not isinstance(event, h11.Request):
            return
        status, body = self._page(event, found)
        response = h11.Response(
            status_code=status, headers=[*_HEADERS, ("Content-Length", str(len(body)))]
        )
        sent = (response, h11.Data(data=body), h11.EndOfMessage())
        await stream.send(b"".join(browser.send(each) or b"" for each in sent))

    def _page(self, request: h11.Request, found: list[Outcome]) -> tuple[int, bytes]:
        target = request.target.decode("ascii")
        if request.method != b"GET" or target.partition("?")[0] != self._path:
            return HTTPStatus.NOT_FOUND, b""
        outcome = self._read(target)
        if outcome is None:
            return HTTPStatus.BAD_REQUEST, _STRAY.encode()
        found.append(outcome)
        return HTTPStatus.OK, _ARRIVED.encode()
