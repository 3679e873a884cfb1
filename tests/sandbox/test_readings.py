"""The open points of the query service, each under its other reading."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Seed
from opened import company
from wire import Wire, sign_in

LINE = "general-ledger/journal-entry-line"
Assuming = Callable[..., Wire]


@pytest.fixture
def assuming() -> Iterator[Assuming]:
    with ExitStack() as open_until_the_end:

        def start(**readings: Any) -> Wire:
            seed = Seed(1, date(2026, 10, 31), 600, assumptions=Assumptions(**readings))
            sandbox = open_until_the_end.enter_context(company(seed))
            return sign_in(open_until_the_end.enter_context(TestClient(sandbox.app)), sandbox)

        yield start


def total(wire: Wire) -> dict[str, Any]:
    (row,) = wire.query(object=LINE, fields=["sum:baseAmount"])
    return row


@pytest.mark.parametrize(
    ("reading", "key"),
    [("asked", "sum:baseAmount"), ("dotted", "sum.baseAmount"), ("field", "baseAmount")],
)
@pytest.mark.behaviour("assumptions.aggregate-keys")
def test_aggregate_keys(assuming: Assuming, reading: str, key: str):
    assert list(total(assuming(aggregate_keys=reading))) == [key]


@pytest.mark.behaviour("assumptions.sums")
def test_sums_as_text_or_number(assuming: Assuming):
    text = total(assuming())["sum:baseAmount"]
    number = total(assuming(sums="number"))["sum:baseAmount"]
    assert isinstance(text, str)
    assert isinstance(number, float)
    assert f"{number:.2f}" == text


@pytest.mark.behaviour("assumptions.aggregate-order")
def test_an_order_beside_aggregates_may_be_refused(assuming: Assuming):
    asked: dict[str, Any] = {
        "object": LINE,
        "fields": ["txnType", "sum:baseAmount"],
        "orderBy": [{"txnType": "asc"}],
    }
    assert len(assuming().query(**asked)) == 2
    error = assuming(aggregate_order="refused").refusal(**asked)
    assert error["errorId"] == "REST-1064"
    assert error["additionalInfo"]["placeholders"] == {"FIELD": "orderBy"}


@pytest.mark.behaviour("assumptions.aggregate-beside-key")
def test_a_key_beside_aggregates_may_be_refused(assuming: Assuming):
    asked: dict[str, Any] = {"object": LINE, "fields": ["key", "sum:baseAmount"], "size": 3}
    assert len(assuming().query(**asked)) == 3
    error = assuming(aggregate_beside_key="refused").refusal(**asked)
    assert error["additionalInfo"]["placeholders"] == {"FIELD": "key"}


@pytest.mark.parametrize(("reading", "last"), [("edges", "2026-09-30"), ("start", "2026-09-01")])
@pytest.mark.behaviour("assumptions.relative-dates")
def test_which_day_a_relative_word_means(assuming: Assuming, reading: str, last: str):
    wire = assuming(relative_dates=reading)
    (row,) = wire.query(
        object=LINE, fields=["max:entryDate"], filters=[{"$lte": {"entryDate": "priorMonth"}}]
    )
    assert row["max:entryDate"] <= last
    assert (row["max:entryDate"] > "2026-09-01") == (reading == "edges")


@pytest.mark.parametrize(
    ("reading", "found"), [("exact", {"100"}), ("tree", {"100", "110", "120"})]
)
@pytest.mark.behaviour("assumptions.location-filter")
def test_what_a_location_filter_finds(assuming: Assuming, reading: str, found: set[str]):
    wire = assuming(location_filter=reading)
    lines = wire.query(
        object=LINE,
        fields=["dimensions.location.id", "count:txnType"],
        filters=[{"$eq": {"dimensions.location.id": "100"}}],
    )
    assert {row["dimensions.location.id"] for row in lines} <= found
    assert (len(lines) > 1) == (reading == "tree")


@pytest.mark.parametrize("status", ["400", "403"])
@pytest.mark.behaviour("assumptions.unknown-entity")
def test_an_entity_that_is_none(assuming: Assuming, status: str):
    wire = assuming(unknown_entity=status)
    header = {"X-IA-API-Param-Entity": "nowhere"}
    response = wire.post("/services/core/query", {"object": LINE, "fields": ["key"]}, **header)
    assert response.status_code == int(status)
    assert response.json()["ia::result"]["ia::error"]["errorId"] == "REST-1027"


@pytest.mark.parametrize("reading", ["left-out", "found"])
@pytest.mark.behaviour("assumptions.negative-null")
def test_negative_operators_and_unset_fields(assuming: Assuming, reading: str):
    wire = assuming(negative_null=reading)

    def found(*filters: dict[str, Any]) -> int:
        fields = ["key"]
        body = {"object": LINE, "fields": fields, "filters": list(filters), "size": 1}
        total: int = wire.post("/services/core/query", body).json()["ia::meta"]["totalCount"]
        return total

    path = "dimensions.department.id"
    everything, unset = found(), found({"$eq": {path: None}})
    assert everything > unset > 0
    expected = everything if reading == "found" else everything - unset
    for operator, value in (
        ("$ne", "none"),
        ("$notIn", ["none"]),
        ("$notContains", "none"),
        ("$notBetween", ["zy", "zz"]),
    ):
        assert found({operator: {path: value}}) == expected, operator
    assert found({"$ne": {path: None}}) == everything - unset
    assert found({"$notIn": {path: ["none", None]}}) == everything - unset


@pytest.mark.parametrize(
    ("reading", "first", "last"),
    [("sunday", "2026-10-25", "2026-10-31"), ("monday", "2026-10-26", "2026-11-01")],
)
@pytest.mark.behaviour("assumptions.week-start")
def test_on_which_day_a_week_begins(assuming: Assuming, reading: str, first: str, last: str):
    wire = assuming(week_start=reading)
    days = ["2026-10-24", "2026-10-25", "2026-10-26", "2026-10-31", "2026-11-01", "2026-11-02"]
    for day in days:
        body = {"object": LINE, "fields": ["min:entryDate", "max:entryDate"]}
        parameters = {"asOfDate": day}
        within = [{"$eq": {"entryDate": "currentWeek"}}]
        between = {"$between": {"entryDate": [first, last]}}
        counted = wire.query(**body, filters=within, filterParameters=parameters)
        assert (counted == wire.query(**body, filters=[between])) == (first <= day <= last)


@pytest.mark.behaviour("assumptions.query-alias")
def test_a_computed_field_may_bring_an_extra_key(assuming: Assuming):
    asked = {"object": "accounts-receivable/invoice", "fields": ["key", "dueInDays"], "size": 3}
    assert {*assuming().query(**asked)[0]} == {"key", "dueInDays"}
    leaking = assuming(query_alias="leaks")
    for row in leaking.query(**asked):
        assert row == {**row, "API_QUERY_ALIAS__25": row["dueInDays"]}
        shown = leaking.get(f"/objects/accounts-receivable/invoice/{row['key']}").text
        assert "API_QUERY" not in shown
    assert {*leaking.query(**{**asked, "fields": ["key"]})[0]} == {"key"}
    bills = leaking.query(**{**asked, "object": "accounts-payable/bill"})
    assert {*bills[0]} == {"key", "dueInDays"}


@pytest.mark.behaviour("assumptions.count-of")
def test_what_can_be_counted(assuming: Assuming):
    (counted,) = assuming().query(object=LINE, fields=["count:key"])
    strict = assuming(count_of="fixed")
    (fixed,) = strict.query(object=LINE, fields=["count:txnType"])
    assert fixed["count:txnType"] == counted["count:key"]
    assert strict.refusal(object=LINE, fields=["count:key"])["errorId"] == "REST-1106"


@pytest.mark.behaviour("assumptions.filter-fields")
def test_an_operator_with_several_fields(assuming: Assuming):
    both: dict[str, Any] = {"txnType": "debit", "entryDate": "2026-09-30"}
    asked: dict[str, Any] = {"object": LINE, "fields": ["count:txnType"]}
    error = assuming().refusal(**asked, filters=[{"$eq": both}])
    assert error["errorId"] == "REST-1064"
    joining = assuming(filter_fields="several")
    apart = [{"$eq": {name: value}} for name, value in both.items()]
    found = joining.query(**asked, filters=[{"$eq": both}])
    assert found == joining.query(**asked, filters=apart)
    rest = [*apart, {"$eq": {"txnType": "credit"}}]
    either = joining.query(
        **asked, filters=[{"$eq": both}, {"$eq": {"txnType": "credit"}}], filterExpression="1 or 2"
    )
    assert either == joining.query(**asked, filters=rest, filterExpression="(1 and 2) or 3")
    assert joining.refusal(**asked, filters=[{"$eq": {}}])["errorId"] == "REST-1064"


@pytest.mark.behaviour("assumptions.deprecated-fields")
def test_deprecated_fields_are_read_or_refused(assuming: Assuming):
    path = "contacts.default.printAs"
    asked: dict[str, Any] = {
        "object": "accounts-payable/vendor",
        "fields": ["key", path],
        "size": 1,
    }
    (row,) = assuming().query(**asked)
    strict = assuming(deprecated_fields="refused")
    for refused in (
        asked,
        {**asked, "fields": ["key"], "filters": [{"$eq": {path: "x"}}]},
        {**asked, "fields": ["key"], "orderBy": [{path: "asc"}]},
    ):
        error = strict.refusal(**refused)
        assert (error["errorId"], error["additionalInfo"]["placeholders"]["FIELD"]) == (
            "REST-1106",
            path,
        )
    shown = strict.get(f"/objects/accounts-payable/vendor/{row['key']}").json()["ia::result"]
    assert "printAs" in shown["contacts"]["default"]
