"""The consent page and the codes that come of it (docs/api/consent.md)."""

import secrets
from typing import Any
from urllib.parse import urlencode

import anyio
import httpx2
import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client

from intacct_sandbox.company.ledger import Ledger
from signing_in import (
    CHALLENGE,
    HERE,
    OTHER,
    PKCE,
    REGISTERED,
    UNFIT,
    VERIFIER,
    Form,
    Signing,
    answered,
    challenge_of,
    refusal,
    signing,
)
from wire import BASE, Wire


@pytest.mark.parametrize("path", [f"{BASE}/oauth2/authorize", "/ia/authorize"])
@pytest.mark.behaviour("consent.both-addresses")
def test_a_user_is_asked_at_either_address_and_allow_brings_a_code_and_the_state(
    office: Signing, path: str
):
    page = office.authorize(path)
    answer = office.press(page, "allow")
    assert answer.headers["Location"].startswith(f"{HERE}?code=")
    assert answered(answer).keys() == {"code", "state"}
    assert answered(answer)["state"] == "s t&a=te"
    tokens = office.tokens("authorization_code", code=answered(answer)["code"], redirect_uri=HERE)
    assert office.works(tokens)


@pytest.mark.behaviour("consent.deny")
def test_deny_tells_the_application_so(office: Signing):
    answer = office.press(office.authorize(), "deny")
    assert answered(answer) == {"error": "access_denied", "state": "s t&a=te"}


def test_without_a_state_none_is_sent_back(office: Signing):
    assert answered(office.press(office.authorize(state="-"), "deny")) == {"error": "access_denied"}


@pytest.mark.behaviour("consent.page")
def test_the_page_names_company_application_and_active_users(office: Signing, peopled: Ledger):
    page = office.authorize().text
    form = Form(page)
    assert "Harwick" in page
    assert "Sandbox application" in page
    assert HERE in page
    everybody = {
        str(id_): status for id_, status in peopled.rows("SELECT id, status FROM user ORDER BY key")
    }
    assert {"leaver", "former_designer"} <= {*everybody} - {*form.choices}
    assert form.choices == [id_ for id_, status in everybody.items() if status == "active"]
    assert {"mcp_reader", "controller", "oak"} <= {*form.choices}
    assert form.fields["user"] == "mcp_reader"
    assert form.labels == {"user"}
    assert {name: button["text"] for name, button in form.buttons.items()} == {
        "allow": "Allow",
        "deny": "Deny",
    }


@pytest.mark.behaviour("consent.safe-page")
def test_the_page_escapes_what_it_shows_and_loads_nothing(office: Signing):
    page = office.authorize(client_id=OTHER.id, state="<script>alert(1)</script>")
    assert "Other &amp; &lt;Sons&gt;" in page.text
    assert "Ann &quot;&lt;b&gt;&quot; Oak &amp; Co" in page.text
    assert not {"script", "img", "link", "iframe", "b"} & set(Form(page.text).seen)


@pytest.mark.behaviour("consent.safe-page")
def test_the_page_is_not_kept_and_not_framed(office: Signing):
    for page in (office.authorize(), office.authorize(client_id="unknown")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_another_user_can_be_chosen(office: Signing):
    assert office.works(office.allowed("controller"))


@pytest.mark.parametrize("user", ["leaver", "nobody", "", "mcp_reader' OR 1=1"])
@pytest.mark.behaviour("consent.page")
def test_who_may_not_sign_in_gets_a_page_and_no_code(office: Signing, user: str):
    answer = office.press(office.authorize(), "allow", user=user)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


@pytest.mark.behaviour("consent.answered-once")
def test_a_page_is_answered_once_and_within_ten_minutes(office: Signing):
    page = office.authorize()
    assert office.press(page, "allow").status_code == 303
    assert office.press(page, "allow").status_code == 400
    late = office.authorize()
    office.clock.now += 600
    assert office.press(late, "allow").status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "unknown"},
        {"client_id": "-"},
        {"client_id": "clé"},
        {"redirect_uri": "-"},
        {"redirect_uri": "https://evil.example/done"},
        {"redirect_uri": "http://127.0.0.1/done"},
        {"redirect_uri": "http://127.0.0.1:0/done"},
        {"redirect_uri": "http://127.0.0.1:99999/done"},
        {"redirect_uri": "http://127.0.0.1:80@evil.example/"},
        {"redirect_uri": "http://127.0.0.1:5555/done#part"},
        {"redirect_uri": "http://127.0.0.1:5555/\r\nSet-Cookie: a=b"},
        {"redirect_uri": "http://127.0.0.1:5555/do ne"},
        {"redirect_uri": "https://localhost:5555/done"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": REGISTERED},
        {"client_id": OTHER.id, "redirect_uri": REGISTERED + "&more"},
        {"client_id": OTHER.id, "redirect_uri": REGISTERED.upper()},
    ],
)
@pytest.mark.behaviour("consent.shown-faults")
def test_an_unknown_application_or_address_is_shown_and_nobody_is_sent_there(
    office: Signing, changed: dict[str, str]
):
    page = office.authorize(**changed)
    assert (page.status_code, "Location" in page.headers) == (400, False)
    assert page.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("twice", ["client_id", "redirect_uri"])
@pytest.mark.behaviour("consent.shown-faults")
def test_an_application_or_address_named_twice_is_shown_too(office: Signing, twice: str):
    asked = [*office.asking().items(), (twice, office.asking()[twice])]
    page = office.http.get(f"/ia/authorize?{urlencode(asked)}", follow_redirects=False)
    assert (page.status_code, "Location" in page.headers) == (400, False)


@pytest.mark.parametrize(
    "address",
    [HERE, "https://127.0.0.1:1/", "http://localhost:65535/cb?x=1", "http://127.0.0.1:80"],
)
@pytest.mark.behaviour("assumptions.redirect-uris")
def test_loopback_addresses_of_any_port_will_do(office: Signing, address: str):
    assert office.authorize(redirect_uri=address).status_code == 200


def test_a_registered_address_keeps_its_own_query(office: Signing):
    answer = office.press(
        office.authorize(client_id=OTHER.id, redirect_uri=REGISTERED, state="-"), "deny"
    )
    assert answer.headers["Location"] == f"{REGISTERED}&error=access_denied"


@pytest.mark.behaviour("assumptions.redirect-uris")
def test_the_console_s_rule_takes_registered_https_addresses_only(peopled: Ledger):
    with signing(peopled, "redirect-uris=registered") as office:
        assert office.authorize().status_code == 400
        assert office.authorize(redirect_uri="https://127.0.0.1:8443/callback").status_code == 200
        assert office.authorize(redirect_uri="https://127.0.0.1:8443/callback/").status_code == 400
        assert office.authorize(client_id=OTHER.id, redirect_uri=REGISTERED).status_code == 200
        for unfit in UNFIT:
            assert office.authorize(client_id=OTHER.id, redirect_uri=unfit).status_code == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "-"}, "unsupported_response_type"),
        ({"scope": "offline_access everything"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "", "code_challenge_method": "S256"}, "invalid_request"),
    ],
)
@pytest.mark.behaviour("consent.told-faults")
def test_other_faults_are_told_to_the_application(
    office: Signing, changed: dict[str, str], error: str
):
    answer = answered(office.authorize(**changed))
    assert (answer["error"], answer["state"]) == (error, "s t&a=te")


@pytest.mark.behaviour("consent.told-faults")
def test_a_field_sent_twice_is_told_to_the_application(office: Signing):
    asked = [*office.asking().items(), ("scope", "openid")]
    answer = office.http.get(f"/ia/authorize?{urlencode(asked)}", follow_redirects=False)
    assert answered(answer)["error"] == "invalid_request"


@pytest.mark.behaviour("consent.offline-access")
def test_without_offline_access_there_is_no_refresh_token(office: Signing):
    assert "refresh_token" not in office.allowed(scope="openid")
    assert "refresh_token" not in office.allowed(scope="-")
    assert "refresh_token" in office.allowed(scope="openid offline_access")


def exchange(office: Signing, code: str, **changed: str) -> httpx2.Response:
    return office.token("authorization_code", **{"code": code, "redirect_uri": HERE, **changed})


@pytest.mark.behaviour("consent.code-once")
def test_a_code_works_once(office: Signing):
    code = office.code()
    assert exchange(office, code).status_code == 200
    assert refusal(exchange(office, code)) == (401, "invalid_grant")


@pytest.mark.parametrize(("reading", "life"), [("600", 600), ("60", 60)])
@pytest.mark.behaviour("assumptions.code-life")
def test_a_code_ends_in_its_time(peopled: Ledger, reading: str, life: int):
    with signing(peopled, f"code-life={reading}") as office:
        early, late = office.code(), office.code()
        office.clock.now += life - 1
        assert exchange(office, early).status_code == 200
        office.clock.now += 1
        assert refusal(exchange(office, late)) == (401, "invalid_grant")


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": HERE + "/"},
        {"redirect_uri": "http://localhost:5555/done"},
        {"client_id": OTHER.id, "client_secret": OTHER.secret},
        {"client_secret": "wrong"},
        {"client_secret": "clé"},
        {"code_verifier": VERIFIER},
        {"client_secret": "-", "code_verifier": VERIFIER},
        {"code": "wrong"},
    ],
)
@pytest.mark.behaviour("consent.code-binding")
def test_a_code_is_bound_to_its_application_and_address(office: Signing, changed: dict[str, str]):
    assert refusal(exchange(office, **{"code": office.code(), **changed})) == (401, "invalid_grant")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code": "-"}, "GW-0015"),
        ({"redirect_uri": "-"}, "GW-0015"),
        ({"client_secret": "-"}, "GW-0015"),
        ({"client_secret": "-", "code_verifier": ""}, "GW-0015"),
        ({"client_id": "-"}, "GW-0037"),
    ],
)
def test_what_an_exchange_lacks_is_named(office: Signing, changed: dict[str, str], error: str):
    assert refusal(exchange(office, **{"code": office.code(), **changed})) == (400, error)


@pytest.mark.behaviour("consent.pkce")
def test_pkce_needs_no_secret_but_the_right_verifier(office: Signing):
    public = {"client_secret": "-"}
    assert (
        exchange(office, office.code(**PKCE), code_verifier=VERIFIER, **public).status_code == 200
    )
    assert exchange(office, office.code(**PKCE), code_verifier=VERIFIER).status_code == 200
    for wrong in ("w" * 43, CHALLENGE, VERIFIER[:-1], VERIFIER + "v", "vé" * 30):
        answer = exchange(office, office.code(**PKCE), code_verifier=wrong, **public)
        assert refusal(answer) == (401, "invalid_grant")
    assert refusal(exchange(office, office.code(**PKCE))) == (401, "invalid_grant")
    for malformed in ("v" * 42, "v" * 129, "v w" * 20):
        code = office.code(**{**PKCE, "code_challenge": challenge_of(malformed)})
        assert refusal(exchange(office, code, code_verifier=malformed)) == (401, "invalid_grant")
    wrong_secret = exchange(
        office, office.code(**PKCE), code_verifier=VERIFIER, client_secret="wrong"
    )
    assert refusal(wrong_secret) == (401, "invalid_grant")


def test_a_user_who_left_meanwhile_gets_no_token(peopled: Ledger):
    key = peopled.insert("user", {"id": "leaving", "name": "Leaving", "status": "active"})
    with signing(peopled) as office:
        code = office.code("leaving")
        peopled.write("UPDATE user SET status = 'inactive' WHERE key = ?", (key,))
        assert refusal(exchange(office, code)) == (401, "invalid_grant")


@pytest.mark.behaviour("consent.code-once")
async def test_of_many_that_bring_one_code_one_gets_tokens(office: Signing):
    fields = office.fields("authorization_code", code=office.code(), redirect_uri=HERE)
    statuses: list[int] = []
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=office.app), base_url="http://sandbox"
    ) as http:

        async def bring() -> None:
            statuses.append((await http.post(f"{BASE}/oauth2/token", data=fields)).status_code)

        with anyio.fail_after(5):
            async with anyio.create_task_group() as tasks:
                for _ in range(8):
                    tasks.start_soon(bring)
    assert sorted(statuses) == [200] + [401] * 7


@pytest.mark.parametrize("method", ["none", "client_secret_post", "client_secret_basic"])
@pytest.mark.behaviour("consent.stranger")
async def test_authlib_walks_the_whole_way_with_pkce(office: Signing, method: str):
    credentials = office.credentials
    secret = "" if method == "none" else credentials.client_secret
    made: Any = AsyncOAuth2Client(
        client_id=credentials.client_id,
        client_secret=secret,
        token_endpoint_auth_method=method,
        redirect_uri=HERE,
        scope="offline_access",
        code_challenge_method="S256",
        transport=httpx2.ASGITransport(app=office.app),
        base_url="http://sandbox",
    )
    async with made as client:
        verifier = secrets.token_urlsafe(48)
        address, state = client.create_authorization_url(
            f"http://sandbox{BASE}/oauth2/authorize", code_verifier=verifier
        )
        page = office.http.get(address.removeprefix("http://sandbox"))
        location = office.press(page, "allow").headers["Location"]
        token = await client.fetch_token(
            f"http://sandbox{BASE}/oauth2/token",
            authorization_response=location,
            state=state,
            code_verifier=verifier,
        )
        assert token["expires_in"] == 43_200
        answer = await client.post(
            f"{BASE}/services/core/query",
            json={"object": "company-config/user", "fields": ["id"]},
        )
        assert answer.status_code == 200
        if method != "none":
            renewed = await client.refresh_token(f"http://sandbox{BASE}/oauth2/token")
            assert renewed["refresh_token"] != token["refresh_token"]
            assert Wire(office.http, renewed["access_token"]).query(
                object="company-config/user", fields=["id"]
            )
