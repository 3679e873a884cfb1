"""Signing in to the sandbox (docs/api/sign-in.md)."""

import ast
import base64
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from starlette.testclient import TestClient

from intacct_sandbox import rest
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.sign_in.expiring import Expiring
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from signing_in import OTHER, Signing, refusal, signing
from wire import BASE, Wire, sign_in

NESTED = base64.urlsafe_b64encode(b"[" * 3_000).decode()


def fields(sandbox: Sandbox, **changed: str) -> dict[str, str]:
    credentials = sandbox.credentials
    whole = {
        "grant_type": "client_credentials",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "username": credentials.username,
        **changed,
    }
    return {name: value for name, value in whole.items() if value != "-"}


@pytest.mark.parametrize("encoding", ["data", "json"])
@pytest.mark.behaviour("sign-in.token-reply")
def test_form_and_json_give_a_real_token(sandbox: Sandbox, encoding: str):
    with TestClient(sandbox.app) as http:
        body: dict[str, Any] = {encoding: fields(sandbox)}
        answer = http.post(f"{BASE}/oauth2/token", **body).json()
        assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 43200)
        claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
        assert claims["cnyId"] == sandbox.credentials.company_id
        assert claims["userId"] == sandbox.credentials.user_id
        assert claims["exp"] - claims["iat"] == 43200
        assert answer["access_token"].count(".") == 2
        assert Wire(http, answer["access_token"]).query(object="company-config/user", fields=["id"])


@pytest.mark.behaviour("grants.rotation")
def test_a_refresh_token_works_once(sandbox: Sandbox):
    with TestClient(sandbox.app) as http:
        first = http.post(f"{BASE}/oauth2/token", data=fields(sandbox)).json()
        renew = fields(
            sandbox, grant_type="refresh_token", refresh_token=first["refresh_token"], username="-"
        )
        second = http.post(f"{BASE}/oauth2/token", json=renew)
        assert second.json()["refresh_token"] != first["refresh_token"]
        again = http.post(f"{BASE}/oauth2/token", json=renew)
        assert again.status_code == 401
        assert again.json()["error"]["errorId"] == "REST-2102"


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_grant"),
        ({"client_id": "wrong"}, 401, "invalid_grant"),
        ({"client_id": "-"}, 400, "GW-0037"),
        ({"username": "-"}, 400, "GW-0036"),
        ({"username": "mcp_reader"}, 400, "GW-0012"),
        ({"username": "mcp_reader@elsewhere"}, 401, "invalid_grant"),
        ({"username": "nobody@harwick"}, 401, "invalid_grant"),
        ({"username": "mcp_reader@harwick|999"}, 401, "invalid_grant"),
        ({"grant_type": "password"}, 400, "GW-0032"),
    ],
)
@pytest.mark.behaviour("sign-in.wrong-credentials")
def test_wrong_credentials_are_refused(
    sandbox: Sandbox, changed: dict[str, str], status: int, code: str
):
    with TestClient(sandbox.app) as http:
        response = http.post(f"{BASE}/oauth2/token", data=fields(sandbox, **changed))
    body = response.json()
    assert response.status_code == status
    assert (body.get("error") or body["ia::error"]["errorId"]) == code


@pytest.mark.behaviour("sign-in.bad-bearer")
def test_no_token_a_foreign_one_and_an_expired_one_are_refused(sandbox: Sandbox):
    with TestClient(sandbox.app) as http:
        good = sign_in(http, sandbox)
        none = http.post(f"{BASE}/services/core/query", json={})
        assert (none.status_code, none.json()["ia::error"]["errorId"]) == (401, "GW-0034")
        foreign = Wire(http, good.token[:-4] + "abcd").post("/services/core/query", {})
        assert (foreign.status_code, foreign.json()["error"]["code"]) == (401, "tokenInvalid")


@pytest.mark.parametrize(("reading", "status"), [("401", 401), ("400", 400)])
@pytest.mark.behaviour("sign-in.token-life", "assumptions.dead-token")
def test_a_token_ends_when_it_says_with_either_status(reading: str, status: int):
    now = [1_800_000_000.0]
    assumptions = Assumptions().with_switches([f"dead-token={reading}"])
    seed = Seed(1, date(2026, 10, 31), 500, assumptions)
    with company(seed, clock=lambda: now[0]) as sandbox, TestClient(sandbox.app) as http:
        wire = sign_in(http, sandbox)
        now[0] += 43_199
        assert wire.query(object="company-config/user", fields=["id"])
        now[0] += 1
        dead = wire.post(
            "/services/core/query", {"object": "company-config/user", "fields": ["id"]}
        )
        assert dead.status_code == status
        assert dead.json()["error"]["errorId"] == "REST-2102"


def claims(tokens: dict[str, Any]) -> dict[str, Any]:
    return jwt.decode(tokens["access_token"], options={"verify_signature": False})


@pytest.mark.behaviour("sign-in.claims")
def test_claims_carry_the_ledger_s_own_keys(office: Signing, peopled: Ledger):
    key, entity = peopled.rows("SELECT key, id FROM entity ORDER BY key DESC LIMIT 1")[0]
    told = claims(office.minted(f"controller@harwick|{entity}"))
    assert told.pop("jti") != told.pop("sessionId")
    assert told == {
        "iss": "https://api.intacct.com",
        "aud": "https://api.intacct.com",
        "sub": "controller",
        "iat": 1_800_000_000,
        "exp": 1_800_043_200,
        "clientId": office.credentials.client_id,
        "cnyId": "harwick",
        "cnyKey": "1",
        "userId": "controller",
        "userKey": "2",
        "entityId": entity,
        "entityKey": str(key),
        "aiEnabled": False,
    }


@pytest.mark.behaviour("sign-in.claims")
def test_an_entity_s_id_may_hold_spaces(peopled: Ledger):
    peopled.write("UPDATE entity SET id = 'Central Region' WHERE id = '300'")
    try:
        with signing(peopled) as office:
            tokens = office.minted("mcp_reader@harwick|Central Region")
            assert claims(tokens)["entityId"] == "Central Region"
            assert office.works(tokens)
    finally:
        peopled.write("UPDATE entity SET id = '300' WHERE id = 'Central Region'")


@pytest.mark.behaviour("sign-in.active-users")
def test_who_is_not_active_does_not_sign_in(office: Signing):
    answer = office.token("client_credentials", username="leaver@harwick")
    assert refusal(answer) == (401, "invalid_grant")


@pytest.mark.behaviour("sign-in.token-life")
def test_tokens_live_as_long_as_the_company_is_told(peopled: Ledger):
    with signing(peopled, lifetime=60) as office:
        tokens = office.minted()
        assert tokens["expires_in"] == 60
        office.clock.now += 59
        assert office.works(tokens)
        office.clock.now += 1
        assert not office.works(tokens)


@pytest.mark.behaviour("sign-in.wrong-credentials")
def test_each_application_signs_in_with_its_own_secret(office: Signing):
    tokens = office.minted(client_id=OTHER.id, client_secret=OTHER.secret)
    assert claims(tokens)["clientId"] == OTHER.id
    swapped = office.token(
        "client_credentials", client_id=OTHER.id, username=office.credentials.username
    )
    assert refusal(swapped) == (401, "invalid_grant")


@pytest.mark.parametrize(
    ("reading", "answer"),
    [("invalid-grant", (401, "invalid_grant")), ("gateway", (400, "GW-0011"))],
)
@pytest.mark.behaviour("assumptions.unknown-client")
def test_an_unknown_application_is_refused_by_either_side(
    peopled: Ledger, reading: str, answer: tuple[int, str]
):
    with signing(peopled, f"unknown-client={reading}") as office:
        username = office.credentials.username
        unknown = office.token("client_credentials", client_id="unknown", username=username)
        assert refusal(unknown) == answer
        elsewhere = office.token("client_credentials", username="mcp_reader@elsewhere")
        assert refusal(elsewhere) == answer


@pytest.mark.behaviour("sign-in.basic-credentials")
def test_basic_credentials_do_as_well_as_fields(office: Signing):
    known = office.credentials
    asked = {"grant_type": "client_credentials", "username": known.username}

    def post(name: str, secret: str, **more: str) -> httpx2.Response:
        body = {**asked, **more}
        return office.http.post(f"{BASE}/oauth2/token", data=body, auth=(name, secret))

    assert post(known.client_id, known.client_secret).status_code == 200
    assert post(known.client_id, known.client_secret, client_id=known.client_id).is_success
    assert refusal(post(known.client_id, "wrong")) == (401, "invalid_grant")
    two = post(known.client_id, known.client_secret, client_id=OTHER.id)
    assert refusal(two) == (400, "GW-0038")


@pytest.mark.parametrize("header", ["Basic %%%", "Basic bm9jb2xvbg==", "Basic /w=="])
@pytest.mark.behaviour("sign-in.basic-credentials")
def test_basic_credentials_that_cannot_be_read_are_refused(office: Signing, header: str):
    answer = office.http.post(
        f"{BASE}/oauth2/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": header},
    )
    assert refusal(answer) == (400, "GW-0032")


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        ("application/x-www-form-urlencoded", b"", "GW-0035"),
        ("application/json", b"", "GW-0035"),
        ("application/json", b"{", "GW-0032"),
        ("application/json", b"[]", "GW-0032"),
        ("application/json; charset=utf-8", b'{"client_id": {}}', "GW-0032"),
        ("application/json", b'{"client_id": null}', "GW-0037"),
        ("application/json", b'{"client_id": "\\ud800"}', "GW-0032"),
        ("application/json", b'{"client_id": "\xed\xa0\x80"}', "GW-0032"),
        ("application/json", b'{"client_id": ["a", "b"]}', "GW-0038"),
        ("application/json", b'{"username": ["a@b", "c@d"]}', "GW-0039"),
        ("application/x-www-form-urlencoded", b"client_id=a&client_id=b", "GW-0038"),
        ("application/x-www-form-urlencoded", b"username=a&username=b", "GW-0039"),
        ("application/x-www-form-urlencoded", b"scope=a&scope=b", "GW-0032"),
        ("application/x-www-form-urlencoded", b"\xff=1", "GW-0032"),
        ("application/x-www-form-urlencoded", b"a=1&" * 60, "GW-0032"),
        ("text/plain", b"client_id=", "GW-0037"),
        ("", b"grant_type=refresh_token", "GW-0015"),
    ],
)
@pytest.mark.behaviour("sign-in.unreadable-request")
def test_a_body_that_cannot_be_read_is_a_gateway_error(
    office: Signing, content_type: str, body: bytes, code: str
):
    headers = {"Content-Type": content_type} if content_type else {}
    answer = office.http.post(f"{BASE}/oauth2/token", content=body, headers=headers)
    assert refusal(answer) == (400, code)
    assert answer.json()["ia::error"]["details"]["requestId"]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.behaviour("sign-in.unknown-path")
def test_other_paths_under_oauth2_are_told_apart(office: Signing, method: str):
    for path in ("oauth2/tokens", "oauth2/token/more", "oauth2/"):
        answer = office.http.request(method, f"{BASE}/{path}")
        assert refusal(answer) == (404, "GW-0033")


@pytest.mark.parametrize(
    ("token", "answer"),
    [
        ("nothing", (401, "GW-0031")),
        ("a.b.c", (401, "GW-0031")),
        ("clé.é.é", (401, "GW-0031")),
        ("W10." * 2, (401, "GW-0031")),
        (f"{NESTED}.e30.e30", (401, "GW-0031")),
        (f"e30.{NESTED}.e30", (401, "GW-0031")),
    ],
)
@pytest.mark.behaviour("sign-in.bad-bearer")
def test_what_is_no_token_at_all_is_undecodable(
    office: Signing, token: str, answer: tuple[int, str]
):
    headers = [(b"Authorization", b"Bearer " + token.encode())]
    told = office.http.get(f"{BASE}/services/core/session/id", headers=headers)
    assert refusal(told) == answer


@pytest.mark.behaviour("sign-in.foreign-token")
def test_a_token_signed_somebody_else_or_not_at_all_is_not_valid(office: Signing):
    told = claims(office.minted())
    for foreign in (
        jwt.encode(told, "k" * 32, algorithm="HS256"),
        jwt.encode(told, "", algorithm="none"),
    ):
        assert not office.works({"access_token": foreign})


@pytest.mark.behaviour("sign-in.foreign-token")
def test_another_company_s_token_opens_nothing_here(peopled: Ledger):
    with signing(peopled) as here, signing(peopled) as there:
        tokens = here.minted()
        assert here.works(tokens)
        assert not there.works(tokens)


def test_tokens_are_not_to_be_stored_by_anything_between(office: Signing):
    answer = office.token("client_credentials", username=office.credentials.username)
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_kept_of_codes_and_refresh_tokens_is_not_the_secret_itself():
    kept = Expiring[str](lambda: 0.0)
    secret = kept.add("stands for this")
    assert kept.get(secret) == "stands for this"
    assert secret not in repr(vars(kept))


def test_what_has_ended_is_forgotten():
    now = [0.0]
    kept = Expiring[str](lambda: now[0])
    kept.add("ends", ends=1.0)
    now[0] = 1.0
    kept.add("stays")
    assert kept.drop(lambda _: True) == ["stays"]


def test_secrets_are_compared_in_constant_time():
    """No secret is compared with == in the modules that see one: the time would tell how much is right."""
    secret_names = {
        "secret",
        "client_secret",
        "verifier",
        "challenge",
        "code",
        "text",
        "session_id",
    }
    compared = {
        f"{path.name}:{node.lineno}"
        for path in Path(rest.__file__).parent.glob("*.py")
        if path.name != "payload.py"  # its `text` is a field of a record
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        for side in (node.left, *node.comparators)
        if getattr(side, "id", getattr(side, "attr", "")) in secret_names
    }
    assert compared == set()


def test_an_unknown_assumption_names_the_known_ones():
    with pytest.raises(ValueError, match="Known: closing-journals, dead-token"):
        Assumptions().with_switches(["closing=posted"])
    with pytest.raises(ValueError, match="takes none or posted"):
        Assumptions().with_switches(["closing-journals=maybe"])
