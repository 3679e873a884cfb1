"""Whose today: the company's, never the machine's by accident.

`INTACCT_TODAY` (or the sandbox's day) pins it. Without a pin it is the day in the clock's time zone,
which is this machine's until the company's own is known.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Clock:
    """The day and the moment.

    Attributes:
        pinned: The day it is said to be; None for the real one.
        far_day: The day it is where the books are, when that is known not to be the real one (a sandbox).
        zone: The time zone that decides the real day; None for this machine's.
    """

    pinned: date | None = None
    zone: tzinfo | None = None
    far_day: date | None = None

    def today(self) -> date:
        """The day it is."""
        return self.pinned or self.reading_day()

    def reading_day(self) -> date:
        """The day that figures without a date are of: no pin can change what is owed now."""
        return self.far_day or datetime.now(UTC).astimezone(self.zone).date()

    def now(self) -> datetime:
        """The moment an answer was read, in UTC."""
        return datetime.now(UTC)
