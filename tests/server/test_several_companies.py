"""One server for several companies: the real one, over stdio, with sandboxes of different seeds."""

import os
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import Tool

from agent import Agent
from intacct_mcp.app import INSTRUCTIONS
from intacct_mcp.serving import read_serving
from intacct_mcp.tokens import count_tokens
from intacct_mcp.transports import server_of
from intacct_mcp.wire_tools import wire_form
from intacct_sandbox.serve import Seed
from opened import company

SANDBOXES = """
[north]
sandbox = true
today = 2026-10-31
lines = 500

[south]
sandbox = true
today = 2026-10-31
lines = 500
seed = 2
"""
SILENT = """
[silent]
company = "acme"
user = "reader"
client_id = "app"
base_url = "http://127.0.0.1:9"
"""
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("list_customers", {"sort": "owes", "limit": 5}),
    ("get_invoice", {"key": "1"}),
    ("gl_balance", {"account": "1000..9999", "limit": 200}),
    ("find_vendor", {"search": "freight"}),
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INTACCT_")}
    return {**kept, "INTACCT_CONFIG": str(written(tmp_path, SANDBOXES))}


def written(folder: Path, text: str) -> Path:
    path = folder / "profiles.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


@asynccontextmanager
async def over_stdio(environment: dict[str, str]) -> AsyncIterator[Agent]:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "intacct_mcp"], env=environment
    )
    with anyio.fail_after(120):
        async with Client(server) as client:
            yield Agent(client)


@asynccontextmanager
async def in_memory(environment: dict[str, str]) -> AsyncIterator[Agent]:
    async with Client(server_of(read_serving(environment))) as client:
        yield Agent(client)


async def answers(agent: Agent, **company: str) -> list[dict[str, Any]]:
    """What each tool says, asked twice: what is learned once is then no longer counted."""
    for tool, arguments in CALLS:
        await agent.reads(tool, **arguments, **company)
    return [await agent.reads(tool, **arguments, **company) for tool, arguments in CALLS]


async def test_each_company_answers_as_it_does_when_it_is_served_alone(
    environment: dict[str, str],
):
    async with over_stdio(environment) as agent:
        both = {name: await answers(agent, company=name) for name in ("north", "south")}
    assert both["north"] != both["south"]
    for name, together in both.items():
        async with in_memory({**environment, "INTACCT_PROFILE": name}) as agent:
            alone = await answers(agent)
        assert [without_cursor(each) for each in together] == [
            without_cursor(each) for each in alone
        ]
        assert {each["company"] for each in alone} == {f"harwick [{name}] (sandbox)"}


def without_cursor(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the cursor, which tells the minute it ends."""
    return {name: value for name, value in answer.items() if name != "next"}


async def test_every_tool_takes_the_company_and_says_which_there_are(environment: dict[str, str]):
    async with in_memory(environment) as agent:
        for tool in (await agent.client.list_tools()).tools:
            schema = tool.input_schema
            assert next(iter(schema["properties"])) == "company"
            assert schema["properties"]["company"] == {"enum": ["north", "south"], "type": "string"}
            assert "company" in schema["required"]
        told = await agent.is_told("list_customers", limit=1)
        assert told == (
            "company is required: north or south. "
            "This tool takes: company, search, status, sort, limit, after."
        )
        told = await agent.is_told("list_customers", company="nroth")
        assert told.startswith("company must be 'north' or 'south'.")
        assert "No argument 'compny'" in await agent.is_told("find_vendor", compny="north")
        instructions = agent.client.instructions or ""
        assert "one a call, named by `company`" in instructions
        assert count_tokens(instructions) <= 250


async def listed(environment: dict[str, str]) -> list[Tool]:
    async with in_memory(environment) as agent:
        return list((await agent.client.list_tools()).tools)


async def test_the_choice_costs_little_and_one_company_costs_nothing(environment: dict[str, str]):
    several = {tool.name: count_tokens(wire_form(tool)) for tool in await listed(environment)}
    alone = await listed({**environment, "INTACCT_PROFILE": "south"})
    without = await listed({"INTACCT_SANDBOX": "1"})
    assert [wire_form(tool) for tool in alone] == [wire_form(tool) for tool in without]
    for tool in alone:
        assert several[tool.name] - count_tokens(wire_form(tool)) <= 25
    async with in_memory({**environment, "INTACCT_PROFILE": "south"}) as agent:
        assert agent.client.instructions == INSTRUCTIONS


async def test_a_default_is_asked_when_no_company_is_named(
    environment: dict[str, str], tmp_path: Path
):
    written(tmp_path, SANDBOXES + "default = true\n")
    async with in_memory(environment) as agent:
        schema = (await agent.client.list_tools()).tools[0].input_schema
        assert schema["properties"]["company"]["default"] == "south"
        assert "company" not in schema.get("required", [])
        unnamed = await agent.reads("list_customers", limit=1)
        assert unnamed["company"] == "harwick [south] (sandbox)"
        named = await agent.reads("list_customers", limit=1, company="north")
        assert named["company"] == "harwick [north] (sandbox)"


async def test_a_cursor_of_one_company_is_refused_by_another(environment: dict[str, str]):
    async with in_memory(environment) as agent:
        cursor = (await agent.reads("list_customers", company="north", limit=2))["next"]
        told = await agent.is_told("list_customers", company="south", limit=2, after=cursor)
        assert "is no cursor of this list" in told
        page = await agent.reads("list_customers", company="north", limit=2, after=cursor)
        assert len(page["rows"]) == 2


async def test_the_evidence_of_one_company_is_unknown_to_another(environment: dict[str, str]):
    async with in_memory(environment) as agent:
        north = await agent.reads("gl_balance", company="north", account="cash")
        told = await agent.is_told("get_evidence", company="south", handle=north["evidence"])
        assert north["evidence"] in told
        there = await agent.reads("get_evidence", company="north", handle=north["evidence"])
        assert there["company"] == "harwick [north] (sandbox)"


async def test_one_that_cannot_sign_in_does_not_stop_the_others(
    environment: dict[str, str], tmp_path: Path
):
    written(tmp_path, SILENT + SANDBOXES)
    async with over_stdio(environment) as agent:
        told = await agent.is_told("list_customers", company="silent")
        assert told == (
            "No client secret for profile 'silent'. Run 'intacct-mcp login silent', "
            "or set INTACCT_CLIENT_SECRET."
        )
        answer = await agent.reads("list_customers", company="north", limit=1)
        assert answer["company"] == "harwick [north] (sandbox)"


async def test_a_company_that_does_not_answer_does_not_make_another_wait(
    environment: dict[str, str], tmp_path: Path
):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        written(tmp_path, SILENT.replace("http://127.0.0.1:9", address) + SANDBOXES)
        with_secret = {**environment, "INTACCT_CLIENT_SECRET": "secret"}
        with anyio.fail_after(60):
            async with in_memory(with_secret) as agent, anyio.create_task_group() as tasks:
                tasks.start_soon(partial(agent.hears, "list_customers", company="silent"))
                waiting, _ = await anyio.to_thread.run_sync(silent.accept)
                with waiting:
                    await agent.reads("list_customers", company="north", limit=1)
                    tasks.cancel_scope.cancel()


async def test_a_company_that_is_slow_to_open_does_not_make_another_wait(
    environment: dict[str, str], tmp_path: Path
):
    path = tmp_path / "south.db"
    with company(Seed(2, date(2026, 10, 31), 500), database=str(path)):
        pass
    written(tmp_path, SANDBOXES.replace("seed = 2", f'db = "{path}"'))
    answered: list[str] = []

    async def ask(agent: Agent, name: str) -> None:
        await agent.reads("list_customers", company=name, limit=1)
        answered.append(name)

    with closing(sqlite3.connect(path, isolation_level=None)) as other, anyio.fail_after(60):
        async with in_memory(environment) as agent, anyio.create_task_group() as tasks:
            await ask(agent, "north")
            other.execute("BEGIN EXCLUSIVE")
            tasks.start_soon(ask, agent, "south")
            await anyio.wait_all_tasks_blocked()
            await ask(agent, "north")
            other.execute("ROLLBACK")
    assert answered == ["north", "north", "south"]


async def test_nothing_is_opened_before_it_is_asked_for(
    environment: dict[str, str], tmp_path: Path
):
    text = SANDBOXES.replace("seed = 2", f'db = "{tmp_path}/south.db"')
    written(tmp_path, text)
    async with in_memory(environment) as agent:
        await agent.client.list_tools()
        await agent.reads("list_customers", company="north", limit=1)
        assert not (tmp_path / "south.db").exists()
        await agent.reads("list_customers", company="south", limit=1)
        assert (tmp_path / "south.db").exists()


async def test_a_server_says_on_stderr_what_the_environment_changed(
    environment: dict[str, str], tmp_path: Path
):
    done = await anyio.run_process(
        [sys.executable, "-m", "intacct_mcp", "--profiles=south"],
        env={**environment, "INTACCT_SANDBOX_SEED": "3"},
        input=b"",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == (
        b"intacct-mcp: Profile south: the file gives way to INTACCT_SANDBOX_SEED.\n"
    )
