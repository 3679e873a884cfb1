"""Sessions: the bridge to the XML API, and signing in with one (docs/api/sessions.md)."""

from typing import Any

import jwt
import pytest

from intacct_sandbox.company.ledger import Ledger
from signing_in import Signing, refusal, signing
from wire import Wire


def session_of(office: Signing, tokens: dict[str, Any]) -> dict[str, Any]:
    response = Wire(office.http, tokens["access_token"]).get("/services/core/session/id")
    assert response.status_code == 200, response.text
    assert response.json()["ia::meta"] == {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
    answer: dict[str, Any] = response.json()["ia::result"]
    return answer


def claims(tokens: dict[str, Any]) -> dict[str, Any]:
    return jwt.decode(tokens["access_token"], options={"verify_signature": False})


@pytest.mark.parametrize("life", [21_600, 3_600])
@pytest.mark.behaviour("sessions.life", "assumptions.session-life")
def test_a_session_is_good_as_long_as_it_says(peopled: Ledger, life: int):
    with signing(peopled, f"session-life={life}") as office:
        session = session_of(office, office.minted())
        assert session.keys() == {"sessionId", "expiresIn"}
        assert session["expiresIn"] == life
        asked = {"session_id": session["sessionId"]}
        office.clock.now += life - 1
        assert office.tokens("client_credentials", **asked)["expires_in"] == 43_200
        office.clock.now += 1
        assert refusal(office.token("client_credentials", **asked)) == (401, "invalid_grant")


@pytest.mark.behaviour("sessions.follows-token")
def test_a_session_follows_the_token_s_user_and_entity(office: Signing):
    inside = office.minted("controller@harwick|200")
    session_id = session_of(office, inside)["sessionId"]
    told = claims(office.tokens("client_credentials", session_id=session_id))
    assert (told["userId"], told["entityId"]) == ("controller", "200")


@pytest.mark.behaviour("sessions.inside-token")
def test_the_session_inside_a_token_signs_in_and_dies_with_it(office: Signing):
    tokens = office.allowed()
    asked = {"session_id": claims(tokens)["sessionId"]}
    office.clock.now += 43_199
    assert office.works(office.tokens("client_credentials", **asked))
    office.clock.now += 1
    assert refusal(office.token("client_credentials", **asked)) == (401, "invalid_grant")
    asked = {"session_id": claims(office.allowed())["sessionId"]}
    office.allowed()  # a second authorization ends the first
    assert refusal(office.token("client_credentials", **asked)) == (401, "invalid_grant")


@pytest.mark.behaviour("sessions.user-or-session")
def test_user_name_or_session_but_not_both_and_not_neither(office: Signing):
    session_id = session_of(office, office.minted())["sessionId"]
    both = office.token(
        "client_credentials", session_id=session_id, username=office.credentials.username
    )
    assert refusal(both) == (400, "GW-0032")
    assert refusal(office.token("client_credentials")) == (400, "GW-0036")
    assert refusal(office.token("client_credentials", session_id="unknown")) == (
        401,
        "invalid_grant",
    )


def test_an_administrator_s_end_of_everything_ends_sessions_too(office: Signing):
    session_id = session_of(office, office.minted())["sessionId"]
    office.app.state.office.revoke_all()
    answer = office.token("client_credentials", session_id=session_id)
    assert refusal(answer) == (401, "invalid_grant")


@pytest.mark.behaviour("sessions.needs-token")
def test_a_session_without_a_token_is_not_given(office: Signing):
    assert refusal(office.http.get("/ia/api/v1/services/core/session/id")) == (401, "GW-0034")


@pytest.mark.behaviour("sessions.active-user")
def test_the_session_of_a_user_who_left_signs_nobody_in(peopled: Ledger):
    key = peopled.insert("user", {"id": "parting", "name": "Parting", "status": "active"})
    with signing(peopled) as office:
        tokens = office.minted("parting@harwick")
        peopled.write("UPDATE user SET status = 'inactive' WHERE key = ?", (key,))
        asked = {"session_id": claims(tokens)["sessionId"]}
        assert refusal(office.token("client_credentials", **asked)) == (401, "invalid_grant")
        assert refusal(office.refreshed(tokens)) == (401, "invalid_grant")
