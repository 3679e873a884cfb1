from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in


@pytest.fixture(scope="session")
def shared_wire(shared_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(shared_sandbox.app) as http:
        yield sign_in(http, shared_sandbox)


@pytest.fixture
def wire(shared_wire: Wire) -> Wire:
    return shared_wire
