"""All five envelopes become one tree (docs/api/errors.md)."""

from typing import Any

import pytest

from intacct_client.envelopes import answered, decode, fault_in
from intacct_client.errors import (
    Fault,
    IntacctError,
    NotAllowed,
    NotFound,
    Refused,
    SignInFailed,
    TooManyRequests,
    Unreachable,
    error_for,
    sign_in_error_for,
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


@pytest.mark.parametrize("details", [None, {}, "text", []])
def test_details_of_any_kind_are_survived(details: Any):
    fault = fault_in(
        {"ia::error": {"errorId": "GW-0011", "message": "Invalid Request", "details": details}}
    )
    assert fault == Fault("GW-0011", "Invalid Request")


@pytest.mark.behaviour("errors.for-a-diagnosis")
def test_the_gateway_s_request_id_is_kept_and_quoted():
    body = {"ia::error": {"errorId": "GW-0001", "message": "No", "details": {"requestId": "r-9"}}}
    error = error_for(500, fault_in(body) or Fault())
    assert (error.code, error.request_id, error.status) == ("GW-0001", "r-9", 500)
    assert "r-9" in str(error)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 503])
@pytest.mark.behaviour("errors.for-a-diagnosis")
def test_every_error_keeps_what_a_diagnosis_needs(status: int):
    headers = {"X-IA-Throttle-Limit": "6", "Retry-After": "7", "Set-Cookie": "a=b", "Via": "kong"}
    fault = answered(Fault("GW-0011", "no", "f", "s", "r"), status, headers)
    error = error_for(status, fault)
    kept = (error.code, error.field, error.support_id, error.request_id, error.status)
    assert kept == ("GW-0011", "f", "s", "r", status)
    assert error.fault.headers == {"x-ia-throttle-limit": "6", "retry-after": "7"}


@pytest.mark.behaviour("errors.for-a-diagnosis")
def test_a_refused_sign_in_keeps_the_word_it_was_refused_with():
    error = sign_in_error_for(Fault("invalid_grant", "The credentials are invalid", status=400))
    assert type(error) is SignInFailed
    assert (error.code, error.status) == ("invalid_grant", 400)
    assert type(sign_in_error_for(Fault(status=503))) is Unreachable
    assert type(sign_in_error_for(Fault(status=429))) is TooManyRequests


@pytest.mark.behaviour("errors.capped")
def test_a_token_that_an_answer_repeats_is_not_passed_on():
    token = "eyJhbGciOi.J9-" + "a1_" * 30
    fault = fault_in({"ia::error": {"message": f"Token {token} is not valid"}})
    assert fault is not None
    assert fault.message == "Token [...] is not valid"


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
        (403, Fault("GW-0042", "forbidden"), Unreachable),
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


@pytest.mark.parametrize("text", ["[" * 100_000, "NaN", '{"a": -Infinity}', "9" * 5_000])
@pytest.mark.behaviour("errors.not-intacct")
def test_json_that_is_beyond_reason_is_unreachable_too(text: str):
    with pytest.raises(Unreachable):
        decode(text)
