"""Evidence and exported files on disk."""

import os
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from intacct_client import Intacct
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


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def restarted(intacct: Intacct, folder: Path) -> AsyncIterator[Agent]:
    """A server as a new process would be, over the same folder."""
    held = ConnectedCompany(
        intacct,
        Clock(far_day=TODAY),
        b"key",
        is_sandbox=True,
        shelf=FileShelf(folder / "evidence.db"),
        exports=FileExports(folder / "exports"),
    )
    async with Client(build_server(lambda: holding(held))) as client:
        yield Agent(client)


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
    shelf = FileShelf(path, clock)
    assert await shelf.find(KEPT.handle) is None
    await shelf.keep(KEPT)
    assert await FileShelf(path, clock).find(KEPT.handle) == KEPT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    clock.now += GOOD_FOR + 1
    assert await shelf.find(KEPT.handle) is None
    await shelf.keep(replace(KEPT, book="cash"))
    assert b"2026-10-31T09:00Z" in path.read_bytes()
    assert await FileShelf(tmp_path / "another" / "evidence.db", clock).find(KEPT.handle) is None


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
        "from intacct_mcp.evidence_file import FileShelf\n"
        f"KEPT = {KEPT!r}\n"
        "async def main():\n"
        "    shelf = FileShelf(Path(sys.argv[1]))\n"
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
    shelf = FileShelf(path)
    for name in ("a", "b"):
        for number in range(20):
            assert await shelf.find(replace(KEPT, book=f"{name}-{number}").handle) is not None


@pytest.mark.behaviour("export-files.handles")
async def test_a_file_that_cannot_be_used_costs_the_restart_and_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "evidence.db"
    path.write_bytes(b"no database" * 100)
    shelf = FileShelf(path)
    await shelf.keep(KEPT)
    assert await shelf.find(KEPT.handle) == KEPT
    assert "cannot be kept" in caplog.text


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
