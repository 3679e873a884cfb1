"""Things that tests open, and that are closed again."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from intacct_sandbox.serve import MEMORY, Sandbox, Seed, open_sandbox

T = TypeVar("T")


@asynccontextmanager
async def holding(thing: T) -> AsyncIterator[T]:
    """Something already open, as a context manager that leaves it open."""
    yield thing


@contextmanager
def company(
    seed: Seed, *, database: str = MEMORY, clock: Callable[[], float] | None = None
) -> Iterator[Sandbox]:
    sandbox = open_sandbox(seed, database=database, clock=clock)
    try:
        yield sandbox
    finally:
        sandbox.ledger.close()
