"""Other versions, unknown addresses, and methods beside the usual ones (docs/api/versions.md)."""

import pytest

from wire import Wire

BILL = "/ia/api/v1/objects/accounts-payable/bill"


@pytest.mark.parametrize(
    "rest", ["", "/", "/objects/accounts-payable/bill", "/services/core/query"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.behaviour("versions.other")
def test_another_version_is_not_valid(wire: Wire, rest: str, method: str):
    response = wire.http.request(method, f"/ia/api/v2{rest}", headers=wire.headers)
    assert response.status_code == 400
    assert response.json()["ia::error"]["message"] == "Version 2 is not valid"
    assert response.json()["ia::error"]["code"] == "invalidRequest"


@pytest.mark.parametrize(
    "path", ["", "/", "/objects", "/objects/x", "/services/core", "/nothing", "/objects/a/b/c/d"]
)
@pytest.mark.behaviour("versions.unknown")
def test_an_unknown_address_is_not_supported_in_this_version(wire: Wire, path: str):
    response = wire.get(path)
    error = response.json()["ia::result"]["ia::error"]
    assert (response.status_code, error["errorId"]) == (404, "REST-1033")
    assert error["message"] == f"The {path} resource is not supported in version 1"


@pytest.mark.behaviour("versions.options")
def test_options_tell_the_methods_of_an_object(wire: Wire):
    for path in (BILL, f"{BILL}/1"):
        response = wire.http.options(path, headers=wire.headers)
        assert response.status_code == 204
        assert response.headers["Allow"] == "OPTIONS, GET, POST, DELETE, PATCH"
    assert wire.http.options(BILL[:-1], headers=wire.headers).status_code == 404
    assert wire.http.options(BILL).status_code == 401


@pytest.mark.parametrize("path", [BILL, f"{BILL}/1", "/ia/api/v1/services/core/query"])
def test_put_is_refused_everywhere(wire: Wire, path: str):
    response = wire.http.put(path, headers=wire.headers, json={})
    error = response.json()["ia::result"]["ia::error"]
    assert (response.status_code, error["errorId"]) == (405, "REST-1003")


def test_head_is_answered_like_get(wire: Wire):
    assert wire.http.head(BILL, headers=wire.headers).status_code == 200
    assert wire.http.head(f"{BILL}/999999999", headers=wire.headers).status_code == 404
