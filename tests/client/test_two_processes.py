"""Two processes of one sign-in while its tokens end all the time (docs/api/sign-in.md)."""

import multiprocessing
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import pytest

from browsing import answer_consent
from effort import EXAMPLES
from intacct_client import Account
from intacct_client.account import Grant
from intacct_client.connect import connect
from intacct_client.errors import IntacctError
from intacct_client.oauth import TokenEndpoint
from intacct_client.query import select
from intacct_client.token_store import VaultTokenStore
from intacct_client.vault_files import EncryptedFiles
from token_log import Port, logged_company

USERS = select("company-config/user", "text id")
LIFE = 1  # seconds
CALLERS = 3  # in each process
GRANTS: list[Grant] = ["client_credentials", "authorization_code"]


def store_of(account: Account, folder: Path) -> VaultTokenStore:
    vault = EncryptedFiles(folder)
    return VaultTokenStore(vault, "acme/token", folder=folder, account=account.fingerprint)


async def allow(port: Port, account: Account, store: VaultTokenStore) -> None:
    """Sign in as a user does in a browser."""
    endpoint = TokenEndpoint(account, make_transport=lambda: None, clock=time.time)
    asked = await endpoint.ask("http://127.0.0.1:1/callback")
    visit = await answer_consent(asked.url, follow=False)
    (code,) = parse_qs(urlsplit(visit.location).query)["code"]
    await store.save(await endpoint.exchange(asked, code))


@dataclass
class Seen:
    """What one process saw."""

    answers: int = 0
    errors: list[str] = field(default_factory=list[str])


def hammer(account: Account, folder: str, stop: Any, seen: Any) -> None:
    """Ask without pause, until told to stop."""

    async def ask_all() -> None:
        found = Seen()
        async with connect(account, store_of(account, Path(folder))) as intacct:

            async def ask() -> None:
                while not stop.is_set():
                    try:
                        await intacct.query(USERS)
                        found.answers += 1
                    except IntacctError as error:
                        found.errors.append(f"{type(error).__name__}: {error}")

            async with anyio.create_task_group() as callers:
                for _ in range(CALLERS):
                    callers.start_soon(ask)
        seen.put(found)

    anyio.run(ask_all)


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.behaviour("sign-in.two-processes")
async def test_two_processes_share_each_token_and_no_caller_sees_a_dead_one(
    tmp_path: Path, grant: Grant
):
    spawn = multiprocessing.get_context("spawn")
    stop, seen = spawn.Event(), spawn.Queue()
    with logged_company(LIFE) as port:
        account = port.account(grant)
        store = store_of(account, tmp_path)
        if account.is_personal:
            await allow(port, account, store)
        arguments = (account, str(tmp_path), stop, seen)
        processes = [spawn.Process(target=hammer, args=arguments) for _ in range(2)]
        for process in processes:
            process.start()
        with anyio.fail_after(60 * EXAMPLES):
            while len(port.log.granted) < 4 * EXAMPLES:  # noqa: ASYNC110 - a server has no event
                await anyio.sleep(0.05)
            stop.set()
            found = [await anyio.to_thread.run_sync(seen.get) for _ in processes]
        for process in processes:
            process.join()
        seen.close()
        assert [each.errors for each in found] == [[], []]
        assert all(each.answers > 0 for each in found)
        # Used for half of its life and renewed once: nobody renews what was renewed just now.
        assert all(
            later.at - earlier.at >= LIFE / 2 for earlier, later in pairwise(port.log.granted)
        )
        assert all(answer.status == 200 for answer in port.log.answers)
        first, *others = (answer.grant for answer in port.log.answers)
        assert first == grant
        assert set(others) == {"refresh_token"}
        # The grant lives: what is stored can be renewed.
        kept = await store.load()
        assert kept is not None
        endpoint = TokenEndpoint(account, make_transport=lambda: None, clock=time.time)
        assert (await endpoint.refresh(kept.refresh_token)).access_token
