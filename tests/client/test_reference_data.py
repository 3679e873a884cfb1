"""Reference data: read once for all processes, bounded, never a figure, and nothing rests on it."""

import json
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client

from agent import Agent
from conftest import TODAY
from intacct_books import Clock
from intacct_client import Account, Intacct
from intacct_client.cache import Cache, KeptAnswer, Learned
from intacct_client.connect import connect
from intacct_client.query import select
from intacct_client.reference import OBJECTS
from intacct_client.reference_store import ReferenceStore
from intacct_client.sign_in import MakeTransport
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_sandbox.serve import Sandbox
from opened import holding

JOURNALS = select("general-ledger/journal", "text id", order=("id",))


@asynccontextmanager
async def process(
    account: Account,
    transport: MakeTransport,
    path: Path,
    clock: Callable[[], float] = lambda: 1_000_000.0,
) -> AsyncIterator[Intacct]:
    """A connection with a memory of its own, as another process has it."""
    store = ReferenceStore(path)
    async with connect(
        account, MemoryTokenStore(), make_transport=transport, clock=clock, kept=store
    ) as intacct:
        yield intacct.metered()
    store.close()


async def learn(intacct: Intacct) -> int:
    async def read(reading: Intacct) -> int:
        return (await reading.query_all(JOURNALS)).total

    return await intacct.reference("journals", read)


@pytest.mark.behaviour("reference-data.shared")
async def test_what_one_process_learned_another_does_not_read_again(
    sandbox: Sandbox, transport: MakeTransport, tmp_path: Path
):
    account = sandbox_account(sandbox)
    now = [1_000_000.0]
    found: list[int] = []
    spent: list[int] = []
    for second in (0, 600, 899, 901):
        now[0] = 1_000_000.0 + second
        async with process(account, transport, tmp_path / "kept.db", lambda: now[0]) as intacct:
            found.append(await learn(intacct))
            spent.append(intacct.spent.setup_transactions)
            assert intacct.spent.remembered_at == 1_000_000.0 + (second if second > 900 else 0)
    assert len(set(found)) == 1
    assert spent == [1, 0, 0, 1]


@pytest.mark.behaviour("reference-data.by-sign-in")
async def test_another_sign_in_learns_for_itself(
    sandbox: Sandbox, transport: MakeTransport, tmp_path: Path
):
    whole = sandbox_account(sandbox)
    bound = Account(f"{whole.username}|100", whole.client_id, whole.client_secret, whole.base_url)
    spent: list[int] = []
    for account in (whole, bound, whole, bound):
        async with process(account, transport, tmp_path / "kept.db") as intacct:
            await learn(intacct)
            spent.append(intacct.spent.setup_transactions)
    assert spent == [1, 1, 0, 0]


@pytest.mark.behaviour("reference-data.fresh")
async def test_fresh_forgets_it_here_and_in_the_file(
    sandbox: Sandbox, transport: MakeTransport, tmp_path: Path
):
    account = sandbox_account(sandbox)
    async with process(account, transport, tmp_path / "kept.db") as intacct:
        await learn(intacct)
        await intacct.forget_reference()
        await learn(intacct)
        assert intacct.spent.setup_transactions == 2
        await intacct.forget_reference()
    async with process(account, transport, tmp_path / "kept.db") as intacct:
        await learn(intacct)
        assert intacct.spent.setup_transactions == 1


@pytest.mark.behaviour("reference-data.no-figures")
@pytest.mark.parametrize(
    "query",
    [
        select("general-ledger/account", "text id", "money totalDue"),
        select("general-ledger/account", "text name", "money sum:x"),
        select("general-ledger/account", "text name", "count count:key"),
        select("accounts-receivable/invoice", "text id"),
        select("general-ledger/journal-entry-line", "text key"),
    ],
    ids=["money", "a sum", "a count", "a document", "a ledger line"],
)
async def test_a_figure_or_a_document_is_never_remembered(intacct: Intacct, query: Any):
    async def read(reading: Intacct) -> int:
        return (await reading.query(query)).total

    with pytest.raises(ValueError, match="never remembered"):
        await intacct.reference("wrong", read)
    assert intacct.tokens_minted == 0


async def test_a_record_is_remembered_only_in_named_parts(intacct: Intacct):
    async def whole(reading: Intacct) -> Any:
        return await reading.get("company-config/company-preference", "setup")

    with pytest.raises(ValueError, match="Name the parts"):
        await intacct.reference("wrong", whole)


@pytest.mark.behaviour("reference-data.no-figures")
async def test_after_all_tools_the_file_holds_names_and_settings_only(
    sandbox: Sandbox, transport: MakeTransport, tmp_path: Path
):
    path = tmp_path / "kept.db"
    async with process(sandbox_account(sandbox), transport, path) as intacct:
        held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(held))) as client:
            agent = Agent(client)
            await agent.reads("company_overview")
            await agent.reads("list_customers", sort="owes")
            await agent.reads("find_vendor")
            await agent.reads("get_invoice", number="INV-10001")
            await agent.reads("gl_balance", account="revenue", period="2026-10", by="entity")
            await agent.reads("gl_balance", account="cash")
            await agent.reads("income_statement", period="2026-09", compare="budget")
    with closing(sqlite3.connect(path)) as file:
        bodies = [json.loads(body) for (body,) in file.execute("SELECT body FROM kept")]
    rows = [row for body in bodies for row in body.get("ia::result", [body])]
    assert len(rows) > 100
    assert {name for row in rows for name in row} == {
        "accountGroup.id",
        "accountType",
        "accounting",
        "alternativeGLAccount",
        "baseCurrency.id",
        "bookId",
        "bookType",
        "calculationMethod",
        "category",
        "closeToGLAccount.id",
        "endDate",
        "entity.id",
        "entityAccess.allowTopLevelAccess",
        "entityAccess.allowUnrestrictedAccess",
        "entity.name",
        "glAccountGroup.id",
        "groupType",
        "hideOtherDepartmentTransactions",
        "id",
        "isAdjustment",
        "isDefault",
        "locationType",
        "name",
        "normalBalance",
        "openBooksStartDate",
        "rangeFrom",
        "rangeTo",
        "reportFilters.class",
        "reportFilters.customer",
        "reportFilters.debitOrCredit",
        "reportFilters.department",
        "reportFilters.location",
        "reportFilters.project",
        "reportType",
        "sortOrder",
        "startDate",
        "status",
        "title",
    }
    assert {"general-ledger/account", "company-config/entity"} <= OBJECTS


@pytest.mark.behaviour("reference-data.told")
async def test_an_answer_says_when_it_rests_on_older_memory(
    sandbox: Sandbox, transport: MakeTransport, tmp_path: Path
):
    clock = Clock(far_day=TODAY)
    now = [clock.now().timestamp()]
    path = tmp_path / "kept.db"
    async with process(sandbox_account(sandbox), transport, path, lambda: now[0]) as intacct:
        held = ConnectedCompany(intacct, clock, b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(held))) as client:
            agent = Agent(client)
            assert "cached_at" not in await agent.reads("gl_balance", account="1010")
            assert "cached_at" not in await agent.reads("list_customers", limit=1)
            await agent.reads("company_overview", fresh=True)
            now[0] -= 120
            await agent.reads("company_overview", fresh=True)  # read two minutes ago
            assert "cached_at" in await agent.reads("company_overview")
            assert "cached_at" in await agent.reads("gl_balance", account="1010")
            # What the user may see is said in its scope, and remembered too.
            assert "cached_at" in await agent.reads("list_customers", limit=1)
            now[0] += 120
            assert "cached_at" not in await agent.reads("company_overview", fresh=True)


@pytest.mark.behaviour("reference-data.only-a-copy")
@pytest.mark.parametrize("damage", ["garbage", "cut", "scribbled", "a folder", "no folder"])
async def test_a_file_that_is_damaged_or_cannot_be_is_never_fatal(
    sandbox: Sandbox, transport: MakeTransport, tmp_path: Path, damage: str
):
    path = tmp_path / "cache" / "kept.db"
    account = sandbox_account(sandbox)
    async with process(account, transport, path) as intacct:
        total = await learn(intacct)
    _damage(path, damage)
    async with process(account, transport, path) as intacct:
        assert await learn(intacct) == total
        assert intacct.spent.setup_transactions == 1
    if damage not in {"a folder", "no folder"}:
        async with process(account, transport, path) as intacct:
            await learn(intacct)
            assert intacct.spent.setup_transactions == 0


def _damage(path: Path, how: str) -> None:
    whole = path.read_bytes()
    path.unlink()
    if how == "garbage":
        path.write_bytes(b"no database at all")
    elif how == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif how == "scribbled":
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    elif how == "a folder":
        path.mkdir()
    else:
        for each in path.parent.iterdir():
            each.unlink()
        path.parent.rmdir()
        path.parent.write_text("a file")


def test_a_file_that_breaks_while_it_is_open_is_thrown_away(tmp_path: Path):
    path = tmp_path / "kept.db"
    store = ReferenceStore(path)
    store.write("a", "r", KeptAnswer("{}" * 50_000, 1))
    store.close()
    assert store.read("a", "r", 0) is not None
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO kept VALUES ('b', 'r', 1, '', '')")
        other.commit()  # so that the store looks at the file again
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 90_000)
        assert store.read("a", "r", 0) is None
    store.write("a", "r", KeptAnswer("{}", 1))
    assert store.read("a", "r", 0) == KeptAnswer("{}", 1)
    store.close()


def test_a_letter_that_changed_on_the_disk_is_noticed(tmp_path: Path):
    store = ReferenceStore(tmp_path / "kept.db")
    store.write("a", "r", KeptAnswer('{"id":"4000"}', 1))
    with closing(sqlite3.connect(tmp_path / "kept.db")) as other:
        other.execute("UPDATE kept SET body = replace(body, '4000', '4001')")
        other.commit()
    assert store.read("a", "r", 0) is None
    store.close()


@pytest.mark.behaviour("reference-data.bounded")
def test_the_file_keeps_the_newest_within_its_bounds(tmp_path: Path):
    store = ReferenceStore(tmp_path / "kept.db", most_entries=3, most_bytes=100)
    for number in range(5):
        store.write("a", str(number), KeptAnswer("1234567890", number))
    assert [store.read("a", str(number), -1) is not None for number in range(5)] == [
        *[False] * 2,
        *[True] * 3,
    ]
    store.write("b", "large", KeptAnswer("x" * 85, 9))
    assert store.read("b", "large", -1) is not None
    assert [store.read("a", str(number), -1) is not None for number in (3, 4)] == [False, True]
    store.write("b", "too large", KeptAnswer("x" * 101, 10))
    assert store.read("b", "too large", -1) is None
    store.close()


@pytest.mark.behaviour("reference-data.bounded")
async def test_memory_keeps_the_newest_within_its_bounds():
    now = [0.0]
    cache = Cache(lambda: now[0], most_entries=3, most_bytes=100)
    reads: list[str] = []

    async def get(name: str, size: int = 10) -> None:
        async def read() -> Learned[str]:
            reads.append(name)
            return Learned(name, now[0], size)

        now[0] += 1
        await cache.get(name, read)

    for name in "abcd":
        await get(name)
    reads.clear()
    for name in "bcda":
        await get(name)
    assert reads == ["a"]
    await get("large", 95)
    reads.clear()
    await get("large", 95)
    await get("a")
    assert reads == ["a"]


async def test_what_is_being_read_when_all_is_forgotten_is_not_remembered():
    cache = Cache(lambda: 0.0)
    goes_on = anyio.Event()
    reads = 0

    async def read() -> Learned[int]:
        nonlocal reads
        reads += 1
        await goes_on.wait()
        return Learned(reads, 0.0, 1)

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(cache.get, "chart", read)
            await anyio.wait_all_tasks_blocked()
            cache.clear()
            goes_on.set()
        assert (await cache.get("chart", read)).value == 2


def test_no_object_of_reference_data_is_one_that_posts(sandbox: Sandbox):
    posting = {
        "invoice",
        "bill",
        "payment",
        "adjustment",
        "advance",
        "entry",
        "transaction",
        "line",
    }
    assert not [name for name in OBJECTS if posting & set(re.split("[/-]", name))]
