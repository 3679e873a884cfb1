"""A company that is reached over a port like a real one, with folders of its own."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client import Client

from agent import Agent
from intacct_mcp.serving import read_serving
from intacct_mcp.transports import server_of
from intacct_sandbox.serve import Sandbox, Seed
from living import Serving
from opened import company, served

TODAY = date(2026, 10, 31)


@pytest.fixture(scope="session")
def far_company() -> Iterator[tuple[Sandbox, str]]:
    """A sandbox on a port, and its address."""
    with company(Seed(1, TODAY, 1_000)) as sandbox, served(sandbox) as address:
        yield sandbox, address


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This user's folders, for one test."""
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


@pytest.fixture
def environment(far_company: tuple[Sandbox, str], folders: Path) -> dict[str, str]:
    """The variables that sign in to it."""
    sandbox, address = far_company
    return {
        "INTACCT_CLIENT_ID": sandbox.credentials.client_id,
        "INTACCT_CLIENT_SECRET": sandbox.credentials.client_secret,
        "INTACCT_USERNAME": sandbox.credentials.username,
        "INTACCT_BASE_URL": address,
        "INTACCT_TODAY": str(TODAY),
    }


@pytest.fixture
def serving(environment: dict[str, str]) -> Serving:
    """Opens the server as a host would have it, with more variables if need be."""

    @asynccontextmanager
    async def open_server(**variables: str) -> AsyncIterator[Agent]:
        served_ = read_serving({**environment, **variables})
        async with Client(server_of(served_)) as client:
            yield Agent(client)

    return open_server


@pytest.fixture
def billed(far_company: tuple[Sandbox, str]) -> Callable[[], dict[str, Any]]:
    """What the far end has counted, by kind."""

    def ask() -> dict[str, Any]:
        applications = httpx2.get(f"{far_company[1]}/sandbox/usage").json()["applications"]
        named = [each for each in applications if each["client_id"]]
        return dict(named[0]["received"]) if named else {"total": 0}

    return ask
