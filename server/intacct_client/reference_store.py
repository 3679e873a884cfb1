"""Reference data as it was read, in one file that all processes of this user share.

What is kept is the JSON of an answer, under the sign-in and the request it answers. The file is only ever a
copy: one that is damaged is thrown away, and a folder that cannot be written means that nothing is kept.
All of it blocks: call it on a worker thread.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TypeVar

from intacct_client.cache import KeptAnswer
from intacct_client.database import open_database, remove

T = TypeVar("T")

MOST_ENTRIES = 2_000
MOST_BYTES = 16_000_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
  account TEXT NOT NULL, request TEXT NOT NULL, read_at REAL NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (account, request)
);
"""
# The newest first; what is beyond the number or the bytes goes.
_MAKE_ROOM = """
DELETE FROM kept WHERE rowid IN (SELECT rowid FROM (
  SELECT rowid, ROW_NUMBER() OVER newest AS place, SUM(LENGTH(body)) OVER newest AS bytes FROM kept
  WINDOW newest AS (ORDER BY read_at DESC, rowid DESC)
) WHERE place > ? OR bytes > ?)
"""
_log = logging.getLogger(__name__)


class ReferenceStore:
    """Answers by account and request. Opened when first used."""

    def __init__(
        self, path: Path, *, most_entries: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES
    ) -> None:
        self._path = path
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def read(self, account: str, request: str, since: float) -> KeptAnswer | None:
        """The answer to a request, if it was read since then."""
        return self._tried(lambda connection: _read(connection, account, request, since), None)

    def write(self, account: str, request: str, answer: KeptAnswer) -> None:
        """Keep an answer, and drop the oldest ones where there are too many."""

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(
                    "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)",
                    (account, request, answer.read_at, _hash(answer.body), answer.body),
                )
                connection.execute(_MAKE_ROOM, (self._most_entries, self._most_bytes))

        self._tried(write, None)

    def clear(self, account: str) -> None:
        """Forget all of one account."""

        def clear(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM kept WHERE account = ?", (account,))

        self._tried(clear, None)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed()

    def _tried(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """The outcome, or what stands for it when the file does not work: nothing rests on a copy."""
        with self._lock:
            try:
                return work(self._opened())
            except sqlite3.OperationalError as error:
                _log.warning("The cache %s is not used: %s", self._path, error)
            except sqlite3.DatabaseError as error:
                # Opened again next time: then it is looked at, and thrown away.
                _log.warning("The cache %s is damaged: %s", self._path, error)
                self._closed()
            except (OSError, TimeoutError) as error:
                _log.warning("The cache %s is not used: %s", self._path, error)
            return otherwise

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_database(self._path, _SCHEMA, when_broken=remove)
        return self._connection

    def _closed(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _read(
    connection: sqlite3.Connection, account: str, request: str, since: float
) -> KeptAnswer | None:
    row = connection.execute(
        "SELECT body, read_at, hash FROM kept WHERE account = ? AND request = ? AND read_at > ?",
        (account, request, since),
    ).fetchone()
    # SQLite notices a broken page, but not a letter that changed on the disk.
    return KeptAnswer(row[0], row[1]) if row and row[2] == _hash(row[0]) else None


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
