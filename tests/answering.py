"""An agent in front of any company, signed in as anybody."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import httpx2
from mcp.client import Client

from agent import Agent
from intacct_books import Clock
from intacct_books.own_log import OwnLog
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_mcp.doctor.probing.readings_store import orders_groups
from intacct_sandbox.serve import Sandbox
from opened import holding, known_readings


@asynccontextmanager
async def answering(
    sandbox: Sandbox,
    *,
    user: str = "",
    entity: str = "",
    toolsets: Sequence[str] = (),
    own_log: OwnLog | None = None,
) -> AsyncIterator[Agent]:
    """The server in front of a company that is open already.

    Args:
        sandbox: The company.
        user: Who signs in; its first user when left out.
        entity: The entity that the sign-in is bound to; the top level when left out.
        toolsets: Toolsets besides the default one.
        own_log: The server's log of its calls; none when left out.
    """
    account = sandbox_account(sandbox)
    name, company = account.username.split("@")
    bound = f"|{entity}" if entity else ""
    account = replace(account, username=f"{user or name}@{company}{bound}")
    day = date.fromisoformat(sandbox.ledger.company.today)
    async with connect(
        account,
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
        orders_groups=orders_groups(known_readings()),
    ) as intacct:
        connections = ConnectedCompany(
            intacct, Clock(far_day=day), b"key", is_sandbox=True, own_log=own_log
        )
        server = build_server(lambda: holding(connections), toolsets=toolsets)
        async with Client(server) as client:
            yield Agent(client)
