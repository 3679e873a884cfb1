"""Things that tests open, and that are closed again."""

import atexit
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import fields, replace
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TypeVar

import pytest

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import (
    LIFETIME,
    MEMORY,
    Sandbox,
    Seed,
    Surroundings,
    listen,
    make_server,
    open_sandbox,
)

T = TypeVar("T")
_KEPT = TemporaryDirectory(prefix="companies-")
_MADE: dict[Seed, Path] = {}
# The reading of Intacct that a whole run of tests is under (`--assume NAME=VALUE`), beside what a test itself takes.
ASSUMED: list[str] = []
MEMO_LINES = (
    "adjustment-totals=empty"  # the amounts of open memos are then read from their lines, today
)
atexit.register(_KEPT.cleanup)


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
    token_life: int = LIFETIME,
    fixed: Sequence[str] = (),
) -> Iterator[Sandbox]:
    """A company, closed in the end; in memory unless a file is named.

    One that was made before is not made again: its file is copied. The readings named in `fixed` are the
    seed's, whatever the run is under.
    """
    seed = replace(seed, assumptions=_assumed(seed.assumptions, fixed))
    with TemporaryDirectory() as folder:
        if database == MEMORY:
            database = str(Path(folder) / "company.db")
            copyfile(_made(seed), database)
        sandbox = open_sandbox(
            seed, database=database, clock=clock, surroundings=surroundings, token_life=token_life
        )
        try:
            yield sandbox
        finally:
            sandbox.ledger.close()


def usual_readings(node: pytest.Item) -> tuple[str, ...]:
    """The points whose usual reading a test is about, as far as the run is under another one."""
    named = {name for mark in node.iter_markers("usual_reading") for name in mark.args}
    return tuple(name.replace("-", "_") for name in known_readings() if name in named)


@contextmanager
def as_usual(shared: Sandbox, seed: Seed, node: pytest.Item) -> Iterator[Sandbox]:
    """What tests share, or a company of its own for a test that is about a usual reading."""
    fixed = usual_readings(node)
    if not fixed:
        yield shared
        return
    with company(seed, fixed=fixed) as own:
        yield own


def changed_or(shared: Sandbox, request: pytest.FixtureRequest) -> Sandbox:
    """The company that a module's fixture `changed` changes, where a test asks for it; else the shared one."""
    if "changed" not in request.fixturenames:
        return shared
    found: Sandbox = request.getfixturevalue("changed")
    return found


def more_under(reading: str) -> int:
    """What a reading adds to the transactions of a call: one, where the run is under it."""
    return int(reading in ASSUMED)


def known_readings() -> dict[str, str]:
    """What a probe of the company would have found, by the sandbox's names for it."""
    return dict(each.split("=", 1) for each in ASSUMED)


def _assumed(taken: Assumptions, fixed: Sequence[str]) -> Assumptions:
    """The reading that the run is under, unless the test chose another value itself."""
    usual, wanted = Assumptions(), Assumptions().with_switches(ASSUMED)
    unchosen = {
        each.name: getattr(wanted, each.name)
        for each in fields(Assumptions)
        if each.name not in fixed and getattr(taken, each.name) == getattr(usual, each.name)
    }
    return replace(taken, **unchosen)


def _made(seed: Seed) -> Path:
    """A file with the company as it was made; the readings that only shape answers make no difference."""
    taken = seed.assumptions
    shaping = Assumptions(
        closing_journals=taken.closing_journals,
        subledger_postings=taken.subledger_postings,
        approval=taken.approval,
    )
    key = replace(seed, assumptions=shaping)
    if key not in _MADE:
        _MADE[key] = Path(_KEPT.name) / f"{len(_MADE)}.db"
        open_sandbox(key, database=str(_MADE[key])).ledger.close()
    return _MADE[key]


@contextmanager
def served(sandbox: Sandbox) -> Iterator[str]:
    """The sandbox on a real port; gives its address."""
    listener = listen(0)
    server = make_server(sandbox)
    thread = Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
