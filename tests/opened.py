"""Things that tests open, and that are closed again."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from threading import Thread
from typing import TypeVar

from intacct_sandbox.serve import MEMORY, Sandbox, Seed, Surroundings, make_server, open_sandbox

T = TypeVar("T")


@asynccontextmanager
async def holding(thing: T) -> AsyncIterator[T]:
    """Something already open, as a context manager that leaves it open."""
    yield thing


@contextmanager
def company(
    seed: Seed,
    *,
    database: str = MEMORY,
    clock: Callable[[], float] | None = None,
    surroundings: Surroundings | None = None,
) -> Iterator[Sandbox]:
    sandbox = open_sandbox(seed, database=database, clock=clock, surroundings=surroundings)
    try:
        yield sandbox
    finally:
        sandbox.ledger.close()


@contextmanager
def served(sandbox: Sandbox) -> Iterator[str]:
    """The sandbox on a real port; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = make_server(sandbox)
    thread = Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
