"""Signing in to the sandbox (docs/api/sign-in.md)."""

from datetime import date
from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from wire import BASE, Wire, sign_in


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
def test_wrong_credentials_are_refused(
    sandbox: Sandbox, changed: dict[str, str], status: int, code: str
):
    with TestClient(sandbox.app) as http:
        response = http.post(f"{BASE}/oauth2/token", data=fields(sandbox, **changed))
    body = response.json()
    assert response.status_code == status
    assert (body.get("error") or body["ia::error"]["errorId"]) == code


def test_no_token_a_foreign_one_and_an_expired_one_are_refused(sandbox: Sandbox):
    with TestClient(sandbox.app) as http:
        good = sign_in(http, sandbox)
        none = http.post(f"{BASE}/services/core/query", json={})
        assert (none.status_code, none.json()["ia::error"]["errorId"]) == (401, "GW-0034")
        foreign = Wire(http, good.token[:-4] + "abcd").post("/services/core/query", {})
        assert (foreign.status_code, foreign.json()["error"]["code"]) == (401, "tokenInvalid")


@pytest.mark.parametrize(("reading", "status"), [("401", 401), ("400", 400)])
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


def test_an_unknown_assumption_names_the_known_ones():
    with pytest.raises(ValueError, match="Known: closing-journals, dead-token"):
        Assumptions().with_switches(["closing=posted"])
    with pytest.raises(ValueError, match="takes none or posted"):
        Assumptions().with_switches(["closing-journals=maybe"])
