"""Subjects for doctor: a sandbox with a sign-in of one's own, and faults armed in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import httpx2

from intacct_books import Clock
from intacct_client.token_store import MemoryTokenStore, Token
from intacct_mcp.connection import sandbox_account
from intacct_mcp.doctor.examine import examine_subject
from intacct_mcp.doctor.report import Line, Report
from intacct_mcp.doctor.subject import Subject
from intacct_sandbox.serve import Sandbox

TODAY = date(2026, 10, 31)


def subject_of(sandbox: Sandbox, **changes: Any) -> Subject:
    """The sandbox's own sign-in, as if it were a company far away; `user`, `entity` and the like change it."""
    account = sandbox_account(sandbox)
    user, company = changes.pop("user", ""), changes.pop("company", "")
    entity, secret = changes.pop("entity", ""), changes.pop("secret", "")
    name = f"{user or 'mcp_reader'}@{company or account.company}" + (f"|{entity}" if entity else "")
    signed = replace(
        account,
        username=name,
        client_id=changes.pop("client_id", account.client_id),
        client_secret=secret or account.client_secret,
        grant=changes.pop("grant", account.grant),
    )
    subject = Subject(
        signed,
        MemoryTokenStore(),
        lambda: httpx2.ASGITransport(app=sandbox.app),
        Clock(far_day=TODAY),
    )
    return replace(subject, **changes)


async def arm(sandbox: Sandbox, *faults: dict[str, Any]) -> None:
    """Have the sandbox go wrong."""
    transport = httpx2.ASGITransport(app=sandbox.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        response = await http.post("/sandbox/faults", json=list(faults))
        assert response.status_code == 200, response.text


async def report_of(subject: Subject) -> Report:
    report = Report()
    await examine_subject(subject, report)
    return report


async def findings(subject: Subject, *statuses: str) -> dict[str, Line]:
    """What an examination found wrong, by id."""
    wanted = statuses or ("failed", "warning")
    found: dict[str, Line] = {}
    for line in (await report_of(subject)).lines:
        if line.status in wanted and (line.status == "failed" or line.id not in found):
            found[line.id] = line
    return found


async def kept(token: Token) -> MemoryTokenStore:
    """A store with a token in it."""
    store = MemoryTokenStore()
    await store.save(token)
    return store


Answers = Callable[[httpx2.Request], httpx2.Response]


class ByHand(httpx2.AsyncBaseTransport):
    """A far end that answers as it is told, and as the sandbox does where it is told nothing."""

    def __init__(
        self, sandbox: Sandbox, answers: Callable[[httpx2.Request], httpx2.Response | None]
    ) -> None:
        self._inner = httpx2.ASGITransport(app=sandbox.app)
        self._answers = answers

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._answers(request) or await self._inner.handle_async_request(request)
