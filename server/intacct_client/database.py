"""A small SQLite file that several processes share.

Write-ahead logging: readers and one writer at a time; a process that is killed loses at most the transaction
it was in. A power failure may lose the last ones, never the file.
Errors: sqlite3.Error and OSError when it cannot be opened.
"""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from intacct_client.whole_file import make_folder

PATIENCE = 5  # seconds to wait for another process


def open_database(
    path: Path | None, schema: str, *, when_broken: Callable[[Path], None]
) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time.

    Args:
        path: The file, made with its folder for this user alone; None for memory.
        schema: Statements that make what is missing.
        when_broken: Moves a file out of the way that is no database, or a damaged one.
    """
    if path is None:
        return _connected(":memory:", schema)
    make_folder(path.parent)
    # Switching to write-ahead logging does not wait for others by itself.
    with FileLock(f"{path}.lock", timeout=PATIENCE, mode=0o600):
        try:
            return _connected(_made(path), schema)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            when_broken(path)
            return _connected(_made(path), schema)


def remove(path: Path) -> None:
    """Throw a database away, with the files that belong to it."""
    for name in _files(path):
        name.unlink(missing_ok=True)


def set_aside(path: Path) -> None:
    """Keep a broken database under another name, for a person to look at."""
    broken = path.with_name(f"{path.name}.broken")
    remove(broken)
    for name, other in zip(_files(path), _files(broken), strict=True):
        if name.exists():
            name.rename(other)


def _files(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]


def _made(path: Path) -> str:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return str(path)


def _connected(name: str, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        name, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("The file is damaged.")
        connection.executescript(schema)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
