"""From profiles to books: companies, each connected on its first call and shared by all calls that follow."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx2
from anyio import Lock, Semaphore, to_thread

from intacct_books import (
    BadArgument,
    Books,
    Clock,
    Exports,
    MemoryExports,
    MemoryShelf,
    Scope,
    Shelf,
)
from intacct_books.own_log import OwnLog
from intacct_client import Account, Intacct
from intacct_client.sending.limits import RequestLimits
from intacct_mcp.calls import use
from intacct_mcp.profiles import Profile
from intacct_mcp.serving import Serving

if TYPE_CHECKING:
    from intacct_mcp.audit.log import AuditLog
    from intacct_mcp.company_usage import CompanyUsage
    from intacct_sandbox.serve import Sandbox


@dataclass(frozen=True, slots=True)
class ConnectedCompany:
    """A company that is connected.

    Attributes:
        intacct: The connection.
        clock: Whose today.
        cursor_key: What signs cursors.
        is_sandbox: Whether the company is invented.
        profile: The profile it was reached by; empty when there is none.
        shelf: Where the handles of its figures are kept.
        exports: Where files exported from it are kept.
        own_log: The log of calls about it, where one is kept.
        usage: Counts its API transactions; None counts none.
    """

    intacct: Intacct
    clock: Clock
    cursor_key: bytes
    is_sandbox: bool
    profile: str = ""
    shelf: Shelf = field(default_factory=MemoryShelf)
    exports: Exports = field(default_factory=MemoryExports)
    own_log: OwnLog | None = None
    usage: "CompanyUsage | None" = None

    async def books(self, company: str = "") -> Books:
        """Books for one call, with a meter at zero."""
        account = self.intacct.account
        if company and company != account.company:
            raise BadArgument(
                f"No company {company[:40]!r}. This server is connected to {account.company!r}."
            )
        scope = Scope(
            company=account.company,
            entities=(account.entity,) if account.entity else (),
            private=not account.entity,
            book="accrual",
            currency="",
            today=self.clock.today(),
            is_sandbox=self.is_sandbox,
            profile=self.profile,
            is_bound=bool(account.entity),
        )
        intacct = self.intacct.metered()
        use(self.profile or account.username, intacct, self.usage)
        month = await self.usage.begin() if self.usage else None
        return Books(
            intacct,
            scope,
            self.clock,
            self.cursor_key,
            self.shelf,
            exports=self.exports,
            own_log=self.own_log,
            month=month,
        )


class Companies:
    """The companies that are served. None is opened before its own first call."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._opened = AsyncExitStack()
        self._connected: dict[str, ConnectedCompany] = {}
        # Each opens by itself: one that cannot sign in must not make the others wait.
        self._opening = {name: Lock() for name in serving.profiles}
        self._places = _places(serving.profiles)

    async def __aenter__(self) -> Self:
        await self._opened.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._opened.__aexit__(kind, error, trace)

    async def books(self, company: str = "") -> Books:
        """Books of a company for one call, with a meter at zero.

        Args:
            company: The name of its profile; the default when left out.
        """
        serving = self._serving
        profile = serving.profiles.get(company or serving.default)
        if profile is None:
            raise BadArgument(f"Which company? Set company to one of {', '.join(serving.choices)}.")
        async with self._opening[profile.name]:
            if profile.name not in self._connected:
                opens = self._sandbox(profile) if profile.sandbox else self._company(profile)
                self._connected[profile.name] = await opens
        return await self._connected[profile.name].books()

    # Authlib, the vault and the sandbox are imported when first needed, not while a host waits for the tool list.

    async def _company(self, profile: Profile) -> ConnectedCompany:
        from intacct_mcp.accounts import find_account, find_kept
        from intacct_mcp.audit.counting import CountedLog
        from intacct_mcp.company_usage import CompanyUsage
        from intacct_mcp.folders import audit_folder, usage_file

        account = await find_account(profile, self._serving.client_secret)
        intacct = await self._signed_in(profile, account)
        key = _cursor_key(f"{account.base_url}|{account.username}|{account.client_secret}")
        shelf, exports = await find_kept(account)
        self._opened.callback(shelf.close)
        return ConnectedCompany(
            intacct,
            Clock(self._serving.today),
            key,
            is_sandbox=False,
            profile=profile.name,
            shelf=shelf,
            exports=exports,
            own_log=CountedLog(audit_folder()),
            usage=self._counting(CompanyUsage.of(profile, account, usage_file())),
        )

    async def _signed_in(self, profile: Profile, account: Account) -> Intacct:
        """The connection of an account, with what is known of its company."""
        from intacct_client.connect import connect
        from intacct_client.reference_store import ReferenceStore
        from intacct_mcp.accounts import find_token_store
        from intacct_mcp.doctor.probing.readings_store import (
            orders_groups,
            read_readings,
            readings_file,
        )
        from intacct_mcp.folders import reference_file

        store = await find_token_store(account)
        readings = await to_thread.run_sync(read_readings, readings_file(account))
        kept = ReferenceStore(reference_file())
        self._opened.callback(kept.close)
        return await self._opened.enter_async_context(
            connect(
                account,
                store,
                limits=limits_of(profile),
                places=self._places[_company_of(profile)],
                kept=kept,
                orders_groups=orders_groups(readings),
            )
        )

    async def _sandbox(self, profile: Profile) -> ConnectedCompany:
        from intacct_client.connect import connect
        from intacct_client.token_store import MemoryTokenStore
        from intacct_mcp.company_usage import CompanyUsage
        from intacct_mcp.folders import usage_file

        try:
            sandbox = await to_thread.run_sync(open_profile_sandbox, profile, self._serving.today)
        except ValueError as error:
            raise BadArgument(f"The sandbox could not be opened: {error}") from error
        self._opened.callback(sandbox.ledger.close)
        intacct = await self._opened.enter_async_context(
            connect(
                sandbox_account(sandbox),
                MemoryTokenStore(),
                make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
            )
        )
        day = date.fromisoformat(sandbox.ledger.company.today)
        clock = Clock(self._serving.today, far_day=day)
        key = _cursor_key(f"sandbox|{profile.seed}|{profile.lines}|{profile.db}|{day}")
        # What lives in memory leaves nothing behind: neither counts nor a log.
        file = usage_file() if profile.db else None
        usage = self._counting(CompanyUsage.of(profile, intacct.account, file))
        return ConnectedCompany(
            intacct, clock, key, is_sandbox=True, profile=profile.name, usage=usage
        )

    def _counting(self, usage: "CompanyUsage") -> "CompanyUsage":
        self._opened.callback(usage.close)
        return usage


def audit_of(serving: Serving) -> "Callable[[], AuditLog] | None":
    """Opens the audit log; None where all is a sandbox in memory, which leaves nothing behind."""
    if all(each.sandbox and not each.db for each in serving.profiles.values()):
        return None

    def open_log() -> "AuditLog":
        from intacct_mcp.audit.log import AuditLog
        from intacct_mcp.folders import audit_folder

        return AuditLog(audit_folder(), is_strict=serving.audit_strict)

    return open_log


def sandbox_account(sandbox: "Sandbox", base_url: str = "http://localhost") -> Account:
    """Whom to sign in as in a sandbox."""
    credentials = sandbox.credentials
    return Account(credentials.username, credentials.client_id, credentials.client_secret, base_url)


def limits_of(profile: Profile) -> RequestLimits:
    """How much may be asked for over a profile's connection."""
    return RequestLimits(
        at_once=profile.at_once,
        deadline=profile.deadline,
        most_bytes=profile.most_megabytes * 2**20,
    )


def _places(profiles: Mapping[str, Profile]) -> dict[tuple[str, str], Semaphore]:
    """Requests at once of each company: all its profiles together, by the most careful of them."""
    fewest: dict[tuple[str, str], int] = {}
    for profile in profiles.values():
        company = _company_of(profile)
        fewest[company] = min(profile.at_once, fewest.get(company, profile.at_once))
    return {company: Semaphore(count) for company, count in fewest.items()}


def _company_of(profile: Profile) -> tuple[str, str]:
    return profile.base_url, profile.company.casefold()


def open_profile_sandbox(profile: Profile, pinned: date | None) -> "Sandbox":
    """The sandbox of a profile."""
    from intacct_sandbox.serve import MEMORY, Seed, open_sandbox

    today = profile.today or pinned or datetime.now(UTC).astimezone().date()
    seed = Seed(profile.seed, today, profile.lines, first_fiscal_month=profile.fiscal_year_start)
    return open_sandbox(seed, database=profile.db or MEMORY)


def _cursor_key(secret: str) -> bytes:
    """What signs cursors: the same on every replica of one connection, another for every other."""
    return hashlib.sha256(f"cursor|{secret}".encode()).digest()
