"""What the company is set up with, as a stranger reads it over the wire."""

import pytest

from wire import Wire

LINE = "general-ledger/journal-entry-line"


@pytest.mark.behaviour("accounts.chart")
def test_the_chart_closes_to_one_account_and_has_two_control_accounts(wire: Wire):
    fields = ["id", "accountType", "closeToGLAccount.id", "alternativeGLAccount", "status"]
    accounts = wire.query(object="general-ledger/account", fields=fields, size=4000)
    assert len(accounts) == 122
    assert [account["id"] for account in accounts if account["status"] != "active"] == ["1420"]
    assert {(account["accountType"], account["closeToGLAccount.id"]) for account in accounts} == {
        ("incomeStatement", "3900"),
        ("balanceSheet", None),
    }
    control = {account["id"]: account["alternativeGLAccount"] for account in accounts}
    assert {id_: kind for id_, kind in control.items() if kind != "none"} == {
        "1200": "receivablesAccount",
        "2000": "payablesAccount",
    }


@pytest.mark.behaviour("fiscal-year.setup")
def test_the_year_starts_in_january_and_periods_are_months(wire: Wire):
    setup = wire.get("/objects/company-config/company-preference/setup").json()["ia::result"]
    assert setup["accounting"]["firstFiscalMonth"] == "january"
    fields = ["id", "startDate", "endDate"]
    periods = wire.query(object="general-ledger/reporting-period", fields=fields)
    named = {period["id"]: (period["startDate"], period["endDate"]) for period in periods}
    assert named["Current Month"] == (None, None)
    assert named["Month Ended October 2026"] == ("2026-10-01", "2026-10-31")


@pytest.mark.behaviour("fiscal-year.open-books")
def test_books_are_open_from_the_month_before_the_current_one_but_where_that_is_closed(wire: Wire):
    entities = wire.query(object="company-config/entity", fields=["id", "openBooksStartDate"])
    assert {entity["id"]: entity["openBooksStartDate"] for entity in entities} == {
        "100": "2026-09-01",
        "200": "2026-10-01",
        "300": "2026-09-01",
        "900": "2026-09-01",
    }


@pytest.mark.behaviour("dimensions.locations")
def test_every_line_has_a_location_and_every_location_an_entity(wire: Wire):
    fields = ["id", "entity.id", "locationType"]
    locations = wire.query(object="company-config/location", fields=fields)
    assert {each["id"] for each in locations if each["locationType"] != "location"} == {
        each["entity.id"] for each in locations
    }
    without = [{"$eq": {"dimensions.location.id": None}}]
    assert wire.query(object=LINE, fields=["key"], filters=without) == []


@pytest.mark.behaviour("dimensions.on-lines")
def test_a_dimension_is_asked_for_below_dimensions_only(wire: Wire):
    assert wire.query(object=LINE, fields=["dimensions.department.id"], size=1)
    assert wire.refusal(object=LINE, fields=["department.id"])["errorId"] == "REST-1033"
    assert wire.refusal(object=LINE, fields=["dimensions.nsp::GRANT.id"])["errorId"] == "REST-1033"
    counted = wire.query(object=LINE, fields=["dimensions.project.id", "count:txnType"])
    projects = wire.query(object="projects/project", fields=["id"])
    on_lines = {row["dimensions.project.id"] for row in counted}
    assert len(on_lines) == len(counted) > 1
    assert None in on_lines
    assert on_lines - {None} <= {project["id"] for project in projects}


@pytest.mark.behaviour("balances.lines-are-positive")
def test_amounts_on_lines_are_positive_and_no_object_has_balances(wire: Wire):
    negative = [{"$lt": {"baseAmount": "0"}}]
    assert wire.query(object=LINE, fields=["key"], filters=negative) == []
    refused = wire.refusal(object="general-ledger/account-balance", fields=["id"])
    assert refused["errorId"] == "REST-1033"
