from collections.abc import AsyncIterator

import pytest

from agent import Agent
from answering import answering
from intacct_sandbox.serve import Sandbox


@pytest.fixture
async def fresh_agent(fresh_sandbox: Sandbox) -> AsyncIterator[Agent]:
    """An agent of a company that the test may change."""
    async with answering(fresh_sandbox) as agent:
        yield agent
