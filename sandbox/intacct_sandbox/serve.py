"""The sandbox as a whole: a seeded company with its API, in this process or on a port."""

import json
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import MEMORY, Ledger, open_ledger
from intacct_sandbox.connections import Connection
from intacct_sandbox.rest.app import create_app
from intacct_sandbox.rest.around.fault_plan import read_fault
from intacct_sandbox.rest.around.limits import Limits, read_limits
from intacct_sandbox.rest.around.surroundings import Surroundings
from intacct_sandbox.rest.sign_in.credentials import Credentials, make_credentials
from intacct_sandbox.rest.sign_in.tokens import LIFETIME
from intacct_sandbox.seed.build import Seed, seed_company
from intacct_sandbox.seed.cases.register import CASES, called, seeded_cases
from intacct_sandbox.verify.finding import Finding
from intacct_sandbox.verify.run import verify


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running company: its ledger, its HTTP app and the credentials that open it."""

    ledger: Ledger
    app: Starlette
    credentials: Credentials


def open_sandbox(
    seed: Seed,
    *,
    database: str = MEMORY,
    clock: Callable[[], float] | None = None,
    surroundings: Surroundings | None = None,
    token_life: int = LIFETIME,
) -> Sandbox:
    """Open a company: seeded anew, or as a kept file left it.

    Args:
        seed: What to make when there is nothing yet; a kept company stays what it is.
        database: A file to keep it in, or memory.
        clock: Seconds since 1970, for the life of tokens; the real time when left out.
        surroundings: Limits, faults and control routes; the usual ones when left out.
        token_life: Seconds that an access token is good.

    Raises:
        ValueError: The file is no sandbox ledger.
    """
    if database != MEMORY and not Path(database).exists():
        _seed_file(Path(database), seed)
    ledger = open_ledger(database)
    if ledger.is_new:
        ledger.assume(seed.assumptions)
        seed_company(ledger, seed)
    credentials = make_credentials(ledger)
    app = create_app(
        ledger,
        credentials,
        assumptions=seed.assumptions,
        surroundings=surroundings,
        clock=clock or time.time,
        lifetime=token_life,
    )
    return Sandbox(ledger, app, credentials)


def _seed_file(path: Path, seed: Seed) -> None:
    """Seed beside the file and rename: one that exists is always whole."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    ledger = open_ledger(str(unfinished))
    try:
        ledger.assume(seed.assumptions)
        seed_company(ledger, seed)
    finally:
        ledger.close()
    unfinished.rename(path)


def make_server(sandbox: Sandbox) -> uvicorn.Server:
    """An HTTP server for the sandbox; the app itself sends the Date header."""
    config = uvicorn.Config(
        sandbox.app, log_level="warning", access_log=False, http=Connection, date_header=False
    )
    return uvicorn.Server(config)


def listen(port: int) -> socket.socket:
    """A loopback listener; port 0 picks a free one.

    It names its protocol: only then does asyncio send each write at once. Otherwise the body of an answer waits
    some 40 ms until the client has acknowledged the headers.
    """
    bound = socket.create_server(("127.0.0.1", port))
    return socket.socket(bound.family, bound.type, socket.IPPROTO_TCP, bound.detach())


def list_cases(ledger: Ledger) -> list[dict[str, str]]:
    """Every record that shows a case: the case, what it means, and the record's object, key and name."""
    return [
        {
            "case": case.name,
            "meaning": CASES[case.name],
            "object": case.object,
            "key": case.key,
            "name": called(ledger, case),
        }
        for case in seeded_cases(ledger)
    ]


def serve_sandbox(sandbox: Sandbox, *, port: int) -> None:
    """Serve on a loopback port until SIGTERM; one JSON line on stdout says where and with what.

    Args:
        sandbox: What to serve.
        port: 0 picks a free one.
    """
    listener = listen(port)
    credentials = sandbox.credentials
    announcement = {
        "base_url": f"http://127.0.0.1:{listener.getsockname()[1]}",
        "company_id": credentials.company_id,
        "user_id": credentials.user_id,
        "user_password": credentials.user_password,
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "username": credentials.username,
        "sender_id": credentials.sender_id,
        "sender_password": credentials.sender_password,
    }
    server = make_server(sandbox)

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # Before the announcement: whoever reads it may stop us at once.
    signal.signal(signal.SIGTERM, stop)
    sys.stdout.write(json.dumps(announcement) + "\n")
    sys.stdout.flush()
    server.run(sockets=[listener])


__all__ = [
    "LIFETIME",
    "MEMORY",
    "Assumptions",
    "Finding",
    "Limits",
    "Sandbox",
    "Seed",
    "Surroundings",
    "list_cases",
    "listen",
    "make_server",
    "open_sandbox",
    "read_fault",
    "read_limits",
    "serve_sandbox",
    "verify",
]
