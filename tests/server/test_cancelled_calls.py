"""A host that no longer wants an answer stops the request behind it (docs/api/limits.md)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from mcp.client import Client

from agent import Agent
from far_end import Gated, reaching, tools_over
from intacct_client.sending.limits import RequestLimits


@asynccontextmanager
async def host(far: Gated, mode: str) -> AsyncIterator[Client]:
    """A host of a server that has one place for requests."""
    async with (
        reaching(far, RequestLimits(at_once=1)) as intacct,
        tools_over(intacct, mode=mode) as agent,
    ):
        yield agent.client


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.behaviour("limits.cancelled")
async def test_a_cancelled_tool_call_stops_its_request_and_frees_its_place(mode: str):
    far = Gated()
    with anyio.fail_after(10):
        async with host(far, mode) as client:
            for number in range(1, 6):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(client.call_tool, "list_customers", {"search": str(number)})
                    await far.has(number)
                    assert far.now == 1
                    tasks.cancel_scope.cancel()
                await anyio.wait_all_tasks_blocked()
                assert far.now == 0
            far.gate.set()
            # The far end's one row lacks fields: what counts is that the call is answered.
            await Agent(client).is_told("find_vendor")
    assert far.arrived == 6


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.behaviour("limits.cancelled", "limits.joined")
async def test_a_cancelled_tool_call_leaves_the_same_call_of_another_alone(mode: str):
    far = Gated()
    told: list[str] = []

    async def ask(client: Client) -> None:
        told.append(await Agent(client).is_told("list_customers"))

    with anyio.fail_after(10):
        async with host(far, mode) as client, anyio.create_task_group() as others:
            async with anyio.create_task_group() as cancelled:
                cancelled.start_soon(client.call_tool, "list_customers", {})
                await far.has(1)
                others.start_soon(ask, client)
                await anyio.wait_all_tasks_blocked()
                assert far.arrived == 1
                cancelled.cancel_scope.cancel()
            await far.has(2)
            far.gate.set()
    assert "lacks the field" in told[0]
