"""The audit log: append-only files of JSON lines, one a tool call, chained by hashes.

`audit.jsonl` is written; once it is full it becomes `audit-000001.jsonl` and so on, and the chain goes on
in a new file. `audit.end` says what the last line is, so that lines missing at the end are noticed. A lock
file keeps processes apart.

Lines are handed to the operating system before an answer goes out: a process that is killed loses none. They
are forced to disk only in a strict log: after a power failure the last seconds may be missing otherwise.
Errors: OSError when it cannot be written. All of it blocks: call it on a worker thread.
"""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from intacct_client.whole_file import make_private
from intacct_mcp.audit.chain import sealed, unsealed

CURRENT, END, LOCK = "audit.jsonl", "audit.end", "audit.lock"
FULL = 10_000_000  # bytes of one file
MARK = 160  # bytes of the end mark
PATIENCE = 5  # seconds to wait for another process
_MADE: int = os.O_CREAT | getattr(os, "O_BINARY", 0)  # Windows would change ends of lines


@dataclass(frozen=True, slots=True)
class End:
    """Where the log ends.

    Attributes:
        line: The number of the last line, from 1 over all files.
        hash: Its hash.
        bytes: The size of the current file with it.
    """

    line: int = 0
    hash: str = ""
    bytes: int = 0


class AuditLog:
    """The log in a folder, for any number of processes."""

    def __init__(self, folder: Path, *, is_strict: bool = False, full: int = FULL) -> None:
        """Name the folder; nothing is opened.

        Args:
            folder: Where it is kept; made for this user alone.
            is_strict: Whether nothing is answered that cannot be logged.
            full: The size at which a new file is begun.
        """
        self._folder = folder
        self._full = full
        self.is_strict = is_strict

    def check(self) -> None:
        """See that a line could be written.

        Raises:
            OSError: It could not.
        """
        with self._alone(), self._opened():
            pass

    def append(self, facts: dict[str, Any]) -> None:
        """Add a line: its number, these facts, and the hash of the line before.

        Raises:
            OSError: It could not be written.
        """
        with self._alone():
            end, dropped = self._caught_up()
            if end.bytes >= self._full:
                end = self._with_new_file(end)
            more = {"dropped": dropped} if dropped else {}
            line, own = sealed({"line": end.line + 1, **facts, **more, "previous": end.hash})
            with self._opened() as file:
                self._write(file, line)
            self._save(End(end.line + 1, own, end.bytes + len(line)))

    @contextmanager
    def _alone(self) -> Generator[None]:
        make_private(self._folder)
        lock = FileLock(self._folder / LOCK, timeout=PATIENCE, mode=0o600)
        with lock.acquire(poll_interval=0.005):
            yield

    @contextmanager
    def _opened(self) -> Generator[int]:
        file = os.open(self._folder / CURRENT, os.O_WRONLY | os.O_APPEND | _MADE, 0o600)
        try:
            yield file
        finally:
            os.close(file)

    def _write(self, file: int, data: bytes) -> None:
        while data:
            data = data[os.write(file, data) :]
        if self.is_strict:
            os.fsync(file)

    def _save(self, end: End) -> None:
        # In place and always of one length: a few bytes are written whole even by a process that is killed,
        # and replacing the file would make the system write it to disk each time.
        file = os.open(self._folder / END, os.O_WRONLY | _MADE, 0o600)
        try:
            os.write(file, json.dumps(asdict(end)).ljust(MARK).encode())
            os.ftruncate(file, MARK)
        finally:
            os.close(file)

    def _caught_up(self) -> tuple[End, int]:
        """The true end, and the bytes of an unfinished line that were dropped to get there.

        A process that was killed may have written a line, or the beginning of one, and not the end mark.
        """
        path = self._folder / CURRENT
        size = path.stat().st_size if path.exists() else 0
        end = read_end(self._folder) or self._rebuilt()
        if size == end.bytes:
            return end, 0
        if size < end.bytes:
            # Cut by someone: `verify` tells. Or begun anew by a process that was killed over it. What follows
            # stands on a line of its own.
            return self._moved(end, size + self._close_line(path, size)), 0
        return self._adopted(path, end)

    def _adopted(self, path: Path, end: End) -> tuple[End, int]:
        with path.open("rb+") as file:
            file.seek(end.bytes)
            *lines, rest = file.read().split(b"\n")
            for line in lines:
                end = _following(end, line)
            if rest:
                file.truncate(end.bytes)
        return end, len(rest)

    def _close_line(self, path: Path, size: int) -> int:
        if not size:
            return 0
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            if file.read() == b"\n":
                return 0
        with self._opened() as file:
            self._write(file, b"\n")
        return 1

    def _rebuilt(self) -> End:
        """The end without its mark: before the first line of the current file, by the file before."""
        before = files(self._folder)[:-1]
        end = End()
        for line in before[-1].read_bytes().splitlines() if before else []:
            end = _following(end, line)
        return replace(end, bytes=0)

    def _with_new_file(self, end: End) -> End:
        number = len(files(self._folder))
        (self._folder / CURRENT).rename(self._folder / f"audit-{number:06d}.jsonl")
        return self._moved(end, 0)

    def _moved(self, end: End, size: int) -> End:
        """The same end in a file of another size, with its mark: the next line is then known for a new one."""
        moved = replace(end, bytes=size)
        self._save(moved)
        return moved


def read_end(folder: Path) -> End | None:
    """The end mark; None when there is none that makes sense."""
    try:
        return End(**json.loads((folder / END).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def files(folder: Path) -> list[Path]:
    """The files of the log that are there, oldest first; the current one is last even before it exists."""
    return [*sorted(folder.glob("audit-*.jsonl")), folder / CURRENT]


def _following(end: End, line: bytes) -> End:
    """The end after a line; a line that was not written here only takes its place."""
    known = unsealed(line)
    size = end.bytes + len(line) + 1
    return End(known[0]["line"], known[1], size) if known else replace(end, bytes=size)
