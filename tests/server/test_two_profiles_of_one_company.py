"""Two profiles of one company, at the top level and in an entity: one limit, two sign-ins, no mixing."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.lowlevel import checkpoint
from mcp.client import Client
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent import Agent
from intacct_mcp.serving import read_serving
from intacct_mcp.transports import server_of
from intacct_sandbox.serve import Sandbox
from opened import served


@dataclass
class Counting:
    """The company's app, counting how many requests it has at once; it answers when it had `awaited`."""

    app: ASGIApp
    awaited: int = 1
    now: int = 0
    most: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith("/oauth2/token"):
            await self.app(scope, receive, send)
            return
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(500):  # time enough for others to come in
            await checkpoint()
        while self.most < self.awaited:
            await checkpoint()
        is_open = True

        async def sending(message: Message) -> None:
            # What the company does after its answer is its own affair.
            nonlocal is_open
            if is_open and message["type"] == "http.response.body" and not message.get("more_body"):
                is_open = False
                self.now -= 1
            await send(message)

        await self.app(scope, receive, sending)


@pytest.fixture
def counting(sandbox: Sandbox) -> Counting:
    return Counting(sandbox.app)


@pytest.fixture
def environment(sandbox: Sandbox, counting: Counting, tmp_path: Path) -> Iterator[dict[str, str]]:
    account = sandbox.credentials
    with served(replace(sandbox, app=counting)) as address:  # type: ignore[arg-type]  # any ASGI app serves
        user = (
            f'user = "{account.user_id}"\nclient_id = "{account.client_id}"\nbase_url = "{address}"'
        )
        path = tmp_path / "profiles.toml"
        path.write_text(
            f'[harwick]\ncompany = "harwick"\n{user}\nat_once = 2\n'
            f'[bay]\ncompany = "harwick"\nentity = "300"\n{user}\nat_once = 1\n',
            encoding="utf-8",
        )
        path.chmod(0o600)
        yield {"INTACCT_CONFIG": str(path), "INTACCT_CLIENT_SECRET": account.client_secret}


@pytest.fixture
async def both(environment: dict[str, str]) -> AsyncIterator[Agent]:
    async with Client(server_of(read_serving(environment))) as client:
        yield Agent(client)


async def test_each_answers_for_its_scope_and_the_name_is_said_where_it_is_not_the_company_s(
    both: Agent,
):
    with anyio.fail_after(60):
        top = await both.reads("list_customers", company="harwick", limit=1)
        bay = await both.reads("list_customers", company="bay", limit=1)
    assert (top["company"], top["scope"]) == (
        "harwick",
        "all entities incl. private, accrual",
    )
    assert (bay["company"], bay["scope"]) == ("harwick [bay]", "entity 300, accrual, GBP")
    assert bay["total"] < top["total"]


async def test_a_cursor_of_one_is_refused_by_the_other(both: Agent):
    with anyio.fail_after(60):
        cursor = (await both.reads("list_customers", company="harwick", limit=2))["next"]
        told = await both.is_told("list_customers", company="bay", limit=2, after=cursor)
    assert "is no cursor of this list" in told


async def test_together_they_keep_to_the_lower_limit(both: Agent, counting: Counting):
    async def ask(company: str, arguments: dict[str, Any]) -> None:
        await both.reads("gl_balance", company=company, **arguments)

    with anyio.fail_after(60):
        async with anyio.create_task_group() as tasks:
            for company in ("harwick", "bay") * 3:
                tasks.start_soon(ask, company, {"account": "cash"})
    assert counting.most == 1


async def test_alone_each_keeps_to_its_own(environment: dict[str, str], counting: Counting):
    alone = {**environment, "INTACCT_PROFILE": "harwick"}
    with anyio.fail_after(60):
        async with Client(server_of(read_serving(alone))) as client:
            agent = Agent(client)

            await agent.reads("list_customers", limit=1)  # what is learned once, each alone
            counting.most, counting.awaited = 0, 2

            async def ask(search: str) -> None:
                await agent.reads("list_customers", search=search)

            async with anyio.create_task_group() as tasks:
                for search in "abcdef":  # equal reads would be one request
                    tasks.start_soon(ask, search)
    assert counting.most == 2
