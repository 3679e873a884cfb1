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
from intacct_client.refusals import Refusals
from intacct_client.rest import Connection, Intacct
from intacct_client.sending.guard import GuardedTransport, network
from intacct_client.sending.limits import RequestLimits
from intacct_client.sending.sender import Sender
from intacct_client.sign_in import MakeTransport, SignIn
from intacct_client.token_store import TokenStore

_DEFAULT = RequestLimits()

if TYPE_CHECKING:
    from intacct_client.reference_store import ReferenceStore


def guard(
    account: Account,
    limits: RequestLimits = _DEFAULT,
    *,
    make_transport: MakeTransport = lambda: None,
    on_token: Callable[[], None] = lambda: None,
) -> Callable[[], httpx2.AsyncBaseTransport]:
    """How requests of an account travel: to its one address, with answers of a bounded size.

    Args:
        account: Whose address.
        limits: What an answer may weigh.
        make_transport: How they travel inside; the network when it gives None.
        on_token: Told of each token request that was written.
    """

    def guarded() -> httpx2.AsyncBaseTransport:
        return GuardedTransport(
            make_transport() or network(account.base_url),
            base_url=account.base_url,
            most_bytes=limits.most_bytes,
            on_written=on_token,
        )

    return guarded


@asynccontextmanager
async def connect(
    account: Account,
    store: TokenStore,
    *,
    make_transport: MakeTransport = lambda: None,
    clock: Callable[[], float] = time.time,
    limits: RequestLimits = _DEFAULT,
    places: anyio.Semaphore | None = None,
    kept: "ReferenceStore | None" = None,
    orders_groups: bool = True,
) -> AsyncGenerator[Intacct]:
    """Open a connection to a company; nothing is sent before the first call.

    Args:
        account: Whom to sign in as, and where.
        store: Where the token is kept.
        make_transport: How requests travel; the network when it gives None.
        clock: Seconds since 1970.
        limits: How much may be asked for, at once and by one call.
        places: Those for requests at once, where several connections to the company share them; else its own.
        kept: Where reference data is kept for other processes; None keeps it in this one.
        orders_groups: Whether an aggregate query may ask for an order; learned when it is not known.
    """
    tokens = Spent()

    def count_token() -> None:
        tokens.calls["token"] += 1

    guarded = guard(account, limits, make_transport=make_transport, on_token=count_token)
    # The environment's proxies, certificates and logins are network()'s business alone.
    async with httpx2.AsyncClient(
        transport=guarded(), timeout=limits.timeout, follow_redirects=False, trust_env=False
    ) as http:
        sign_in = SignIn(account, store, make_transport=guarded, clock=clock, limits=limits)
        if places is None:
            places = anyio.Semaphore(limits.at_once)
        sender = Sender(account, http, sign_in, limits, places, tokens)
        refusals = Refusals(orders_groups=orders_groups)
        connection = Connection(account, sender, Cache(clock), tokens, clock, kept, refusals)
        yield Intacct(connection)
