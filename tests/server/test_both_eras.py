"""The same answers whether a host opens with the old handshake or speaks the newest revision."""

from typing import Any

import pytest
from mcp.client import Client

from agent import Agent
from intacct_books import Connections
from intacct_mcp.app import TOOLSETS, build_server
from opened import holding

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("company_overview", {}),
    ("list_customers", {"limit": 5, "sort": "owes"}),
    ("get_invoice", {"key": "1"}),
    ("gl_balance", {"account": "cash", "period": "2026-09", "by": "entity"}),
    ("find_vendor", {"search": "freight"}),
]


@pytest.mark.parametrize(("tool", "arguments"), CALLS, ids=[tool for tool, _ in CALLS])
async def test_each_tool_answers_alike_in_both(
    connections: Connections, tool: str, arguments: dict[str, Any]
):
    answers = []
    for mode in ("auto", "legacy"):
        async with Client(build_server(lambda: holding(connections)), mode=mode) as client:
            agent = Agent(client)
            await agent.reads("gl_balance", account="cash", by="entity")  # what is learned once
            answers.append(await agent.reads(tool, **arguments))
            assert "No argument 'nonsense'" in await agent.is_told(tool, nonsense=1, **arguments)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_list_is_the_same_and_every_tool_is_marked_as_reading(
    connections: Connections, mode: str
):
    async with Client(build_server(lambda: holding(connections)), mode=mode) as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == [
        tool.name for toolset in TOOLSETS for tool in toolset.tools
    ]
    for tool in tools:
        assert tool.title
        assert tool.output_schema is None
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True


async def test_an_unknown_tool_is_told_those_with_a_name_like_it(agent: Agent):
    told = await agent.is_told("list_custmers")
    assert told.startswith("No tool 'list_custmers'. Near: list_customers")
    assert "list_customers" in await agent.is_told("x")


async def test_null_is_what_models_write_for_nothing(agent: Agent):
    await agent.reads("list_customers")
    assert await agent.reads("list_customers", search=None, limit=None) == await agent.reads(
        "list_customers"
    )
    assert "account is required" in await agent.is_told("gl_balance", account=None)


async def test_half_a_character_is_refused(agent: Agent):
    told = await agent.is_told("list_customers", search="\ud83d")
    assert told == "search holds characters that are no text. Write it again."


async def test_a_crash_tells_the_model_nothing_but_that(connections: Connections):
    class Broken:
        async def books(self, company: str = "") -> Any:
            raise RuntimeError("secret detail")

    async with Client(build_server(lambda: holding(Broken()))) as client:
        told = await Agent(client).is_told("list_customers")
    assert told == "Error executing tool list_customers"


async def test_numbers_are_taken_where_text_is_wanted(agent: Agent):
    assert await agent.reads("gl_balance", account=1010) == await agent.reads(
        "gl_balance", account="1010"
    ) | {"api_setup": 5}
