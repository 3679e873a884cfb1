"""The open points of the wire, each under both readings (docs/api/assumptions.md)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from changing import TODAY, signed_in_as, wire_assuming
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Seed
from opened import company
from wire import Wire, sign_in

DEPARTMENT = "/objects/company-config/department"
INVOICE = "accounts-receivable/invoice"
QUERY = "/services/core/query"
BAD = [{"id": "D-1", "colour": 1}, {"id": "D-2", "colour": 1}]
ATOMIC = {"X-IA-API-Param-Transaction": "true"}
Assuming = Callable[..., Wire]


@pytest.fixture
def assuming() -> Iterator[Assuming]:
    with ExitStack() as open_until_the_end:
        yield lambda *switches: open_until_the_end.enter_context(wire_assuming(*switches))


def first_keys(wire: Wire, name: str, count: int) -> list[str]:
    rows = wire.query(object=name, fields=["key"], orderBy=[{"key": "asc"}], size=count)
    return [row["key"] for row in rows]


def error_id(answer: httpx2.Response) -> str:
    error: str = answer.json()["ia::result"]["ia::error"]["errorId"]
    return error


@pytest.mark.parametrize(("reading", "status"), [("400", 400), ("404", 404)])
@pytest.mark.behaviour("assumptions.unknown-object")
def test_a_query_for_an_unknown_object(assuming: Assuming, reading: str, status: int):
    wire = assuming(f"unknown-object={reading}")
    answer = wire.post(QUERY, {"object": "accounts-receivable/invoyce", "fields": ["key"]})
    assert (answer.status_code, error_id(answer)) == (status, "REST-1033")
    unknown_field = wire.post(QUERY, {"object": INVOICE, "fields": ["colour"]})
    assert unknown_field.status_code == 400


@pytest.mark.behaviour("assumptions.list-parameters")
def test_a_query_parameter_of_a_list_is_refused_or_ignored(assuming: Assuming):
    refused = assuming().get(f"{DEPARTMENT}?start=2")
    assert (refused.status_code, error_id(refused)) == (400, "REST-1034")
    ignoring = assuming("list-parameters=ignored")
    assert ignoring.get(f"{DEPARTMENT}?start=2").json() == ignoring.get(DEPARTMENT).json()


@pytest.mark.behaviour("assumptions.unknown-keys")
def test_one_missing_among_several_keys_is_left_out_or_all_are_not_found(assuming: Assuming):
    wire = assuming()
    (key,) = first_keys(wire, "company-config/department", 1)
    left_out = wire.get(f"{DEPARTMENT}/{key},999999")
    assert [each["key"] for each in left_out.json()["ia::result"]] == [key]
    strict = assuming("unknown-keys=not-found")
    missing = strict.get(f"{DEPARTMENT}/{key},999999")
    assert (missing.status_code, error_id(missing)) == (404, "REST-1055")
    assert strict.get(f"{DEPARTMENT}/{key},{key}").status_code == 200


@pytest.mark.parametrize(
    ("reading", "refused"), [("empty", (404, "REST-1055")), ("forbidden", (403, "REST-3007"))]
)
@pytest.mark.behaviour("assumptions.missing-right")
def test_the_record_of_another_entity(reading: Any, refused: tuple[int, str]):
    seed = Seed(1, TODAY, 1_000, assumptions=Assumptions(missing_right=reading))
    with company(seed) as sandbox, TestClient(sandbox.app) as http:
        wire = sign_in(http, sandbox)
        limited = signed_in_as("field_accountant", sandbox, wire)
        elsewhere = [{"$eq": {"entity.id": "100"}}]
        theirs = wire.query(object=INVOICE, fields=["key"], filters=elsewhere, size=1)[0]["key"]
        own = first_keys(limited, INVOICE, 1)[0]
        for keys in (theirs, f"{own},{theirs}"):
            answer = limited.get(f"/objects/{INVOICE}/{keys}")
            if keys == theirs or reading == "forbidden":
                assert (answer.status_code, error_id(answer)) == refused
        assert limited.get(f"/objects/{INVOICE}/99999999").status_code == 404
        assert limited.get(f"/objects/{INVOICE}/{own}").status_code == 200
        in_another = {"X-IA-API-Param-Entity": "200"}
        assert wire.get(f"/objects/{INVOICE}/{theirs}", **in_another).status_code == 404


@pytest.mark.parametrize("reading", ["must-agree", "key-wins"])
@pytest.mark.behaviour("assumptions.id-and-key")
def test_a_reference_whose_id_and_key_differ(assuming: Assuming, reading: str):
    wire = assuming(f"id-and-key={reading}")
    first, second = wire.query(
        object="company-config/department", fields=["key", "id"], orderBy=[{"key": "asc"}], size=2
    )
    account, other = wire.query(
        object="general-ledger/account",
        fields=["key", "id"],
        filters=[{"$eq": {"accountType": "incomeStatement"}}],
        orderBy=[{"key": "asc"}],
        size=2,
    )
    child = {"id": "D-9", "name": "x", "parent": {"id": first["id"], "key": second["key"]}}
    described = wire.post(DEPARTMENT, child)
    vendor = wire.query(
        object="accounts-payable/vendor",
        fields=["key"],
        filters=[{"$eq": {"entity.id": "100"}}, {"$eq": {"status": "active"}}],
        size=1,
    )[0]
    bill = {
        "vendor": vendor,
        "billNumber": "B-9",
        "createdDate": "2026-10-30",
        "dueDate": "2026-10-30",
        "lines": [
            {
                "glAccount": {"id": account["id"], "key": other["key"]},
                "txnAmount": "1.00",
                "dimensions": {"location": {"id": "100"}},
            }
        ],
    }
    posted = wire.post("/objects/accounts-payable/bill", bill)
    if reading == "must-agree":
        assert [described.status_code, posted.status_code] == [422, 422]
        assert "BL03002028" in described.text
        assert "BL03002028" in posted.text
    else:
        assert [described.status_code, posted.status_code] == [201, 201], posted.text
        made = wire.get(f"{DEPARTMENT}/{described.json()['ia::result']['key']}").json()
        assert made["ia::result"]["parent"]["id"] == second["id"]


@pytest.mark.behaviour("assumptions.batch-all-failed")
def test_a_batch_of_which_nothing_was_done(assuming: Assuming):
    mixed, plain = assuming(), assuming("batch-all-failed=plain")
    assert mixed.post(DEPARTMENT, BAD).status_code == 207
    all_failed = plain.post(DEPARTMENT, BAD)
    assert all_failed.status_code == 400
    assert [each["ia::status"] for each in all_failed.json()["ia::result"]] == [400, 400]
    undone = plain.post(DEPARTMENT, [{"id": "D-3", "name": "x"}, BAD[0]], **ATOMIC)
    assert undone.status_code == 400
    assert [each["ia::status"] for each in undone.json()["ia::result"]] == [422, 400]
    assert plain.post(DEPARTMENT, [{"id": "D-3", "name": "x"}, BAD[0]]).status_code == 207


@pytest.mark.parametrize(("reading", "status"), [("mixed", 207), ("plain", 400)])
def test_a_batch_in_a_composite_of_which_nothing_was_done(
    assuming: Assuming, reading: str, status: int
):
    wire = assuming(f"batch-all-failed={reading}")
    batch = {"method": "POST", "path": DEPARTMENT, "body": BAD}
    answer = wire.post("/services/core/composite", [batch, batch])
    assert answer.status_code == 207
    first, second = answer.json()["ia::result"]
    assert first["ia::status"] == status
    assert [each["ia::status"] for each in first["ia::result"]] == [400, 400]
    assert second["ia::error"]["code"] == "unprocessed"


@pytest.mark.behaviour("assumptions.element-error")
def test_the_form_of_an_error_in_a_list(assuming: Assuming):
    def failed(*switches: str) -> dict[str, Any]:
        element: dict[str, Any] = assuming(*switches).post(DEPARTMENT, BAD).json()["ia::result"][1]
        return element

    assert failed()["ia::error"]["errorId"] == "REST-1064"
    (listed,) = failed("element-error=list")["ia::error"]
    assert listed["errorId"] == "REST-1064"
    nested = failed("element-error=nested")
    assert nested.keys() == {"ia::status", "ia::result"}
    assert nested["ia::result"]["ia::error"]["errorId"] == "REST-1064"


@pytest.mark.parametrize(("reading", "has_error"), [("object", True), ("nested", False)])
def test_the_error_in_a_composite_has_the_same_form(
    assuming: Assuming, reading: str, *, has_error: bool
):
    wire = assuming(f"element-error={reading}")
    missing = {"method": "GET", "path": f"{DEPARTMENT}/999999"}
    listed = {"method": "GET", "path": DEPARTMENT}
    element = wire.post("/services/core/composite", [missing, listed]).json()["ia::result"][0]
    assert ("ia::error" in element) == has_error
    error = element["ia::error"] if has_error else element["ia::result"]["ia::error"]
    assert error["errorId"] == "REST-1055"


@pytest.mark.behaviour("assumptions.success-counters")
def test_the_counters_of_a_success(assuming: Assuming):
    usual, terse = assuming(), assuming("success-counters=total")
    (key,) = first_keys(usual, "company-config/department", 1)
    one = {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
    assert usual.get(f"{DEPARTMENT}/{key}").json()["ia::meta"] == one
    assert terse.get(f"{DEPARTMENT}/{key}").json()["ia::meta"] == {"totalCount": 1}
    made = terse.post(DEPARTMENT, {"id": "D-1", "name": "x"})
    assert (made.status_code, made.json()["ia::meta"]) == (201, {"totalCount": 1})
    failed = terse.get(f"{DEPARTMENT}/999999").json()["ia::meta"]
    assert failed == {"totalCount": 1, "totalSuccess": 0, "totalError": 1}
    page = terse.post(QUERY, {"object": INVOICE, "fields": ["key"], "size": 1}).json()["ia::meta"]
    assert page.keys() == {"totalCount", "start", "pageSize", "next", "previous"}


@pytest.mark.parametrize(("reading", "links"), [("number", (4, 2)), ("text", ("4", "2"))])
@pytest.mark.behaviour("assumptions.page-links")
def test_the_links_between_pages(assuming: Assuming, reading: str, links: tuple[Any, Any]):
    wire = assuming(f"page-links={reading}")
    body = {"object": INVOICE, "fields": ["key"], "start": 3, "size": 1}
    meta = wire.post(QUERY, body).json()["ia::meta"]
    assert (meta["next"], meta["previous"]) == links
    first = wire.post(QUERY, {**body, "start": 1}).json()["ia::meta"]
    assert first["previous"] is None
    both = [{"method": "POST", "path": QUERY, "body": body}] * 2
    inside = wire.post("/services/core/composite", both).json()["ia::result"][1]["ia::meta"]
    assert (inside["next"], inside["previous"]) == links


@pytest.mark.behaviour("assumptions.application-envelope")
def test_where_the_error_of_an_application_stands(assuming: Assuming):
    nested = assuming().get(f"{DEPARTMENT}/999999")
    assert error_id(nested) == "REST-1055"
    flat = assuming("application-envelope=flat").get(f"{DEPARTMENT}/999999")
    assert flat.status_code == 404
    assert flat.json().keys() == {"ia::error", "ia::meta"}
    assert flat.json()["ia::error"]["errorId"] == "REST-1055"
    assert int(flat.headers["Content-Length"]) == len(flat.content)


@pytest.mark.parametrize("status", [422, 400])
@pytest.mark.behaviour("assumptions.business-status")
def test_the_status_of_a_broken_rule(assuming: Assuming, status: int):
    wire = assuming(f"business-status={status}")
    nobody_s = {"id": "D-1", "name": "x", "parent": {"id": "nobody"}}
    answer = wire.post(DEPARTMENT, nobody_s)
    assert (answer.status_code, error_id(answer)) == (status, "REST-7001")
    both = wire.post(DEPARTMENT, [nobody_s, {"id": "D-2", "name": "x"}])
    assert [each["ia::status"] for each in both.json()["ia::result"]] == [status, 201]
    (used,) = first_keys(wire, "general-ledger/account", 1)
    asked = {"object": "general-ledger/account", "keys": [used]}
    allowed = wire.post("/services/core/allowed-operations/list", asked).json()["ia::result"]
    assert "canDelete" not in allowed[0]["operations"]


@pytest.mark.behaviour("assumptions.unset-reference")
def test_an_unset_reference_is_nulls_or_absent(assuming: Assuming):
    usual, terse = assuming(), assuming("unset-reference=absent")
    (key,) = first_keys(usual, INVOICE, 1)
    shown = usual.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
    left = terse.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
    unset = {
        name
        for name, value in shown.items()
        if isinstance(value, dict) and "key" in value and value["key"] is None
    }
    assert unset
    # A group of references goes with them when none is set.
    assert shown.keys() - left.keys() == unset | {"contacts"}
    assert left["customer"] == shown["customer"]
