"""What a model is shown: one file a tool, with its tokens and the transactions of a call, and what lists and answers cost.

UPDATE_CONTRACT=1 rewrites the files.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from mcp.types import Tool

from agent import Agent
from answering import answering
from every_tool import CALLS, CALLS_OF_TOOLSETS, EVIDENCE, arguments_of
from intacct_mcp.app import INSTRUCTIONS
from intacct_mcp.tokens import count_tokens, is_exact
from intacct_mcp.toolset_names import OPTIONAL
from intacct_mcp.wire_tools import wire_form
from intacct_sandbox.serve import Sandbox

HERE = Path(__file__).parent
TOOL, DEFAULT_TOOLSET, ALL_INSTRUCTIONS = 275, 4_350, 250
TEN_CUSTOMERS, ONE_INVOICE = 520, 650
TEN_INVOICES, HUNDRED_INVOICES = 650, 4_750
TEN_TO_PAY = 730  # with what is late, held and not due yet, in totals and beside the page, and a bank account that changed
CURSOR = re.compile(r'"next":"[^"]*"')
# Columns of discounts, holds and what is held back that the whole list has, on pages where they are empty too.
OF_OTHER_PAGES = {"list_bills": 60}


@pytest.fixture
async def tools(agent: Agent) -> list[Tool]:
    return list((await agent.client.list_tools()).tools)


async def test_each_tool_is_what_its_file_says(agent: Agent, tools: list[Tool]):
    for tool in tools:
        await _is_what_its_file_says(HERE, agent, tool)
    assert {path.stem for path in HERE.glob("*.json")} == {tool.name for tool in tools}


async def test_each_tool_of_a_toolset_is_what_its_file_says(sandbox: Sandbox):
    async with answering(sandbox, toolsets=OPTIONAL) as agent:
        tools = list((await agent.client.list_tools()).tools)
        chosen = [tool for tool in tools if tool.name not in CALLS]
        for tool in chosen:
            await _is_what_its_file_says(HERE / "toolsets", agent, tool)
            assert count_tokens(wire_form(tool)) <= TOOL
    files = {path.stem for path in (HERE / "toolsets").glob("*.json")}
    assert files == {tool.name for tool in chosen}


async def _is_what_its_file_says(folder: Path, agent: Agent, tool: Tool) -> None:
    shown = tool.model_dump(mode="json", by_alias=True, exclude_none=True)
    costs = {"tokens": count_tokens(wire_form(tool)), "call": await _steady(agent, tool.name)}
    text = json.dumps({**shown, "costs": costs}, ensure_ascii=False, indent=2) + "\n"
    path = folder / f"{tool.name}.json"
    if os.environ.get("UPDATE_CONTRACT"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


async def _steady(agent: Agent, tool: str) -> dict[str, Any]:
    """The transactions of a call when what is learned once has been learned."""
    arguments = await arguments_of(agent, tool)
    await agent.reads(tool, **arguments)
    answer = await agent.reads(tool, **arguments)
    assert "api_setup" not in answer
    shown = {} if tool == EVIDENCE else arguments  # a handle is of one day
    return {"arguments": shown, "transactions": answer.get("api", 0)}


async def test_a_description_says_what_is_given_and_as_what_in_intacct(sandbox: Sandbox):
    async with answering(sandbox, toolsets=OPTIONAL) as agent:
        tools = list((await agent.client.list_tools()).tools)
    assert {tool.name for tool in tools} == {*CALLS, *CALLS_OF_TOOLSETS}
    for tool in tools:
        given, as_in_intacct = (
            (tool.description or "").removesuffix(".").replace(".\n\n", ". ").split(". ")
        )
        assert given
        assert as_in_intacct.startswith(
            ("As Intacct's ", "As drilling down in an Intacct ", "Intacct itself ")
        )


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
                TEN_TO_PAY if tool == "list_bills" else TEN_INVOICES,
            ),
            ({"limit": 100, "status": "all"}, HUNDRED_INVOICES),
        ):
            text = await agent.hears(tool, **arguments)
            assert len(json.loads(text)["rows"]) == arguments["limit"]
            # A cursor holds the time: 20 to 27 tokens, by chance.
            typical = CURSOR.sub('"next":"AAAAAgAAAJUByIAIBpq65jZrGN-iJ-8c4IPGjTY"', text)
            assert count_tokens(typical) <= most + OF_OTHER_PAGES.get(tool, 0)


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


async def test_no_evidence_is_too_long_for_a_context(agent: Agent):
    year = "2025-11..2026-10"
    for tool, arguments in (
        ("gl_balance", {"account": "1000..9999", "period": year, "by": "customer"}),
        ("variance_analysis", {"period": "2026", "against": "prior_year"}),
        ("cash_position", {"weeks": 13}),
    ):
        handle = (await agent.reads(tool, **arguments))["evidence"]
        text = await agent.hears("get_evidence", handle=handle, limit=200)
        assert len(text) <= 13_500
        first = await agent.reads("get_evidence", handle=handle, limit=200)
        assert first["others"]["count"] == first["total"] - len(first["rows"])
        following = await agent.reads("get_evidence", handle=handle, limit=1, after=first["next"])
        assert following["rows"]
