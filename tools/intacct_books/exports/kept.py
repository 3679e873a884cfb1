"""Where exported files are kept for a day, under ids that nobody guesses.

Source: docs/api/export-files.md.
"""

import secrets
from typing import Protocol

from intacct_books.errors import BadArgument

MOST_BYTES = 16 * 1024 * 1024
MOST_FILES = 50
_ID_BYTES = 8


class Exports(Protocol):
    """Exported files, apart for each connection."""

    async def keep(self, text: str) -> str:
        """Keep a file; its id."""
        ...

    async def read(self, id: str) -> str | None:
        """A file's text, unless it is unknown or older than a day."""
        ...


class MemoryExports:
    """Files of this process alone."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    async def keep(self, text: str) -> str:
        """Keep a file; its id."""
        refuse_too_big(text)
        while len(self._kept) >= MOST_FILES:
            self._kept.pop(next(iter(self._kept)))
        id = new_id()
        self._kept[id] = text
        return id

    async def read(self, id: str) -> str | None:
        """A file's text, if there is one."""
        return self._kept.get(id)


def new_id() -> str:
    """An id that is not guessed."""
    return secrets.token_hex(_ID_BYTES)


def refuse_too_big(text: str) -> None:
    """Refuse a file that no host would take."""
    if len(text.encode()) > MOST_BYTES:
        raise BadArgument(
            f"The file would be larger than {MOST_BYTES // (1024 * 1024)} MB. Ask for fewer accounts or a shorter period."
        )
