"""All measures, one table: `python bench/run.py`, two minutes, on Linux. Nothing is asserted.

Compare ratios, and only within one run.
"""

import os
import platform
import sys
import time
from importlib.metadata import version

import anyio
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from answers import tokens_and_transactions
from cold_calls import cold_calls
from in_memory import round_trip
from over_stdio import calls_per_second, cold_start, memory
from questions import questions

SECTIONS = {
    "Cold start to the tool list, ms": cold_start,
    "Tool call in memory, ms": lambda: anyio.run(round_trip),
    "Cold calls at once, ms; the least possible": lambda: anyio.run(cold_calls),
    "Calls per second over stdio": calls_per_second,
    "Tokens / API transactions": tokens_and_transactions,
    "Questions: tokens / API transactions; by query_records alone": questions,
    "Memory, MB": memory,
}


def main() -> None:
    """Measure and print."""
    console = Console(width=None if sys.stdout.isatty() else 100)
    started = time.perf_counter()
    table = Table("measure", box=SIMPLE_HEAD)
    for name in ("ours", "bare", "ratio (quartiles)", "CPU ratio", "bound"):
        table.add_column(name, justify="right")
    for title, measure in SECTIONS.items():
        with console.status(title):
            rows = measure()
        table.add_section()
        table.add_row(f"[bold]{title}")
        for row in rows:
            table.add_row(
                f"  {row.measure}", row.ours, row.bare, row.ratio, row.cpu_ratio, row.bound
            )
    table.caption = (
        f"Python {platform.python_version()}, mcp {version('mcp')}, {os.cpu_count()} CPUs, "
        f"load {os.getloadavg()[0]:.1f}, {time.perf_counter() - started:.0f} s"
    )
    console.print(table)


if __name__ == "__main__":
    main()
