"""All measures in one command and one table: `python bench/run.py`, about a minute and a half, on Linux.

Compare ratios, and only within one run. Nothing is asserted.
"""

import os
import platform
import time
from importlib.metadata import version

import answers
import anyio
import cold_start
import round_trip
import throughput
from figures import Row
from rich.console import Console
from rich.table import Table


def main() -> None:
    """Measure and print."""
    console, started = Console(), time.perf_counter()
    with console.status("cold starts") as status:
        starts, memory = cold_start.measure()
        status.update("round trips")
        trips = anyio.run(round_trip.measure)
        status.update("calls per second")
        rates = throughput.measure()
        status.update("answers")
        tokens, transactions, memory_after = answers.measure()
    table = Table(
        caption=f"Python {platform.python_version()}, mcp {version('mcp')}, {os.cpu_count()} CPUs, "
        f"load {os.getloadavg()[0]:.1f}, {time.perf_counter() - started:.0f} s. Medians of interleaved rounds."
    )
    table.add_column("measure")
    for name in ("ours", "compared", "ratio", "bound"):
        table.add_column(name, justify="right", no_wrap=True)
    _section(table, "Cold start: spawn to tools/list over stdio; a bare mcp server", starts)
    _section(table, "Round trip in memory; the same POST bare", trips)
    _section(table, "Over stdio, one in flight; a bare server's trivial tool", rates)
    _section(table, "Tokens (o200k)", tokens)
    _section(table, "API transactions, steady state", transactions)
    _section(table, "Resident memory; a bare mcp server", [*memory, *memory_after])
    console.print(table)


def _section(table: Table, title: str, rows: list[Row]) -> None:
    table.add_section()
    table.add_row(f"[bold]{title}")
    for row in rows:
        table.add_row(f"  {row.measure}", row.ours, row.other, row.ratio, row.bound)


if __name__ == "__main__":
    main()
