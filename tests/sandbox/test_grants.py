"""Grants: refreshing, replacing, revoking and describing them (docs/api/grants.md)."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import anyio
import httpx2
import pytest

from intacct_sandbox.company.ledger import Ledger
from signing_in import HERE, OTHER, PKCE, VERIFIER, Signing, refusal, signing
from wire import BASE

SIGN_IN_OF_OTHER = {"client_id": OTHER.id, "client_secret": OTHER.secret}
DEAD = (401, "REST-2102")


def refresh_works(office: Signing, tokens: dict[str, Any], **changed: str) -> bool:
    """Whether a refresh token is good; it is used up."""
    response = office.refreshed(tokens, **changed)
    assert response.status_code == 200 or refusal(response) == DEAD
    return response.status_code == 200


def claims(office: Signing, tokens: dict[str, Any]) -> dict[str, Any]:
    return introspected(office, tokens["access_token"])


def introspected(office: Signing, token: str, **changed: str) -> dict[str, Any]:
    fields = {**office.fields("-"), "token": token, **changed}
    response = office.http.post(f"{BASE}/oauth2/introspect", data=fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def revoke(office: Signing, token: str, **changed: str) -> httpx2.Response:
    fields = {**office.fields("-"), "token": token, **changed}
    return office.http.post(f"{BASE}/oauth2/revoke", data=fields)


@pytest.mark.behaviour("grants.rotation", "assumptions.refresh-rotation")
def test_refreshing_ends_the_old_refresh_token_and_leaves_the_access_token(office: Signing):
    first = office.minted()
    second = office.refreshed(first).json()
    assert refusal(office.refreshed(first)) == DEAD
    assert office.works(first)
    assert office.works(second)
    assert refresh_works(office, second)


@pytest.mark.behaviour("assumptions.refresh-rotation")
def test_under_the_other_reading_the_old_refresh_token_stays_and_none_is_sent(peopled: Ledger):
    with signing(peopled, "refresh-rotation=keeps") as office:
        first = office.minted()
        second = office.refreshed(first).json()
        assert "refresh_token" not in second
        assert office.works(second)
        assert refresh_works(office, first)


@pytest.mark.behaviour("grants.one-refresh-wins")
async def test_of_two_refreshes_with_one_token_exactly_one_wins(office: Signing):
    fields = office.fields("refresh_token", refresh_token=office.minted()["refresh_token"])
    answers: list[httpx2.Response] = []
    # Who asks the time is about to decide: whoever can get there together decides together.
    together = Barrier(2)
    office.clock.pause = lambda: meet(together)
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=office.app), base_url="http://sandbox"
    ) as http:

        async def renew() -> None:
            answers.append(await http.post(f"{BASE}/oauth2/token", data=fields))

        with anyio.fail_after(5):
            async with anyio.create_task_group() as tasks:
                for _ in range(2):
                    tasks.start_soon(renew)
    assert sorted(each.status_code for each in answers) == [200, 401]
    assert DEAD in {refusal(each) for each in answers if each.status_code != 200}


def meet(barrier: Barrier) -> None:
    """Wait for a second thread, but not for long: a guard may keep it out."""
    with suppress(BrokenBarrierError):
        barrier.wait(timeout=0.2)


@pytest.mark.behaviour("grants.refused-refresh")
def test_a_refused_refresh_uses_nothing_up(office: Signing):
    tokens = office.minted()
    assert refusal(office.refreshed(tokens, client_secret="wrong")) == (401, "invalid_grant")
    assert refusal(office.refreshed(tokens, entity_id="nowhere")) == (401, "invalid_grant")
    assert refusal(office.refreshed(tokens, **SIGN_IN_OF_OTHER)) == DEAD
    assert refresh_works(office, tokens)


@pytest.mark.parametrize(("reading", "is_good"), [("180-days", False), ("forever", True)])
@pytest.mark.behaviour("assumptions.refresh-life")
def test_a_refresh_token_ends_after_180_days_or_never(peopled: Ledger, reading: str, is_good: bool):
    with signing(peopled, f"refresh-life={reading}") as office:
        early, late = office.minted(), office.minted()
        office.clock.now += 180 * 86_400 - 1
        assert refresh_works(office, early)
        office.clock.now += 1
        assert refresh_works(office, late) is is_good


@pytest.mark.parametrize("reading", ["required", "optional"])
@pytest.mark.behaviour("assumptions.refresh-secret")
def test_an_application_without_a_secret_may_refresh_under_one_reading(
    peopled: Ledger, reading: str
):
    with signing(peopled, f"refresh-secret={reading}") as office:
        public = office.tokens(
            "authorization_code",
            code=office.code(**PKCE),
            redirect_uri=HERE,
            code_verifier=VERIFIER,
            client_secret="-",
        )
        answer = office.refreshed(public, client_secret="-")
        if reading == "optional":
            assert answer.status_code == 200
            assert refresh_works(office, answer.json(), client_secret="-")
        else:
            assert refusal(answer) == (400, "GW-0015")
            assert refresh_works(office, public)
        # A grant that was made with the secret always needs it.
        assert refusal(office.refreshed(office.allowed(), client_secret="-")) == (400, "GW-0015")


@pytest.mark.parametrize(("reading", "entity_after"), [("once", ""), ("kept", "300")])
@pytest.mark.behaviour("assumptions.refresh-entity")
def test_a_refresh_for_an_entity_is_there_once_or_from_then_on(
    peopled: Ledger, reading: str, entity_after: str
):
    key, entity = peopled.rows("SELECT key, id FROM entity WHERE id = '300'")[0]
    with signing(peopled, f"refresh-entity={reading}") as office:
        inside = office.refreshed(office.minted(), entity_id=entity).json()
        told = claims(office, inside)
        assert (told["entity_id"], told["entity_key"]) == (entity, str(key))
        after = office.refreshed(inside).json()
        assert claims(office, after)["entity_id"] == entity_after


@pytest.mark.behaviour("grants.later-authorization", "assumptions.second-grant-access")
def test_a_new_authorization_kills_the_earlier_one_of_the_same_user(office: Signing):
    first, other_user = office.allowed(), office.allowed("controller")
    second = office.allowed()
    assert not office.works(first)
    assert not refresh_works(office, first)
    assert office.works(second)
    assert office.works(other_user)
    assert refresh_works(office, other_user)


@pytest.mark.behaviour("grants.later-authorization")
def test_asking_alone_kills_nothing(office: Signing):
    first = office.allowed()
    office.code()
    assert office.works(first)


@pytest.mark.behaviour("assumptions.second-grant-access")
def test_an_earlier_access_token_may_live_on(peopled: Ledger):
    with signing(peopled, "second-grant-access=lives") as office:
        first = office.allowed()
        office.allowed()
        assert office.works(first)
        assert not refresh_works(office, first)


@pytest.mark.behaviour("grants.client-credentials", "assumptions.second-grant")
def test_client_credentials_neither_kill_nor_are_killed(office: Signing):
    authorized, first = office.allowed(), office.minted()
    second = office.minted()
    office.allowed("controller")
    assert all(office.works(each) for each in (authorized, first, second))
    office.allowed()
    assert not office.works(authorized)
    assert all(office.works(each) and refresh_works(office, each) for each in (first, second))


@pytest.mark.behaviour("assumptions.second-grant")
def test_under_the_other_reading_any_grant_kills_any(peopled: Ledger):
    with signing(peopled, "second-grant=any") as office:
        first, other_user = office.minted(), office.minted("controller@harwick")
        second = office.minted()
        assert [office.works(each) for each in (first, second, other_user)] == [False, True, True]
        office.allowed()
        assert not refresh_works(office, second)


@pytest.mark.parametrize(("reading", "lives"), [("any", False), ("same", True)])
@pytest.mark.behaviour("assumptions.second-grant-client")
def test_another_application_s_authorization_kills_or_not(
    peopled: Ledger, reading: str, lives: bool
):
    with signing(peopled, f"second-grant-client={reading}") as office:
        first = office.allowed()
        other = office.tokens(
            "authorization_code",
            code=office.code(client_id=OTHER.id),
            redirect_uri=HERE,
            **SIGN_IN_OF_OTHER,
        )
        assert office.works(other)
        assert office.works(first) is lives
        office.allowed()
        assert not office.works(first)


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.behaviour("grants.revoke", "assumptions.revoke-reach")
def test_revoking_one_token_ends_all_of_the_user(office: Signing, which: str):
    mine, also_mine, theirs = office.minted(), office.allowed(), office.minted("controller@harwick")
    answer = revoke(office, mine[which])
    assert (answer.status_code, answer.json()) == (200, {"revoked": True})
    assert [office.works(each) for each in (mine, also_mine, theirs)] == [False, False, True]
    assert not refresh_works(office, mine)
    assert not refresh_works(office, also_mine)


@pytest.mark.behaviour("assumptions.revoke-reach")
def test_under_the_other_reading_only_that_token_ends(peopled: Ledger):
    with signing(peopled, "revoke-reach=token") as office:
        first, second = office.minted(), office.minted()
        revoke(office, first["access_token"])
        assert [office.works(first), office.works(second)] == [False, True]
        revoke(office, second["refresh_token"])
        assert office.works(second)
        assert not refresh_works(office, second)
        assert refresh_works(office, first)


@pytest.mark.behaviour("grants.revoke-unknown")
def test_revoking_nothing_that_is_known_is_no_error(office: Signing):
    assert revoke(office, "unknown").json() == {"revoked": True}
    assert refusal(revoke(office, "unknown", client_secret="wrong")) == (401, "invalid_grant")
    assert refusal(revoke(office, "")) == (400, "GW-0015")


@pytest.mark.behaviour("grants.other-application")
def test_another_application_s_token_is_not_revoked_nor_described(office: Signing):
    tokens = office.minted()
    answer = revoke(office, tokens["access_token"], **SIGN_IN_OF_OTHER)
    assert refusal(answer) == (401, "invalid_grant")
    assert office.works(tokens)
    assert introspected(office, tokens["access_token"], **SIGN_IN_OF_OTHER) == {"active": False}


@pytest.mark.behaviour("grants.introspect")
def test_introspection_tells_what_a_token_is(office: Signing, peopled: Ledger):
    entity_key, entity = peopled.rows("SELECT key, id FROM entity ORDER BY key LIMIT 1")[0]
    tokens = office.minted(f"controller@harwick|{entity}")
    assert introspected(office, tokens["access_token"]) == {
        "active": True,
        "token_type": "Bearer",
        "client_id": office.credentials.client_id,
        "user_id": "controller",
        "user_key": "2",
        "cny_id": "harwick",
        "company_key": "1",
        "entity_id": entity,
        "entity_key": str(entity_key),
        "exp": 1_800_043_200,
        "iat": 1_800_000_000,
        "ai_enabled": False,
    }
    lasting = introspected(office, tokens["refresh_token"])
    assert (lasting["token_type"], lasting["exp"]) == (
        "refresh_token",
        1_800_000_000 + 180 * 86_400,
    )


@pytest.mark.behaviour("grants.introspect")
def test_a_dead_token_is_not_active(office: Signing):
    tokens = office.minted()
    office.clock.now += 43_200
    assert introspected(office, tokens["access_token"]) == {"active": False}
    assert introspected(office, "unknown") == {"active": False}


@pytest.mark.behaviour("grants.introspect")
def test_introspection_takes_the_token_itself_or_basic_credentials(office: Signing):
    token = office.minted()["access_token"]
    address, known = f"{BASE}/oauth2/introspect", office.credentials
    bearer = {"Authorization": f"Bearer {token}"}
    asked = {"token": token}
    assert office.http.post(address, data=asked, headers=bearer).json()["active"]
    basic = (known.client_id, known.client_secret)
    assert office.http.post(address, data=asked, auth=basic).json()["active"]
    wrong = office.http.post(address, data=asked, auth=(known.client_id, "wrong"))
    assert refusal(wrong) == (401, "invalid_grant")
    assert refusal(office.http.post(address, data=asked)) == (400, "GW-0037")
    office.clock.now += 43_200
    assert refusal(office.http.post(address, data=asked, headers=bearer)) == DEAD
    office.clock.now += 43_200
    assert refusal(office.http.post(address, data=asked, headers=bearer)) == DEAD
