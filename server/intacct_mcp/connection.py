"""From settings to books: one company, connected on the first call and shared by all that follow."""

import hashlib
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx2
from anyio import Lock, to_thread

from intacct_books import BadArgument, Books, Clock, Scope
from intacct_client import Account, Intacct
from intacct_mcp.settings import Settings

if TYPE_CHECKING:
    from intacct_sandbox.serve import Sandbox


class OneCompany:
    """The company that the settings name. Nothing is opened before the first call."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened = AsyncExitStack()
        self._opening = Lock()
        self._connected: tuple[Intacct, Clock, bytes] | None = None

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
                self._connected = await self._open()
        intacct, clock, cursor_key = self._connected
        account = intacct.account
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
            today=clock.today(),
            is_sandbox=self._settings.is_sandbox,
        )
        return Books(intacct.metered(), scope, clock, cursor_key)

    async def _open(self) -> tuple[Intacct, Clock, bytes]:
        # Authlib and the sandbox are imported when first needed, not while a host waits for the tool list.
        from intacct_client.connect import connect
        from intacct_client.token_store import FileTokenStore, MemoryTokenStore

        settings = self._settings
        if settings.is_sandbox:
            sandbox = await to_thread.run_sync(_open_sandbox, settings)
            self._opened.callback(sandbox.ledger.close)
            account = _sandbox_account(sandbox)
            intacct = await self._opened.enter_async_context(
                connect(
                    account,
                    MemoryTokenStore(),
                    make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
                )
            )
            day = settings.today or date.fromisoformat(sandbox.ledger.company.today)
            return intacct, Clock(day), _cursor_key("sandbox")
        account = _company_account(settings)
        store = FileTokenStore(token_file(account))
        intacct = await self._opened.enter_async_context(connect(account, store))
        return intacct, Clock(settings.today), _cursor_key(account.client_secret)


def token_file(account: Account) -> Path:
    """Where the token of a sign-in is kept, in the user's own state folder."""
    from platformdirs import user_state_path

    return user_state_path("sage-intacct-mcp") / "tokens" / f"{account.fingerprint}.json"


def _company_account(settings: Settings) -> Account:
    username = settings.username
    if settings.entity and "|" not in username:
        username = f"{username}|{settings.entity}"
    secret = settings.client_secret.get_secret_value()
    return Account(username, settings.client_id, secret, settings.base_url)


def _sandbox_account(sandbox: "Sandbox") -> Account:
    credentials = sandbox.credentials
    return Account(
        credentials.username, credentials.client_id, credentials.client_secret, "http://localhost"
    )


def _open_sandbox(settings: Settings) -> "Sandbox":
    from intacct_sandbox.serve import MEMORY, Seed, open_sandbox

    today = settings.sandbox_today or settings.today or datetime.now(UTC).astimezone().date()
    seed = Seed(settings.sandbox_seed, today, settings.sandbox_lines)
    return open_sandbox(seed, database=settings.sandbox_db or MEMORY)


def _cursor_key(secret: str) -> bytes:
    """What signs cursors: the same on every replica of one connection."""
    return hashlib.sha256(f"cursor|{secret}".encode()).digest()
