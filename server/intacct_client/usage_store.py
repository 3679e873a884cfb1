"""API transactions by company, day, tool and kind, in one file for all processes of this machine.

Source: docs/api/transactions.md.
Units:  days by UTC.
Errors: OSError when the file cannot be read or written. All of it blocks: call it on a
worker thread.
"""

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from intacct_client.database import open_database, set_aside
from intacct_client.meter import COUNTED
from intacct_client.plan import month_of

CALLS = "tool call"  # stands beside the kinds of requests, and costs nothing
_SCHEMA = """
CREATE TABLE IF NOT EXISTS usage (
  host TEXT NOT NULL, company TEXT NOT NULL, day TEXT NOT NULL, tool TEXT NOT NULL, kind TEXT NOT NULL,
  count INTEGER NOT NULL, PRIMARY KEY (host, company, day, tool, kind)
) WITHOUT ROWID;
"""
_ADD = """
INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (host, company, day, tool, kind) DO UPDATE SET count = count + excluded.count
"""
_TOTAL = f"""
SELECT COALESCE(SUM(count), 0) FROM usage WHERE host = ? AND company = ? AND day BETWEEN ? AND ?
AND kind IN ({", ".join("?" * len(COUNTED))})
"""


@dataclass(frozen=True, slots=True, order=True)
class Payer:
    """Whose plan a request counts to: the company, at the address it was sent to."""

    host: str
    company: str


@dataclass(frozen=True, slots=True)
class UsageRow:
    """How often something was done on a day."""

    payer: Payer
    day: str
    tool: str
    kind: str
    count: int


class UsageStore:
    """The counts. Opened when first used."""

    def __init__(self, path: Path | None) -> None:
        """Name the file; None counts in memory alone."""
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def add(self, payer: Payer, tool: str, counts: Mapping[str, int], at: datetime) -> int:
        """Add what one tool call made, all of it or nothing.

        Returns:
            The month's transactions of this payer, with those of other processes.
        """
        day = f"{at.astimezone(UTC):%Y-%m-%d}"
        rows = [
            (payer.host, payer.company, day, tool, kind, count)
            for kind, count in {**counts, CALLS: 1}.items()
            if count
        ]
        with self._use() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_ADD, rows)
            return _total(connection, payer, month_of(at))

    def transactions(self, payer: Payer, month: str) -> int:
        """The transactions of a payer in a month."""
        with self._use() as connection:
            return _total(connection, payer, month)

    def rows(self, month: str) -> list[UsageRow]:
        """All that was counted in a month, by payer, day, tool and kind."""
        with self._use() as connection:
            found = connection.execute(
                "SELECT * FROM usage WHERE day BETWEEN ? AND ? ORDER BY host, company, day, tool, kind",
                _days(month),
            )
            return [UsageRow(Payer(row[0], row[1]), *row[2:]) for row in found]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed()

    @contextmanager
    def _use(self) -> Generator[sqlite3.Connection]:
        """The open file, for one thread at a time; what was begun is committed, or undone."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = open_database(self._path, _SCHEMA, when_broken=set_aside)
                with self._connection as connection:
                    yield connection
            except sqlite3.Error as error:
                # Opened again next time: then it is looked at, and set aside if it is damaged.
                self._closed()
                raise OSError(f"{self._path}: {error}") from error

    def _closed(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _total(connection: sqlite3.Connection, payer: Payer, month: str) -> int:
    values = (payer.host, payer.company, *_days(month), *COUNTED)
    return int(connection.execute(_TOTAL, values).fetchone()[0])


def _days(month: str) -> tuple[str, str]:
    return f"{month}-01", f"{month}-31"
