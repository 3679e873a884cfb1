"""The ledger: one SQLite database, in memory or in a file.

Source: schema.sql (the tables), objects.sql and those after it (the API's objects over them).
One connection serves all threads behind a lock; a write is one transaction.
"""

import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import Any

from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.query.compile import SHUFFLE_PRIME
from intacct_sandbox.query.source import Shape
from intacct_sandbox.query.values import SqlValue

MEMORY = ":memory:"
_SCRIPTS = (
    "schema.sql",
    "objects.sql",
    "documents.sql",
    "document_lines.sql",
    "transactions.sql",
)


@dataclass(frozen=True, slots=True)
class Company:
    """The company's own record: who it is and what day it is there."""

    id: str
    name: str
    base_currency: str
    first_fiscal_month: int
    today: str
    seed: int
    journal_lines_asked: int
    closing_journals: str


class Ledger:
    """The rows, and the few ways to read and write them."""

    def __init__(self, path: str = MEMORY) -> None:
        self._lock = RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = MEMORY")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.create_function("casefold", 1, _casefold, deterministic=True)
        self._keys: dict[str, int] = {}
        self._inserts: dict[tuple[str, ...], str] = {}  # by table and columns
        self.assumptions = Assumptions()
        self._depth = 0  # of transactions inside transactions
        if self.is_new:
            self._create()

    @property
    def is_new(self) -> bool:
        """Whether no company lives here yet."""
        tables = self.rows("SELECT COUNT(*) FROM sqlite_master WHERE name = 'company'")[0][0]
        return not tables or not self.rows("SELECT COUNT(*) FROM company")[0][0]

    @cached_property
    def company(self) -> Company:
        """The company's record; it never changes once seeded."""
        return Company(*self.rows("SELECT * FROM company")[0])

    @cached_property
    def shape(self) -> Shape:
        """What can be queried: the catalogue, and the columns of the views."""
        views = [
            name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'view'")
        ]
        columns = {
            view: {row[1]: row[2] for row in self.rows(f'PRAGMA table_xinfo("{view}")')}
            for view in views
        }
        return Shape(catalogue(), columns)

    @property
    def shuffle(self) -> int:
        """What makes the order of unordered rows this company's own."""
        return self.company.seed * 7919 % SHUFFLE_PRIME

    def assume(self, assumptions: Assumptions) -> None:
        """Take these readings for the answers from now on."""
        self.assumptions = assumptions
        readings = [name for _, name, *_ in self.rows("PRAGMA table_info(assumed)")]
        marks = ", ".join("?" for _ in readings)
        with self.transaction():
            self.write("DELETE FROM assumed")
            values = [getattr(assumptions, name) for name in readings]
            self.write(f"INSERT INTO assumed VALUES ({marks})", values)

    def rows(self, sql: str, parameters: Sequence[SqlValue] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Sequence[SqlValue] = ()) -> tuple[Any, ...] | None:
        """The first row of a statement, if there is one."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All writes inside stand or fall together; a transaction inside another is a part of it."""
        with self._lock:
            depth = self._depth
            self._depth += 1
            self._connection.execute(f"SAVEPOINT s{depth}")
            try:
                yield
            except BaseException:  # a cancelled caller's work is undone too
                self._connection.execute(f"ROLLBACK TO s{depth}")
                self._keys.clear()
                raise
            finally:
                self._depth = depth
                self._connection.execute(f"RELEASE s{depth}")

    @contextmanager
    def provisional(self) -> Generator[None]:
        """As `transaction`, but without holding on to the ledger: others may write in between.

        What they write stands or falls with what is inside. One at a time.
        """
        with self._lock:
            depth = self._depth
            self._depth += 1
            self._connection.execute(f"SAVEPOINT s{depth}")
        try:
            yield
        except BaseException:  # a cancelled caller's work is undone too
            with self._lock:
                self._connection.execute(f"ROLLBACK TO s{depth}")
                self._keys.clear()
            raise
        finally:
            with self._lock:
                self._depth = depth
                self._connection.execute(f"RELEASE s{depth}")

    def insert(self, table: str, values: Mapping[str, SqlValue], *, key: int | None = None) -> int:
        """Add a row under the table's next key.

        Args:
            table: One of schema.sql's tables; never text from outside.
            values: Column to value, without the key.
            key: A key that was taken with `next_key` before.

        Returns:
            The new key.
        """
        key = key or self.next_key(table)
        shape = (table, *values)
        sql = self._inserts.get(shape)
        if sql is None:
            marks = ", ".join("?" * (len(values) + 1))
            sql = f"INSERT INTO {table} ({', '.join(('key', *values))}) VALUES ({marks})"
            self._inserts[shape] = sql
        with self._lock:
            self._connection.execute(sql, (key, *values.values()))
        return key

    def write(self, sql: str, parameters: Sequence[SqlValue] = ()) -> None:
        """Run a statement that changes rows."""
        with self._lock:
            self._connection.execute(sql, parameters)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def next_key(self, table: str) -> int:
        """The key of the table's next row; it is taken by asking."""
        if table not in self._keys:
            self._keys[table] = int(self.rows(f"SELECT COALESCE(MAX(key), 0) FROM {table}")[0][0])
        self._keys[table] += 1
        return self._keys[table]

    def _create(self) -> None:
        here = files("intacct_sandbox.company")
        for script in _SCRIPTS:
            self._connection.executescript(here.joinpath(script).read_text(encoding="utf-8"))


def open_ledger(path: str) -> Ledger:
    """Open a ledger, new or kept.

    Raises:
        ValueError: The file is there but holds something else, or it cannot be opened.
    """
    if path != MEMORY and Path(path).exists():
        try:
            with closing(sqlite3.connect(path)) as probe:
                tables = {name for (name,) in probe.execute("SELECT name FROM sqlite_master")}
        except sqlite3.Error as error:
            raise ValueError(f"{path} is not a sandbox ledger. Name a new file.") from error
        if "journal_line" not in tables:
            raise ValueError(f"{path} is a database, but not a sandbox ledger. Name a new file.")
    try:
        return Ledger(path)
    except sqlite3.Error as error:
        raise ValueError(
            f"{path} cannot be opened: {error}. Name a file in a folder that exists."
        ) from error


def _casefold(value: SqlValue) -> SqlValue:
    return value.casefold() if isinstance(value, str) else value
