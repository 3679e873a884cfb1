"""Faults that a test arms (docs/api/faults.md)."""

import json
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from intacct_sandbox.rest.around.fault_plan import read_fault
from intacct_sandbox.serve import Sandbox, Seed, Surroundings
from opened import company, served
from wire import BASE, Wire, sign_in

TODAY = date(2026, 10, 31)
USERS = {"object": "company-config/user", "fields": ["id"]}
QUERY = "/services/core/query"
ENTRY = {
    "glJournal": {"id": "GJ"},
    "postingDate": "2026-10-15",
    "description": "once",
    "lines": [
        {
            "glAccount": {"id": account},
            "txnType": side,
            "txnAmount": "1.00",
            "dimensions": {"location": {"id": "210"}},
        }
        for account, side in (("6100", "debit"), ("2100", "credit"))
    ],
}


class Armable(Wire):
    def arm(self, *faults: dict[str, Any]) -> list[dict[str, Any]]:
        response = self.http.post("/sandbox/faults", json=list(faults))
        assert response.status_code == 200, response.text
        shown: list[dict[str, Any]] = response.json()["faults"]
        return shown

    def fired(self) -> list[int]:
        return [each["fired"] for each in self.http.get("/sandbox/faults").json()["faults"]]

    def ask(self) -> httpx2.Response:
        return self.post(QUERY, USERS)

    def billed(self) -> int:
        billed: int = self.http.get("/sandbox/usage").json()["billed"]
        return billed


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Armable]:
    with TestClient(fresh_sandbox.app) as http:
        signed_in = sign_in(http, fresh_sandbox)
        yield Armable(signed_in.http, signed_in.token)


@pytest.fixture
def real(fresh_sandbox: Sandbox) -> Iterator[Armable]:
    with served(fresh_sandbox) as address, httpx2.Client(base_url=address) as http:
        signed_in = sign_in(http, fresh_sandbox)
        yield Armable(signed_in.http, signed_in.token)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"kind": "401"}, 401, "REST-2102"),
        ({"kind": 403}, 403, "GW-0042"),
        ({"kind": 429}, 429, "GW-0010"),
        ({"kind": "500"}, 500, "GW-0001"),
        ({"kind": "503"}, 503, "GW-0001"),
    ],
)
@pytest.mark.behaviour("faults.instead")
def test_a_fault_answers_instead_of_the_endpoint(
    wire: Armable, fault: dict[str, Any], status: int, code: str
):
    billed = wire.billed()
    wire.arm({**fault, "count": 2})
    for _ in range(2):
        response = wire.ask()
        body = response.json()
        error = body.get("ia::error") or body["error"]
        assert (response.status_code, error["errorId"]) == (status, code)
        assert error["supportId"]
        assert "Retry-After" not in response.headers
    assert wire.billed() == billed
    assert wire.ask().status_code == 200
    assert wire.fired() == [2]


@pytest.mark.behaviour("faults.instead")
def test_a_token_may_be_refused_with_400_and_a_text(wire: Armable):
    wire.arm({"kind": "400-token"})
    response = wire.ask()
    assert response.status_code == 400
    assert response.json()["error"]["message"] == "Invalid token"
    assert wire.ask().status_code == 200


@pytest.mark.parametrize("kind", ["429", "503"])
@pytest.mark.behaviour("faults.how-long")
def test_a_refusal_says_how_long_to_wait_when_seconds_are_given(wire: Armable, kind: str):
    wire.arm({"kind": kind, "seconds": 7})
    assert wire.ask().headers["Retry-After"] == "7"


@pytest.mark.behaviour("faults.html")
def test_a_proxy_answers_with_a_page(wire: Armable):
    wire.arm({"kind": "html"}, {"kind": "html", "status": 504})
    first, second = wire.ask(), wire.ask()
    assert (first.status_code, second.status_code) == (502, 504)
    assert first.headers["Content-Type"].startswith("text/html")
    assert first.text.startswith("<html>")


@pytest.mark.behaviour("faults.truncated")
def test_a_truncated_answer_is_no_json_though_its_length_fits(real: Armable):
    real.arm({"kind": "truncated"})
    response = real.ask()
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) == len(response.content) > 0
    with pytest.raises(json.JSONDecodeError):
        response.json()


@pytest.mark.behaviour("faults.slow")
def test_a_slow_answer_starts_late_and_others_pass_it(real: Armable):
    real.arm({"kind": "slow", "seconds": 30, "path": QUERY})
    with pytest.raises(httpx2.ReadTimeout):
        real.http.post(f"{BASE}{QUERY}", json=USERS, headers=real.headers, timeout=0.2)
    assert real.ask().status_code == 200
    assert real.fired() == [1]


@pytest.mark.behaviour("faults.slow")
def test_a_trickled_answer_comes_byte_by_byte(real: Armable):
    whole = real.get("/objects/company-config/user/1").content
    real.arm({"kind": "trickle", "seconds": 0.0001}, {"kind": "trickle", "seconds": 30})
    assert real.get("/objects/company-config/user/1").content == whole
    with real.http.stream(
        "GET", f"{BASE}/objects/company-config/user/1", headers=real.headers, timeout=0.5
    ) as response:
        arriving = response.iter_raw()
        assert next(arriving) == whole[:1]
        with pytest.raises(httpx2.ReadTimeout):
            next(arriving)


@pytest.mark.behaviour("faults.slow")
def test_a_slow_answer_comes_in_the_end(wire: Armable):
    wire.arm({"kind": "slow", "seconds": 0.01})
    assert wire.ask().status_code == 200


@pytest.mark.parametrize(("kind", "entries"), [("drop-before", 0), ("drop-after", 1)])
@pytest.mark.behaviour("faults.dropped")
def test_a_dropped_connection_gives_no_answer_and_the_work_is_done_or_not(
    real: Armable, kind: str, entries: int
):
    real.arm({"kind": kind, "path": "/objects/*"})
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending a response"):
        real.post("/objects/general-ledger/journal-entry", ENTRY)
    assert booked(real) == entries
    usage = real.http.get("/sandbox/usage").json()["applications"][-1]
    assert usage["answered"]["none"] == 1
    assert usage["billed"].get("written record", 0) == entries


@pytest.mark.parametrize(("kind", "entries"), [("drop-before", 0), ("drop-after", 1)])
@pytest.mark.behaviour("faults.dropped")
def test_in_process_a_dropped_connection_is_the_client_s_transport_error(
    wire: Armable, kind: str, entries: int
):
    wire.arm({"kind": kind, "path": "/objects/*"})
    with pytest.raises(httpx2.TransportError):
        wire.post("/objects/general-ledger/journal-entry", ENTRY)
    assert booked(wire) == entries


def booked(wire: Wire) -> int:
    rows = wire.query(
        object="general-ledger/journal-entry",
        fields=["key"],
        filters=[{"$eq": {"description": "once"}}],
    )
    return len(rows)


@pytest.mark.behaviour("faults.expired-token")
def test_an_expired_token_stays_dead_and_another_works(wire: Armable, fresh_sandbox: Sandbox):
    other = sign_in(wire.http, fresh_sandbox)
    wire.arm({"kind": "expired-token"})
    for _ in range(2):
        response = wire.ask()
        assert response.status_code == 401
        assert response.json()["error"]["errorId"] == "REST-2102"
    assert other.post(QUERY, USERS).status_code == 200


@pytest.mark.behaviour("faults.clock-skew")
def test_a_skewed_clock_is_off_in_the_date_and_for_tokens():
    with (
        company(Seed(1, TODAY, 500), clock=lambda: 1_800_000_000.0) as sandbox,
        TestClient(sandbox.app) as http,
    ):
        signed_in = sign_in(http, sandbox)
        wire = Armable(http, signed_in.token)
        assert moment(wire.ask()) == 1_800_000_000
        wire.arm({"kind": "clock-skew", "seconds": 43_199})
        assert moment(wire.ask()) == 1_800_043_199
        wire.arm({"kind": "clock-skew", "seconds": 43_200})
        assert wire.ask().status_code == 401
        wire.arm({"kind": "clock-skew", "seconds": -60})
        assert moment(wire.ask()) == 1_799_999_940


def moment(response: httpx2.Response) -> float:
    assert response.status_code == 200
    return parsedate_to_datetime(response.headers["Date"]).timestamp()


def test_a_real_answer_has_one_date(real: Armable):
    assert len(real.ask().headers.get_list("Date")) == 1


@pytest.mark.behaviour("faults.rate")
def test_a_rate_meets_the_same_requests_for_the_same_seed(wire: Armable):
    def pattern(seed: int) -> list[int]:
        wire.arm({"kind": "503", "rate": 0.3, "seed": seed, "count": "unlimited"})
        return [wire.get("/objects/company-config/user/1").status_code for _ in range(40)]

    first = pattern(5)
    assert set(first) == {200, 503}
    assert pattern(5) == first
    assert pattern(6) != first


@pytest.mark.behaviour("faults.which-fires")
def test_a_path_picks_requests_and_the_first_fault_that_fires_is_the_one(wire: Armable):
    wire.arm(
        {"kind": "500", "path": "/objects/*"},
        {"kind": "503", "path": "*", "count": "unlimited"},
    )
    assert wire.ask().status_code == 503
    assert wire.get("/objects/company-config/user/1").status_code == 500
    assert wire.get("/objects/company-config/user/1").status_code == 503
    assert wire.fired() == [1, 2]
    assert wire.http.delete("/sandbox/faults").json() == {"faults": []}
    assert wire.ask().status_code == 200
    wire.arm({"kind": "500", "count": "unlimited"})
    assert wire.arm() == []
    assert wire.ask().status_code == 200


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "earthquake"}, "kind"),
        ({"kind": "500", "count": 0}, "count"),
        ({"kind": "500", "rate": 0}, "rate"),
        ({"kind": "500", "rate": 1.5}, "rate"),
        ({"kind": "500", "colour": "red"}, "colour"),
        ({"kind": "slow"}, "slow needs seconds"),
        ({"kind": "trickle"}, "trickle needs seconds"),
        ({"kind": "slow", "seconds": -1}, "seconds below 0"),
        ({"kind": "429", "seconds": 1e300}, "seconds"),
        ({"kind": "clock-skew", "seconds": 5, "path": "/x"}, "nothing else"),
        ({"kind": "html", "status": 200}, "status"),
        ({}, "kind"),
        (7, "dictionary"),
    ],
    ids=str,
)
@pytest.mark.behaviour("faults.nonsense")
def test_a_fault_that_makes_no_sense_is_refused_in_words_and_changes_nothing(
    wire: Armable, fault: Any, told: str
):
    wire.arm({"kind": "500", "path": "/nowhere"})
    response = wire.http.post("/sandbox/faults", json=[fault])
    assert response.status_code == 400
    assert told in response.json()["ia::result"]["ia::error"]["message"]
    assert wire.fired() == [0]


@pytest.mark.behaviour("faults.no-form")
def test_a_form_that_any_web_page_could_send_arms_nothing(wire: Armable):
    response = wire.http.post(
        "/sandbox/faults",
        content=b'[{"kind": "500"}]',
        headers={"Content-Type": "text/plain"},
    )
    assert response.status_code == 400
    assert wire.fired() == []


@pytest.mark.behaviour("faults.at-start")
def test_faults_from_the_command_line_are_armed_from_the_start():
    faults = (read_fault("kind=429,path=/services/core/*,count=2,seconds=3"),)
    with (
        company(Seed(1, TODAY, 500), surroundings=Surroundings(faults=faults)) as sandbox,
        TestClient(sandbox.app) as http,
    ):
        wire = sign_in(http, sandbox)
        answers = [wire.post(QUERY, USERS) for _ in range(3)]
        assert [each.status_code for each in answers] == [429, 429, 200]
        assert answers[0].headers["Retry-After"] == "3"


@pytest.mark.parametrize("text", ["", "429", "kind=1", "kind=429,count=x", "kind=429,seconds=nan"])
@pytest.mark.behaviour("faults.nonsense")
def test_a_fault_on_the_command_line_that_makes_no_sense_is_refused(text: str):
    with pytest.raises(ValueError, match="fault"):
        read_fault(text)


@pytest.mark.behaviour("faults.sealed")
def test_a_sealed_sandbox_has_no_control_routes():
    with (
        company(Seed(1, TODAY, 500), surroundings=Surroundings(sealed=True)) as sandbox,
        TestClient(sandbox.app) as http,
    ):
        wire = sign_in(http, sandbox)
        unknown = http.get("/nowhere").json()["ia::result"]["ia::error"]
        for path in ("/sandbox/faults", "/sandbox/usage"):
            for method in ("GET", "POST", "DELETE"):
                response = http.request(method, path)
                error = response.json()["ia::result"]["ia::error"]
                assert (response.status_code, error["errorId"]) == (404, unknown["errorId"])
        assert wire.post(QUERY, USERS).status_code == 200
