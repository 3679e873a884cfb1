"""Next values, and services that are not simulated (docs/api/services.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault, view_only
from intacct_sandbox.catalogue import services
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

NEXT = "/services/company-config/document-sequence/generate-next-value"
SEQUENCE = "/objects/company-config/document-sequence"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def made(wire: Wire, **more: Any) -> None:
    answer = wire.post(SEQUENCE, {"id": "S-1", "printTitle": "S", **more})
    assert answer.status_code == 201, answer.text


def values(wire: Wire, count: int, **more: Any) -> list[str]:
    return [
        wire.post(NEXT, {"id": "S-1", **more}).json()["ia::result"]["nextValue"]
        for _ in range(count)
    ]


@pytest.mark.behaviour("services.next-value")
def test_numbers_are_given_out_once_each(wire: Wire):
    made(wire, fixedPrefix="INV", prefixSeparator="-", startingNumber=9, fixedLength="3")
    assert values(wire, 2) == ["INV-009", "INV-010"]
    sequence = wire.query(
        object="company-config/document-sequence",
        fields=["key", "nextNumber"],
        filters=[{"$eq": {"id": "S-1"}}],
    )[0]
    assert sequence["nextNumber"] == 11
    by_key = wire.post(NEXT, {"key": sequence["key"]}).json()["ia::result"]
    assert by_key == {"key": sequence["key"], "id": "S-1", "nextValue": "INV-011"}


def test_letters_follow_each_other(wire: Wire):
    made(wire, type="alpha", startingSequence="y", fixedSuffix="X", suffixSeparator="/")
    assert values(wire, 3) == ["y/X", "z/X", "aa/X"]


@pytest.mark.parametrize(("position", "value"), [("prefix", "2026-1"), ("suffix", "1-2026")])
def test_the_fiscal_year_stands_before_or_after(wire: Wire, position: str, value: str):
    rollover = {"isEnabled": True, "fiscalYearAffixPosition": position, "separator": "-"}
    made(wire, rollover=rollover)
    assert values(wire, 1, fiscalYear=2026) == [value]
    assert values(wire, 1) == ["2"]


@pytest.mark.parametrize(
    "limits",
    [
        {"startingNumber": 1, "endingNumber": 1},
        {"type": "alpha", "startingSequence": "zz", "endingSequence": "zz"},
    ],
    ids=str,
)
def test_a_sequence_comes_to_its_end(wire: Wire, limits: dict[str, Any]):
    made(wire, **limits)
    values(wire, 1)
    answer = wire.post(NEXT, {"id": "S-1"})
    assert (answer.status_code, fault(answer.json())) == (422, ("REST-7001", "BL34000061"))


@pytest.mark.parametrize(
    ("body", "status", "codes"),
    [
        ({}, 400, ("REST-1064", "REST-1043")),
        ({"id": 7}, 400, ("REST-1064", "REST-1043")),
        ({"id": "S-1", "fiscalYear": "now"}, 400, ("REST-1064", "REST-1043")),
        ({"id": "S-1", "colour": "red"}, 400, ("REST-1064", "REST-1043")),
        ([], 400, ("REST-1064", "REST-1064")),
        ({"id": "nothing"}, 422, ("REST-7001", "BL03002028")),
    ],
    ids=str,
)
def test_a_bad_request_is_refused(wire: Wire, body: Any, status: int, codes: tuple[str, str]):
    answer = wire.post(NEXT, body)
    assert (answer.status_code, fault(answer.json())) == (status, codes)


def test_who_may_only_look_takes_no_value(wire: Wire, fresh_sandbox: Sandbox):
    made(wire)
    assert view_only(fresh_sandbox, wire).post(NEXT, {"id": "S-1"}).status_code == 403
    assert values(wire, 1) == ["1"]


@pytest.mark.parametrize(
    "path",
    [
        "/services/cash-management/bank-file/generate",
        "/services/consolidation/book/consolidate",
        "/workflows/contracts/contract/renew",
        "/workflows/order-entry/document/generate-pdf",
    ],
)
@pytest.mark.behaviour("services.left-out")
def test_what_is_not_simulated_says_so(wire: Wire, path: str):
    answer = wire.post(path, {"key": "1"})
    assert (answer.status_code, fault(answer.json())[0]) == (422, "SANDBOX-0001")
    assert path in answer.json()["ia::result"]["ia::error"]["message"]
    assert Wire(wire.http, "nobody").post(path, {}).status_code == 401
    assert wire.http.put(f"/ia/api/v1{path}", headers=wire.headers).status_code == 405


def test_every_service_of_the_catalogue_is_answered(wire: Wire):
    for name, known in services().items():
        response = wire.http.request(
            known.method, f"/ia/api/v1/{name}", headers=wire.headers, json={}
        )
        assert response.status_code not in {405, 500}, name
        if response.status_code == 404:
            assert "not supported" not in response.text, name
