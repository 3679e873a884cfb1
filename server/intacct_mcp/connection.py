"""From settings to books: one company, connected on the first call and shared by all that follow."""

import hashlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import httpx2
from anyio import Lock, to_thread

from intacct_books import BadArgument, Books, Clock, Scope
from intacct_client import Account, Intacct
from intacct_mcp.calls import use
from intacct_mcp.settings import Settings

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
        profile: The connection's name, for the audit log.
        usage: Counts its API transactions; None counts none.
    """

    intacct: Intacct
    clock: Clock
    cursor_key: bytes
    is_sandbox: bool
    profile: str = ""
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
        )
        intacct = self.intacct.metered()
        use(self.profile, intacct, self.usage)
        month = await self.usage.begin() if self.usage else None
        return Books(intacct, scope, self.clock, self.cursor_key, month)


class OneCompany:
    """The company that the settings name. Nothing is opened before the first call."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened = AsyncExitStack()
        self._opening = Lock()
        self._connected: ConnectedCompany | None = None

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
        """Books for one call, with a meter at zero."""
        async with self._opening:
            if self._connected is None:
                opens = self._sandbox() if self._settings.is_sandbox else self._company()
                self._connected = await opens
        return await self._connected.books(company)

    # Authlib and the sandbox are imported when first needed, not while a host waits for the tool list.

    async def _company(self) -> ConnectedCompany:
        from intacct_client.connect import connect
        from intacct_client.reference_store import ReferenceStore
        from intacct_client.token_store import FileTokenStore
        from intacct_mcp.folders import reference_file, usage_file

        account = _company_account(self._settings)
        store = FileTokenStore(token_file(account))
        kept = ReferenceStore(reference_file())
        self._opened.callback(kept.close)
        intacct = await self._opened.enter_async_context(connect(account, store, kept=kept))
        return ConnectedCompany(
            intacct,
            Clock(self._settings.today),
            _cursor_key(account.client_secret),
            is_sandbox=False,
            profile=account.username,
            usage=self._usage(urlsplit(account.base_url).netloc, account.company, usage_file()),
        )

    async def _sandbox(self) -> ConnectedCompany:
        from intacct_client.connect import connect
        from intacct_client.token_store import MemoryTokenStore
        from intacct_mcp.company_usage import SANDBOX
        from intacct_mcp.folders import usage_file

        try:
            sandbox = await to_thread.run_sync(_open_sandbox, self._settings)
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
        clock = Clock(self._settings.today, far_day=day)
        # What lives in memory leaves nothing behind: neither counts nor a log.
        file = usage_file() if self._settings.sandbox_db else None
        usage = self._usage(SANDBOX, intacct.account.company, file)
        key = _cursor_key("sandbox")
        return ConnectedCompany(
            intacct, clock, key, is_sandbox=True, profile="sandbox", usage=usage
        )

    def _usage(self, host: str, company: str, file: Path | None) -> "CompanyUsage":
        from intacct_client.usage_store import Payer, UsageStore
        from intacct_mcp.company_usage import SANDBOX, CompanyUsage

        store = UsageStore(file)
        self._opened.callback(store.close)
        ceiling = None if host == SANDBOX else self._settings.transaction_ceiling
        return CompanyUsage(store, Payer(host, company), tier=self._settings.tier, ceiling=ceiling)


def sandbox_account(sandbox: "Sandbox", base_url: str = "http://localhost") -> Account:
    """Whom to sign in as in a sandbox."""
    credentials = sandbox.credentials
    return Account(credentials.username, credentials.client_id, credentials.client_secret, base_url)


def token_file(account: Account) -> Path:
    """Where the token of a sign-in is kept, in the user's own state folder."""
    from intacct_mcp.folders import state_folder

    return state_folder() / "tokens" / f"{account.fingerprint}.json"


def audit_of(settings: Settings) -> "Callable[[], AuditLog] | None":
    """Opens the audit log; None for a sandbox in memory, which leaves nothing behind."""
    if settings.is_sandbox and not settings.sandbox_db:
        return None

    def open_log() -> "AuditLog":
        from intacct_mcp.audit.log import AuditLog
        from intacct_mcp.folders import audit_folder

        return AuditLog(audit_folder(), is_strict=settings.audit_strict)

    return open_log


def _company_account(settings: Settings) -> Account:
    username = settings.username
    if settings.entity and "|" not in username:
        username = f"{username}|{settings.entity}"
    secret = settings.client_secret.get_secret_value()
    return Account(username, settings.client_id, secret, settings.base_url)


def _open_sandbox(settings: Settings) -> "Sandbox":
    from intacct_sandbox.serve import MEMORY, Seed, open_sandbox

    today = settings.sandbox_today or settings.today or datetime.now(UTC).astimezone().date()
    seed = Seed(
        settings.sandbox_seed,
        today,
        settings.sandbox_lines,
        first_fiscal_month=settings.sandbox_fiscal_year_start,
    )
    return open_sandbox(seed, database=settings.sandbox_db or MEMORY)


def _cursor_key(secret: str) -> bytes:
    """What signs cursors: the same on every replica of one connection."""
    return hashlib.sha256(f"cursor|{secret}".encode()).digest()
