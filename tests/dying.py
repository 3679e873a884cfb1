"""Work that is done over and over in a process of its own until somebody kills it.

Each function reports through a pipe what it has finished; whoever kills it looks at what is left.
"""

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio

from browsing import answer_consent
from intacct_client import Account
from intacct_client.sign_in import SignIn
from intacct_client.token_store import VaultTokenStore
from intacct_client.vault_files import EncryptedFiles
from intacct_mcp.login.browser_sign_in import Way
from intacct_mcp.login.signing_in import log_in
from intacct_mcp.profiles import Profile

NOWHERE = "http://127.0.0.1:1/callback"  # where nobody listens: codes are pasted
LONG = "x" * 50_000


def write_forever(report: Any, folder: Path, start: int) -> None:
    """Write numbers into a vault."""
    vault = EncryptedFiles(folder)
    report.send(None)
    for number in range(start, 1_000_000):
        vault.write("acme/token", f"{number}:{LONG}")
        report.send(number)


def store_in(folder: Path, account: Account) -> VaultTokenStore:
    return VaultTokenStore(
        EncryptedFiles(folder), "acme/token", folder=folder, account=account.fingerprint
    )


def renew_forever(report: Any, folder: Path, account: Account) -> None:
    """Renew the stored token."""

    async def renew() -> None:
        sign_in = SignIn(
            account,
            store_in(folder, account),
            make_transport=lambda: None,
            clock=time.time,
        )
        dead = await sign_in.bearer()
        report.send(None)
        while True:
            dead = await sign_in.replace(dead)
            report.send(dead)

    anyio.run(renew)


async def log_in_once(profile: Profile, secret: str, file: Path) -> None:
    """Sign in as a person does, by pasting the code."""
    send, lines = anyio.create_memory_object_stream[str](1)
    asked, questions = anyio.create_memory_object_stream[str](10)
    way = Way(NOWHERE, False, 60, asked.send_nowait, lambda: lines)
    with send, asked, questions:
        async with anyio.create_task_group() as tasks:

            async def answer() -> None:
                url = (await questions.receive()).split()[-1]
                await send.send(await code_of(url))

            tasks.start_soon(answer)
            await log_in(profile, secret, way, file)


def log_in_forever(
    report: Any, profile: Profile, secret: str, file: Path, environment: dict[str, str]
) -> None:
    """Sign in again and again."""
    os.environ.update(environment)
    report.send(None)
    while True:
        anyio.run(log_in_once, profile, secret, file)
        report.send("signed in")


async def code_of(url: str) -> str:
    """The code of somebody who allows it."""
    visit = await answer_consent(url, follow=False)
    return parse_qs(urlsplit(visit.location).query)["code"][0]


@contextmanager
def forks() -> Generator[Any]:
    """Processes that begin at once, because what they import is there already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    before = os.environ.get("PYTHONPATH")
    # The server that forks looks for modules here, and nowhere else.
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before
    yield context


def killed(
    context: Any, chance: random.Random, longest: float, work: Callable[..., None], *given: Any
) -> list[Any]:
    """Start work, kill it (SIGKILL) after at most so many seconds; gives what it had finished."""
    hears: Connection
    hears, says = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(says, *given))
    process.start()
    says.close()
    finished: list[Any] = []
    assert hears.poll(60)
    hears.recv()
    end = time.monotonic() + chance.random() * longest
    while (left := end - time.monotonic()) > 0 and hears.poll(left):
        finished.append(hears.recv())
    process.kill()
    process.join()
    finished.extend(_rest(hears))
    hears.close()
    return finished


def _rest(hears: Connection) -> Iterator[Any]:
    try:
        while True:
            yield hears.recv()
    except EOFError:
        # The pipe ends with the process that was killed.
        return
