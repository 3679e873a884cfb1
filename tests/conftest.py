import atexit
import os
from collections.abc import AsyncIterator, Iterator
from datetime import date
from tempfile import TemporaryDirectory

import httpx2
import pytest
from mcp.client import Client

from agent import Agent
from intacct_books import Clock, Connections
from intacct_client import Intacct
from intacct_client.connect import connect
from intacct_client.sign_in import MakeTransport
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_mcp.doctor.probing.readings_store import orders_groups
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed
from opened import ASSUMED, as_usual, company, holding, known_readings, usual_readings

TODAY = date(2026, 10, 31)
# The profiles and tokens of whoever runs the tests are no business of theirs, nor of the servers they start.
_HOME = TemporaryDirectory(prefix="home-")
atexit.register(_HOME.cleanup)
for _folder in ("CONFIG", "STATE", "CACHE", "DATA"):
    os.environ[f"XDG_{_folder}_HOME"] = _HOME.name


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--assume NAME=VALUE`: every company of the run is under that reading of Intacct."""
    parser.addoption("--assume", action="append", default=[], metavar="NAME=VALUE")


def pytest_configure(config: pytest.Config) -> None:
    ASSUMED.extend(config.getoption("--assume") or ())


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def session_sandbox() -> Iterator[Sandbox]:
    """One company for all tests that only read."""
    with company(Seed(1, TODAY)) as sandbox:
        yield sandbox


@pytest.fixture
def shared_sandbox(request: pytest.FixtureRequest, session_sandbox: Sandbox) -> Iterator[Sandbox]:
    with as_usual(session_sandbox, Seed(1, TODAY), request.node) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    return shared_sandbox


@pytest.fixture
def fresh_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A company that a test may change."""
    with company(Seed(1, TODAY, 1_000), fixed=usual_readings(request.node)) as sandbox:
        yield sandbox


@pytest.fixture
def closed_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The company under the other reading of the year end: closing journals are posted."""
    seed = Seed(1, TODAY, assumptions=Assumptions(closing_journals="posted"))
    with company(seed, fixed=usual_readings(request.node)) as sandbox:
        yield sandbox


@pytest.fixture
def transport(sandbox: Sandbox) -> MakeTransport:
    """How the client reaches the company; override it to break the far end."""
    return lambda: httpx2.ASGITransport(app=sandbox.app)


@pytest.fixture
async def intacct(sandbox: Sandbox, transport: MakeTransport) -> AsyncIterator[Intacct]:
    async with connect(
        sandbox_account(sandbox),
        MemoryTokenStore(),
        make_transport=transport,
        orders_groups=orders_groups(known_readings()),
    ) as connected:
        yield connected


@pytest.fixture
def connections(intacct: Intacct) -> Connections:
    return ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)


@pytest.fixture
async def agent(connections: Connections) -> AsyncIterator[Agent]:
    async with Client(build_server(lambda: holding(connections))) as client:
        yield Agent(client)
