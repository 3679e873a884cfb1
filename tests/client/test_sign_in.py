"""Tokens: minted once, shared, renewed in time, replaced once when refused (docs/api/sign-in.md)."""

import multiprocessing
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import httpx2
import pytest

from far_end import QUICK
from intacct_client import Account, Intacct
from intacct_client.connect import connect
from intacct_client.errors import SignInFailed, Unreachable
from intacct_client.query import select
from intacct_client.token_store import MemoryTokenStore, Token, TokenStore, VaultTokenStore
from intacct_client.vault_files import EncryptedFiles
from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Sandbox, Seed, open_sandbox


def kept_in(folder: Path, account: str = "a") -> VaultTokenStore:
    return VaultTokenStore(EncryptedFiles(folder), "acme/token", folder=folder, account=account)


USERS = select("company-config/user", "text id")


@dataclass
class Far:
    """The far end, with its clock in our hands and every request counted."""

    now: float = 1_800_000_000.0
    token_requests: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    sandbox: Sandbox = field(init=False)

    def __post_init__(self) -> None:
        self.sandbox = open_sandbox(Seed(1, date(2026, 10, 31), 500), clock=lambda: self.now)

    def transport(self) -> httpx2.AsyncBaseTransport:
        return Counting(httpx2.ASGITransport(app=self.sandbox.app), self)

    @asynccontextmanager
    async def client(self, store: TokenStore | None = None) -> AsyncIterator[Intacct]:
        async with connect(
            sandbox_account(self.sandbox),
            store or MemoryTokenStore(),
            make_transport=self.transport,
            clock=lambda: self.now,
        ) as intacct:
            yield intacct

    @property
    def grants(self) -> list[str]:
        return [request["grant_type"] for request in self.token_requests]


class Counting(httpx2.AsyncBaseTransport):
    def __init__(self, inner: httpx2.AsyncBaseTransport, far: Far) -> None:
        self._inner = inner
        self._far = far

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/oauth2/token"):
            body = (await request.aread()).decode()
            await anyio.lowlevel.checkpoint()  # as a network would, let the others run
            self._far.token_requests.append(dict(pair.split("=", 1) for pair in body.split("&")))
        return await self._inner.handle_async_request(request)


@pytest.fixture
def far() -> Iterator[Far]:
    far = Far()
    yield far
    far.sandbox.ledger.close()


@pytest.mark.behaviour("sign-in.one-renewal")
async def test_many_calls_at_once_mint_one_token(far: Far):
    async with far.client() as intacct, anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(intacct.query, USERS)
    assert far.grants == ["client_credentials"]


@pytest.mark.behaviour("sign-in.renewed-early")
async def test_a_token_is_used_until_a_minute_before_its_end_and_then_refreshed(far: Far):
    async with far.client() as intacct:
        await intacct.query(USERS)
        far.now += 43_200 - 61
        await intacct.query(USERS)
        assert far.grants == ["client_credentials"]
        far.now += 2
        await intacct.query(USERS)
        await intacct.query(USERS)
    assert far.grants == ["client_credentials", "refresh_token"]
    assert intacct.tokens_minted == 2


@pytest.mark.behaviour("sign-in.tried-once-more")
async def test_a_refused_token_is_replaced_once_and_the_call_repeated(far: Far):
    async with far.client() as intacct:
        users = await intacct.query(USERS)
        far.sandbox.app.state.office.revoke_all()
        call = intacct.metered()
        assert (await call.query(USERS)).total == users.total
    # The refresh token died with the rest: our own credentials still hold.
    assert far.grants == ["client_credentials", "refresh_token", "client_credentials"]
    assert call.spent.calls["query"] == 2


@pytest.mark.behaviour("sign-in.tried-once-more")
async def test_a_token_that_is_refused_again_is_given_up(far: Far):
    class Refusing(httpx2.AsyncBaseTransport):
        def __init__(self) -> None:
            self.inner = far.transport()

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if request.url.path.endswith("/oauth2/token"):
                return await self.inner.handle_async_request(request)
            return httpx2.Response(
                401, json={"error": {"errorId": "REST-2102", "message": "Token is not valid"}}
            )

    account = sandbox_account(far.sandbox)
    async with connect(account, MemoryTokenStore(), make_transport=Refusing) as intacct:
        with pytest.raises(SignInFailed):
            await intacct.query(USERS)
        assert intacct.spent.calls["query"] == 2


async def test_wrong_credentials_are_a_sign_in_failure_without_the_secret(far: Far):
    account = sandbox_account(far.sandbox)
    wrong = type(account)(account.username, account.client_id, "hush-hush", account.base_url)
    async with connect(wrong, MemoryTokenStore(), make_transport=far.transport) as intacct:
        with pytest.raises(SignInFailed) as caught:
            await intacct.query(USERS)
    assert "credentials are invalid" in str(caught.value)
    assert "hush-hush" not in repr(caught.value) + repr(caught.value.__cause__)


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx2.Response(503, text="<html>busy</html>"),
        lambda: httpx2.Response(500, json={"ia::error": {"message": "oops"}}),
        lambda: httpx2.Response(200, text="not json"),
        lambda: httpx2.Response(200, json={"token_type": "Bearer"}),
    ],
)
async def test_a_broken_sign_in_is_unreachable_and_keeps_what_is_stored(
    far: Far, tmp_path: Path, answer: Callable[[], httpx2.Response]
):
    store = kept_in(tmp_path)
    old = Token("dead", "still-good", far.now - 10)
    await store.save(old)
    account = sandbox_account(far.sandbox)
    transport = httpx2.MockTransport(lambda _: answer())
    async with connect(
        account, store, make_transport=lambda: transport, clock=lambda: far.now, limits=QUICK
    ) as intacct:
        with pytest.raises(Unreachable):
            await intacct.query(USERS)
    assert await store.load() == old


@pytest.mark.behaviour("sign-in.one-renewal")
async def test_the_store_is_shared_so_a_second_process_signs_in_to_nothing(
    far: Far, tmp_path: Path
):
    path = tmp_path / "deep" / "er"
    async with far.client(kept_in(path)) as first:
        await first.query(USERS)
    async with far.client(kept_in(path)) as second:
        await second.query(USERS)
    assert far.grants == ["client_credentials"]


@pytest.mark.behaviour("sign-in.renewed-early")
async def test_a_rotated_refresh_token_is_stored(far: Far, tmp_path: Path):
    store = kept_in(tmp_path)
    async with far.client(store) as intacct:
        await intacct.query(USERS)
        before = await store.load()
        far.now += 43_200
        await intacct.query(USERS)
        after = await store.load()
    assert before is not None
    assert after is not None
    assert after.refresh_token != before.refresh_token


@pytest.mark.parametrize("content", ["", "{", "[]", '{"access_token": "x"}', "null"])
async def test_what_another_version_kept_is_no_token(far: Far, tmp_path: Path, content: str):
    EncryptedFiles(tmp_path).write("acme/token", content)
    async with far.client(kept_in(tmp_path)) as intacct:
        await intacct.query(USERS)
    assert far.grants == ["client_credentials"]


@pytest.mark.behaviour("sign-in.own-token")
async def test_the_token_of_another_account_is_none(tmp_path: Path):
    await kept_in(tmp_path, "before").save(Token("a", "r", 1.0))
    assert await kept_in(tmp_path, "after").load() is None
    assert await kept_in(tmp_path, "before").load() == Token("a", "r", 1.0)


def hold(path: str, marker: str, events: Any) -> None:
    """Another process that holds the store, and leaves a mark before it lets go."""

    async def inside() -> None:
        async with kept_in(Path(path)).exclusive():
            events.put("held")
            await anyio.sleep(0.3)
            await anyio.Path(marker).touch()

    anyio.run(inside)


@pytest.mark.behaviour("sign-in.one-renewal")
async def test_another_process_is_waited_for(tmp_path: Path):
    path, marker = tmp_path, tmp_path / "let go"
    spawn = multiprocessing.get_context("spawn")
    events: Any = spawn.Queue()
    other = spawn.Process(target=hold, args=(str(path), str(marker), events))
    other.start()
    with anyio.fail_after(20):
        assert await anyio.to_thread.run_sync(events.get) == "held"
        async with kept_in(path).exclusive():
            assert marker.exists()
    other.join()
    events.close()


@pytest.mark.behaviour("sign-in.renewed-early")
async def test_a_renewal_without_a_new_refresh_token_keeps_the_old_one():
    now = [1_000.0]
    minted: list[bool] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/oauth2/token"):
            first = b"client_credentials" in request.content
            minted.append(first)
            token = {"token_type": "Bearer", "access_token": f"at {now[0]}", "expires_in": 100}
            return httpx2.Response(200, json={**token, **({"refresh_token": "r"} if first else {})})
        return httpx2.Response(
            200, json={"ia::result": [], "ia::meta": {"totalCount": 0, "next": None}}
        )

    store = MemoryTokenStore()
    account = Account("reader@acme", "id", "secret")
    transport = httpx2.MockTransport(answer)
    async with connect(
        account, store, make_transport=lambda: transport, clock=lambda: now[0]
    ) as intacct:
        for _ in range(3):
            await intacct.query(USERS)
            now[0] += 1_000
    assert minted == [True, False, False]


def test_a_token_does_not_show_itself():
    assert "hush" not in repr(Token("hush", "hush", 1.0))
