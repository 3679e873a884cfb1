"""What is read once and remembered: reference data with a time to live, never balances or documents.

One reader at a time for each name: tasks that want the same thing wait for the first. Bounded: the oldest
goes when there are too many, or when they were made of too much.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from anyio import Lock

T = TypeVar("T")

TIME_TO_LIVE = 900  # seconds
MOST_ENTRIES = 200
MOST_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Learned(Generic[T]):
    """Something learned of a company.

    Attributes:
        value: What it is.
        read_at: When the oldest part of it was read, in seconds since 1970.
        size: Bytes of the answers it was made of.
    """

    value: T
    read_at: float
    size: int


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The JSON of an answer, and when it was read (seconds since 1970)."""

    body: str
    read_at: float


@dataclass(slots=True)
class _Kept:
    lock: Lock = field(default_factory=Lock)
    learned: Learned[Any] | None = None


class Cache:
    """Values by name, each good for fifteen minutes."""

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        most_entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._clock = clock
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._kept: dict[str, _Kept] = {}

    async def get(self, name: str, read: Callable[[], Awaitable[Learned[T]]]) -> Learned[T]:
        """The value of that name, read when it is unknown or too old."""
        kept = self._kept.setdefault(name, _Kept())
        async with kept.lock:
            if kept.learned is None or kept.learned.read_at + TIME_TO_LIVE <= self._clock():
                kept.learned = await read()
                self._make_room(name)
            return cast("Learned[T]", kept.learned)

    def clear(self) -> None:
        """Forget all. What is being read just now is not remembered."""
        self._kept = {}

    def _make_room(self, newest: str) -> None:
        learned = {
            name: kept.learned for name, kept in self._kept.items() if kept.learned is not None
        }
        size = sum(each.size for each in learned.values())
        for name in sorted(learned, key=lambda each: (each == newest, learned[each].read_at)):
            if len(learned) <= self._most_entries and size <= self._most_bytes:
                return
            size -= learned.pop(name).size
            del self._kept[name]
