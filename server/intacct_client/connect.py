"""Opening a connection to a company.

Apart from rest.py, so that a server can list its tools before Authlib is imported (a tenth of its start).
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
import httpx2

from intacct_client.account import Account
from intacct_client.cache import Cache
from intacct_client.meter import Spent
from intacct_client.rest import AT_ONCE, TIMEOUT, Connection, Intacct
from intacct_client.sign_in import MakeTransport, SignIn
from intacct_client.token_store import TokenStore

if TYPE_CHECKING:
    from intacct_client.reference_store import ReferenceStore


@asynccontextmanager
async def connect(
    account: Account,
    store: TokenStore,
    *,
    make_transport: MakeTransport = lambda: None,
    clock: Callable[[], float] = time.time,
    limit: anyio.Semaphore | None = None,
    kept: "ReferenceStore | None" = None,
) -> AsyncGenerator[Intacct]:
    """Open a connection to a company; nothing is sent before the first call.

    Args:
        account: Whom to sign in as, and where.
        store: Where the token is kept.
        make_transport: How requests travel; the network when it gives None.
        clock: Seconds since 1970.
        limit: Requests at once, where several connections to the company share it; else one of its own.
        kept: Where reference data is kept for other processes; None keeps it in this one.
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
        yield Intacct(
            Connection(
                account,
                http,
                sign_in,
                limit or anyio.Semaphore(AT_ONCE),
                Cache(clock),
                tokens,
                clock,
                kept,
            )
        )
