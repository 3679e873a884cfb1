"""Every failure of the table "Set-up that went wrong" can be had (docs/api/faults.md)."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from intacct_sandbox.company.ledger import Ledger
from signing_in import HERE, Signing, refusal, signing
from wire import BASE, Wire

pytestmark = pytest.mark.behaviour("faults.setup")
QUERY = "/services/core/query"
ACCOUNT, INVOICE = "general-ledger/account", "accounts-receivable/invoice"
Failure = Callable[[Signing], httpx2.Response]


@pytest.fixture
def switches() -> list[str]:
    return []


@pytest.fixture
def office(peopled: Ledger, switches: list[str]) -> Iterator[Signing]:
    with signing(peopled, *switches) as office:
        yield office


def told(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refusal in any envelope."""
    body = answer.json()
    if "ia::result" in body:
        return answer.status_code, body["ia::result"]["ia::error"]["errorId"]
    return refusal(answer)


def arm(office: Signing, **fault: Any) -> None:
    assert office.http.post("/sandbox/faults", json=[fault]).status_code == 200


def ask(office: Signing, username: str = "", name: str = ACCOUNT, **header: str) -> httpx2.Response:
    wire = Wire(office.http, office.minted(username)["access_token"])
    return wire.post(QUERY, {"object": name, "fields": ["key"], "size": 1}, **header)


def mint(office: Signing, **changed: str) -> httpx2.Response:
    named = {"username": office.credentials.username, **changed}
    return office.token("client_credentials", **named)


def somebody(office: Signing, user_id: str) -> str:
    return f"{user_id}@{office.credentials.company_id}"


@pytest.mark.parametrize("reading", ["invalid-grant", "gateway"])
@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"username": "mcp_reader@NOWHERE"}])
def test_f7_f8_f27_the_company_or_the_client_is_wrong(
    peopled: Ledger, reading: str, wrong: dict[str, str]
):
    with signing(peopled, f"unknown-client={reading}") as office:
        expected = (401, "invalid_grant") if reading == "invalid-grant" else (400, "GW-0011")
        assert told(mint(office, **wrong)) == expected


@pytest.mark.parametrize("switches", [["redirect-uris=registered"]])
def test_f9_the_redirect_address_is_not_registered(office: Signing):
    page = office.authorize(redirect_uri=HERE)
    assert (page.status_code, "Location" in page.headers) == (400, False)


def test_f10_the_code_was_used_or_is_old(office: Signing):
    used, old = office.code(), office.code()
    office.tokens("authorization_code", code=used, redirect_uri=HERE)
    arm(office, kind="clock-skew", seconds=601)
    for code in (used, old):
        refused = office.token("authorization_code", code=code, redirect_uri=HERE)
        assert told(refused) == (401, "invalid_grant")


def test_f11_without_offline_access_there_is_nothing_to_refresh_with(office: Signing):
    assert "refresh_token" not in office.allowed(scope="-")


def test_f12_f13_a_refresh_token_that_was_replaced_or_used(office: Signing):
    replaced = office.allowed()
    current = office.allowed()
    assert told(office.refreshed(replaced)) == (401, "REST-2102")
    office.refreshed(current)
    assert told(office.refreshed(current)) == (401, "REST-2102")


def test_f14_tokens_that_expired(office: Signing):
    tokens = office.minted()
    arm(office, kind="clock-skew", seconds=43_201)
    assert not office.works(tokens)
    assert office.refreshed(tokens).status_code == 200
    lasting = office.minted()
    arm(office, kind="clock-skew", seconds=43_201 + 15_552_001)
    assert told(office.refreshed(lasting)) == (401, "REST-2102")


@pytest.mark.parametrize(
    ("header", "code"), [("Bearer nonsense", "GW-0031"), ("Basic eDp5", "GW-0034")]
)
def test_f14b_what_is_no_token(office: Signing, header: str, code: str):
    answer = office.http.get(f"{BASE}/objects/{ACCOUNT}", headers={"Authorization": header})
    assert told(answer) == (401, code)


MALFORMED: list[tuple[str, Failure]] = [
    ("GW-0032", lambda office: office.token("password")),
    ("GW-0035", lambda office: office.http.post(f"{BASE}/oauth2/token")),
    ("GW-0038", lambda office: twice(office, "client_id")),
    ("GW-0039", lambda office: twice(office, "username")),
    ("GW-0033", lambda office: office.http.post(f"{BASE}/oauth2/tokens")),
    ("GW-0014", lambda office: xml(office)),
    ("GW-0012", lambda office: mint(office, username="mcp_reader")),
    ("GW-0036", lambda office: mint(office, username="-")),
    ("GW-0037", lambda office: mint(office, client_id="-")),
]


def twice(office: Signing, name: str) -> httpx2.Response:
    fields = list(office.fields("client_credentials", username="x@y").items())
    body = "&".join(f"{key}={value}" for key, value in [*fields, (name, "x")])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return office.http.post(f"{BASE}/oauth2/token", content=body, headers=headers)


def xml(office: Signing) -> httpx2.Response:
    headers = {"Content-Type": "application/xml"}
    return office.http.post(f"{BASE}/oauth2/token", content="<a/>", headers=headers)


@pytest.mark.parametrize(("code", "failure"), MALFORMED, ids=[code for code, _ in MALFORMED])
def test_f15_f16_f17_a_token_request_that_cannot_be_read(
    office: Signing, code: str, failure: Failure
):
    assert told(failure(office))[1] == code


def test_f18_a_client_and_a_user_that_are_not_paired(office: Signing):
    arm(office, kind="unpaired", path="/oauth2/token")
    assert told(mint(office)) == (401, "invalid_grant")
    assert mint(office).status_code == 200


def test_f2_a_company_without_web_services(office: Signing):
    arm(office, kind="no-web-services", count="unlimited")
    assert told(mint(office)) == (403, "REST-3007")


def test_f19_f20_a_role_without_the_module_and_a_user_who_only_looks(office: Signing):
    assert told(ask(office, somebody(office, "ap_clerk"))) == (403, "REST-3007")
    auditor = Wire(office.http, office.minted(somebody(office, "auditor"))["access_token"])
    body = {"id": "D-1", "name": "x"}
    assert told(auditor.post("/objects/company-config/department", body)) == (403, "REST-3007")


@pytest.mark.parametrize("user_id", ["former_designer", "locked_out"])
def test_f21_f22_a_user_who_may_not_sign_in(office: Signing, user_id: str):
    refused = mint(office, username=somebody(office, user_id))
    assert told(refused) == (401, "invalid_grant")


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("401", (401, "REST-2102")),
        ("403", (403, "GW-0042")),
        ("429", (429, "GW-0010")),
        ("500", (500, "GW-0001")),
        ("503", (503, "GW-0001")),
    ],
)
def test_f14_f23_f32_a_gateway_that_refuses(office: Signing, kind: str, answer: tuple[int, str]):
    arm(office, kind=kind, path=QUERY)
    assert told(ask(office)) == answer


def test_f24_f26_a_user_or_a_query_that_sees_less(office: Signing):
    def count(username: str, **parameters: bool) -> int:
        wire = Wire(office.http, office.minted(username)["access_token"])
        body = {"object": INVOICE, "fields": ["count:key"], "filterParameters": parameters}
        counted: int = wire.post(QUERY, body).json()["ia::result"][0]["count:key"]
        return counted

    everything = count("", includePrivate=True)
    assert 0 < count("") < everything
    assert 0 < count(somebody(office, "field_accountant")) < everything


def test_f25_an_entity_that_there_is_not(office: Signing):
    refused = mint(office, username=f"{office.credentials.username}|nowhere")
    assert told(refused) == (401, "invalid_grant")
    assert told(ask(office, **{"X-IA-API-Param-Entity": "nowhere"})) == (400, "REST-1027")
    assert ask(office, **{"X-IA-API-Param-Entitty": "nowhere"}).status_code == 200


def test_f29_f30_what_is_not_subscribed_and_what_is_not_there(office: Signing):
    arm(office, kind="not-subscribed", path="projects/*")
    wire = Wire(office.http, office.minted()["access_token"])
    for path in ("/objects/projects/project", "/services/financial-reports/trial-balance"):
        assert told(wire.get(path)) == (404, "REST-1033")


def test_f31_a_field_a_key_or_a_body_that_is_wrong(office: Signing):
    wire = Wire(office.http, office.minted()["access_token"])
    good = {"object": ACCOUNT, "fields": ["id"]}
    assert told(wire.post(QUERY, {**good, "fields": ["nmae"]})) == (400, "REST-1033")
    assert told(wire.post(QUERY, {**good, "includePrivate": True})) == (400, "REST-1043")
    empty = wire.http.post(f"{BASE}{QUERY}", headers=wire.headers)
    assert told(empty) == (400, "REST-1028")


def test_f41_f42_f43_writes_that_are_refused(office: Signing):
    wire = Wire(office.http, office.minted()["access_token"])
    path, key = "/objects/company-config/department", {"Idempotency-Key": "k"}
    assert wire.post(path, {"id": "D-7", "name": "x"}, **key).status_code == 201
    assert told(wire.post(path, {"id": "D-8", "name": "x"}, **key)) == (409, "REST-1409")
    assert told(wire.post(path, {"id": "D-7", "name": "x"})) == (409, "REST-7001")
    nobody = wire.post(path, {"id": "D-9", "name": "x", "parent": {"id": "nobody"}})
    (cause,) = nobody.json()["ia::result"]["ia::error"]["details"]
    assert (told(nobody), cause["errorId"]) == ((422, "REST-7001"), "BL03002028")


def test_f44_a_clock_that_is_off(office: Signing):
    before = ask(office).headers["Date"]
    arm(office, kind="clock-skew", seconds=86_400)
    assert ask(office).headers["Date"] != before
