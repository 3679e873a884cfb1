"""From settings to books: one company, connected on the first call and shared by all that follow."""

import hashlib
from contextlib import AsyncExitStack
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ConnectedCompany:
    """A company that is connected.

    Attributes:
        intacct: The connection.
        clock: Whose today.
        cursor_key: What signs cursors.
        is_sandbox: Whether the company is invented.
    """

    intacct: Intacct
    clock: Clock
    cursor_key: bytes
    is_sandbox: bool

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
        return Books(self.intacct.metered(), scope, self.clock, self.cursor_key)


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
        from intacct_client.token_store import FileTokenStore
        from intacct_mcp.doctor.readings_store import orders_groups, read_readings, readings_file

        account = company_account(self._settings)
        store = FileTokenStore(token_file(account))
        readings = await to_thread.run_sync(read_readings, readings_file(account))
        intacct = await self._opened.enter_async_context(
            connect(account, store, orders_groups=orders_groups(readings))
        )
        clock = Clock(self._settings.today)
        return ConnectedCompany(
            intacct, clock, _cursor_key(account.client_secret), is_sandbox=False
        )

    async def _sandbox(self) -> ConnectedCompany:
        from intacct_client.connect import connect
        from intacct_client.token_store import MemoryTokenStore

        try:
            sandbox = await to_thread.run_sync(open_settings_sandbox, self._settings)
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
        return ConnectedCompany(intacct, clock, _cursor_key("sandbox"), is_sandbox=True)


def sandbox_account(sandbox: "Sandbox", base_url: str = "http://localhost") -> Account:
    """Whom to sign in as in a sandbox."""
    credentials = sandbox.credentials
    return Account(credentials.username, credentials.client_id, credentials.client_secret, base_url)


def token_file(account: Account) -> Path:
    """Where the token of a sign-in is kept, in the user's own state folder."""
    from platformdirs import user_state_path

    return user_state_path("sage-intacct-mcp") / "tokens" / f"{account.fingerprint}.json"


def company_account(settings: Settings) -> Account:
    """Whom the settings sign in as."""
    username = settings.username
    if settings.entity and "|" not in username:
        username = f"{username}|{settings.entity}"
    secret = settings.client_secret.get_secret_value()
    return Account(username, settings.client_id, secret, settings.base_url)


def open_settings_sandbox(settings: Settings) -> "Sandbox":
    """The sandbox that the settings describe."""
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
