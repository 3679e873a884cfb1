"""The list of dimensions (docs/api/dimensions.md)."""

import pytest

from wire import Wire

LIST = "/services/company-config/dimensions/list"


@pytest.mark.behaviour("dimensions.list")
def test_standard_and_user_defined_dimensions_are_listed_with_where_they_live(wire: Wire):
    body = wire.get(LIST).json()
    listed = {each["dimensionName"]: each for each in body["ia::result"]}
    assert listed["DEPARTMENT"] == {
        "dimensionName": "DEPARTMENT",
        "dimensionLabel": "Department",
        "termName": "Department",
        "isUserDefinedDimension": False,
        "isEnabledInGL": True,
        "dimensionEndpoint": "/objects/company-config/department",
    }
    assert listed["SERVICE_LINE"] == {
        "dimensionName": "SERVICE_LINE",
        "dimensionLabel": "Service line",
        "termName": "Service line",
        "isUserDefinedDimension": True,
        "isEnabledInGL": True,
        "dimensionEndpoint": "/objects/platform-apps/nsp::service_line",
    }
    assert body["ia::result"][-1] == listed["SERVICE_LINE"]
    assert body["ia::meta"]["totalCount"] == len(listed)


def test_a_dimension_is_enabled_where_the_ledger_keeps_it(wire: Wire):
    listed = wire.get(LIST).json()["ia::result"]
    enabled = {each["dimensionName"] for each in listed if each["isEnabledInGL"]}
    assert enabled >= {
        *("LOCATION", "DEPARTMENT", "CLASS", "PROJECT", "ITEM", "EMPLOYEE"),
        *("CUSTOMER", "VENDOR", "SERVICE_LINE"),
    }


def test_every_endpoint_named_is_there(wire: Wire):
    for each in wire.get(LIST).json()["ia::result"]:
        assert wire.get(each["dimensionEndpoint"]).status_code == 200


def test_it_is_read_only_and_needs_a_token(wire: Wire):
    assert wire.post(LIST, {}).status_code == 405
    assert Wire(wire.http, "nobody").get(LIST).status_code == 401
