"""What a sandbox on a port is asked for at its token endpoint, and what it answers."""

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intacct_client import Account
from intacct_client.account import Grant
from intacct_sandbox.serve import Sandbox, Seed, Surroundings, read_limits
from opened import company, served

TODAY = date(2026, 10, 31)


@dataclass
class TokenAnswer:
    """One answer of the token endpoint; `at` is when it was ready, in seconds of a clock of its own."""

    grant: str
    status: int = 0
    at: float = 0.0
    body: bytes = b""

    @property
    def tokens(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class TokenLog:
    """An app in front of another one."""

    inner: ASGIApp
    answers: list[TokenAnswer] = field(default_factory=list[TokenAnswer])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope.get("path", "").endswith("/oauth2/token"):
            await self.inner(scope, receive, send)
            return
        asked = await receive()
        answer = TokenAnswer(parse_qs(asked["body"].decode())["grant_type"][0])

        async def replay() -> Message:
            return asked

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.at = message["status"], time.monotonic()
            else:
                answer.body += message["body"]
                self.answers.append(answer)
            await send(message)

        await self.inner(scope, replay, noted)

    @property
    def granted(self) -> list[TokenAnswer]:
        return [answer for answer in self.answers if answer.status == 200]


@dataclass
class Port:
    """A company on a port."""

    url: str
    sandbox: Sandbox
    log: TokenLog

    def account(self, grant: Grant = "client_credentials", profile: str = "acme") -> Account:
        known = self.sandbox.credentials
        return Account(
            known.username,
            known.client_id,
            known.client_secret,
            self.url,
            grant=grant,
            profile=profile,
        )


@contextmanager
def logged_company(token_life: int, *faults: Any) -> Generator[Port]:
    """A small company on a port whose tokens live so many seconds."""
    around = Surroundings(limits=read_limits("50/50", 0), faults=faults)
    seed = Seed(1, TODAY, 500)
    with company(seed, surroundings=around, token_life=token_life) as sandbox:
        log = TokenLog(sandbox.app)
        # The sandbox's own app stays what it is; only the port has the log in front.
        with served(replace(sandbox, app=log)) as url:  # type: ignore[arg-type]  # any ASGI app serves
            yield Port(url, sandbox, log)
