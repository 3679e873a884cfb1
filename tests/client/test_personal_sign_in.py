"""A sign-in that a user allowed in a browser: renewed as long as it lives, and never made up (docs/api/sign-in.md)."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date

import anyio
import httpx2
import pytest

from dying import code_of
from far_end import QUICK
from intacct_client import Account, Intacct
from intacct_client.account import Grant
from intacct_client.connect import connect
from intacct_client.errors import IntacctError, SignInFailed, TooManyRequests
from intacct_client.oauth import TokenEndpoint
from intacct_client.query import select
from intacct_client.sending.limits import RequestLimits
from intacct_client.sign_in import MakeTransport, SignIn
from intacct_client.token_store import MemoryTokenStore, Token
from intacct_sandbox.serve import Seed
from opened import company
from token_log import logged_company

USERS = select("company-config/user", "text id")
GRANTS: list[Grant] = ["authorization_code", "client_credentials"]
DEAD = Token("dead", "still-good", 0.0)
ROWS = {"ia::result": [], "ia::meta": {"totalCount": 0, "next": None}}


def account(grant: Grant = "authorization_code", username: str = "reader@acme") -> Account:
    return Account(username, "id", "secret", grant=grant, profile="acme")


class Far:
    """A far end that answers token requests in turn, and everything else with no rows."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._answer)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith("/oauth2/token"):
            return httpx2.Response(200, json=ROWS)
        self.asked.append(request.content.decode())
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def granted(access: str = "a", refresh: str = "r", life: object = 43_200) -> httpx2.Response:
    return httpx2.Response(
        200,
        json={
            "token_type": "Bearer",
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": life,
        },
    )


@asynccontextmanager
async def connected(
    store: MemoryTokenStore, transport: MakeTransport, who: Account | None = None
) -> AsyncIterator[Intacct]:
    async with connect(who or account(), store, make_transport=transport, limits=QUICK) as intacct:
        yield intacct


async def holding(token: Token) -> MemoryTokenStore:
    store = MemoryTokenStore()
    await store.save(token)
    return store


@pytest.mark.behaviour("sign-in.personal")
async def test_without_a_sign_in_nothing_is_minted_and_the_command_is_named():
    far = Far()
    async with connected(MemoryTokenStore(), far.transport) as intacct:
        with pytest.raises(SignInFailed) as caught:
            await intacct.query(USERS)
    assert str(caught.value).endswith("Sign in again: intacct-mcp login acme")
    assert far.asked == []


@pytest.mark.parametrize(
    "refusal",
    [
        lambda: httpx2.Response(
            401, json={"error": {"errorId": "REST-2102", "message": "Token is not valid"}}
        ),
        lambda: httpx2.Response(400, json={"error": "invalid_grant"}),
    ],
)
@pytest.mark.behaviour("sign-in.personal")
async def test_a_refused_renewal_names_the_command_and_mints_nothing(
    refusal: Callable[[], httpx2.Response],
):
    far, store = Far(refusal()), await holding(DEAD)
    async with connected(store, far.transport) as intacct:
        with pytest.raises(SignInFailed) as caught:
            await intacct.query(USERS)
    assert str(caught.value).endswith("Sign in again: intacct-mcp login acme")
    assert caught.value.code
    assert ["grant_type=refresh_token" in asked for asked in far.asked] == [True]
    assert await store.load() == DEAD


@pytest.mark.parametrize(
    "trouble",
    [
        lambda: httpx2.Response(403, json={"ia::error": {"errorId": "GW-0042"}}),
        lambda: httpx2.ReadTimeout("slow"),
        lambda: granted(life=None),
    ],
)
@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.behaviour("sign-in.trouble-is-no-refusal")
async def test_trouble_on_the_way_is_no_refusal_and_the_next_call_renews(
    trouble: Callable[[], httpx2.Response | Exception], grant: Grant
):
    far, store = Far(trouble(), granted()), await holding(DEAD)
    async with connected(store, far.transport, account(grant)) as intacct:
        with pytest.raises(IntacctError) as caught:
            await intacct.query(USERS)
        assert not isinstance(caught.value, SignInFailed)
        assert await store.load() == DEAD
        await intacct.query(USERS)
    # The same refresh token again, and nobody signed in anew.
    assert ["refresh_token=still-good" in asked for asked in far.asked] == [True, True]


PUT_OFF: list[Callable[[], httpx2.Response | Exception]] = [
    lambda: httpx2.Response(503, json={"ia::error": {"errorId": "GW-0001"}}),
    lambda: httpx2.Response(502, text="<html>"),
    lambda: httpx2.Response(429, json={"ia::error": {"errorId": "GW-0010"}}),
    lambda: httpx2.ConnectError("no route"),
]


@pytest.mark.parametrize("put_off", PUT_OFF)
@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.behaviour("sign-in.put-off")
async def test_a_renewal_that_is_put_off_is_tried_again_within_the_call(
    put_off: Callable[[], httpx2.Response | Exception], grant: Grant
):
    far, store = Far(put_off(), put_off(), granted("b", "rotated")), await holding(DEAD)
    async with connected(store, far.transport, account(grant)) as intacct:
        await intacct.query(USERS)
    assert ["refresh_token=still-good" in asked for asked in far.asked] == [True] * 3
    kept = await store.load()
    assert kept is not None
    assert kept.refresh_token == "rotated"


@pytest.mark.parametrize("lost", [*PUT_OFF, lambda: httpx2.ReadError("cut")])
@pytest.mark.behaviour("sign-in.put-off")
async def test_a_mint_that_is_put_off_or_lost_is_tried_again_and_everybody_waits_for_it(
    lost: Callable[[], httpx2.Response | Exception],
):
    far = Far(lost(), lost(), granted())
    who = account("client_credentials")
    async with (
        connected(MemoryTokenStore(), far.transport, who) as intacct,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(5):
            tasks.start_soon(intacct.query, USERS)
    assert len(far.asked) == 3


@pytest.mark.behaviour("sign-in.put-off")
async def test_a_sign_in_that_is_put_off_for_ever_is_given_up_after_some_tries():
    far = Far(*[PUT_OFF[0]() for _ in range(9)])
    async with connected(
        MemoryTokenStore(), far.transport, account("client_credentials")
    ) as intacct:
        with pytest.raises(IntacctError, match="had an error of its own"):
            await intacct.query(USERS)
    assert len(far.asked) == RequestLimits().tries


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.behaviour("sign-in.put-off")
async def test_a_wait_beyond_the_call_is_told_and_not_begun(grant: Grant):
    busy = httpx2.Response(429, headers={"Retry-After": "999999"}, json={"error": {}})
    far, store = Far(busy), await holding(DEAD)
    async with connected(store, far.transport, account(grant)) as intacct:
        with anyio.fail_after(5), pytest.raises(TooManyRequests) as caught:
            await intacct.query(USERS)
    assert caught.value.retry_after == 999_999
    assert "about 277 hours" in str(caught.value)
    assert len(far.asked) == 1


@pytest.mark.behaviour("sign-in.kept-when-given-up")
async def test_a_caller_who_gives_up_while_the_sign_in_is_put_off_is_free_at_once():
    asked = anyio.Event()

    def busy(_: httpx2.Request) -> httpx2.Response:
        asked.set()
        return httpx2.Response(429, headers={"Retry-After": "40"}, json={"error": {}})

    sign_in = SignIn(
        account(),
        await holding(DEAD),
        make_transport=lambda: httpx2.MockTransport(busy),
        clock=time.time,
    )
    with anyio.fail_after(5):
        async with anyio.create_task_group() as caller:
            caller.start_soon(sign_in.bearer)
            await asked.wait()
            caller.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("life", "used_for"), [(43_200, 43_140), (130, 70), (120, 60), (100, 50), (1, 0.5)]
)
@pytest.mark.behaviour("sign-in.renewed-early")
async def test_a_token_with_a_short_life_is_used_for_half_of_it(life: int, used_for: float):
    now = [1_000.0]
    far = Far(granted("first", life=life), granted("second", life=life))
    async with connect(
        account("client_credentials"),
        MemoryTokenStore(),
        make_transport=far.transport,
        clock=lambda: now[0],
    ) as intacct:
        await intacct.query(USERS)
        now[0] += used_for - 0.01
        await intacct.query(USERS)
        assert len(far.asked) == 1
        now[0] += 0.02
        await intacct.query(USERS)
        assert len(far.asked) == 2


@pytest.mark.behaviour("sign-in.kept-when-given-up")
async def test_a_caller_who_gives_up_does_not_take_the_new_refresh_token_along():
    reached, go_on = anyio.Event(), anyio.Event()

    async def answer(_: httpx2.Request) -> httpx2.Response:
        reached.set()
        await go_on.wait()
        return granted("new", "rotated")

    store = await holding(DEAD)
    sign_in = SignIn(
        account(),
        store,
        make_transport=lambda: httpx2.MockTransport(answer),
        clock=time.time,
    )
    with anyio.fail_after(5):
        async with anyio.create_task_group() as caller:
            caller.start_soon(sign_in.bearer)
            await reached.wait()
            caller.cancel_scope.cancel()
            go_on.set()
    kept = await store.load()
    assert kept is not None
    assert kept.refresh_token == "rotated"


@pytest.mark.behaviour("sign-in.bound")
async def test_a_token_that_is_not_bound_to_the_entity_is_not_used():
    with company(Seed(1, date(2026, 10, 31), 500)) as sandbox:
        known = sandbox.credentials
        own = Account(known.username, known.client_id, known.client_secret, "http://localhost")
        top = MemoryTokenStore()
        async with connect(
            own, top, make_transport=lambda: httpx2.ASGITransport(app=sandbox.app)
        ) as intacct:
            await intacct.query(USERS)
        bound = Account(
            f"{known.username}|200",
            known.client_id,
            known.client_secret,
            "http://localhost",
            grant="authorization_code",
        )
        async with connect(
            bound, top, make_transport=lambda: httpx2.ASGITransport(app=sandbox.app)
        ) as intacct:
            with pytest.raises(SignInFailed, match="not bound to the entity '200'"):
                await intacct.query(USERS)


@pytest.mark.behaviour("sign-in.personal")
async def test_a_later_login_elsewhere_ends_this_one_and_it_is_said():
    with logged_company(43_200) as port:
        who = port.account("authorization_code")
        endpoint = TokenEndpoint(who, make_transport=lambda: None, clock=time.time)
        first = await endpoint.ask("http://127.0.0.1:1/callback")
        store = await holding(await endpoint.exchange(first, await code_of(first.url)))
        async with connect(who, store) as intacct:
            await intacct.query(USERS)
            second = await endpoint.ask("http://127.0.0.1:1/callback")
            later = await endpoint.exchange(second, await code_of(second.url))
            with pytest.raises(SignInFailed, match="a later login of the same user"):
                await intacct.query(USERS)
            # Signed in again on this machine, the running process takes it up by itself.
            await store.save(later)
            assert (await intacct.query(USERS)).total > 0
