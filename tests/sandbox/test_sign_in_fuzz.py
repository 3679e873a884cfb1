"""Anything at all sent to the sign-in endpoints is answered, and never with a 5xx."""

import json
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing_in import CHALLENGE, HERE, OTHER, Signing
from wire import BASE

FUZZ = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NAMES = st.sampled_from(
    [
        "grant_type", "client_id", "client_secret", "username", "session_id", "code", "token",
        "redirect_uri", "code_verifier", "refresh_token", "entity_id", "response_type", "state",
        "scope", "code_challenge", "code_challenge_method", "ticket", "decision", "user",
    ]
)  # fmt: skip
LIKELY = st.sampled_from(
    [
        "client_credentials", "refresh_token", "authorization_code", "code", "S256", "allow", HERE,
        CHALLENGE, OTHER.id, OTHER.secret, "mcp_reader@harwick", "mcp_reader@harwick|100", "|@", "",
        "offline_access",
    ]
)  # fmt: skip
TEXTS = LIKELY | st.text(max_size=40)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(NAMES, inside, max_size=3),
    max_leaves=8,
)
HEADERS = st.sampled_from(
    [
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": "Basic YTpi"},
    ]
)
POSTS = st.sampled_from(["token", "revoke", "introspect", "authorize"])


@FUZZ
@given(POSTS, st.dictionaries(NAMES, TEXTS, max_size=8), HEADERS)
def test_forms(office: Signing, path: str, body: dict[str, str], headers: dict[str, str]):
    whole = {"client_id": OTHER.id, "client_secret": OTHER.secret, **body}
    for sent in (body, whole):
        answer = office.http.post(f"{BASE}/oauth2/{path}", data=sent, headers=headers)
        assert answer.status_code < 500


@FUZZ
@given(POSTS, st.dictionaries(NAMES, JSON, max_size=6) | JSON)
def test_json(office: Signing, path: str, body: Any):
    answer = office.http.post(
        f"{BASE}/oauth2/{path}",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code < 500


@FUZZ
@given(
    POSTS, st.binary(max_size=80), st.sampled_from(["application/json", "", "multipart/form-data"])
)
def test_bytes(office: Signing, path: str, body: bytes, content_type: str):
    headers = {"Content-Type": content_type}
    answer = office.http.post(f"{BASE}/oauth2/{path}", content=body, headers=headers)
    assert answer.status_code < 500


@FUZZ
@given(st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_queries(office: Signing, changed: list[tuple[str, str]]):
    for pairs in (changed, [*office.asking().items(), *changed]):
        answer = office.http.get(f"/ia/authorize?{urlencode(pairs)}", follow_redirects=False)
        assert answer.status_code in {200, 303, 400}
        location = answer.headers.get("Location", HERE)
        assert location.startswith((HERE, "http://127.0.0.1", "http://localhost"))


@FUZZ
@given(st.binary(max_size=60))
def test_bearer_tokens(office: Signing, token: bytes):
    line = bytes(each for each in token if each not in b"\r\n\0")
    answer = office.http.get(
        f"{BASE}/services/core/session/id", headers=[(b"Authorization", b"Bearer " + line)]
    )
    assert answer.status_code == 401
