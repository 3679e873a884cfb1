"""The companies that workflows are asked of: one in `make test`, six in `make soak`."""

from collections.abc import AsyncIterator, Iterator
from datetime import date

import pytest

from agent import Agent
from answering import answering
from effort import EXAMPLES
from intacct_sandbox.serve import Sandbox, Seed
from opened import company

ONE = [(4, date(2026, 10, 20))]
MANY = [(number, day) for number in (4, 5, 6) for day in (date(2026, 10, 20), date(2026, 3, 31))]
ASKED_OF = ONE if EXAMPLES == 1 else MANY


@pytest.fixture(scope="module", params=ASKED_OF, ids=lambda each: f"seed {each[0]} on {each[1]}")
def asked(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    number, day = request.param
    with company(Seed(number, day, 4_000)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(asked: Sandbox) -> Sandbox:
    return asked


@pytest.fixture
async def agent(sandbox: Sandbox) -> AsyncIterator[Agent]:
    async with answering(sandbox) as asking:
        yield asking
