"""Exported files in a folder of the user's state folder, for a day.

Each file is 0600 in a folder 0700 of its own sign-in. Files older than a day go when the next one comes, and the
oldest go when there are too many.
Errors: `BadArgument` for a file that is too big, or a folder that cannot be written.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from anyio import to_thread

from intacct_books import BadArgument
from intacct_books.exports.kept import MOST_FILES, new_id, refuse_too_big
from intacct_client.whole_file import make_private, replace_whole

GOOD_FOR = 24 * 60 * 60  # seconds
_ID = re.compile(r"[0-9a-f]{16}")


class FileExports:
    """Exported files of one sign-in."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    async def keep(self, text: str) -> str:
        """Keep a file; its id."""
        refuse_too_big(text)
        try:
            return await to_thread.run_sync(self._write, text)
        except OSError as error:
            raise BadArgument(
                f"The file could not be written to {self._folder}: {error.strerror}. Free the folder, or read "
                "the lines with limit and after."
            ) from error

    async def read(self, id: str) -> str | None:
        """A file's text, unless it is unknown or older than a day."""
        # Only what is an id: a path never comes to the disk.
        return await to_thread.run_sync(self._text, id) if _ID.fullmatch(id) else None

    def _write(self, text: str) -> str:
        make_private(self._folder)
        self._clean()
        id = new_id()
        replace_whole(self._folder / f"{id}.csv", text.encode())
        return id

    def _text(self, id: str) -> str | None:
        path = self._folder / f"{id}.csv"
        try:
            if self._is_old(path):
                return None
            return path.read_bytes().decode()
        except FileNotFoundError:
            return None

    def _is_old(self, path: Path) -> bool:
        return path.stat().st_mtime < self._clock() - GOOD_FOR

    def _clean(self) -> None:
        forget_old(self._folder, self._clock())
        by_age = sorted(self._folder.glob("*.csv*"), key=lambda path: path.stat().st_mtime)
        for path in by_age[: max(0, len(by_age) + 1 - MOST_FILES)]:
            path.unlink(missing_ok=True)


def forget_old(folder: Path, now: float) -> None:
    """Delete files older than a day in a folder and below: those of sign-ins that are no more too."""
    for path in folder.glob("**/*.csv*"):
        try:
            if path.stat().st_mtime < now - GOOD_FOR:
                path.unlink()
        except FileNotFoundError:
            continue  # another process was first
