"""Signing in by a browser, against the sandbox's consent page (docs/api/consent.md)."""

import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from browsing import answer_consent
from intacct_client.connect import connect
from intacct_client.errors import SignInFailed
from intacct_client.query import select
from intacct_mcp.accounts import account_of, find_token_store, own_vault
from intacct_mcp.login.answers import Code
from intacct_mcp.login.browser_sign_in import Way
from intacct_mcp.login.redirects import own_redirect
from intacct_mcp.login.signing_in import SignedIn, log_in
from intacct_mcp.profiles import Profile, profiles_file, read_profiles
from token_log import Port, logged_company

USERS = select("company-config/user", "text id")


@pytest.fixture(scope="module")
def port() -> Iterator[Port]:
    with logged_company(43_200) as opened:
        yield opened


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    # Never the key store of whoever runs the tests.
    monkeypatch.setenv("INTACCT_VAULT_KEY", "A" * 43 + "=")


@dataclass
class Person:
    """Somebody who is asked to sign in."""

    told: list[str] = field(default_factory=list[str])
    asked: anyio.Event = field(default_factory=anyio.Event)
    line: MemoryObjectSendStream[str] = field(init=False)
    lines: MemoryObjectReceiveStream[str] = field(init=False)

    def __post_init__(self) -> None:
        self.line, self.lines = anyio.create_memory_object_stream[str](10)

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)
        if "paste the" in sentence:
            self.asked.set()

    @property
    def url(self) -> str:
        return self.told[0].split()[-1]

    def way(self, redirect_uri: str, patience: float = 30) -> Way:
        return Way(redirect_uri, False, patience, self.tell, lambda: self.lines)

    async def paste(self, text: str) -> None:
        await self.line.send(text)


def free_redirect() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return own_redirect(listener.getsockname()[1])


def profile_of(port: Port, **changed: Any) -> Profile:
    known = port.sandbox.credentials
    profile = Profile(
        name="acme",
        company=known.company_id,
        user=known.user_id,
        client_id=known.client_id,
        base_url=port.account().base_url,
        grant="authorization_code",
    )
    return replace(profile, **changed)


Doing = Callable[[Person], Awaitable[object]]


async def log_in_while(
    port: Port, doing: Doing, *, redirect_uri: str = "", patience: float = 30, **changed: Any
) -> SignedIn:
    """Log in while a person does something."""
    person = Person()
    profile = profile_of(port, **changed)
    secret = port.sandbox.credentials.client_secret
    done: list[SignedIn] = []
    with anyio.fail_after(30):
        async with anyio.create_task_group() as tasks:

            async def act() -> None:
                await person.asked.wait()
                await doing(person)

            tasks.start_soon(act)
            way = person.way(redirect_uri or free_redirect(), patience)
            try:
                done.append(await log_in(profile, secret, way, profiles_file()))
            finally:
                person.line.close()
                person.lines.close()
                tasks.cancel_scope.cancel()
    return done[0]


async def fails_while(port: Port, doing: Doing, **changed: Any) -> str:
    """Log in in vain; nothing is kept."""
    with pytest.RaisesGroup(SignInFailed) as caught:
        await log_in_while(port, doing, **changed)
    message = str(caught.value.exceptions[0])
    assert read_profiles(profiles_file()) == {}
    vault = await own_vault()
    assert vault.read("acme/token") is None
    assert vault.read("acme/client_secret") is None
    return message


async def allow(person: Person) -> None:
    await answer_consent(person.url)


@pytest.mark.behaviour("consent.login")
async def test_a_person_allows_it_in_a_browser_and_stays_signed_in(port: Port):
    shown: list[str] = []

    async def allow_and_look(person: Person) -> None:
        shown.append((await answer_consent(person.url)).shown)

    done = await log_in_while(port, allow_and_look)
    assert done.complaint is None
    assert "The answer has arrived" in shown[0]
    assert read_profiles(profiles_file()) == {"acme": profile_of(port)}
    vault = await own_vault()
    assert vault.read("acme/client_secret") == port.sandbox.credentials.client_secret
    # What was kept is enough for a server that starts later.
    account = account_of(done.profile, vault.read("acme/client_secret") or "")
    async with connect(account, await find_token_store(account)) as intacct:
        assert (await intacct.query(USERS)).total > 0
        assert intacct.tokens_minted == 0
    for path in profiles_file().parent.parent.parent.rglob("*"):
        if path.is_file():
            assert account.client_secret.encode() not in path.read_bytes()


@pytest.mark.behaviour("consent.login-pasted")
async def test_the_address_or_the_code_can_be_pasted_instead(port: Port):
    async def paste_address(person: Person) -> None:
        await person.paste("")
        await person.paste("what?")
        await person.paste("https://127.0.0.1/callback?nothing=here")
        visit = await answer_consent(person.url, follow=False)
        await person.paste(f"  {visit.location}\r")
        told.extend(person.told[2:])

    async def paste_code(person: Person) -> None:
        visit = await answer_consent(person.url, follow=False)
        await person.paste(dict(httpx2.URL(visit.location).params)["code"])

    told: list[str] = []
    assert (await log_in_while(port, paste_address)).complaint is None
    assert [sentence.split(".")[0] for sentence in told] == [
        "That address holds no code",
        "That address holds no code",
    ]
    # At a redirect URI elsewhere nobody of ours listens.
    hosted = "http://localhost:9/hosted"
    assert (await log_in_while(port, paste_code, redirect_uri=hosted)).complaint is None


@pytest.mark.behaviour("consent.login-refused")
async def test_denying_is_told(port: Port):
    message = await fails_while(port, lambda person: answer_consent(person.url, "deny"))
    assert message == (
        "The sign-in was denied in the browser. Start it again and allow the access."
    )


@pytest.mark.behaviour("consent.login-refused")
async def test_a_code_that_intacct_does_not_take_is_told(port: Port):
    async def bring_another(person: Person) -> None:
        await person.paste("a-code-of-somebody-else")

    message = await fails_while(port, bring_another)
    assert message.startswith("Intacct did not take the code: The authorization code is not valid.")
    assert "a-code-of" not in message


@pytest.mark.behaviour("consent.login-refused")
async def test_a_question_that_intacct_does_not_like_is_told(port: Port):
    async def break_it(person: Person) -> None:
        async with httpx2.AsyncClient(verify=False) as browser:
            broken = person.url.replace("response_type=code", "response_type=token")
            answer = await browser.get(broken)
            await browser.get(answer.headers["Location"])

    message = await fails_while(port, break_it)
    assert message.startswith("Intacct refused the question: response_type must be code")


@pytest.mark.behaviour("consent.login-refused")
async def test_without_a_refresh_token_nothing_is_kept(port: Port):
    async def allow_for_once(person: Person) -> None:
        await answer_consent(person.url.replace("scope=offline_access", "scope=openid"))

    message = await fails_while(port, allow_for_once)
    assert message.startswith("Intacct gave no refresh token")


@pytest.mark.behaviour("consent.login-refused")
async def test_a_redirect_uri_that_is_not_registered_is_named_when_nobody_comes(port: Port):
    async def look(person: Person) -> None:
        async with httpx2.AsyncClient() as browser:
            page = await browser.get(person.url)
        assert page.status_code == 400

    where = "https://elsewhere.example/callback"
    message = await fails_while(port, look, redirect_uri=where, patience=0.5)
    assert message.startswith("Nobody answered within 0.5 seconds.")
    assert f"have {where} registered to the letter" in message


@pytest.mark.behaviour("consent.login-state")
async def test_an_answer_with_another_state_is_not_taken(port: Port):
    """Somebody else's page may send a browser to our address."""

    async def meddle_then_allow(person: Person) -> None:
        where = httpx2.URL(person.url).params["redirect_uri"]
        async with httpx2.AsyncClient(verify=False) as browser:
            for query in ("code=evil&state=other", "code=evil", "error=access_denied", "", "code="):
                answer = await browser.get(f"{where}?{query}")
                assert answer.status_code == 400
            assert (await browser.get(where.replace("callback", "favicon.ico"))).status_code == 404
            assert (await browser.post(f"{where}?code=evil")).status_code == 404
        told.extend(person.told[2:])
        await allow(person)

    told: list[str] = []
    assert (await log_in_while(port, meddle_then_allow)).complaint is None
    assert sum("its state is not ours" in sentence for sentence in told) == 3


async def test_a_browser_that_stops_half_way_disturbs_nobody(port: Port):
    async def stumble_then_allow(person: Person) -> None:
        where = httpx2.URL(httpx2.URL(person.url).params["redirect_uri"])
        # No TLS at all, a certificate that is not trusted, half a request, no HTTP.
        async with await anyio.connect_tcp("127.0.0.1", where.port or 0) as plain:
            await plain.send(b"GET /callback HTTP/1.1\r\n\r\n")
        async with httpx2.AsyncClient() as careful:
            with pytest.raises(httpx2.ConnectError):
                await careful.get(where)
        careless = ssl.create_default_context()
        careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
        for half in (b"GET /callback", b"\x00\xff\r\n\r\n", b"GET //[ HTTP/1.1\r\nHost: x\r\n\r\n"):
            async with await anyio.connect_tcp(
                "127.0.0.1", where.port or 0, ssl_context=careless, tls_standard_compatible=False
            ) as stream:
                await stream.send(half)
        await allow(person)

    assert (await log_in_while(port, stumble_then_allow)).complaint is None


@pytest.mark.behaviour("consent.login-whose")
async def test_the_wrong_user_is_refused_and_nothing_is_kept(port: Port):
    async def allow_as_another(person: Person) -> None:
        await answer_consent(person.url, user=other)

    own = port.sandbox.credentials.user_id
    other = next(user for user in _users(port) if user != own)
    message = await fails_while(port, allow_as_another)
    assert message.startswith(
        f"Intacct signed in {other}@harwick, but profile 'acme' is for {own}@harwick."
    )
    message = await fails_while(port, allow, company="elsewhere")
    assert message.startswith(
        f"Intacct signed in {own}@harwick, but profile 'acme' is for {own}@elsewhere."
    )


def _users(port: Port) -> list[str]:
    rows = port.sandbox.ledger.rows("SELECT id FROM user WHERE status = 'active' ORDER BY key")
    return [str(user) for (user,) in rows]


@pytest.mark.behaviour("consent.login-whose")
async def test_who_it_is_may_be_left_to_the_browser(port: Port):
    done = await log_in_while(port, allow, user="")
    assert done.profile.user == port.sandbox.credentials.user_id
    assert read_profiles(profiles_file())["acme"].user == done.profile.user


@pytest.mark.behaviour("consent.login-entity")
async def test_a_profile_of_one_entity_gets_tokens_of_that_entity(port: Port):
    done = await log_in_while(port, allow, entity="200")
    account = account_of(done.profile, port.sandbox.credentials.client_secret)
    store = await find_token_store(account)
    # Renewed, it is still bound.
    async with store.exclusive():
        kept = await store.load()
        assert kept is not None
        await store.save(replace(kept, expires_at=0.0))
    async with connect(account, store) as intacct:
        seen = await intacct.query(select("company-config/location", "text id"))
    assert intacct.tokens_minted == 1
    top = account_of(
        replace(done.profile, entity="", grant="client_credentials"), account.client_secret
    )
    async with connect(top, await find_token_store(top)) as intacct:
        everything = await intacct.query(select("company-config/location", "text id"))
    assert 0 < seen.total < everything.total


async def test_a_port_in_use_is_told(port: Port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = own_redirect(taken.getsockname()[1])
        message = await fails_while(port, allow, redirect_uri=where)
    assert message.startswith(f"Port {httpx2.URL(where).port} is in use by another program.")
    assert "--port N" in message


def test_a_code_does_not_show_itself():
    assert "hush" not in repr(Code("hush"))
