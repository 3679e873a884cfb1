"""Opening a connection to a company.

Apart from rest.py, so that a server can list its tools before Authlib is imported (a tenth of its start).
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import anyio
import httpx2

from intacct_client.account import Account
from intacct_client.cache import Cache
from intacct_client.meter import Spent
from intacct_client.rest import AT_ONCE, TIMEOUT, Connection, Intacct
from intacct_client.sign_in import MakeTransport, SignIn
from intacct_client.token_store import TokenStore


@asynccontextmanager
async def connect(
    account: Account,
    store: TokenStore,
    *,
    make_transport: MakeTransport = lambda: None,
    clock: Callable[[], float] = time.time,
    orders_groups: bool = True,
) -> AsyncGenerator[Intacct]:
    """Open a connection to a company; nothing is sent before the first call.

    Args:
        account: Whom to sign in as, and where.
        store: Where the token is kept.
        make_transport: How requests travel; the network when it gives None.
        clock: Seconds since 1970.
        orders_groups: Whether an aggregate query may ask for an order; learned when it is not known.
    """
    tokens = Spent()

    def count_token() -> None:
        tokens.calls["token"] += 1

    async with httpx2.AsyncClient(
        transport=make_transport(), timeout=TIMEOUT, follow_redirects=False
    ) as http:
        sign_in = SignIn(
            account, store, make_transport=make_transport, clock=clock, on_token=count_token
        )
        limit = anyio.Semaphore(AT_ONCE)
        connection = Connection(account, http, sign_in, limit, Cache(clock), tokens)
        connection.orders_groups = orders_groups
        yield Intacct(connection)
