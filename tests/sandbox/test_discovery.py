"""The well-known addresses, and the signature of access tokens (docs/api/discovery.md)."""

import jwt
import pytest

from signing_in import Signing, answered


@pytest.mark.behaviour("discovery.endpoints")
def test_discovery_names_endpoints_that_answer(office: Signing):
    told = office.http.get("/.well-known/openid-configuration").json()
    assert told["issuer"] == "https://api.intacct.com"
    assert told["authorization_endpoint"] == "http://testserver/ia/authorize"
    page = office.authorize(told["authorization_endpoint"])
    assert "code" in answered(office.press(page, "allow"))
    assert office.http.get(told["jwks_uri"]).json()["keys"]
    for name in ("token_endpoint", "revocation_endpoint", "introspection_endpoint"):
        # An empty request is refused by the endpoint itself.
        assert office.http.post(told[name]).json()["ia::error"]["errorId"] == "GW-0035"


@pytest.mark.behaviour("discovery.key-set")
def test_the_published_key_verifies_access_tokens(office: Signing):
    tokens = office.minted()
    keys = jwt.PyJWKSet.from_dict(office.http.get("/.well-known/jwks.json").json())
    key = keys[jwt.get_unverified_header(tokens["access_token"])["kid"]]
    claims = jwt.decode(
        tokens["access_token"],
        key,
        algorithms=["RS256"],
        audience="https://api.intacct.com",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["iss"] == "https://api.intacct.com"


@pytest.mark.behaviour("discovery.no-secret")
def test_the_published_key_holds_no_secret(office: Signing):
    (key,) = office.http.get("/.well-known/jwks.json").json()["keys"]
    assert key.keys() == {"kty", "use", "alg", "kid", "n", "e"}


@pytest.mark.behaviour("discovery.other-kind")
def test_there_is_no_discovery_of_the_other_kind(office: Signing):
    assert office.http.get("/.well-known/oauth-authorization-server").status_code == 404
