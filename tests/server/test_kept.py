"""Evidence and exported files on disk."""

import json
import os
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import anyio
import pytest
from mcp.client import Client
from mcp.types import ResourceLink

from agent import Agent
from conftest import TODAY
from intacct_books import BadArgument, Clock, Kept
from intacct_client import Account, Intacct
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany
from intacct_mcp.evidence_file import GOOD_FOR, FileShelf
from intacct_mcp.exports_folder import FileExports, forget_old
from opened import holding

KEPT = Kept(
    "gl_balance",
    {"account": "1010", "as_of": "2026-10-31"},
    ("100", "200"),
    "accrual",
    {"USD": {"closing": Decimal("12.30")}},
    "2026-10-31T09:00Z",
)


ACME = Account("reader@acme", "id", "secret", profile="acme")


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def restarted(intacct: Intacct, folder: Path) -> AsyncIterator[Agent]:
    """A server as a new process would be, over the same folder."""
    shelf = FileShelf(folder / "evidence.db", intacct.account)
    held = ConnectedCompany(
        intacct,
        Clock(far_day=TODAY),
        b"key",
        is_sandbox=True,
        shelf=shelf,
        exports=FileExports(folder / "exports"),
    )
    async with Client(build_server(lambda: holding(held))) as client:
        yield Agent(client)
    shelf.close()


@pytest.mark.behaviour("export-files.handles", "export-files.kept")
async def test_a_handle_and_a_file_outlive_the_process(intacct: Intacct, tmp_path: Path):
    async with restarted(intacct, tmp_path) as agent:
        handle = (await agent.reads("gl_balance", account="1010"))["evidence"]
    async with restarted(intacct, tmp_path) as agent:
        traced = await agent.reads("get_evidence", handle=handle, limit=1)
        assert set(traced["checks"].values()) == {"0.00"}
        made = await agent.client.call_tool("get_evidence", {"handle": handle, "export": "lines"})
    link = made.content[1]
    assert isinstance(link, ResourceLink)
    async with restarted(intacct, tmp_path) as agent:
        (content,) = (await agent.client.read_resource(str(link.uri))).contents
        assert content.model_dump()["text"].startswith('"gl_balance, lines: harwick (sandbox)')


@pytest.mark.behaviour("export-files.handles")
async def test_a_handle_is_whole_private_and_good_for_a_day(tmp_path: Path):
    clock = Hand()
    path = tmp_path / "kept" / "evidence.db"
    shelf = FileShelf(path, ACME, clock)
    assert await shelf.find(KEPT.handle) is None
    await shelf.keep(KEPT)
    assert await FileShelf(path, ACME, clock).find(KEPT.handle) == KEPT
    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    # A day by the clock, whatever the file's own time is: it is written long after a handle is kept.
    for each in path.parent.iterdir():
        os.utime(each, (0, 0))
    clock.now += GOOD_FOR
    assert await FileShelf(path, ACME, clock).find(KEPT.handle) == KEPT
    clock.now += 1
    assert await shelf.find(KEPT.handle) is None


@pytest.mark.behaviour("export-files.handles")
async def test_handles_older_than_a_day_go_those_of_profiles_that_are_no_more_too(tmp_path: Path):
    clock = Hand()
    path = tmp_path / "evidence.db"
    for name in ("gone", "here"):
        shelf = FileShelf(path, replace(ACME, profile=name), clock)
        await shelf.keep(replace(KEPT, book=name))
        shelf.close()
        clock.now += GOOD_FOR + 1
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT owner FROM kept").fetchall() == [(f"here/{ACME.fingerprint}",)]


@pytest.mark.behaviour("export-files.handles")
async def test_a_handle_is_of_one_profile_and_one_sign_in(tmp_path: Path):
    path = tmp_path / "evidence.db"
    await FileShelf(path, ACME).keep(KEPT)
    assert await FileShelf(path, ACME).find(KEPT.handle) == KEPT
    for other in (
        replace(ACME, profile="acme-2"),
        replace(ACME, username="reader@acme|100"),
        replace(ACME, client_secret="another"),
    ):
        assert await FileShelf(path, other).find(KEPT.handle) is None


@pytest.mark.behaviour("export-files.handles")
async def test_request_figure_and_minute_are_kept_and_no_line(intacct: Intacct, tmp_path: Path):
    async with restarted(intacct, tmp_path) as agent:
        await agent.reads("gl_balance", account="1010", as_of="2026-10-31")
    with closing(sqlite3.connect(tmp_path / "evidence.db")) as file:
        ((body,),) = file.execute("SELECT body FROM kept").fetchall()
    kept = json.loads(body)
    assert set(kept) == {
        *("question", "arguments", "entities", "book", "figure", "read_at"),
        *("tool", "said"),
    }
    assert kept["question"] == "gl_balance"
    assert set(kept["figure"]) <= {"USD", "GBP", "EUR", "CAD"}


@pytest.mark.behaviour("export-files.handles")
async def test_the_file_is_opened_once_however_many_answers_there_are(tmp_path: Path):
    path = tmp_path / "evidence.db"
    shelf = FileShelf(path, ACME)
    await shelf.keep(KEPT)
    path.with_name("evidence.db.lock").unlink(
        missing_ok=True
    )  # made anew whenever the file is opened
    for number in range(3):
        other = replace(KEPT, book=str(number))
        await shelf.keep(other)
        assert await shelf.find(other.handle) == other
    assert not path.with_name("evidence.db.lock").exists()


@pytest.mark.behaviour("export-files.handles")
async def test_several_processes_keep_handles_at_once(tmp_path: Path):
    path = tmp_path / "evidence.db"
    script = (
        "import sys, anyio\n"
        "from dataclasses import replace\n"
        "from decimal import Decimal\n"
        "from pathlib import Path\n"
        "from intacct_books import Kept\n"
        "from intacct_books.evidence import Said\n"
        "from intacct_client import Account\n"
        "from intacct_mcp.evidence_file import FileShelf\n"
        f"KEPT = {KEPT!r}\n"
        "ACME = Account('reader@acme', 'id', 'secret', profile='acme')\n"
        "async def main():\n"
        "    shelf = FileShelf(Path(sys.argv[1]), ACME)\n"
        "    for number in range(20):\n"
        "        await shelf.keep(replace(KEPT, book=f'{sys.argv[2]}-{number}'))\n"
        "anyio.run(main)\n"
    )

    async def run(name: str) -> None:
        done = await anyio.run_process([sys.executable, "-c", script, str(path), name])
        assert b"cannot be kept" not in done.stderr

    async with anyio.create_task_group() as both:
        both.start_soon(run, "a")
        both.start_soon(run, "b")
    shelf = FileShelf(path, ACME)
    for name in ("a", "b"):
        for number in range(20):
            assert await shelf.find(replace(KEPT, book=f"{name}-{number}").handle) is not None


@pytest.mark.behaviour("export-files.handles")
async def test_a_file_that_cannot_be_used_costs_the_restart_and_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "evidence.db"
    path.mkdir()
    shelf = FileShelf(path, ACME)
    await shelf.keep(KEPT)
    assert await shelf.find(KEPT.handle) == KEPT
    assert "cannot be kept" in caplog.text


@pytest.mark.behaviour("export-files.handles")
async def test_a_damaged_file_is_begun_anew(tmp_path: Path):
    path = tmp_path / "evidence.db"
    path.write_bytes(b"no database" * 100)
    await FileShelf(path, ACME).keep(KEPT)
    assert await FileShelf(path, ACME).find(KEPT.handle) == KEPT


@pytest.mark.behaviour("export-files.kept")
async def test_a_file_is_private_and_gone_after_a_day(tmp_path: Path):
    clock = Hand()
    folder = tmp_path / "exports"
    exports = FileExports(folder, clock)
    first = await exports.keep("one\r\n")
    path = folder / f"{first}.csv"
    os.utime(path, (clock.now, clock.now))
    assert await exports.read(first) == "one\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    clock.now += GOOD_FOR + 1
    assert await exports.read(first) is None
    await exports.keep("two")
    assert not path.exists()


@pytest.mark.behaviour("export-files.kept")
async def test_files_of_a_sign_in_that_is_no_more_go_too(tmp_path: Path):
    clock = Hand()
    ids: dict[str, str] = {}
    for name, age in (("gone", GOOD_FOR + 1), ("here", 60)):
        ids[name] = id = await FileExports(tmp_path / name / "exports", clock).keep(name)
        path = tmp_path / name / "exports" / f"{id}.csv"
        os.utime(path, (clock.now - age, clock.now - age))
    forget_old(tmp_path, clock.now)
    clock.now -= 60  # neither would be too old by itself
    left = {
        name: await FileExports(tmp_path / name / "exports", clock).read(id)
        for name, id in ids.items()
    }
    assert left == {"gone": None, "here": "here"}


@pytest.mark.behaviour("export-files.kept")
async def test_only_an_id_is_looked_for_on_the_disk(tmp_path: Path):
    (tmp_path / "secret.csv").write_text("secret", encoding="utf-8")
    exports = FileExports(tmp_path / "exports")
    await exports.keep("one")
    for id in ("../secret", "secret", "", "a" * 15, "A" * 16, "/etc/passwd"):
        assert await exports.read(id) is None


@pytest.mark.behaviour("export-files.bounded")
async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "exports").write_text("a file", encoding="utf-8")
    with pytest.raises(BadArgument, match="could not be written"):
        await FileExports(tmp_path / "exports").keep("text")
