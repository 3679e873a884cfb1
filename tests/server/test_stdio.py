"""The real server in its own process, over real pipes."""

import json
import os
import subprocess
import sys
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from agent import Agent
from intacct_mcp.app import TOOLSETS

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("INTACCT_")},
    "INTACCT_SANDBOX_TODAY": "2026-10-31",
}
HELLO: list[dict[str, Any]] = [
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "0"},
        },
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
]


async def test_toolsets_are_chosen_on_the_command_line_or_by_a_variable():
    tools: list[list[str]] = []
    for words, environment in (
        (["--toolsets", "audit"], ENVIRONMENT),
        (["--toolsets=audit"], {**ENVIRONMENT, "INTACCT_TOOLSETS": "projects"}),
        ([], {**ENVIRONMENT, "INTACCT_TOOLSETS": "audit"}),
    ):
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "intacct_mcp", *words], env=environment
        )
        with anyio.fail_after(60):
            async with Client(server) as client:
                tools.append([tool.name for tool in (await client.list_tools()).tools])
    assert tools[0] == tools[1] == tools[2]
    assert tools[0][-2:] == ["audit_history", "agent_activity"]


def test_a_toolset_that_is_none_ends_the_start_with_a_sentence():
    started = subprocess.run(
        [sys.executable, "-m", "intacct_mcp", "--toolsets", "audits"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert started.returncode == 2
    assert started.stderr == (
        "intacct-mcp: INTACCT_TOOLSETS: no toolset 'audits'. Did you mean audit?\n"
    )


def call(number: int, tool: str, **arguments: Any) -> dict[str, Any]:
    parameters = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": parameters}


def talk(messages: list[Any], program: list[str], answers: int) -> list[dict[str, Any]]:
    """Send lines, and read that many answers; every line of stdout must be JSON-RPC."""
    process = subprocess.Popen(
        program,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for message in messages:
        process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in range(answers)]
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    parsed = [json.loads(line) for line in [*lines, *rest.splitlines()] if line.strip()]
    assert all(line["jsonrpc"] == "2.0" for line in parsed)
    return parsed


async def test_a_host_reads_the_books_over_stdio():
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "intacct_mcp"], env=ENVIRONMENT
    )
    with anyio.fail_after(60):
        async with Client(server) as client:
            agent = Agent(client)
            assert len((await client.list_tools()).tools) == sum(
                len(toolset.tools) for toolset in TOOLSETS
            )
            answer = await agent.reads("gl_balance", account="1000..9999", limit=200)
            assert {total["closing"] for total in answer["totals"].values()} == {"0.00"}
            assert answer["company"] == "harwick (sandbox)"
            assert "No invoice" in await agent.is_told("get_invoice", number="x")


def test_stdout_is_json_rpc_and_nothing_else():
    messages = [
        *HELLO,
        "this is no JSON",
        call(2, "list_customers", limit=1),
        call(3, "list_customers", limit=0),
    ]
    answers = talk(messages, [sys.executable, "-m", "intacct_mcp"], 3)
    by_id = {answer["id"]: answer for answer in answers if answer.get("id")}
    assert by_id[2]["result"].get("isError") is not True
    assert by_id[3]["result"]["isError"] is True


def test_nothing_that_opens_files_is_imported_before_the_first_call():
    """A host waits for the tool list; libraries that only calls need can come later."""
    late = ("authlib", "sqlite3", "filelock", "typer", "intacct_sandbox", "intacct_tools.projects")
    program = f"""
import logging, sys
from intacct_mcp.serving import read_serving
from intacct_mcp.transports import server_of
server_of(read_serving({{"INTACCT_SANDBOX": "1"}}))
print([name for name in {late} if name in sys.modules])
print([type(each).__name__ for each in logging.root.handlers])
import rich.console, rich.logging
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n['StreamHandler']\n"


CRASHING = """
import sys
from contextlib import asynccontextmanager
from intacct_mcp.app import build_server

class Broken:
    async def books(self, company=""):
        print("a stray print")
        sys.stdout.write("and a stray write\\n")
        raise RuntimeError("a bug")

@asynccontextmanager
async def broken():
    yield Broken()

build_server(broken).run("stdio")
"""


def test_stdout_stays_clean_when_a_tool_crashes_and_prints():
    answers = talk([*HELLO, call(2, "list_customers")], [sys.executable, "-c", CRASHING], 2)
    (crashed,) = (answer for answer in answers if answer.get("id") == 2)
    assert crashed["result"]["isError"] is True
    assert crashed["result"]["content"][0]["text"] == "Error executing tool list_customers"


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"INTACCT_CLIENT_ID": "x"}, "INTACCT_CLIENT_SECRET and INTACCT_USERNAME are missing"),
        ({"INTACCT_SANBOX": "1"}, "Did you mean INTACCT_SANDBOX?"),
    ],
)
def test_bad_settings_stop_the_server_with_one_line(variables: dict[str, str], words: str):
    done = subprocess.run(
        [sys.executable, "-m", "intacct_mcp"],
        env={**ENVIRONMENT, **variables},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert "Traceback" not in done.stderr
