"""Where requests may go, and what never travels (docs/api/sign-in.md)."""

import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import anyio
import anyio.abc
import httpx2
import pytest
from anyio.streams.tls import TLSListener
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from far_end import CUSTOMERS, QUICK, TOKEN, rows
from intacct_client import Account, Intacct
from intacct_client.connect import connect
from intacct_client.errors import Unreachable
from intacct_client.sending.guard import GuardedTransport
from intacct_client.sending.limits import RequestLimits
from intacct_client.token_store import MemoryTokenStore, Token

SECRET = "hush-client-secret"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@dataclass
class Heard:
    """What a listener took in."""

    connections: int = 0
    handshakes: int = 0
    closed: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(0))
    data: bytes = b""

    def shake_hands(self) -> None:
        self.handshakes += 1


@asynccontextmanager
async def listening(
    *, answer: bytes = b"", context: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, Heard]]:
    """A listener that answers every request, or what stands for one, with these bytes."""
    heard = Heard()

    async def handle(stream: anyio.abc.ByteStream) -> None:
        heard.connections += 1
        async with stream:
            async for chunk in stream:
                heard.data += chunk
                await stream.send(answer or _http(chunk))
        heard.closed.release()

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=0)
    port = listener.extra(anyio.abc.SocketAttribute.local_port)
    served = TLSListener(listener, context) if context else listener
    if context:
        context.sni_callback = lambda *_: heard.shake_hands()
    async with served, anyio.create_task_group() as tasks:
        tasks.start_soon(served.serve, handle)
        yield port, heard
        tasks.cancel_scope.cancel()


def _http(request: bytes) -> bytes:
    """A token for who asks for one, else an empty page, over a connection that stays open."""
    response = httpx2.Response(200, json=TOKEN) if b"/oauth2/token" in request else rows()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(response.content)}\r\n\r\n"
    return head.encode() + response.content


@asynccontextmanager
async def client(
    base_url: str, *, transport: httpx2.AsyncBaseTransport | None = None
) -> AsyncIterator[Intacct]:
    async with connect(
        Account("reader@acme", "id", SECRET, base_url),
        MemoryTokenStore(),
        make_transport=lambda: transport,
        limits=RequestLimits(deadline=5, first_pause=0.001),
    ) as intacct:
        yield intacct


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *map(str.lower, PROXIES)):
        monkeypatch.delenv(name, raising=False)


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "localhost.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.mark.behaviour("sign-in.one-address")
async def test_calls_share_connections_and_leave_none_open():
    async with listening() as (port, heard):
        with anyio.fail_after(10):
            async with client(f"http://127.0.0.1:{port}") as intacct:
                for _ in range(10):
                    await intacct.query(CUSTOMERS)
            for _ in range(heard.connections):
                await heard.closed.acquire()
    assert heard.connections == 2  # one for the token, one for all calls


@pytest.mark.behaviour("sign-in.one-address")
async def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(tmp_path: Path):
    async with listening(context=self_signed(tmp_path)) as (port, heard):
        with anyio.fail_after(10):
            async with client(f"https://localhost:{port}") as intacct:
                with pytest.raises(Unreachable, match="certificate"):
                    await intacct.query(CUSTOMERS)
                assert intacct.tokens_minted == 0
    assert heard.data == b""


@pytest.mark.behaviour("limits.tried-again")
async def test_a_certificate_gets_no_second_try(tmp_path: Path):
    store = MemoryTokenStore()
    await store.save(Token("t", "", 9e12))  # no sign-in comes first
    async with listening(context=self_signed(tmp_path)) as (port, heard):
        account = Account("reader@acme", "id", SECRET, f"https://localhost:{port}")
        with anyio.fail_after(10):
            async with connect(account, store, limits=QUICK) as intacct:
                with pytest.raises(Unreachable, match="certificate"):
                    await intacct.query(CUSTOMERS)
    assert heard.handshakes == 1


@pytest.mark.behaviour("limits.every-fault")
async def test_a_request_that_broke_off_while_it_was_written_does_not_count():
    class BreakingOff(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if request.url.path.endswith("/oauth2/token"):
                return httpx2.Response(200, json=TOKEN)
            async for _ in cast("httpx2.AsyncByteStream", request.stream):
                raise httpx2.WriteError("broken pipe")
            raise AssertionError("an empty body")

    async with client("https://api.intacct.com", transport=BreakingOff()) as intacct:
        with pytest.raises(Unreachable):
            await intacct.query(CUSTOMERS)
        assert intacct.spent.calls == {}


@pytest.mark.behaviour("sign-in.proxies")
async def test_a_proxy_of_the_environment_learns_the_host_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
):
    async with listening(answer=b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n") as (port, heard):
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{port}")
        with anyio.fail_after(10):
            async with client("https://api.intacct.com") as intacct:
                with pytest.raises(Unreachable):
                    await intacct.query(CUSTOMERS)
    assert heard.data.startswith(b"CONNECT api.intacct.com:443 HTTP/1.1\r\n")
    assert heard.data.count(b"\r\n\r\n") == heard.connections  # and nothing behind it
    assert b"oauth2" not in heard.data
    assert SECRET.encode() not in heard.data


@pytest.mark.behaviour("sign-in.proxies")
async def test_what_is_not_encrypted_and_what_is_excepted_goes_through_no_proxy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    async with (
        listening() as (port, heard),
        listening(context=self_signed(tmp_path)) as (safe, _),
        listening() as (proxy, of_proxy),
    ):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        with anyio.fail_after(10):
            async with client(f"http://127.0.0.1:{port}") as intacct:
                assert (await intacct.query(CUSTOMERS)).total == 0
            monkeypatch.setenv("NO_PROXY", "localhost")
            async with client(f"https://localhost:{safe}") as intacct:
                with pytest.raises(Unreachable, match="certificate"):
                    await intacct.query(CUSTOMERS)
    assert heard.connections == 2
    assert of_proxy.connections == 0


@pytest.mark.behaviour("sign-in.proxies")
async def test_a_proxy_of_another_kind_is_refused_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(Unreachable, match="HTTPS_PROXY"):
        async with client("https://api.intacct.com"):
            raise AssertionError("opened")


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/ia/api/v1/objects/a",
        "http://api.intacct.com/ia/api/v1/objects/a",
        "https://api.intacct.com:8443/ia/api/v1/objects/a",
        "https://api.intacct.com.evil.example/ia/api/v1/objects/a",
    ],
)
@pytest.mark.behaviour("sign-in.one-address")
async def test_a_request_to_another_address_is_held_back(url: str):
    def never(_: httpx2.Request) -> httpx2.Response:
        raise AssertionError("sent")

    guard = GuardedTransport(
        httpx2.MockTransport(never),
        base_url="https://api.intacct.com/ia/api/v1",
        most_bytes=1,
        on_written=lambda: None,
    )
    async with httpx2.AsyncClient(transport=guard) as http:
        with pytest.raises(Unreachable, match="held back"):
            await http.get(url, headers={"Authorization": "Bearer x"})


@pytest.mark.behaviour("sign-in.no-cookies")
async def test_no_cookie_is_kept_or_sent():
    sent: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        cookie = {"Set-Cookie": "session=hush; Path=/"}
        if request.url.path.endswith("/oauth2/token"):
            return httpx2.Response(200, json=TOKEN, headers=cookie)
        if len(sent) == 2:
            return httpx2.Response(401, headers=cookie)
        return httpx2.Response(200, content=rows().content, headers=cookie)

    async with client("https://api.intacct.com", transport=httpx2.MockTransport(answer)) as intacct:
        await intacct.query(CUSTOMERS)
        await intacct.query(CUSTOMERS)
    assert len(sent) == 5
    assert not any("Cookie" in request.headers for request in sent)
