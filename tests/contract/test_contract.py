"""What a model is shown: one file a tool, and what the list and standard answers cost.

UPDATE_CONTRACT=1 rewrites the files.
"""

import json
import os
from pathlib import Path

import pytest
from mcp.client import Client
from mcp.types import Tool

from agent import Agent
from intacct_books import Connections
from intacct_mcp.app import INSTRUCTIONS, build_server
from intacct_mcp.tokens import count_tokens, is_exact
from intacct_mcp.toolset_names import OPTIONAL
from intacct_mcp.wire_tools import wire_form
from intacct_sandbox.serve import Sandbox
from opened import holding

HERE = Path(__file__).parent
TOOL, DEFAULT_TOOLSET, ALL_INSTRUCTIONS = 275, 4_350, 250
TEN_CUSTOMERS, ONE_INVOICE = 520, 650
TEN_INVOICES, HUNDRED_INVOICES = 650, 4_750


@pytest.fixture
async def tools(agent: Agent) -> list[Tool]:
    return list((await agent.client.list_tools()).tools)


async def test_each_tool_is_what_its_file_says(tools: list[Tool]):
    for tool in tools:
        shown = tool.model_dump(mode="json", by_alias=True, exclude_none=True)
        text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
        path = HERE / f"{tool.name}.json"
        if os.environ.get("UPDATE_CONTRACT"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text
    assert {path.stem for path in HERE.glob("*.json")} == {tool.name for tool in tools}


async def test_each_tool_of_a_toolset_is_what_its_file_says(connections: Connections):
    async with Client(build_server(lambda: holding(connections), toolsets=OPTIONAL)) as client:
        tools = list((await client.list_tools()).tools)
    chosen = [tool for tool in tools if not (HERE / f"{tool.name}.json").exists()]
    for tool in chosen:
        shown = tool.model_dump(mode="json", by_alias=True, exclude_none=True)
        text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
        path = HERE / "toolsets" / f"{tool.name}.json"
        if os.environ.get("UPDATE_CONTRACT"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text
        assert count_tokens(wire_form(tool)) <= TOOL
    files = {path.stem for path in (HERE / "toolsets").glob("*.json")}
    assert files == {tool.name for tool in chosen}


async def test_the_list_and_the_instructions_stay_small(tools: list[Tool]):
    assert is_exact()
    costs = {tool.name: count_tokens(wire_form(tool)) for tool in tools}
    assert max(costs.values()) <= TOOL
    assert sum(costs.values()) <= DEFAULT_TOOLSET
    assert count_tokens(INSTRUCTIONS) <= ALL_INSTRUCTIONS


async def test_ten_customers_stay_small(agent: Agent):
    for arguments in ({}, {"sort": "owes"}, {"search": "a", "status": "active"}):
        text = await agent.hears("list_customers", limit=10, **arguments)
        assert len(json.loads(text)["rows"]) == 10
        assert count_tokens(text) <= TEN_CUSTOMERS


async def test_an_invoice_of_five_lines_stays_small(agent: Agent, sandbox: Sandbox):
    numbers = sandbox.ledger.rows(
        "SELECT d.number FROM document d JOIN document_line l ON l.document_key = d.key"
        " WHERE d.subledger = 'AR' AND d.state = 'posted' GROUP BY d.key HAVING COUNT(*) = 5 ORDER BY d.key LIMIT 20"
    )
    assert len(numbers) == 20
    for (number,) in numbers:
        text = await agent.hears("get_invoice", number=number)
        assert len(json.loads(text)["rows"]) == 5
        assert count_tokens(text) <= ONE_INVOICE


async def test_lists_of_invoices_and_bills_stay_small(agent: Agent):
    for tool in ("list_invoices", "list_bills"):
        for arguments, most in (
            ({"limit": 10, "entity": "200"}, TEN_INVOICES),
            ({"limit": 10}, TEN_INVOICES),
            (
                {"limit": 10, "due_by": "2026-11-30"}
                if tool == "list_bills"
                else {"limit": 10, "status": "overdue"},
                TEN_INVOICES,
            ),
            ({"limit": 100, "status": "all"}, HUNDRED_INVOICES),
        ):
            text = await agent.hears(tool, **arguments)
            assert len(json.loads(text)["rows"]) == arguments["limit"]
            assert count_tokens(text) <= most


async def test_no_answer_is_too_long_for_a_context(agent: Agent):
    for tool, arguments in (
        ("list_customers", {"limit": 200}),
        ("find_vendor", {"limit": 200}),
        (
            "gl_balance",
            {"account": "1000..9999", "period": "2026-09", "by": "department", "limit": 200},
        ),
        ("list_invoices", {"status": "all", "limit": 200}),
        ("list_bills", {"status": "all", "limit": 200}),
        ("list_payments", {"ledger": "AR", "limit": 200}),
        ("gl_detail", {"account": "1000..9999", "period": "2026-09", "limit": 200}),
        ("get_customer", {"customer": "C-0006", "statement": "2023..2026", "limit": 200}),
        ("search_records", {"search": "00", "limit": 200}),
    ):
        assert count_tokens(await agent.hears(tool, **arguments)) <= 6_000
