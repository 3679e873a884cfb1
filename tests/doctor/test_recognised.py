"""Each failure of set-up, as the sandbox has it, is known again by its id (docs/doctor.md)."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from intacct_client.errors import Fault
from intacct_client.watching import Exchange, exchange_of
from intacct_mcp.doctor.failures import company_kind, failures, recognised
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.serve import Seed
from opened import company
from signing_in import HERE, Signing, signing
from wire import BASE, Wire

QUERY, ACCOUNT = "/services/core/query", "general-ledger/account"
DEPARTMENT = "/objects/company-config/department"
Failure = Callable[[Signing], httpx2.Response]


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    with company(Seed(1, date(2026, 10, 31), 500)) as sandbox:
        yield sandbox.ledger


def known(answer: httpx2.Response, kind: str = "production") -> str:
    """The id of the failure behind an answer."""
    request = answer.request
    grant = dict(
        part.split("=", 1) for part in request.content.decode().split("&") if "=" in part
    ).get("grant_type", "")
    path = request.url.path.removeprefix(BASE)
    at_token = path.startswith("/oauth2/")
    exchange = exchange_of(path, grant if at_token else "", answer, answer.content)
    return recognised(exchange, kind).id


def arm(office: Signing, **fault: Any) -> None:
    assert office.http.post("/sandbox/faults", json=[fault]).status_code == 200


def wire(office: Signing, user: str = "") -> Wire:
    name = f"{user}@{office.credentials.company_id}" if user else ""
    return Wire(office.http, office.minted(name)["access_token"])


def ask(office: Signing, user: str = "", **body: Any) -> httpx2.Response:
    whole = {"object": ACCOUNT, "fields": ["key"], "size": 1, **body}
    return wire(office, user).post(QUERY, whole)


def mint(office: Signing, **changed: str) -> httpx2.Response:
    named = {"username": office.credentials.username, **changed}
    return office.token("client_credentials", **named)


def used_code(office: Signing) -> httpx2.Response:
    code = office.code()
    office.tokens("authorization_code", code=code, redirect_uri=HERE)
    return office.token("authorization_code", code=code, redirect_uri=HERE)


def old_code(office: Signing) -> httpx2.Response:
    code = office.code()
    arm(office, kind="clock-skew", seconds=601)
    return office.token("authorization_code", code=code, redirect_uri=HERE)


def replaced(office: Signing) -> httpx2.Response:
    first = office.allowed()
    office.allowed()
    return office.refreshed(first)


def refreshed_twice(office: Signing) -> httpx2.Response:
    tokens = office.allowed()
    office.refreshed(tokens)
    return office.refreshed(tokens)


def ended(office: Signing) -> httpx2.Response:
    bearer = wire(office)
    arm(office, kind="clock-skew", seconds=43_201)
    return bearer.get(f"/objects/{ACCOUNT}")


def authorized_as(office: Signing, header: str) -> httpx2.Response:
    return office.http.get(f"{BASE}/objects/{ACCOUNT}", headers={"Authorization": header})


def twice(office: Signing, name: str) -> httpx2.Response:
    pairs = list(office.fields("client_credentials", username="x@y").items())
    body = "&".join(f"{key}={value}" for key, value in [*pairs, (name, "x")])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return office.http.post(f"{BASE}/oauth2/token", content=body, headers=headers)


def xml(office: Signing) -> httpx2.Response:
    headers = {"Content-Type": "application/xml"}
    return office.http.post(f"{BASE}/oauth2/token", content="<a/>", headers=headers)


def armed(office: Signing, kind: str, act: Failure, **fault: Any) -> httpx2.Response:
    arm(office, kind=kind, **fault)
    return act(office)


def not_subscribed(office: Signing) -> httpx2.Response:
    bearer = wire(office)
    arm(office, kind="not-subscribed", path="projects/*")
    return bearer.get("/objects/projects/project")


def same_key(office: Signing) -> httpx2.Response:
    bearer, key = wire(office), {"Idempotency-Key": office.code()[:40]}
    bearer.post(DEPARTMENT, {"id": "D-1", "name": "x"}, **key)
    return bearer.post(DEPARTMENT, {"id": "D-2", "name": "x"}, **key)


def hidden_in_a_batch(office: Signing) -> httpx2.Response:
    """Two entries, of which neither balances: the whole is no error by its status."""
    lines = [
        {
            "txnType": side,
            "txnAmount": amount,
            "glAccount": {"id": account},
            "dimensions": {"location": {"id": "110"}},
        }
        for side, account, amount in (("debit", "6100", "5.00"), ("credit", "2100", "4.00"))
    ]
    entry = {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "Off by one",
        "lines": lines,
    }
    answer = wire(office).post("/objects/general-ledger/journal-entry", [entry, entry])
    assert answer.status_code == 207, answer.text
    return answer


def of_nobody(office: Signing) -> httpx2.Response:
    body = {"id": "D-9", "name": "x", "parent": {"id": "nobody"}}
    return wire(office).post(DEPARTMENT, body)


CASES: list[tuple[str, Failure]] = [
    ("F2", lambda office: armed(office, "no-web-services", mint, count=1)),
    ("F10", used_code),
    ("F10", old_code),
    ("F12", replaced),
    ("F12", refreshed_twice),
    ("F14", ended),
    ("F14", lambda office: armed(office, "400-token", ask, path=QUERY)),
    ("F14b", lambda office: authorized_as(office, "Bearer nonsense")),
    ("F14b", lambda office: authorized_as(office, "Basic eDp5")),
    ("F15", lambda office: office.token("password")),
    ("F15", lambda office: office.http.post(f"{BASE}/oauth2/token")),
    ("F15", lambda office: twice(office, "client_id")),
    ("F15", lambda office: twice(office, "username")),
    ("F15", lambda office: office.http.post(f"{BASE}/oauth2/tokens")),
    ("F15", xml),
    ("F16", lambda office: mint(office, username="mcp_reader")),
    ("F17", lambda office: mint(office, username="-")),
    ("F17", lambda office: mint(office, client_id="-")),
    ("F18", lambda office: mint(office, client_secret="wrong")),
    ("F18", lambda office: armed(office, "unpaired", mint, path="/oauth2/token")),
    ("F19", lambda office: ask(office, "ap_clerk")),
    ("F23b", lambda office: armed(office, "403", mint, path="/oauth2/token")),
    ("F29", not_subscribed),
    ("F29", lambda office: ask(office, object="general-ledger/nothing")),
    ("F30", lambda office: wire(office).get("/services/financial-reports/trial-balance")),
    ("F31", lambda office: ask(office, fields=["nmae"])),
    ("F31", lambda office: ask(office, includePrivate=True)),
    ("F32", lambda office: armed(office, "429", ask, path=QUERY)),
    ("F32", lambda office: armed(office, "503", ask, path=QUERY)),
    ("F32", lambda office: armed(office, "500", ask, path=QUERY)),
    ("F41", same_key),
    ("F42", hidden_in_a_batch),
    ("F43", of_nobody),
    ("S6", lambda office: armed(office, "html", ask, path=QUERY)),
]


@pytest.mark.parametrize(
    ("id_", "act"), CASES, ids=[f"{id_}-{n}" for n, (id_, _) in enumerate(CASES)]
)
def test_a_failure_is_known_by_what_comes_back(ledger: Ledger, id_: str, act: Failure):
    with signing(ledger) as office:
        assert known(act(office)) == id_


@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"username": "mcp_reader@NOWHERE"}])
def test_f7_an_unknown_company_or_application_where_the_gateway_says_so(
    ledger: Ledger, wrong: dict[str, str]
):
    with signing(ledger, "unknown-client=gateway") as office:
        assert known(mint(office, **wrong)) == "F7"


def test_f8_the_same_refusal_of_a_company_for_tests_names_the_application_s_scope(ledger: Ledger):
    with signing(ledger, "unknown-client=gateway") as office:
        refused = mint(office, username="mcp_reader@acme-imp")
        assert known(refused, company_kind("acme-imp")) == "F8"


def test_f9_a_redirect_address_that_is_not_registered_is_a_page(ledger: Ledger):
    with signing(ledger, "redirect-uris=registered") as office:
        assert known(office.authorize(redirect_uri=HERE)) == "F9"


def test_f9_a_code_for_another_address_is_known_by_its_words():
    refused = Fault(code="invalid_grant", message="The redirect URI does not match")
    exchange = Exchange("/oauth2/token", "authorization_code", 401, refused)
    assert recognised(exchange).id == "F9"


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        ("F3", "Invalid Web Services Authorization"),
        ("F20", "This user is not authorized to retrieve that"),
        ("F21", "Two-step verification is required"),
        ("F23", "Sign-in from this IP address is refused"),
        ("F33", "It is missing the Department dimension for the Account 6000"),
        ("F34", "Activate the vendor V-1 first"),
        ("F35", "Periods are closed up to 2026-09-30"),
        ("F39", "State must be draft or not included in the request."),
    ],
)
def test_what_cannot_be_had_here_is_known_by_the_words_of_its_refusal(id_: str, text: str):
    exchange = Exchange(QUERY, status=422, fault=Fault(code="REST-7001", message=text))
    assert recognised(exchange).id == id_


@pytest.mark.parametrize(
    ("id_", "code"), [("F36", "BL03002128"), ("F37", "AR-0279"), ("F38", "AR-0148")]
)
def test_refusals_of_writes_are_known_by_their_codes(id_: str, code: str):
    assert recognised(Exchange(QUERY, status=422, fault=Fault(code=code))).id == id_


def test_a_refusal_without_its_cause_is_known_by_its_code():
    assert recognised(Exchange(QUERY, status=422, fault=Fault(code="BL01001973"))).id == "F42"


def test_a_refusal_inside_a_success_hides_its_cause():
    assert recognised(Exchange(QUERY, status=200, fault=Fault(code="XX-1"))).id == "F42"


def test_what_is_not_known_is_said_to_be_so():
    assert recognised(Exchange(QUERY, status=418, fault=Fault(code="XX-1"))).id == "S7"


def test_every_failure_says_what_to_do_and_where_and_the_list_has_no_gap():
    numbers = [*(f"F{n}" for n in range(1, 46)), "F14b", "F23b", *(f"S{n}" for n in range(1, 8))]
    assert sorted(failures()) == sorted(numbers)
    assert all(each.title and each.fix and each.where for each in failures().values())


def test_the_page_tells_of_each_failure():
    page = (Path(__file__).parents[2] / "docs" / "doctor.md").read_text(encoding="utf-8")
    named: set[str] = set()
    for row in re.findall(r"^\| ((?:[FS][0-9]+b?(?:, | to )?)+)", page, re.MULTILINE):
        ids = re.findall(r"[FS][0-9]+b?", row)
        if " to " in row:
            ids = [f"F{n}" for n in range(int(ids[0][1:]), int(ids[1][1:]) + 1)]
        named |= set(ids)
    named |= set(re.findall(r"\b(S[0-9]) ", page))
    assert named == set(failures())
