"""Saved queries (docs/api/views.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault, view_only, wire_assuming
from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.company.describing.system_views import system_views
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

RUN = "/services/core/view"
SYSTEM = "/objects/core/system-view"
USER = "/objects/core/user-view"
CUSTOMER = "accounts-receivable/customer"
VENDORS = "accounts-payable/vendor::systemVendorFW1"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def run(wire: Wire, key: str, view_type: str = "user", **more: Any) -> Any:
    return wire.post(RUN, {"key": key, "viewType": view_type, **more})


def made(wire: Wire, **more: Any) -> str:
    query = {
        "object": CUSTOMER,
        "fields": ["id", "name"],
        "filters": [{"$startsWith": {"id": "c-000"}}],
        "filterParameters": {"caseSensitiveComparison": False},
        "orderBy": [{"id": "desc"}],
    }
    view = {"name": "Mine", "object": CUSTOMER, "query": query, **more}
    answer = wire.post(USER, view)
    assert answer.status_code == 201, answer.text
    key: str = answer.json()["ia::result"]["key"]
    return key


@pytest.mark.behaviour("views.system")
def test_a_system_view_is_shown_with_its_query(wire: Wire):
    view = wire.get(f"{SYSTEM}?name={VENDORS}").json()["ia::result"]
    assert (view["key"], view["id"], view["object"]) == (
        VENDORS,
        "systemVendorFW1",
        "accounts-payable/vendor",
    )
    assert wire.get(view["href"]).json()["ia::result"] == view
    rows = wire.query(**view["query"])
    assert run(wire, VENDORS, "system").json()["ia::result"] == rows


def test_every_system_view_runs(wire: Wire):
    views = system_views(catalogue())
    assert len(views) > 30
    for key in views:
        answer = run(wire, key, "system", size=1)
        assert answer.status_code == 200, f"{key}: {answer.text}"


def test_a_system_view_is_asked_for_by_name_alone(wire: Wire):
    for path, status, code in (
        (SYSTEM, 400, "REST-1034"),
        (f"{SYSTEM}?name={VENDORS}&start=1", 400, "REST-1034"),
        (f"{SYSTEM}?name=nothing", 404, "REST-1055"),
    ):
        answer = wire.get(path)
        assert (answer.status_code, fault(answer.json())[0]) == (status, code)
    assert wire.post(SYSTEM, {"name": "x"}).status_code == 405


@pytest.mark.behaviour("assumptions.system-view-name")
def test_the_name_of_an_object_brings_all_its_system_views_or_none(wire: Wire):
    views = wire.get(f"{SYSTEM}?name=accounts-payable/vendor").json()
    assert [each["id"] for each in views["ia::result"]] == [
        f"systemVendorFW{number}" for number in (1, 2, 3)
    ]
    assert views["ia::meta"]["totalCount"] == 3
    assert wire.get(f"{SYSTEM}?name=tax/tax-detail").status_code == 404
    with wire_assuming("system-view-name=view") as other:
        assert other.get(f"{SYSTEM}?name=accounts-payable/vendor").status_code == 404
        assert other.get(f"{SYSTEM}?name={VENDORS}").status_code == 200


@pytest.mark.behaviour("views.user")
def test_a_user_s_view_is_kept_changed_run_and_deleted(wire: Wire):
    key = made(wire, metadata={"frozenColumnCount": 1, "columns": [{"id": "name"}]})
    read = wire.get(f"{USER}/{key}").json()["ia::result"]
    assert read["query"]["fields"] == ["id", "name"]
    assert read["metadata"]["columns"] == [{"id": "name"}]
    known = [row["id"] for row in wire.query(object=CUSTOMER, fields=["id"], size=4000)]
    found = sorted((id_ for id_ in known if id_.startswith("C-000")), reverse=True)
    page = run(wire, key, start=2, size=3).json()
    assert [row["id"] for row in page["ia::result"]] == found[1:4]
    assert page["ia::meta"]["start"] == 2
    assert page["ia::meta"]["totalCount"] == len(found) >= 4
    strict = run(wire, key, filterParameters={"caseSensitiveComparison": True}).json()
    assert strict["ia::meta"]["totalCount"] == 0
    path = f"/ia/api/v1{USER}/{key}"
    change = {"query": {"filters": [{"$eq": {"id": "C-0001"}}]}}
    assert wire.http.patch(path, json=change, headers=wire.headers).status_code == 200
    assert [row["id"] for row in run(wire, key).json()["ia::result"]] == ["C-0001"]
    assert wire.http.delete(path, headers=wire.headers).status_code == 204
    assert run(wire, key).status_code == 404


@pytest.mark.behaviour("views.private")
def test_a_view_that_is_not_public_is_run_by_its_owner_only(wire: Wire, fresh_sandbox: Sandbox):
    other = view_only(fresh_sandbox, wire)
    private, public = made(wire), made(wire, isPublic=True)
    assert run(wire, private).status_code == 200
    assert (run(other, private).status_code, run(other, public).status_code) == (404, 200)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"viewType": "user"}, "REST-1043"),
        ({"key": 1, "viewType": "user"}, "REST-1043"),
        ({"key": "1"}, "REST-1043"),
        ({"key": "1", "viewType": "other"}, "REST-1043"),
        ({"key": "1", "viewType": ["user"]}, "REST-1043"),
        ({"key": "1", "viewType": "user", "colour": "red"}, "REST-1043"),
        ({"key": "1", "viewType": "user", "filterParameters": []}, "REST-1043"),
        ([], "REST-1064"),
    ],
    ids=str,
)
def test_a_bad_request_is_refused(wire: Wire, body: Any, code: str):
    answer = wire.post(RUN, body)
    assert (answer.status_code, fault(answer.json())) == (400, ("REST-1064", code))


def test_what_cannot_be_answered_is_refused_as_a_query_is(wire: Wire):
    broken = made(wire, query={"object": CUSTOMER, "fields": ["nothing"]})
    answers = [
        run(wire, broken),
        run(wire, VENDORS, "system", size=4001),
        run(wire, VENDORS, "system", filterParameters={"colour": 1}),
    ]
    assert [(each.status_code, fault(each.json())[0]) for each in answers] == [
        (400, "REST-1033"),
        (400, "REST-1064"),
        (400, "REST-1043"),
    ]
    assert run(wire, "nothing", "system").status_code == 404
    assert run(wire, "nothing").status_code == 404
