"""Reads under way: whoever wants the same waits for the one that was sent.

A reader that is cancelled takes nobody with it: one of those waiting sends the read again. What a read
costs is counted where it was sent; who waits pays nothing.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from anyio import Event

T = TypeVar("T")


@dataclass(slots=True)
class _Flight(Generic[T]):
    landed: Event = field(default_factory=Event)
    answer: T | None = None
    failure: Exception | None = None


class InFlight(Generic[T]):
    """The reads under way, by what they ask for."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}

    async def join(self, asked: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """The answer of the same read if one is under way, else of this one."""
        while (flight := self._flights.get(asked)) is not None:
            await flight.landed.wait()
            if flight.failure is not None:
                raise flight.failure
            if flight.answer is not None:
                return flight.answer
        return await self._send(asked, read)

    def part(self) -> None:
        """Let nobody join the reads under way: a change was made, and they may not know of it."""
        self._flights.clear()

    async def _send(self, asked: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        flight = self._flights[asked] = _Flight[T]()
        try:
            flight.answer = await read()
        except Exception as failure:  # whatever it is, all who wait for this read get the same
            flight.failure = failure
            raise
        else:
            return flight.answer
        finally:
            if self._flights.get(asked) is flight:
                del self._flights[asked]
            flight.landed.set()
