"""What is read once and remembered: reference data with a time to live, never balances or documents.

One reader at a time for each name: tasks that want the same thing wait for the first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from anyio import Lock

T = TypeVar("T")

TIME_TO_LIVE = 900  # seconds


@dataclass(slots=True)
class _Kept:
    lock: Lock = field(default_factory=Lock)
    value: Any = None
    until: float = 0


class Cache:
    """Values by name, each good for fifteen minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    async def get(self, name: str, read: Callable[[], Awaitable[T]]) -> T:
        """The value of that name, read when it is unknown or too old."""
        kept = self._kept.setdefault(name, _Kept())
        async with kept.lock:
            if kept.until <= self._clock():
                kept.value = await read()
                kept.until = self._clock() + TIME_TO_LIVE
            return cast("T", kept.value)
