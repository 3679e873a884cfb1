"""The audit log: whatever is changed in it is found, and writing goes on after anything."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from intacct_mcp.audit.chain import sealed
from intacct_mcp.audit.log import CURRENT, END, AuditLog, files, read_end
from intacct_mcp.audit.verify import verify
from intacct_mcp.commands import app
from intacct_mcp.folders import audit_folder

FACTS = {"at": "2026-11-21T10:00:00.000Z", "tool": "gl_balance", "outcome": "ok"}
Change = Callable[[list[bytes]], list[bytes]]


def write(folder: Path, count: int, **options: Any) -> Path:
    log = AuditLog(folder, **options)
    for number in range(count):
        log.append({**FACTS, "arguments": {"account": str(number)}})
    return folder / CURRENT


def found(folder: Path) -> list[str]:
    return [f"{each.file}:{each.at} {each.what}" for each in verify(folder).findings]


def test_a_log_that_nobody_touched_is_whole(tmp_path: Path):
    write(tmp_path, 5)
    outcome = verify(tmp_path)
    assert (outcome.lines, outcome.files, outcome.findings) == (5, 1, [])
    assert verify(tmp_path / "nothing").lines == 0


def test_any_changed_byte_is_found_and_its_line_named(tmp_path: Path):
    path = write(tmp_path, 2)
    whole = path.read_bytes()
    for at, byte in enumerate(whole):
        other = (byte ^ 1, byte ^ 0x20, 0x0A if byte != 0x0A else 0x20)[at % 3]
        path.write_bytes(whole[:at] + bytes([other]) + whole[at + 1 :])
        findings = verify(tmp_path).findings
        assert findings, at
        assert findings[0].at == whole[:at].count(b"\n") + 1, at
    path.write_bytes(whole)
    assert verify(tmp_path).findings == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda all_: all_[:1] + all_[2:], ["audit.jsonl:2 line 2 is missing before line 3"]),
        (lambda all_: all_[3:], ["audit.jsonl:1 lines 1 to 3 are missing before line 4"]),
        (
            lambda all_: [all_[0], all_[2], all_[1], *all_[3:]],
            [
                "audit.jsonl:2 line 2 is missing before line 3",
                "audit.jsonl:3 line 2 stands in the wrong place",
            ],
        ),
        (
            lambda all_: [*all_[:2], all_[1], *all_[2:]],
            ["audit.jsonl:3 line 2 stands in the wrong place"],
        ),
        (lambda all_: all_[:-1], ["audit.end:0 lines 5 to 5 are missing at the end"]),
        (lambda _: [], ["audit.end:0 lines 1 to 5 are missing at the end"]),
        (
            lambda all_: [*all_[:-1], all_[-1][:-1]],
            ["audit.jsonl:5 line 5 is cut short"],
        ),
        (
            lambda all_: [*all_[:-1], all_[-1][:40]],
            ["audit.jsonl:5 line 5 is cut short"],
        ),
        (
            lambda all_: [*all_[:2], b"\n", *all_[2:]],
            ["audit.jsonl:3 line 3 was altered", "audit.jsonl:4 line 3 stands in the wrong place"],
        ),
    ],
    ids=["one gone", "the first gone", "swapped", "twice", "the last gone", "all gone", "no end of line", "cut", "a blank line"],
)  # fmt: skip
def test_lines_gone_moved_or_cut_are_found_and_named(
    tmp_path: Path, change: Change, told: list[str]
):
    path = write(tmp_path, 5)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    assert found(tmp_path) == told


def test_a_line_that_was_sealed_anew_breaks_the_chain(tmp_path: Path):
    path = write(tmp_path, 3)
    lines = path.read_bytes().splitlines(keepends=True)
    for at, told in (
        (1, "audit.jsonl:3 line 3 does not follow the line before"),
        (2, "audit.end:0 line 3 is not the one that was written last"),
    ):
        facts = json.loads(lines[at])
        del facts["hash"]
        forged, _ = sealed({**facts, "outcome": "refused"})
        path.write_bytes(b"".join([*lines[:at], forged, *lines[at + 1 :]]))
        assert found(tmp_path) == [told]


def test_a_log_without_its_end_mark_says_so_and_goes_on(tmp_path: Path):
    write(tmp_path, 3)
    (tmp_path / END).write_text("{")
    assert found(tmp_path) == ["audit.end:0 the mark of the end is missing or cannot be read"]
    write(tmp_path, 1)
    assert found(tmp_path) == []
    assert verify(tmp_path).lines == 4


def test_the_chain_goes_on_over_full_files(tmp_path: Path):
    write(tmp_path, 20, full=1_000)
    outcome = verify(tmp_path)
    assert (outcome.lines, outcome.findings) == (20, [])
    assert outcome.files > 4
    assert all(path.stat().st_size < 1_400 for path in files(tmp_path))
    files(tmp_path)[1].unlink()
    (missing,) = found(tmp_path)
    assert "missing before line" in missing
    assert missing.startswith("audit-000003.jsonl:1")
    (tmp_path / END).unlink()
    write(tmp_path, 1, full=1_000)
    assert len(found(tmp_path)) == 1


def test_what_a_killed_process_left_is_taken_up(tmp_path: Path):
    path = write(tmp_path, 3)
    end = (tmp_path / END).read_bytes()
    write(tmp_path, 1)
    (tmp_path / END).write_bytes(end)  # killed after the line, before the mark
    write(tmp_path, 1)
    assert (verify(tmp_path).lines, found(tmp_path)) == (5, [])
    with path.open("ab") as file:
        file.write(b'{"line":6,"at":')  # killed in the middle of a line
    write(tmp_path, 1)
    assert (verify(tmp_path).lines, found(tmp_path)) == (6, [])
    assert json.loads(path.read_bytes().splitlines()[-1])["dropped"] == 15


def test_writing_goes_on_after_tampering_and_hides_nothing(tmp_path: Path):
    path = write(tmp_path, 3)
    path.write_bytes(path.read_bytes()[:-20])
    write(tmp_path, 2)
    assert found(tmp_path) == ["audit.jsonl:3 line 3 was altered"]
    with path.open("ab") as file:
        file.write(b'{"line":6}\n')
    write(tmp_path, 1)
    assert found(tmp_path)[1:] == [
        "audit.jsonl:6 line 6 was altered",
        "audit.jsonl:7 line 6 stands in the wrong place",
    ]
    end = read_end(tmp_path)
    assert end is not None
    assert end.line == 6


def test_a_crash_between_two_files_loses_no_line(tmp_path: Path):
    path = write(tmp_path, 3)
    path.rename(tmp_path / "audit-000001.jsonl")  # killed before the new file was begun
    write(tmp_path, 1)
    assert (verify(tmp_path).lines, found(tmp_path)) == (4, [])


WRITING = """
import sys
from pathlib import Path
from intacct_mcp.audit.log import AuditLog
log = AuditLog(Path(sys.argv[1]), full=3_000)
for number in range(40):
    log.append({"tool": sys.argv[2], "number": number})
"""


def test_many_processes_write_one_chain(tmp_path: Path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITING, str(tmp_path), name]) for name in "abcd"
    ]
    assert [each.wait(timeout=60) for each in writers] == [0, 0, 0, 0]
    outcome = verify(tmp_path)
    assert (outcome.lines, outcome.findings) == (160, [])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", *arguments], env={"COLUMNS": "200"})


@pytest.mark.usefixtures("folders")
def test_the_commands_verify_show_and_export():
    path = write(audit_folder(), 2)
    AuditLog(audit_folder()).append(
        {**FACTS, "tool": "=HYPERLINK(1)", "arguments": {"search": "+1"}, "profile": " @SUM(A1)"}
    )
    verified = run("verify")
    assert verified.exit_code == 0
    assert verified.stdout.endswith("the chain is whole.\n")
    assert "gl_balance" in run("show", "--last", "2").stdout

    table = list(csv.reader(io.StringIO(run("export", "--csv").stdout)))
    assert table[0][:5] == ["line", "at", "profile", "company", "tool"]
    assert table[1][5] == '{"account": "0"}'
    assert (table[3][2], table[3][4]) == ("' @SUM(A1)", "'=HYPERLINK(1)")
    exported = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert [each["line"] for each in exported] == [1, 2, 3]

    path.write_bytes(path.read_bytes().replace(b'"ok"', b'"OK"', 1))
    broken = run("verify")
    assert broken.exit_code == 1
    assert broken.stdout.startswith("audit.jsonl, line 1 of the file: line 1 was altered.\n")
    assert "not as written: audit.jsonl:1" in run("show").stdout
