"""Evidence in a file of the user's state folder: a handle outlives the process that gave it.

One SQLite file (0600, in a folder 0700) for each sign-in, for all processes of this user. It holds the question,
the figure and the moment, never a line. What is older than a day is forgotten.
Errors: none: where the file cannot be used, a line on the log says so, and handles last as long as the process.
"""

import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from anyio import to_thread

from intacct_books import Kept, MemoryShelf
from intacct_books.evidence import Said, as_figure, as_text
from intacct_client.whole_file import make_private

GOOD_FOR = 24 * 60 * 60  # seconds
WAIT = 5  # seconds for another process that is writing
_LOG = logging.getLogger(__name__)
_TABLE = "CREATE TABLE IF NOT EXISTS kept (handle TEXT PRIMARY KEY, body TEXT NOT NULL, at REAL NOT NULL)"

T = TypeVar("T")


class FileShelf:
    """Handles of one sign-in, kept for a day."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._instead = MemoryShelf()

    async def keep(self, kept: Kept) -> None:
        """Keep what a handle stands for."""
        try:
            await to_thread.run_sync(self._write, kept)
        except (OSError, sqlite3.Error) as error:
            self._tell(error)
            await self._instead.keep(kept)

    async def find(self, handle: str) -> Kept | None:
        """What a handle stands for, unless it is unknown or older than a day."""
        try:
            found = await to_thread.run_sync(self._read, handle)
        except (OSError, sqlite3.Error, ValueError, KeyError) as error:
            self._tell(error)
            found = None
        return found or await self._instead.find(handle)

    def _write(self, kept: Kept) -> None:
        now = self._clock()
        with self._opened() as file:
            file.execute("DELETE FROM kept WHERE at < ?", (now - GOOD_FOR,))
            file.execute(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (kept.handle, _body(kept), now)
            )

    def _read(self, handle: str) -> Kept | None:
        if not self._path.exists():
            return None
        with self._opened() as file:
            row = file.execute(
                "SELECT body FROM kept WHERE handle = ? AND at >= ?",
                (handle, self._clock() - GOOD_FOR),
            ).fetchone()
        return _kept(str(row[0])) if row else None

    @contextmanager
    def _opened(self) -> Generator[sqlite3.Connection]:
        """The file, in one transaction."""
        make_private(self._path.parent)
        # Made by us, since SQLite would make it readable by others.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self._path, timeout=WAIT)) as file, file:
            file.execute(_TABLE)
            yield file

    def _tell(self, error: Exception) -> None:
        _LOG.warning("Evidence cannot be kept in %s: %s", self._path, error)


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
