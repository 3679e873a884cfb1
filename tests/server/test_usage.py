"""What calls cost: counted as the far end counts, warned of in time, stopped at the ceiling."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from typer.testing import CliRunner

from intacct_client.plan import month_of
from intacct_client.usage_store import Payer, UsageStore
from intacct_mcp.commands import app
from intacct_mcp.folders import usage_file
from intacct_sandbox.serve import Sandbox
from living import Serving

NOW = datetime.now(UTC)
FarCompany = tuple[Sandbox, str]
Billed = Callable[[], dict[str, Any]]


def payer(far: FarCompany) -> Payer:
    return Payer(far[1].removeprefix("http://"), "harwick")


def counted(name: str = "") -> Counter[str]:
    """Requests of this month by kind, as the file has them."""
    store = UsageStore(usage_file())
    kinds = Counter[str]()
    for row in store.rows(name or month_of(datetime.now(UTC))):
        kinds[row.kind] += row.count
    store.close()
    return kinds


def spend(far: FarCompany, transactions: int) -> None:
    store = UsageStore(usage_file())
    store.add(payer(far), "earlier", {"query": transactions}, datetime.now(UTC))
    store.close()


def files_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


def invoked(*arguments: str, environment: dict[str, str]) -> str:
    done = CliRunner().invoke(app, arguments, env={**environment, "COLUMNS": "200"})
    assert done.exit_code == 0
    return done.output


def run(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INTACCT_")}
    return subprocess.run(
        [sys.executable, "-m", "intacct_mcp", *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.behaviour("transactions.kept-by-month")
async def test_the_count_on_disk_is_what_the_far_end_received(serving: Serving, billed: Billed):
    before = Counter(billed())
    async with serving() as agent:
        await agent.reads("company_overview")
        await agent.reads("gl_balance", account="1010", period="2026-10")
        await agent.reads("list_customers", limit=3)
        await agent.is_told("get_invoice", number="no such invoice")
    received = Counter(billed()) - before
    kinds = counted()
    assert (kinds["query"], kinds["read"], kinds["token"]) == (
        received["query page"],
        received["object read"],
        received["token"],
    )
    assert kinds["tool call"] == 4
    assert kinds["query"] > 5


async def test_each_tool_stands_by_itself_and_a_refused_request_is_noted(
    serving: Serving, far_company: FarCompany
):
    fault = [{"kind": "503", "path": "/services/core/query", "count": 1, "seconds": 0}]
    async with serving() as agent:
        await agent.reads("list_customers", limit=3)
        httpx2.post(f"{far_company[1]}/sandbox/faults", json=fault)
        await agent.reads("find_vendor", limit=3)
    store = UsageStore(usage_file())
    rows = {(row.tool, row.kind): row.count for row in store.rows(month_of(datetime.now(UTC)))}
    store.close()
    assert rows["find_vendor", "query"] == 2
    assert rows["find_vendor", "refused"] == 1
    assert rows["list_customers", "query"] == 2  # the first learns what the user may see
    assert ("list_customers", "refused") not in rows


async def test_calls_at_once_are_counted_once_each_tokens_too(serving: Serving, billed: Billed):
    before = Counter(billed())
    async with serving() as agent, anyio.create_task_group() as tasks:
        for number in range(20):  # no two the same: those would be one request
            tasks.start_soon(agent.client.call_tool, "list_customers", {"search": str(number)})
    received = Counter(billed()) - before
    kinds = counted()
    assert kinds["tool call"] == 20
    assert kinds["query"] == received["query page"] == 21  # one learned what the user may see
    assert kinds["token"] == received["token"] <= 1


@pytest.mark.behaviour("transactions.warned-of")
async def test_from_four_fifths_of_the_plan_every_answer_says_so(
    serving: Serving, far_company: FarCompany
):
    spend(far_company, 79_990)
    async with serving() as agent:
        assert "usage" not in await agent.reads("list_customers", limit=1)
        spend(far_company, 20)
        answer = await agent.reads("list_customers", limit=1)
        assert re.fullmatch(
            r"80,01\d of 100,000 \(80 %, tier 1\) API transactions in \d{4}-\d\d, by this machine's count",
            answer["usage"],
        )
        assert "usage" in await agent.reads("gl_balance", account="1010")
    async with serving(INTACCT_TIER="2") as agent:
        assert "usage" not in await agent.reads("list_customers", limit=1)


@pytest.mark.behaviour("transactions.sandbox-apart")
async def test_the_sandbox_is_counted_apart_and_never_warns(
    serving: Serving, folders: Path, far_company: FarCompany
):
    store = UsageStore(usage_file())
    store.add(Payer("sandbox", "harwick"), "earlier", {"query": 99_000}, datetime.now(UTC))
    sandbox = {"INTACCT_SANDBOX": "1", "INTACCT_TODAY": "", "INTACCT_SANDBOX_LINES": "500"}
    kept = str(folders / "company.db")
    async with serving(
        **sandbox, INTACCT_SANDBOX_DB=kept, INTACCT_TRANSACTION_CEILING="5"
    ) as agent:
        assert "usage" not in await agent.reads("list_customers", limit=1)
        assert "99,002 of 100,000" in (await agent.reads("company_overview"))["usage"]
    month = month_of(datetime.now(UTC))
    assert store.transactions(payer(far_company), month) == 0
    assert store.transactions(Payer("sandbox", "harwick"), month) > 99_001
    store.close()


async def test_a_sandbox_in_memory_leaves_nothing_behind(serving: Serving, folders: Path):
    sandbox = {"INTACCT_SANDBOX": "1", "INTACCT_TODAY": "", "INTACCT_SANDBOX_LINES": "500"}
    async with serving(**sandbox) as agent:
        await agent.reads("list_customers", limit=1)
    assert files_in(folders) == []


@pytest.mark.behaviour("transactions.ceiling")
async def test_at_the_ceiling_a_call_is_refused_and_nothing_is_sent(
    serving: Serving, far_company: FarCompany, billed: Billed
):
    async with serving(INTACCT_TRANSACTION_CEILING="5") as agent:
        await agent.reads("list_customers", limit=1)
        spend(far_company, 3)  # another process
        before = billed()
        told = await agent.is_told("list_customers", limit=1)
    month = month_of(datetime.now(UTC))
    assert told == (
        f"5 API transactions were made in {month}, and the ceiling is 5. Raise INTACCT_TRANSACTION_CEILING "
        "(or the profile's transaction_ceiling), or wait for the next month."
    )
    assert billed() == before


async def test_a_count_that_cannot_be_kept_stops_only_where_there_is_a_ceiling(
    serving: Serving, folders: Path
):
    usage_file().mkdir(parents=True)  # no file can be there
    async with serving() as agent:
        answer = await agent.reads("list_customers", limit=1)
    assert answer["notes"] == [
        "This call's API transactions could not be counted. Make the state folder writable."
    ]
    async with serving(INTACCT_TRANSACTION_CEILING="5") as agent:
        assert "so INTACCT_TRANSACTION_CEILING cannot be kept" in await agent.is_told(
            "list_customers", limit=1
        )


def test_the_usage_command_shows_days_tools_and_the_outlook(
    environment: dict[str, str], far_company: FarCompany
):
    store = UsageStore(usage_file())
    for day, count in ((1, 30_000), (20, 90_000)):
        at = datetime(2026, 3, day, 12, tzinfo=UTC)
        store.add(payer(far_company), "gl_balance", {"query": count, "token": 1}, at)
    store.add(Payer("sandbox", "harwick"), "find_vendor", {"query": 7}, at)
    store.close()
    shown = invoked("usage", "--month", "2026-03", environment=environment)
    assert "120,000 of 100,000 (120 %, tier 1) API transactions in 2026-03" in shown
    assert "20,000 over the plan: $300.00, assuming $0.15 for each 10" in " ".join(shown.split())
    assert re.search(r"01 +█{14} +30,000", shown)
    assert re.search(r"20 +█{40} +90,000", shown)
    assert re.search(r"gl_balance +2 +120,000 +60000\.0", shown)
    assert "Counted on this machine alone" in shown
    assert shown.index("harwick at 127.0.0.1") < shown.index("harwick at sandbox")

    report = json.loads(
        run("usage", "--month", "2026-03", "--json", environment=environment).stdout
    )
    live, sandbox = report["companies"]
    assert live["projected"] == 120_000
    assert live["projected_price"] == "300.00"
    assert live["days"] == {"2026-03-01": 30_000, "2026-03-20": 90_000}
    assert live["kinds"] == {"query": 120_000, "token": 2}
    assert "projected" not in sandbox


def test_the_usage_command_has_words_for_nothing_and_for_nonsense(environment: dict[str, str]):
    none = invoked("usage", "--month", "2026-02", environment=environment)
    assert none.startswith("No API transactions were counted in 2026-02.")
    wrong = run("usage", "--month", "February", environment=environment)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "intacct-mcp: 'February' is not a month. Write it as YYYY-MM.\n"


async def test_the_tier_of_a_profile_decides_when_to_warn(
    serving: Serving, folders: Path, far_company: FarCompany, environment: dict[str, str]
):
    company, config = far_company[0].credentials, folders / "profiles.toml"
    user, _, name = company.username.partition("@")
    write_profile(
        config,
        company=name,
        user=user,
        client_id=company.client_id,
        base_url=far_company[1],
        tier="2-500k",
    )
    spend(far_company, 300_000)
    for key in ("USERNAME", "CLIENT_ID", "BASE_URL"):
        del environment[f"INTACCT_{key}"]
    async with serving(INTACCT_CONFIG=str(config)) as agent:
        assert "usage" not in await agent.reads("list_customers", limit=1)
        assert (
            "300,002 of 500,000 (60 %, tier 2-500k)"
            in ((await agent.reads("company_overview"))["usage"])
        )
    async with serving(INTACCT_CONFIG=str(config), INTACCT_TIER="1") as agent:
        assert "usage" in await agent.reads("list_customers", limit=1)


def write_profile(path: Path, **values: str) -> None:
    lines = [f'{name} = "{value}"' for name, value in values.items()]
    path.write_text("\n".join(["[one]", *lines]) + "\n", encoding="utf-8")
