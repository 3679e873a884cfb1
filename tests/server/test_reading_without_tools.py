"""What resources and completions cost and leave behind: counted as the far end counts, resources logged like tools."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError
from mcp.types import PromptReference, TextResourceContents

from conftest import TODAY
from intacct_books import BadArgument, Books, Clock, Connections
from intacct_client import Intacct
from intacct_client.plan import month_of
from intacct_client.usage_store import Payer, UsageRow, UsageStore
from intacct_mcp.app import build_server
from intacct_mcp.audit.counting import CountedLog
from intacct_mcp.audit.log import CURRENT, AuditLog
from intacct_mcp.audit.verify import verify
from intacct_mcp.company_usage import CompanyUsage
from intacct_mcp.connection import ConnectedCompany
from intacct_mcp.folders import audit_folder, usage_file
from intacct_mcp.server import COMPLETING, READING
from intacct_sandbox.serve import Sandbox
from living import Serving
from opened import holding

Billed = Callable[[], dict[str, Any]]


def rows_of(store: UsageStore) -> dict[str, Counter[str]]:
    """What was counted this month, by tool and kind."""
    found: dict[str, Counter[str]] = {}
    row: UsageRow
    for row in store.rows(month_of(datetime.now(UTC))):
        found.setdefault(row.tool, Counter())[row.kind] += row.count
    return found


def on_disk() -> dict[str, Counter[str]]:
    store = UsageStore(usage_file())
    try:
        return rows_of(store)
    finally:
        store.close()


def transactions_on_disk() -> int:
    store = UsageStore(usage_file())
    try:
        month = month_of(datetime.now(UTC))
        (payer,) = {row.payer for row in store.rows(month)}
        return store.transactions(payer, month)
    finally:
        store.close()


def logged(folder: Path) -> list[dict[str, Any]]:
    text = (folder / CURRENT).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


async def read(client: Client, address: str) -> dict[str, Any]:
    (content,) = (await client.read_resource(f"intacct://{address}")).contents
    assert isinstance(content, TextResourceContents)
    answer: dict[str, Any] = json.loads(content.text)
    return answer


async def completed(client: Client, argument: str, begun: str) -> list[str]:
    answer = await client.complete(
        PromptReference(type="ref/prompt", name="collections"), {"name": argument, "value": begun}
    )
    return list(answer.completion.values)


@pytest.mark.behaviour("resources.counted", "resources.logged")
async def test_a_resource_is_counted_and_logged_like_a_tool(serving: Serving, billed: Billed):
    before = Counter(billed())
    async with serving() as agent:
        await read(agent.client, "company")
        await read(agent.client, "dimensions")
        await read(agent.client, "glossary")
        with pytest.raises(MCPError):
            await agent.client.read_resource("intacct://nothing")
    received = Counter(billed()) - before
    counted = on_disk()
    assert counted[READING]["query"] == received["query page"] > 0
    assert counted[READING]["model"] == received["model"] > 0
    assert counted[READING]["tool call"] == 2  # what reads nothing has no company to count to
    written = logged(audit_folder())
    assert [(each["tool"], each["arguments"]["uri"], each["outcome"]) for each in written] == [
        (READING, "intacct://company", "ok"),
        (READING, "intacct://dimensions", "ok"),
        (READING, "intacct://glossary", "ok"),
        (READING, "intacct://nothing", "refused"),
    ]
    assert (written[0]["company"], written[0]["profile"]) == ("harwick", "mcp_reader@harwick")
    assert sum(each.get("api", 0) for each in written) == (received["total"] - received["token"])
    assert any("entity" in each for each in written[0]["touched"])
    assert verify(audit_folder()).findings == []
    called = await CountedLog(audit_folder()).called(
        "harwick", datetime.now(UTC).date(), datetime.now(UTC).date()
    )
    assert called.answered[READING] == 2


@pytest.mark.behaviour("resources.limits")
async def test_the_limits_say_the_plan_and_the_month_s_use_and_cost_nothing(
    serving: Serving, billed: Billed
):
    for settings, plan in (
        ({}, "tier 1: 100,000 transactions a month"),
        ({"INTACCT_TIER": "2-500k"}, "tier 2-500k: 500,000 transactions a month"),
        ({"INTACCT_TIER": "5"}, "tier 5: an agreed number of transactions a month"),
    ):
        async with serving(**settings) as agent:
            told = (await agent.reads("company_overview"))["usage"]
            await agent.reads("gl_balance", account="1010")
            before, spent = billed(), transactions_on_disk()
            limits = dict((await read(agent.client, "limits"))["rows"])
            assert billed() == before
        assert limits["API plan"] == plan
        assert "rows a page" in limits
        used, words = limits["API transactions used"].split(" ", 1)
        assert int(used.replace(",", "")) == spent > 0
        assert words.split("API")[1] == told.split("API")[1]


@pytest.mark.behaviour("resources.logged")
async def test_a_file_that_is_fetched_leaves_a_line_and_costs_nothing(
    serving: Serving, billed: Billed
):
    async with serving() as agent:
        handle = (await agent.reads("gl_balance", account="1010"))["evidence"]
        made = await agent.client.call_tool("get_evidence", {"handle": handle, "export": "rows"})
        before = billed()
        uri = json.loads(made.content[0].model_dump()["text"])["export"]["uri"]
        assert (await agent.client.read_resource(uri)).contents
        with pytest.raises(MCPError):
            await agent.client.read_resource("intacct://exports/0000000000000000.csv")
        assert billed() == before
    fetched, missed = logged(audit_folder())[-2:]
    assert (fetched["tool"], fetched["company"], fetched["outcome"]) == (READING, "harwick", "ok")
    assert missed["outcome"] == "refused"
    assert "company" not in missed
    assert on_disk()[READING] == Counter({"tool call": 1})


@pytest.mark.behaviour("resources.counted")
async def test_completions_are_counted_when_they_ask_and_never_logged(
    serving: Serving, billed: Billed
):
    before = Counter(billed())
    async with serving() as agent:
        for begun in ("V", "V-", "V-0001"):
            assert await completed(agent.client, "vendor", begun)
    received = Counter(billed()) - before
    # One of three asked; the two that remembered wrote nothing.
    assert on_disk()[COMPLETING]["tool call"] == 1
    assert on_disk()[COMPLETING]["query"] == received["query page"] > 0
    assert not (audit_folder() / CURRENT).exists()


class Shut:
    """A company that cannot be opened."""

    async def books(self, company: str = "") -> Books:
        raise BadArgument("It cannot be opened. Sign in.")


@pytest.mark.behaviour("resources.completions")
async def test_a_company_that_cannot_be_opened_gives_no_suggestion_and_no_error(tmp_path: Path):
    server = build_server(lambda: holding(Shut()), open_audit=lambda: AuditLog(tmp_path))
    async with Client(server) as client:
        assert await completed(client, "vendor", "V") == []
        with pytest.raises(MCPError, match="cannot be opened"):
            await client.read_resource("intacct://company")
    (line,) = logged(tmp_path)
    assert (line["outcome"], line["error"]) == ("refused", "BadArgument")


@pytest.mark.behaviour("resources.counted")
async def test_at_the_ceiling_nothing_is_read_and_nothing_is_suggested(
    serving: Serving, billed: Billed
):
    async with serving(INTACCT_TRANSACTION_CEILING="0") as agent:
        before = billed()
        with pytest.raises(MCPError, match="the ceiling is 0"):
            await agent.client.read_resource("intacct://entities")
        assert await completed(agent.client, "entity", "1") == []
        assert billed() == before


class Either:
    """Two profiles of one company."""

    def __init__(self, north: Connections, south: Connections) -> None:
        self._of = {"north": north, "south": south}

    async def books(self, company: str = "") -> Books:
        return await self._of[company].books()


def connected(intacct: Intacct, name: str, store: UsageStore) -> ConnectedCompany:
    usage = CompanyUsage(store, Payer(name, "harwick"))
    return ConnectedCompany(
        intacct, Clock(far_day=TODAY), b"key", is_sandbox=True, profile=name, usage=usage
    )


@pytest.mark.behaviour("resources.logged")
async def test_a_file_is_logged_for_the_company_that_has_it(intacct: Intacct, tmp_path: Path):
    store = UsageStore(None)
    north, south = (connected(intacct, name, store) for name in ("north", "south"))
    server = build_server(
        lambda: holding(Either(north, south)),
        ("north", "south"),
        open_audit=lambda: AuditLog(tmp_path),
    )
    async with Client(server) as client:
        id = await south.exports.keep("one")
        await client.read_resource(f"intacct://exports/{id}.csv")
    (line,) = logged(tmp_path)
    assert line["profile"] == "south"
    assert [row.payer.host for row in store.rows(month_of(datetime.now(UTC)))] == ["south"]


@pytest.mark.behaviour("resources.logged", "resources.counted")
async def test_what_could_not_be_written_and_a_plan_near_its_end_stand_in_the_resource(
    serving: Serving, folders: Path, far_company: tuple[Sandbox, str]
):
    host = far_company[1].removeprefix("http://")
    store = UsageStore(usage_file())
    store.add(Payer(host, "harwick"), "earlier", {"query": 90_000}, datetime.now(UTC))
    store.close()
    audit_folder().write_text("a file where the folder should be")
    async with serving() as agent:
        answer = await read(agent.client, "entities")
        assert answer["rows"]
        assert answer["usage"].startswith("90,0")
        assert answer["notes"][0].startswith("The audit log cannot be written (")


@pytest.mark.behaviour("resources.logged")
async def test_a_strict_log_that_cannot_be_written_stops_a_resource_before_it_is_sent(
    serving: Serving, folders: Path, billed: Billed
):
    before = billed()
    audit_folder().parent.mkdir(parents=True)
    audit_folder().write_text("a file where the folder should be")
    async with serving(INTACCT_AUDIT_STRICT="1") as agent:
        with pytest.raises(MCPError, match="The audit log cannot be written"):
            await agent.client.read_resource("intacct://entities")
    assert billed() == before
