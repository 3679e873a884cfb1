import pytest

from intacct_client import Account
from intacct_client.account import checked_path

FULL = "https://api.intacct.com/ia/api/v1"


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://api.intacct.com", FULL),
        ("https://api.intacct.com/", FULL),
        (FULL, FULL),
        (FULL + "/", FULL),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123/ia/api/v1"),
        ("http://localhost:1/ia/api/v1", "http://localhost:1/ia/api/v1"),
    ],
)
def test_an_origin_or_the_full_base_is_taken(given: str, base: str):
    assert Account("u@c", "id", "secret", given).base_url == base


@pytest.mark.parametrize(
    "given",
    [
        "http://api.intacct.com",
        "ftp://api.intacct.com",
        "api.intacct.com",
        "https://u:p@api.intacct.com",
        "https://api.intacct.com/ia/api/v2",
        "https://api.intacct.com?x=1",
        "https://",
        "",
    ],
)
@pytest.mark.behaviour("sign-in.addresses")
def test_any_other_address_is_refused(given: str):
    with pytest.raises(ValueError, match="must"):
        Account("u@c", "id", "secret", given)


@pytest.mark.parametrize("path", ["/objects/a/b", "/services/core/query", "/workflows/a/b/reverse"])
def test_paths_below_the_three_roots_are_taken(path: str):
    assert checked_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/objects/",
        "//evil.example/objects",
        "/oauth2/token",
        "/objects/../oauth2/token",
        "/objects/a?b=c",
        "/objects/a#b",
        "/objects/%2e%2e/x",
        "/objects/a\\b",
        "/objects/a\nHost: x",
        "objects/a",
        "",
    ],
)
def test_any_other_path_is_refused(path: str):
    with pytest.raises(ValueError, match="must start with"):
        checked_path(path)


def test_the_secret_is_never_shown_and_the_company_is_read_from_the_username():
    account = Account("reader@acme|100", "id", "hush", FULL)
    assert "hush" not in repr(account)
    assert (account.company, account.entity) == ("acme", "100")
