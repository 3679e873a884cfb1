"""One company's API transactions: counted in the file, held against its plan, stopped at the ceiling.

Source: docs/api/transactions.md.
It is also how a command that reads the company beside the server counts itself: `counted`.
Errors: `CeilingReached` before anything is sent; OSError when the count cannot be written.
"""

import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Self
from urllib.parse import urlsplit

from anyio import CancelScope, to_thread

from intacct_books import IntacctError
from intacct_client import Account, Intacct
from intacct_client.plan import Month, Tier, month_of
from intacct_client.usage_store import Payer, UsageStore
from intacct_mcp.profiles import Profile
from intacct_mcp.settings import variable

SANDBOX = "sandbox"  # the host of the company that lives in this process


_log = logging.getLogger(__name__)


class CeilingReached(IntacctError):
    """The month's ceiling is reached, or nobody can tell whether it is."""


def _now() -> datetime:
    return datetime.now(UTC)


class CompanyUsage:
    """What a company's calls cost, and what its plan says to it."""

    def __init__(
        self,
        store: UsageStore,
        payer: Payer,
        *,
        tier: Tier = "1",
        ceiling: int | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._payer = payer
        self._tier: Tier = tier
        self._ceiling = ceiling
        self._now = now
        self._known: Month | None = None
        self._lock = Lock()
        self._tokens = 0

    @classmethod
    def of(cls, profile: Profile, account: Account, file: Path | None) -> Self:
        """That of a profile's company.

        Args:
            profile: Its plan and its ceiling.
            account: Whose requests are counted.
            file: Where; None counts in memory alone.
        """
        host = SANDBOX if profile.sandbox else urlsplit(account.base_url).netloc
        return cls(
            UsageStore(file),
            Payer(host, account.company),
            tier=profile.tier,
            ceiling=profile.transaction_ceiling,
        )

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    @property
    def known(self) -> Month | None:
        """The month, as it was when it was last looked at."""
        return self._known

    @asynccontextmanager
    async def counted(self, command: str, intacct: Intacct) -> AsyncGenerator[None]:
        """Count what a command does, however it ends.

        Args:
            command: What stands where a tool's name stands.
            intacct: The handle that it uses.

        Raises:
            CeilingReached: No more may be spent this month.
        """
        await self.begin()
        try:
            yield
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._count_quietly, command, intacct)

    async def begin(self) -> Month | None:
        """The month so far, before a call; None when the count cannot be read.

        Raises:
            CeilingReached: No more may be spent this month.
        """
        name = month_of(self._now())
        # With a ceiling every call looks: other processes spend too.
        if self._ceiling is not None or self._known is None or self._known.name != name:
            try:
                used = await to_thread.run_sync(self._store.transactions, self._payer, name)
            except OSError as error:
                self._refuse_unknown(error)
                return None
            self._known = Month(name, used, self._tier)
        self._refuse_beyond(self._known)
        return self._known

    def count(self, tool: str, intacct: Intacct) -> str:
        """Add what a call cost. Blocks: call it on a worker thread.

        Args:
            tool: The tool's name.
            intacct: The call's own handle, with what it counted.

        Returns:
            The line that the reader must be shown; empty while there is enough left.
        """
        spent = intacct.spent
        counts = Counter[str](spent.calls) + Counter[str](spent.setup)
        with self._lock:
            # Tokens are the connection's: whichever call ends next counts those that are new.
            tokens = intacct.tokens_minted
            counts["token"], self._tokens = tokens - self._tokens, tokens
        at = self._now()
        used = self._store.add(self._payer, tool, counts, at)
        self._known = Month(month_of(at), used, self._tier)
        is_told = self._known.is_near and self._payer.host != SANDBOX
        return self._known.line if is_told else ""

    def _count_quietly(self, command: str, intacct: Intacct) -> None:
        try:
            self.count(command, intacct)
        except OSError as error:
            _log.warning("API transactions are not counted: %s", error)

    def _refuse_beyond(self, month: Month) -> None:
        if self._ceiling is not None and month.used >= self._ceiling:
            raise CeilingReached(
                f"{month.used:,} API transactions were made in {month.name}, and the ceiling is {self._ceiling:,}. "
                f"Raise {variable('transaction_ceiling')} (or the profile's transaction_ceiling), or wait for "
                "the next month."
            )

    def _refuse_unknown(self, error: OSError) -> None:
        if self._ceiling is not None:
            raise CeilingReached(
                f"The count of API transactions cannot be read, so {variable('transaction_ceiling')} cannot be "
                "kept. Make the state folder writable, or leave the setting out."
            ) from error
