"""The server's own log of calls, as books asks for it. Where there is one, it is the server's matter.

Source: docs/api/modules.md.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(slots=True)
class Called:
    """Calls of tools over some days.

    Attributes:
        answered: How often each tool answered.
        failed: How many calls were refused, crashed or broken off.
        unreadable: How many lines of the log are not as they were written.
    """

    answered: Counter[str] = field(default_factory=Counter[str])
    failed: int = 0
    unreadable: int = 0


class OwnLog(Protocol):
    """The server's own log of calls."""

    async def called(self, company: str, first: date, last: date) -> Called:
        """The calls about a company from one day to another, both included."""
        ...
