from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from signing_in import Signing, signing
from wire import Wire, sign_in


@pytest.fixture(scope="session")
def shared_wire(session_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(session_sandbox.app) as http:
        yield sign_in(http, session_sandbox)


@pytest.fixture
def wire(shared_wire: Wire) -> Wire:
    return shared_wire


@pytest.fixture(scope="session")
def peopled() -> Iterator[Ledger]:
    """A small company with two users more: one with an odd name, and one who has left."""
    with company(Seed(1, date(2026, 10, 31), 500)) as sandbox:
        ledger = sandbox.ledger
        ledger.insert("user", {"id": "oak", "name": 'Ann "<b>" Oak & Co', "status": "active"})
        ledger.insert("user", {"id": "leaver", "name": "Gone", "status": "inactive"})
        yield ledger


@pytest.fixture
def office(peopled: Ledger) -> Iterator[Signing]:
    """Signing in to that company under the default assumptions."""
    with signing(peopled) as office:
        yield office
