"""What this user may not read, or the company has not subscribed to: said in a note, where the rest is still of use.

Source: docs/api/permissions.md. Both come as "not allowed" or "no such object".
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from intacct_books.errors import NotFound
from intacct_client.errors import NotAllowed

T = TypeVar("T")


@dataclass(slots=True)
class Unread:
    """The parts of an answer that could not be read."""

    names: list[str] = field(default_factory=list[str])

    async def unless_denied(self, name: str, reading: Awaitable[T], otherwise: T) -> T:
        """What a reading gives, or something else where it is denied.

        Args:
            name: What is read, for the note.
            reading: The reading.
            otherwise: What stands in for it.
        """
        try:
            return await reading
        except (NotAllowed, NotFound):
            self.names.append(name)
            return otherwise

    @property
    def notes(self) -> list[str]:
        """One sentence on all of them; none where everything was read."""
        if not self.names:
            return []
        names = ", ".join(dict.fromkeys(self.names))
        return [f"Left out, as this user may not read them or the company has none: {names}."]
