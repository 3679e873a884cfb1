"""What tests of a company that they may change begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from wire import Wire, sign_in

TODAY = date(2026, 10, 31)


@contextmanager
def wire_assuming(*switches: str) -> Iterator[Wire]:
    """A new company under other readings of open points."""
    assumed = Assumptions().with_switches(list(switches))
    with (
        company(Seed(1, TODAY, 1_000, assumptions=assumed)) as sandbox,
        TestClient(sandbox.app) as http,
    ):
        yield sign_in(http, sandbox)


def view_only(sandbox: Sandbox, wire: Wire) -> Wire:
    """Somebody else's session in the same company, who may only look."""
    sandbox.ledger.insert(
        "user",
        {"id": "looker", "name": "Looker", "status": "active", "extra": '{"userType":"viewOnly"}'},
    )
    return signed_in_as("looker", sandbox, wire)


def signed_in_as(user_id: str, sandbox: Sandbox, wire: Wire) -> Wire:
    """Another user's session in the same company."""
    credentials = sandbox.credentials
    response = wire.http.post(
        "/ia/api/v1/oauth2/token",
        data={
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "username": credentials.username.replace(credentials.user_id, user_id),
        },
    )
    return Wire(wire.http, response.json()["access_token"])


def fault(body: dict[str, Any]) -> tuple[str, str]:
    """The error's id and that of its last detail, from an envelope A."""
    error = body["ia::result"]["ia::error"]
    details = error.get("details") or [{}]
    return error["errorId"], details[-1].get("errorId", "")
