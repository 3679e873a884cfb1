"""The audit log as a count: how often which tool was called about a company, over some days.

Source: intacct_mcp.audit.log. Reads all files of the log on a worker thread.
"""

from datetime import date
from pathlib import Path

from anyio import to_thread

from intacct_books.own_log import Called
from intacct_mcp.audit.verify import read_lines


class CountedLog:
    """The log in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def called(self, company: str, first: date, last: date) -> Called:
        """The calls about a company from one day to another, both included."""
        return await to_thread.run_sync(self._count, company, first.isoformat(), last.isoformat())

    def _count(self, company: str, first: str, last: str) -> Called:
        called = Called()
        for line in read_lines(self._folder):
            if line.facts is None:
                called.unreadable += 1
                continue
            day = str(line.facts.get("at", ""))[:10]
            if line.facts.get("company") != company or not first <= day <= last:
                continue
            if line.facts.get("outcome") == "ok":
                called.answered[str(line.facts["tool"])] += 1
            else:
                called.failed += 1
        return called
