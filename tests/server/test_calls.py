"""What is written down of a call, however it ends."""

import json
import os
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp.client import Client

from agent import Agent
from intacct_books import Books, Clock
from intacct_client.connect import connect
from intacct_client.plan import month_of
from intacct_client.token_store import MemoryTokenStore
from intacct_client.usage_store import CALLS, Payer, UsageStore
from intacct_mcp.app import build_server
from intacct_mcp.audit.log import CURRENT, AuditLog
from intacct_mcp.audit.verify import verify
from intacct_mcp.company_usage import CompanyUsage
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_mcp.folders import audit_folder
from intacct_sandbox.serve import Sandbox
from living import Serving
from opened import holding

TODAY = date(2026, 10, 31)


class Stuck(httpx2.ASGITransport):
    """A far end that takes a query and never answers it."""

    def __init__(self, app: Any) -> None:
        super().__init__(app=app)
        self.is_asked = anyio.Event()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/query"):
            assert isinstance(request.stream, httpx2.AsyncByteStream)
            async for _ in request.stream:
                pass  # as a network takes it: to the end
            self.is_asked.set()
            await anyio.sleep_forever()
        return await super().handle_async_request(request)


@asynccontextmanager
async def recorded(
    sandbox: Sandbox, way: httpx2.AsyncBaseTransport, usage: CompanyUsage, log: AuditLog
) -> AsyncIterator[Agent]:
    async with connect(
        sandbox_account(sandbox), MemoryTokenStore(), make_transport=lambda: way
    ) as intacct:
        held = ConnectedCompany(
            intacct, Clock(far_day=TODAY), b"key", is_sandbox=True, profile="one", usage=usage
        )
        server = build_server(lambda: holding(held), open_audit=lambda: log)
        async with Client(server) as client:
            yield Agent(client)


def lines(folder: Path) -> list[dict[str, Any]]:
    text = (folder / CURRENT).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


async def test_a_call_that_is_given_up_is_counted_and_logged(sandbox: Sandbox, tmp_path: Path):
    way = Stuck(sandbox.app)
    store, here = UsageStore(None), Payer("far", "harwick")
    async with recorded(sandbox, way, CompanyUsage(store, here), AuditLog(tmp_path)) as agent:
        with anyio.fail_after(10):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(agent.client.call_tool, "find_vendor", {"limit": 1})
                await way.is_asked.wait()
                tasks.cancel_scope.cancel()
        with anyio.fail_after(10):
            # The next call waits for nothing of the one before, but its line comes after.
            assert "No tool" in await agent.is_told("find_bender")
            while len(lines(tmp_path)) < 2:
                await anyio.lowlevel.checkpoint()
    kinds = {
        row.kind: row.count
        for row in store.rows(month_of(datetime.now(UTC)))
        if row.tool == "find_vendor"
    }
    assert kinds == {"query": 1, "token": 1, CALLS: 1}
    (cancelled,) = (each for each in lines(tmp_path) if each["outcome"] == "cancelled")
    assert (cancelled["tool"], cancelled["api"]) == ("find_vendor", 1)


async def test_a_line_says_who_asked_what_and_how_it_ended(serving: Serving):
    async with serving() as agent:
        await agent.reads("get_invoice", number="INV-10001")
        await agent.is_told("get_invoice", number="INV-0")
        await agent.is_told("gl_balance", acount="1010")
        await agent.is_told("get_bill", number="7")
        await agent.reads("list_customers", limit=1)
    written = lines(audit_folder())
    assert [(each["tool"], each["outcome"], each.get("error", "")) for each in written] == [
        ("get_invoice", "ok", ""),
        ("get_invoice", "refused", "NotFound"),
        ("gl_balance", "refused", "BadArguments"),
        ("get_bill", "refused", ""),
        ("list_customers", "ok", ""),
    ]
    first = written[0]
    assert first["line"] == 1
    assert (first["company"], first["profile"]) == ("harwick", "mcp_reader@harwick")
    assert first["arguments"] == {"number": "INV-10001"}
    assert any("invoice.key=" in each for each in first["touched"])
    assert first["api"] >= 1
    assert first["at"].endswith("Z")
    assert isinstance(first["ms"], int)
    assert [each["previous"] for each in written[1:]] == [each["hash"] for each in written[:-1]]
    assert verify(audit_folder()).findings == []


async def test_only_its_owner_can_read_the_log(serving: Serving):
    async with serving() as agent:
        await agent.reads("list_customers", limit=1)
    folder = audit_folder()
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700  # noqa: PTH116 - a test may block
    for name in os.listdir(folder):  # noqa: PTH208
        assert stat.S_IMODE(os.stat(folder / name).st_mode) == 0o600  # noqa: PTH116


class Broken:
    """Connections with a bug."""

    async def books(self, company: str = "") -> Books:
        raise RuntimeError("the secret of the bug")


async def test_a_crash_is_logged_by_its_class_alone(tmp_path: Path):
    server = build_server(lambda: holding(Broken()), open_audit=lambda: AuditLog(tmp_path))
    async with Client(server) as client:
        await Agent(client).is_told("list_customers")
    (line,) = lines(tmp_path)
    assert (line["outcome"], line["error"]) == ("crashed", "RuntimeError")
    assert "the secret of the bug" not in json.dumps(line)


async def test_nothing_that_looks_like_a_secret_or_an_account_number_is_logged(tmp_path: Path):
    hidden = {
        "search": "DE89370400440532013000",
        "number": "account 12345678901, 12-3456789 and 123-45-6789",
        "after": "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
        "client_secret": "hush",
        "deep": {"list": ["4111 1111 1111 1111"], "password": "hush"},
    }
    plain = {"account": "4000..4999", "as_of": "2026-10-31", "period": "2026-10-01..2026-10-31"}
    server = build_server(lambda: holding(Broken()), open_audit=lambda: AuditLog(tmp_path))
    async with Client(server) as client:
        for arguments in (hidden, plain):
            await client.call_tool("gl_balance", arguments)
    first, second = lines(tmp_path)
    assert first["arguments"] == {
        "search": "...3000",
        "number": "account ...8901, ...6789 and ...6789",
        "after": "(left out)",
        "client_secret": "(left out)",
        "deep": {"list": ["...1111"], "password": "(left out)"},
    }
    assert second["arguments"] == plain


@pytest.fixture
def unwritable(folders: Path) -> None:
    audit_folder().parent.mkdir(parents=True)
    audit_folder().write_text("a file where the folder should be")


@pytest.mark.usefixtures("unwritable")
async def test_a_log_that_cannot_be_written_is_told_in_the_notes(serving: Serving):
    async with serving() as agent:
        answer = await agent.reads("list_customers", limit=1)
    (note,) = answer["notes"]
    assert note.startswith("The audit log cannot be written (")
    assert answer["rows"]


@pytest.mark.usefixtures("unwritable")
async def test_a_strict_log_that_cannot_be_written_stops_a_call_before_it_is_sent(
    serving: Serving, billed: Callable[[], dict[str, Any]]
):
    before = billed()
    async with serving(INTACCT_AUDIT_STRICT="1") as agent:
        told = await agent.is_told("list_customers", limit=1)
    assert told.startswith("The audit log cannot be written (")
    assert billed() == before


async def test_a_strict_log_that_breaks_meanwhile_withholds_the_answer(
    sandbox: Sandbox, tmp_path: Path
):
    # The mark of the end cannot be replaced by a file: checked all right, and then not written.
    (tmp_path / "audit.end").mkdir()
    (tmp_path / "audit.end" / "in the way").write_text("")
    way = httpx2.ASGITransport(app=sandbox.app)
    usage = CompanyUsage(UsageStore(None), Payer("far", "harwick"))
    log = AuditLog(tmp_path, is_strict=True)
    async with recorded(sandbox, way, usage, log) as agent:
        told = await agent.is_told("list_customers", limit=1)
    assert told.startswith("The audit log cannot be written (")
