"""Where an access token is kept, so that all processes of one sign-in share it.

A new grant may kill the last one: two processes that each sign in would log each other out.
Source: docs/api/sign-in.md.
Errors: `VaultFailed` when the place cannot be used, or another process keeps it too long.
"""

import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import anyio
from anyio import Lock, to_thread
from filelock import FileLock, Timeout

from intacct_client.vault import Vault, VaultFailed, apart
from intacct_client.whole_file import make_private

LOCK_TIMEOUT = 40  # seconds to wait for another process that is signing in
EARLY = 60  # seconds before its end that a token is no longer used


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and what renews it.

    Attributes:
        access_token: Sent as bearer; never printed.
        refresh_token: Good for one renewal; empty when none was given.
        expires_at: Seconds since 1970.
        early: Seconds before that when it is renewed.
    """

    access_token: str
    refresh_token: str
    expires_at: float
    early: float = EARLY

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at:.0f})"

    def is_fresh(self, now: float) -> bool:
        """Whether it is good for a while yet."""
        return self.expires_at - self.early > now


class TokenStore(Protocol):
    """A place for one token."""

    async def load(self) -> Token | None:
        """The token kept, if there is one."""
        ...

    async def save(self, token: Token) -> None:
        """Keep a token, whole or not at all."""
        ...

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """Keep every other user of this store out while signing in."""
        ...


class MemoryTokenStore:
    """A store of this process alone, for a company that lives in it."""

    def __init__(self) -> None:
        self._token: Token | None = None
        self._lock = Lock()

    async def load(self) -> Token | None:
        """The token kept."""
        return self._token

    async def save(self, token: Token) -> None:
        """Keep a token."""
        self._token = token

    @asynccontextmanager
    async def exclusive(self) -> AsyncGenerator[None]:
        """One task at a time."""
        async with self._lock:
            yield


class VaultTokenStore:
    """A token in a vault, shared by all processes of this user.

    Args:
        vault: Where it is kept.
        name: Under which name, e.g. `acme/token`.
        folder: Where the lock file is.
        account: The account's fingerprint: a token of another one is none.
    """

    def __init__(self, vault: Vault, name: str, *, folder: Path, account: str) -> None:
        self._vault = vault
        self._name = name
        self._folder = folder
        self._account = account
        self._lock = Lock()

    async def load(self) -> Token | None:
        """The token kept; None when there is none of this account."""
        kept = await apart(self._vault.read, self._name)
        return None if kept is None else _token_in(kept, self._account)

    async def save(self, token: Token) -> None:
        """Put it in place of the one before."""
        text = json.dumps(
            {
                "account": self._account,
                "access_token": token.access_token,
                "refresh_token": token.refresh_token,
                "expires_at": token.expires_at,
                "early": token.early,
            }
        )
        await apart(self._vault.write, self._name, text)

    async def delete(self) -> None:
        """Forget the token, of whichever account it is."""
        await apart(self._vault.delete, self._name)

    @asynccontextmanager
    async def exclusive(self) -> AsyncGenerator[None]:
        """One task of one process at a time."""
        async with self._lock:
            across = await to_thread.run_sync(self._lock_file)
            await self._acquire(across)
            try:
                yield
            finally:
                across.release()

    async def _acquire(self, across: FileLock) -> None:
        """Ask now and then rather than block a thread: a caller may give up while waiting."""
        try:
            with anyio.fail_after(LOCK_TIMEOUT):
                while not _is_taken(across):  # noqa: ASYNC110 - another process sends no event
                    await anyio.sleep(0.02)
        except TimeoutError as late:
            raise VaultFailed(
                f"Another process has been signing in for {LOCK_TIMEOUT} seconds. Try again in a minute."
            ) from late

    def _lock_file(self) -> FileLock:
        try:
            make_private(self._folder)
        except OSError as error:
            raise VaultFailed(
                f"The folder {self._folder} cannot be used: {error.strerror}. Make it one of your own."
            ) from error
        name = hashlib.sha256(self._name.encode()).hexdigest()[:32]
        return FileLock(self._folder / f"{name}.lock", thread_local=False, mode=0o600)


def _is_taken(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


def _token_in(text: str, account: str) -> Token | None:
    try:
        kept = json.loads(text)
        if kept["account"] != account:
            return None
        return Token(
            str(kept["access_token"]),
            str(kept["refresh_token"]),
            float(kept["expires_at"]),
            float(kept["early"]),
        )
    except (ValueError, KeyError, TypeError):
        # Written by another version: no token, and signing in makes a new one.
        return None
