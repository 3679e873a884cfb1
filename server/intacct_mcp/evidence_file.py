"""Evidence in a file of the user's state folder: a handle outlives the process that gave it.

One file for all sign-ins and all processes of this user (intacct_client.database), each handle under the profile and
the sign-in it was given to. It holds the question, the figure and the moment, never a line. What is older than a
day is forgotten, that of profiles that are no more too.
Errors: none: where the file cannot be used, a line on the log says so, and handles last as long as the process.
"""

import json
import logging
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from anyio import to_thread

from intacct_books import Kept, MemoryShelf
from intacct_books.evidence import Said, as_figure, as_text
from intacct_client import Account
from intacct_client.database import open_database, remove

GOOD_FOR = 24 * 60 * 60  # seconds
_LOG = logging.getLogger(__name__)
# By the time in each row: the file's own says nothing, since what is written goes into its log first.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
  owner TEXT NOT NULL, handle TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (owner, handle)
) WITHOUT ROWID;
"""

T = TypeVar("T")


class FileShelf:
    """Handles of one profile, kept for a day. The file is opened when it is first used."""

    def __init__(
        self, path: Path, account: Account, clock: Callable[[], float] = time.time
    ) -> None:
        self._path = path
        self._owner = f"{account.profile}/{account.fingerprint}"
        self._clock = clock
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._instead = MemoryShelf()

    async def keep(self, kept: Kept) -> None:
        """Keep what a handle stands for."""
        if not await to_thread.run_sync(self._tried, partial(self._write, kept)):
            await self._instead.keep(kept)

    async def find(self, handle: str) -> Kept | None:
        """What a handle stands for, unless it is unknown or older than a day."""
        found = await to_thread.run_sync(self._tried, partial(self._read, handle))
        return found or await self._instead.find(handle)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed()

    def _tried(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """The outcome; None when the file does not work."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = open_database(self._path, _SCHEMA, when_broken=remove)
                with self._connection as file:
                    return work(file)
            except (OSError, sqlite3.Error, ValueError, KeyError) as error:
                _LOG.warning("Evidence cannot be kept in %s: %s", self._path, error)
                # Opened again next time: then it is looked at, and thrown away if it is damaged.
                self._closed()
                return None

    def _write(self, kept: Kept, file: sqlite3.Connection) -> bool:
        now = self._clock()
        file.execute("BEGIN IMMEDIATE")
        file.execute("DELETE FROM kept WHERE at < ?", (now - GOOD_FOR,))
        file.execute(
            "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
            (self._owner, kept.handle, _body(kept), now),
        )
        return True

    def _read(self, handle: str, file: sqlite3.Connection) -> Kept | None:
        row = file.execute(
            "SELECT body FROM kept WHERE owner = ? AND handle = ? AND at >= ?",
            (self._owner, handle, self._clock() - GOOD_FOR),
        ).fetchone()
        return _kept(str(row[0])) if row else None

    def _closed(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _body(kept: Kept) -> str:
    return json.dumps(
        {
            "question": kept.question,
            "arguments": dict(kept.arguments),
            "entities": kept.entities,
            "book": kept.book,
            "figure": as_text(kept.figure),
            "read_at": kept.read_at,
            "tool": kept.said.tool,
            "said": dict(kept.said.arguments),
        }
    )


def _kept(body: str) -> Kept:
    read = json.loads(body)
    return Kept(
        question=read["question"],
        arguments=read["arguments"],
        entities=tuple(read["entities"]),
        book=read["book"],
        figure=as_figure(read["figure"]),
        read_at=read["read_at"],
        said=Said(read.get("tool", ""), read.get("said", {})),
    )
