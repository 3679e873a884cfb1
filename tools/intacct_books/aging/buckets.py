"""The buckets of an aging: where so many days fall.

Source: docs/api/aging.md. Units: days.
Errors: `BadArgument` for buckets that do not rise.
"""

import re
from dataclasses import dataclass

from intacct_books.errors import BadArgument

_BUCKETS = re.compile(r"\d{1,4}(,\d{1,4}){0,7}")
NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where days fall: the last day of each bucket, and whether what is not due yet stands apart."""

    ends: tuple[int, ...]
    is_by_due_day: bool

    @property
    def names(self) -> list[str]:
        """The columns, youngest first."""
        first = 1 if self.is_by_due_day else 0
        starts = [first, *(end + 1 for end in self.ends)]
        named = [f"{start}-{end}" for start, end in zip(starts, self.ends, strict=False)]
        return [*([NOT_DUE] if self.is_by_due_day else []), *named, f"{starts[-1]}+"]

    def name(self, days: int) -> str:
        """The bucket of something so many days old."""
        names = self.names
        if self.is_by_due_day:
            if days <= 0:
                return NOT_DUE
            names = names[1:]
        return next(
            (name for name, end in zip(names, self.ends, strict=False) if days <= end), names[-1]
        )


def buckets_from(words: str, *, is_by_due_day: bool) -> Buckets:
    """The buckets that a reader writes: the last day of each, with commas."""
    text = words.replace(" ", "")
    ends = tuple(int(part) for part in text.split(",")) if _BUCKETS.fullmatch(text) else ()
    if not ends or list(ends) != sorted(set(ends)) or ends[0] == 0:
        raise BadArgument(
            f"buckets {words[:40]!r} must be rising days with commas between, e.g. 30,60,90,120."
        )
    return Buckets(ends, is_by_due_day)
