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
