"""The companies that workflows are asked of: one in `make test`, six in `make soak`."""

from collections.abc import AsyncIterator, Iterator
from datetime import date

import pytest

from agent import Agent
from answering import answering
from effort import EXAMPLES
from intacct_sandbox.serve import Sandbox, Seed
from opened import as_usual, company

ONE = [(4, date(2026, 10, 20))]
MANY = [(number, day) for number in (4, 5, 6) for day in (date(2026, 10, 20), date(2026, 3, 31))]
ASKED_OF = ONE if EXAMPLES == 1 else MANY


@pytest.fixture(scope="module", params=ASKED_OF, ids=lambda each: f"seed {each[0]} on {each[1]}")
def asked(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    number, day = request.param
    with company(_seed(number, day)) as sandbox:
        yield sandbox


def _seed(number: int, day: date) -> Seed:
    return Seed(number, day, 4_000)


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, asked: Sandbox) -> Iterator[Sandbox]:
    number, day = request.node.callspec.params["asked"]
    with as_usual(asked, _seed(number, day), request.node) as sandbox:
        yield sandbox


@pytest.fixture
async def agent(sandbox: Sandbox) -> AsyncIterator[Agent]:
    async with answering(sandbox) as asking:
        yield asking
