"""Something already open, as a context manager that leaves it open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def holding(thing: T) -> AsyncIterator[T]:
    yield thing
