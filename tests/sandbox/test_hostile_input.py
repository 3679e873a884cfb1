"""Whatever is sent, the answer is a documented refusal: never a crash, never a hang (docs/api/errors.md)."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

import anyio
import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from effort import EXAMPLES
from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.serve import Seed
from opened import company
from wire import BASE, Wire, sign_in

QUERY = "/services/core/query"
INVOICE = "accounts-receivable/invoice"
ENVELOPES = ({"ia::result", "ia::meta"}, {"ia::error", "ia::meta"}, {"error"})

LINE = {
    "glAccount": {"id": "4000"},
    "txnAmount": "100.10",
    "dimensions": {"location": {"id": "210"}, "department": {"key": "1"}},
}
SIDES = (("6000", "debit"), ("2100", "credit"))


def sound_records(ledger: Ledger) -> dict[str, Any]:
    """A body for each kind of record that the company would book."""
    (invoice, customer, till, money), (bill, vendor, bank, _) = (
        ledger.rows(
            f'SELECT d."key", p.id, b.id, b.currency FROM "{view}" AS d JOIN party AS p ON p.key = d."{party}.key"'
            f' JOIN location AS l ON l.entity_key = d."entity.key"'
            " JOIN bank_account AS b ON b.location_key = l.key AND b.currency = p.currency"
            " WHERE d.\"state\" = 'posted' AND p.status = 'active' ORDER BY d.key DESC"
        )[0]
        for view, party in (
            ("accounts-receivable/invoice", "customer"),
            ("accounts-payable/bill", "vendor"),
        )
    )
    return {
        "accounts-receivable/invoice": {
            "customer": {"id": "C-0001"},
            "invoiceNumber": "H-1",
            "invoiceDate": "2026-10-15",
            "dueDate": "2026-11-14",
            "currency": {"txnCurrency": "USD"},
            "lines": [LINE, LINE],
        },
        "accounts-receivable/payment": {
            "financialEntity": {"entityId": till},
            "customer": {"id": customer},
            "paymentMethod": "cash",
            "txnCurrency": {"currency": money, "totalAmount": "0.01"},
            "paymentSummary": {"receiptDate": "2026-10-15"},
            "paymentDetails": [
                {"arInvoice": {"key": str(invoice)}, "txnCurrency": {"paymentAmount": "0.01"}}
            ],
        },
        "accounts-payable/payment": {
            "financialEntity": {"entityId": bank},
            "vendor": {"id": vendor},
            "paymentMethod": "cash",
            "paymentDate": "2026-10-15",
            "details": [{"bill": {"key": str(bill)}, "txnCurrency": {"paymentAmount": "0.01"}}],
        },
        "general-ledger/journal-entry": {
            "glJournal": {"id": "GJ"},
            "postingDate": "2026-10-15",
            "description": "x",
            "lines": [
                {**LINE, "glAccount": {"id": account}, "txnType": side} for account, side in SIDES
            ],
        },
    }


CREATED = (
    "accounts-receivable/invoice",
    "accounts-receivable/payment",
    "accounts-payable/payment",
    "general-ledger/journal-entry",
)


@dataclass
class Victim(Wire):
    sound: dict[str, Any] = field(default_factory=dict[str, Any])


SOUND_QUERY: dict[str, Any] = {
    "object": INVOICE,
    "fields": ["key", "customer.name", "sum:totalTxnAmount"],
    "filters": [{"$eq": {"invoiceDate": "2026-10-15"}}, {"$in": {"totalTxnAmount": ["1.00"]}}],
    "filterExpression": "1 or 2",
    "filterParameters": {"asOfDate": "2026-10-15", "caseSensitiveComparison": False},
    "orderBy": [{"key": "asc"}],
    "start": 1,
    "size": 10,
}
NASTY_TEXT = st.sampled_from(
    [
        "\x00",
        "a\x00b",
        "'; DROP TABLE user; --",
        '"',
        "%s%n",
        "${7*7}",
        "../../../etc/passwd",
        "\ud7ff\ue000\uffff",
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "sNaN",
        "-Infinity",
        "9" * 400,
        "²",
        "٣",
        "0x10",
        "1_000",
        "2026-02-30",
        "2026-10-15T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31",
        "~entity",
        "sum:",
        "nested.nested.nested",
        "key.key",
        "currentYear",
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, -(2**63) - 1, 2**64, 10**400, 0, -1]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    NASTY_TEXT,
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
hostile = settings(
    max_examples=30 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    """One company for all attacks: each must leave it answering."""
    with company(Seed(3, date(2026, 10, 31), 500)) as sandbox, TestClient(sandbox.app) as http:
        yield Victim(http, sign_in(http, sandbox).token, sound_records(sandbox.ledger))


def is_documented(response: httpx2.Response, *also: int) -> None:
    """A refusal in one of the envelopes, or one of the statuses that are fine too."""
    if response.status_code in also:
        return
    assert 400 <= response.status_code < 500, response.text
    body = response.json()
    assert set(body) in ENVELOPES, body
    error = body.get("error") or body.get("ia::error") or body["ia::result"]["ia::error"]
    assert error["supportId"]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, each in inner:
        yield from places(each, (*path, name))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return changed


@pytest.mark.parametrize("name", CREATED)
def test_the_records_that_are_varied_are_sound_themselves(victim: Victim, name: str):
    response = victim.post(f"/objects/{name}", victim.sound[name])
    assert response.status_code == 201, response.text


@hostile
@given(data=st.data(), new=JSON)
def test_any_value_in_any_place_of_a_query_is_answered(
    victim: Victim, data: st.DataObject, new: Any
):
    place = data.draw(st.sampled_from(sorted(places(SOUND_QUERY), key=str)))
    is_documented(victim.post(QUERY, replaced(SOUND_QUERY, place, new)), 200)


@pytest.mark.parametrize("name", CREATED)
@hostile
@given(data=st.data(), new=JSON)
def test_any_value_in_any_place_of_a_new_record_is_answered(
    victim: Victim, name: str, data: st.DataObject, new: Any
):
    place = data.draw(st.sampled_from(sorted(places(victim.sound[name]), key=str)))
    is_documented(
        victim.post(f"/objects/{name}", replaced(victim.sound[name], place, new)), 201, 207
    )


@pytest.mark.parametrize("amount", ["1e13", "1e400", "1e999999999", "9" * 30, 10**18, 1e300])
def test_an_amount_beyond_all_money_is_refused(victim: Victim, amount: str | float):
    body = victim.sound["accounts-receivable/invoice"]
    response = victim.post(
        "/objects/accounts-receivable/invoice",
        {**body, "invoiceNumber": "H-2", "lines": [{**LINE, "txnAmount": amount}]},
    )
    assert response.status_code == 400
    detail = response.json()["ia::result"]["ia::error"]["details"][-1]
    assert detail["target"] == "/lines/0/txnAmount"


@hostile
@given(key=JSON, day=JSON)
def test_any_key_and_day_of_a_workflow_are_answered(victim: Victim, key: Any, day: Any):
    body = {"key": key, "reversedDate": day}
    is_documented(victim.post(f"/workflows/{INVOICE}/reverse", body), 200)


@hostile
@given(content=st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode("utf-16")))
@pytest.mark.parametrize("path", [QUERY, f"/objects/{INVOICE}", "/oauth2/token"])
def test_any_bytes_as_a_body_are_answered(victim: Victim, path: str, content: bytes):
    headers = {**victim.headers, "Content-Type": "application/json"}
    response = victim.http.post(BASE + path, content=content, headers=headers)
    assert 400 <= response.status_code < 500
    assert response.json()


@pytest.mark.parametrize(
    "content",
    [
        b"NaN",
        b'{"object": NaN}',
        b'{"size": Infinity}',
        b'{"size": 1e999}',
        b'{"size": -1e999}',
        b'{"size": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"object": "\\ud800"}',
        b'{"object": "\xff\xfe"}',
        b'{"object": "\xed\xa0\x80"}',
        '{"object": "a"}'.encode("utf-16"),
        '{"object": "a"}'.encode("utf-32"),
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"",
    ],
    ids=lambda content: repr(content[:16]),
)
@pytest.mark.behaviour("errors.not-json")
def test_a_body_that_is_no_json_in_utf_8_is_refused(victim: Victim, content: bytes):
    for path in (QUERY, f"/objects/{INVOICE}"):
        response = victim.http.post(BASE + path, content=content, headers=victim.headers)
        assert response.status_code == 400
        error = response.json()["ia::result"]["ia::error"]
        assert error["errorId"] in {"REST-1028", "REST-1030"}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('application/json; charset="UTF-8"', 200),
        ("application/json; charset=utf8", 200),
        ("application/json; charset=iso-8859-1", 400),
        ("application/json; charset=nonsense", 400),
    ],
)
@pytest.mark.behaviour("errors.not-json")
def test_a_charset_other_than_utf_8_is_refused(victim: Victim, kind: str, status: int):
    response = victim.http.post(
        BASE + QUERY,
        content=b'{"object": "company-config/user", "fields": ["id"]}',
        headers={**victim.headers, "Content-Type": kind},
    )
    assert response.status_code == status


@hostile
@given(
    parts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/?#"), max_size=6)
        | st.sampled_from(["objects", "services", "core", "query", "model", INVOICE, "..", "%00"])
        | NASTY_TEXT.filter(lambda text: "/" not in text),
        min_size=1,
        max_size=5,
    ),
    method=st.sampled_from(["GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "QUERY"]),
)
def test_any_path_and_method_are_answered(victim: Victim, parts: list[str], method: str):
    url = BASE + "/" + "/".join(quote(part) for part in parts)
    is_documented(victim.http.request(method, url, headers=victim.headers), 200)


@hostile
@given(
    key=NASTY_TEXT.filter(lambda text: "/" not in text)
    | st.integers().map(str)
    | st.text("0123456789,-. %", min_size=1, max_size=30)
)
def test_any_key_of_a_record_is_answered(victim: Victim, key: str):
    url = f"{BASE}/objects/{INVOICE}/{quote(key)}"
    is_documented(victim.http.get(url, headers=victim.headers), 200)


@hostile
@given(
    name=st.sampled_from(
        ["Authorization", "X-IA-API-Param-Entity", "Idempotency-Key", "Content-Type", "Accept"]
    ),
    value=st.binary(max_size=20).filter(lambda value: not set(value) & {0, 10, 13})
    | st.binary(max_size=20).map(lambda value: b"Bearer " + value.hex().encode() + b".\xff"),
)
def test_any_header_is_answered(victim: Victim, name: str, value: bytes):
    headers: dict[str, Any] = {**victim.headers, name: value}
    body = {"object": "company-config/user", "fields": ["id"]}
    for path in (QUERY, f"/objects/{INVOICE}"):
        response = victim.http.post(BASE + path, content=json.dumps(body), headers=headers)
        is_documented(response, 200)


@hostile
@given(
    fields=st.dictionaries(
        st.sampled_from(["grant_type", "client_id", "client_secret", "username", "refresh_token"]),
        JSON,
    ),
    grant=st.sampled_from(["client_credentials", "refresh_token", "", "\x00"]),
)
def test_any_token_request_is_answered(victim: Victim, fields: dict[str, Any], grant: str):
    response = victim.http.post(f"{BASE}/oauth2/token", json={"grant_type": grant, **fields})
    assert 400 <= response.status_code < 500
    assert response.json()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"x"),
        ("multipart/form-data; boundary=a; charset=nonsense", b"--a\r\n\r\n--a--"),
        (
            "multipart/form-data; boundary=a; charset=nonsense",
            b'--a\r\nContent-Disposition: form-data; name="client_id"\r\n\r\nx\r\n--a--\r\n',
        ),
        (
            "multipart/form-data; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="client_id"\r\n\r\n\xff\r\n--a--\r\n',
        ),
        ("application/x-www-form-urlencoded", b"client_id=%ED%A0%80&grant_type=%00"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 5000)),
        ("", b"\xff"),
    ],
)
def test_any_form_is_answered(victim: Victim, kind: str, content: bytes):
    response = victim.http.post(
        f"{BASE}/oauth2/token", content=content, headers={"Content-Type": kind}
    )
    assert 400 <= response.status_code < 500
    assert response.json()


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "(a+)+$",
        "(a|a)*!",
        "(?:.*)*!",
        "((.)*)*!",
        "(.*){5}!",
        ".*.*.*.*.*.*!",
        ".+.+.+.+.+.+!",
        ".{0,99}.{0,99}.{0,99}.{0,99}!",
        "a{99999999999999999999}",
        "[[a]",
        "[a--b]",
        "(?P<n>a)(?P<n>b)",
        "x" * 201,
        "\x00[",
        "(" * 150,
    ],
)
@pytest.mark.behaviour("errors.endless-filter")
async def test_a_filter_on_models_that_would_take_for_ever_is_refused(victim: Victim, pattern: str):
    with anyio.fail_after(10):
        response = await anyio.to_thread.run_sync(
            lambda: victim.http.get(
                f"{BASE}/services/core/model", params={"filter": pattern}, headers=victim.headers
            )
        )
    is_documented(response)


@pytest.mark.parametrize(
    ("pattern", "finds"),
    [
        ("^accounts-.*/invoice$", {"objects/accounts-receivable/invoice"}),
        (
            "company-config/(user|department)$",
            {"objects/company-config/user", "objects/company-config/department"},
        ),
    ],
)
def test_an_ordinary_filter_on_models_still_works(victim: Victim, pattern: str, finds: set[str]):
    response = victim.http.get(
        f"{BASE}/services/core/model", params={"filter": pattern}, headers=victim.headers
    )
    assert {each["apiObject"] for each in response.json()["ia::result"]} == finds


@hostile
@given(pattern=st.text("ab.*+?()[]{}|^$\\d1,-", max_size=12) | st.text(max_size=8))
def test_any_filter_on_models_is_answered(victim: Victim, pattern: str):
    response = victim.http.get(
        f"{BASE}/services/core/model", params={"filter": pattern}, headers=victim.headers
    )
    is_documented(response, 200)


@hostile
@given(data=st.data(), new=JSON)
def test_any_value_in_any_field_of_any_object_is_answered(
    victim: Victim, data: st.DataObject, new: Any
):
    """Last of all: what it changes, others no longer find as it was."""
    name = data.draw(st.sampled_from(sorted(catalogue())))
    fields = sorted({path.partition(".")[0] for path in catalogue()[name].fields})
    body = {data.draw(st.sampled_from(fields)): new}
    method, path, sent = data.draw(
        st.sampled_from(
            [
                ("POST", "", body),
                ("POST", "", [body, body]),
                ("PATCH", "/1", body),
                ("PATCH", "", [{"key": "1", **body}]),
                ("PATCH", "", [new]),
                ("POST", "", [new]),
            ]
        )
    )
    url = f"{BASE}/objects/{quote(name)}{path}"
    response = victim.http.request(method, url, json=sent, headers=victim.headers)
    is_documented(response, 200, 201, 207)
    assert victim.get("/objects/company-config/user").status_code == 200
