"""Processes that are killed while they write: what was acknowledged is there, and everything opens."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest

from effort import EXAMPLES
from intacct_client.usage_store import CALLS, Payer, UsageStore
from intacct_mcp.audit.log import AuditLog
from intacct_mcp.audit.verify import verify

KILLED = 10 * EXAMPLES
PAYER = Payer("far", "acme")
AT = datetime(2026, 3, 1, tzinfo=UTC)
# Says how many it has written, each time after it was written.
WRITING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from intacct_client.usage_store import Payer, UsageStore
from intacct_mcp.audit.log import AuditLog
folder = Path(sys.argv[1])
log, store = AuditLog(folder / "audit", full=20_000), UsageStore(folder / "usage.db")
at = datetime(2026, 3, 1, tzinfo=UTC)
number = 0
while True:
    store.add(Payer("far", "acme"), "gl_balance", {"query": 2, "model": 1}, at)
    log.append({"tool": "gl_balance", "arguments": {"account": "1" * 50}})
    number += 1
    print(number, flush=True)
"""


@contextmanager
def writer(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=20)


def acknowledged(process: subprocess.Popen[str], after: float) -> int:
    """Kill it a moment after its first line; how many it had acknowledged by then."""
    assert process.stdout is not None
    first = process.stdout.readline()
    Timer(after, process.send_signal, [signal.SIGKILL]).start()
    lines = [first, *process.stdout]
    return max(int(line) for line in lines if line.endswith("\n"))


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path):
    moment = random.Random(1)
    written = 0
    for _ in range(KILLED):
        with writer(tmp_path) as process:
            written += acknowledged(process, moment.uniform(0, 0.03))
        store = UsageStore(tmp_path / "usage.db")
        kinds = {row.kind: row.count for row in store.rows("2026-03")}
        # All of a call or nothing of it.
        assert kinds["query"] == 2 * kinds[CALLS] == 2 * kinds["model"]
        assert store.transactions(PAYER, "2026-03") == 3 * kinds[CALLS]
        assert kinds[CALLS] >= written
        store.close()
        outcome = verify(tmp_path / "audit")
        assert outcome.findings == []
        assert outcome.lines >= written
    AuditLog(tmp_path / "audit").append({"tool": "the next one"})
    assert verify(tmp_path / "audit").findings == []
    assert not (tmp_path / "usage.db.broken").exists()


class Dying(AuditLog):
    """A log whose process dies when a line is written, and the mark of the end is not."""

    def _write(self, file: int, data: bytes) -> None:
        super()._write(file, data)
        raise InterruptedError


def test_a_process_that_dies_over_the_first_line_of_a_new_file_breaks_no_chain(tmp_path: Path):
    log, dying = AuditLog(tmp_path, full=1), Dying(tmp_path, full=1)
    log.append({"tool": "one"})
    with pytest.raises(InterruptedError):
        dying.append({"tool": "two"})
    log.append({"tool": "three"})
    # Dead between the new name and all that follows, and then once more.
    (tmp_path / "audit.jsonl").rename(tmp_path / "audit-000003.jsonl")
    with pytest.raises(InterruptedError):
        dying.append({"tool": "four"})
    log.append({"tool": "five"})
    outcome = verify(tmp_path)
    assert (outcome.findings, outcome.lines) == ([], 5)
