"""All five envelopes become one tree (docs/api/errors.md)."""

from typing import Any

import pytest

from intacct_client.errors import (
    Fault,
    IntacctError,
    NotAllowed,
    NotFound,
    Refused,
    SignInFailed,
    TooManyRequests,
    Unreachable,
    decode,
    error_for,
    fault_in,
)

ERROR: dict[str, Any] = {
    "code": "invalidRequest",
    "message": "Payload contains errors",
    "errorId": "REST-1064",
    "supportId": "abc%7Edef",
    "details": [
        {"errorId": "GL-0951", "message": "Could not create the record"},
        {
            "errorId": "GL-1009",
            "message": "Debits are not credits",
            "additionalInfo": {"placeholders": {"FIELD": "lines"}},
        },
    ],
}
LAST = Fault("GL-1009", "Debits are not credits", "lines", "abc%7Edef")


@pytest.mark.parametrize(
    "body",
    [
        {"ia::result": {"ia::error": ERROR}, "ia::meta": {"totalError": 1}},
        {"ia::error": ERROR, "ia::meta": {}},
        {"error": ERROR},
        {"ia::result": [{"key": "1"}, {"ia::status": 422, "ia::error": ERROR}]},
        {"ia::result": [{"ia::status": 422, "ia::error": [ERROR]}]},
        {"ia::result": [{"ia::result": {"ia::error": ERROR}}]},
    ],
)
@pytest.mark.behaviour("errors.last-detail")
def test_the_last_detail_is_what_is_said_whatever_the_envelope(body: dict[str, Any]):
    assert fault_in(body) == LAST


@pytest.mark.behaviour("errors.last-detail")
def test_the_token_endpoint_s_flat_bodies_are_read():
    oauth = {"error": "invalid_grant", "error_description": "The provided credentials are invalid"}
    assert fault_in(oauth) == Fault("invalid_grant", "The provided credentials are invalid")
    flat = {"code": "invalidRequest", "message": "No such app", "supportId": "s"}
    assert fault_in(flat) == Fault("invalidRequest", "No such app", "", "s")


@pytest.mark.parametrize("details", [None, {"requestId": "r"}, "text", []])
def test_details_of_any_kind_are_survived(details: Any):
    fault = fault_in(
        {"ia::error": {"errorId": "GW-0011", "message": "Invalid Request", "details": details}}
    )
    assert fault == Fault("GW-0011", "Invalid Request")


@pytest.mark.parametrize(
    "body", [{"ia::result": [], "ia::meta": {}}, {"ia::result": {"key": "1"}}, [], None, "x"]
)
def test_success_holds_no_fault(body: Any):
    assert fault_in(body) is None


@pytest.mark.parametrize(
    ("status", "fault", "kind"),
    [
        (400, Fault("REST-1106", "not in a query", "action"), Refused),
        (400, Fault("", "The token is not valid"), SignInFailed),
        (400, Fault("", "Invalid token"), SignInFailed),
        (401, Fault(), SignInFailed),
        (403, Fault(), NotAllowed),
        (400, Fault("REST-3007", "no permission"), NotAllowed),
        (404, Fault("notFound"), NotFound),
        (422, Fault("REST-7001"), Refused),
        (429, Fault("GW-0010"), TooManyRequests),
        (500, Fault("", "", "", "s-1"), Unreachable),
        (503, Fault(), Unreachable),
    ],
)
@pytest.mark.behaviour("errors.exceptions")
def test_each_fault_has_its_place_in_the_tree(status: int, fault: Fault, kind: type[IntacctError]):
    error = error_for(status, fault, retry_after=7)
    assert type(error) is kind
    assert str(error).count("\n") == 0


@pytest.mark.behaviour("errors.capped")
def test_intacct_s_words_are_capped_and_flat():
    fault = fault_in({"ia::error": {"message": "line one\n\x1b[31m" + "x" * 2000}})
    assert fault is not None
    assert len(fault.message) <= 303
    assert "\n" not in fault.message
    assert "\x1b" not in fault.message


@pytest.mark.behaviour("errors.not-intacct")
def test_what_is_not_json_is_unreachable():
    with pytest.raises(Unreachable):
        decode("<html>Bad gateway</html>")
