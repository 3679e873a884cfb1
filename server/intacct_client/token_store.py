"""Where an access token is kept, so that all processes of one sign-in share it.

A new grant may kill the last one: two processes that each sign in would log each other out.
Source: docs/api/sign-in.md.
Errors: OSError when the folder cannot be written; TimeoutError when another process keeps the lock too long.
"""

import json
import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from anyio import Lock, to_thread
from filelock import FileLock

LOCK_TIMEOUT = 30  # seconds to wait for another process that is signing in


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and what renews it.

    Attributes:
        access_token: Sent as bearer; never printed.
        refresh_token: Good for one renewal; empty when none was given.
        expires_at: Seconds since 1970.
    """

    access_token: str
    refresh_token: str
    expires_at: float

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at:.0f})"


class TokenStore(Protocol):
    """A place for one token."""

    async def load(self) -> Token | None:
        """The token kept, if there is one that can be read."""
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


class FileTokenStore:
    """A file that only its owner can read (0600), replaced as a whole, with a lock file beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    async def load(self) -> Token | None:
        """The token in the file; None when there is none or it cannot be understood."""
        return await to_thread.run_sync(self._read)

    async def save(self, token: Token) -> None:
        """Replace the file."""
        await to_thread.run_sync(self._write, token)

    @asynccontextmanager
    async def exclusive(self) -> AsyncGenerator[None]:
        """One task of one process at a time."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not thread-local: taken and given back on whatever worker thread is free.
        across = FileLock(f"{self._path}.lock", thread_local=False, mode=0o600)
        async with self._lock:
            await to_thread.run_sync(across.acquire, LOCK_TIMEOUT)
            try:
                yield
            finally:
                across.release()

    def _read(self) -> Token | None:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return Token(str(kept["access_token"]), str(kept["refresh_token"]), kept["expires_at"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            # Half a file is no token: signing in anew is all that can be done, and it is done.
            return None

    def _write(self, token: Token) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes the file 0600 from the start.
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(token), file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self._path)
