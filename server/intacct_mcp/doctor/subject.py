"""Whom doctor looks at: a sign-in, where its token is kept, and how requests travel.

Source: docs/doctor.md. The client is the server's own, so what doctor sees is what a tool would meet; only its
transport also tells of each exchange.
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date

import httpx2
from anyio import to_thread

from intacct_books import Clock
from intacct_client import Account, Intacct
from intacct_client.connect import connect
from intacct_client.errors import SignInFailed
from intacct_client.sending.guard import network
from intacct_client.sending.limits import RequestLimits
from intacct_client.sign_in import MakeTransport
from intacct_client.token_store import MemoryTokenStore, TokenStore
from intacct_client.watching import Exchange, Watched
from intacct_mcp.accounts import find_account, find_token_store
from intacct_mcp.company_usage import CompanyUsage
from intacct_mcp.connection import limits_of, open_profile_sandbox, sandbox_account
from intacct_mcp.doctor.failures import Failure, company_kind, failures, recognised
from intacct_mcp.folders import usage_file
from intacct_mcp.profiles import Profile
from intacct_mcp.serving import Serving
from intacct_mcp.settings import SettingsError

_TRIES = 2  # the second tells a fault that stays from one that passes
_PATIENCE = RequestLimits(tries=_TRIES)


@dataclass(frozen=True, slots=True)
class Subject:
    """A sign-in to look at.

    Attributes:
        clock: Whose today.
        wall: Seconds since 1970 on this machine.
        redirect_uri: Where a sign-in by browser ends; empty for other grants.
        limits: How patiently it is asked.
        tier: The plan's tier.
        usage: Counts its API transactions, and stops at the ceiling; None counts none.
    """

    account: Account
    store: TokenStore
    make_transport: MakeTransport
    clock: Clock
    is_sandbox: bool = False
    wall: Callable[[], float] = time.time
    redirect_uri: str = ""
    limits: RequestLimits = _PATIENCE
    tier: str = "1"
    usage: CompanyUsage | None = None


@asynccontextmanager
async def opened_subject(serving: Serving, profile: Profile) -> AsyncGenerator[Subject]:
    """The company of a profile; nothing is sent yet.

    Raises:
        SignInFailed: No client secret is known.
        ValueError: The sandbox's file is none.
    """
    if not profile.sandbox:
        account = await find_account(profile, serving.client_secret)
        store = await find_token_store(account)
        with closing(CompanyUsage.of(profile, account, usage_file())) as usage:
            yield Subject(
                account,
                store,
                lambda: None,
                Clock(serving.today),
                redirect_uri=profile.redirect_uri,
                limits=replace(limits_of(profile), tries=_TRIES),
                tier=profile.tier,
                usage=usage,
            )
        return
    sandbox = await to_thread.run_sync(open_profile_sandbox, profile, serving.today)
    try:
        day = date.fromisoformat(sandbox.ledger.company.today)
        yield Subject(
            sandbox_account(sandbox),
            MemoryTokenStore(),
            lambda: httpx2.ASGITransport(app=sandbox.app),
            Clock(serving.today, far_day=day),
            is_sandbox=True,
        )
    finally:
        sandbox.ledger.close()


def chosen(serving: Serving) -> Profile:
    """The profile that is meant.

    Raises:
        SettingsError: There are several, and none is the default.
    """
    profile = serving.profiles.get(serving.default)
    if profile is None:
        raise SettingsError(f"Which company? Name one of {', '.join(serving.choices)}.")
    return profile


@dataclass(slots=True)
class Examination:
    """A subject that is connected, and what has been seen so far.

    Attributes:
        exchanges: Every request since the start, with what came back.
        facts: What was learned, for the end of the report.
        told: How many exchanges have been spoken of.
        entities: The entities that are seen, by id.
    """

    subject: Subject
    intacct: Intacct
    exchanges: list[Exchange]
    facts: dict[str, str] = field(default_factory=dict[str, str])
    told: int = 0
    entities: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def kind(self) -> str:
        """The kind of company, by its id."""
        return company_kind(self.subject.account.company)

    def new_refusals(self) -> list[Exchange]:
        """What was refused since the last time this was asked."""
        new = [each for each in self.exchanges[self.told :] if each.is_refusal]
        self.told = len(self.exchanges)
        return new

    def cause(self, error: Exception) -> tuple[Failure, Exchange]:
        """The failure behind the error that just came up: the last refusal shows it.

        Without one it is the client that gave up: nothing to sign in with, an answer that it did not
        understand, or none at all.
        """
        was_answered = self.told < len(self.exchanges)
        refusals = self.new_refusals()
        if refusals:
            return recognised(refusals[-1], self.kind), refusals[-1]
        id_ = "S7" if was_answered else "S4"
        return failures()["F11" if isinstance(error, SignInFailed) else id_], Exchange("")


@asynccontextmanager
async def examined(subject: Subject, command: str) -> AsyncGenerator[Examination]:
    """Connect to a subject, with everything that comes back noted.

    Args:
        subject: Whom to look at.
        command: What its API transactions are counted under.

    Raises:
        CeilingReached: No more may be spent this month.
    """
    exchanges: list[Exchange] = []
    make = watching(subject.make_transport, subject.account.base_url, exchanges.append)
    async with (
        connect(
            subject.account,
            subject.store,
            make_transport=make,
            clock=subject.wall,
            limits=subject.limits,
        ) as intacct,
        subject.usage.counted(command, intacct) if subject.usage else nullcontext(),
    ):
        yield Examination(subject, intacct, exchanges)


def watching(
    make_transport: MakeTransport, base_url: str, told: Callable[[Exchange], None]
) -> Callable[[], httpx2.AsyncBaseTransport]:
    """The same transports, or those of the network, telling of each exchange."""
    return lambda: Watched(make_transport() or network(base_url), told)
