"""Runs all tests of figures under each reading of Intacct alone: `make readings`, an hour or two.

A figure that differs under a reading ends the run with an error. `make test` asks each tool under each reading.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from intacct_sandbox.company.assumptions import Assumptions

ROOT = Path(__file__).parent.parent
FIGURES = ("books", "tools", "pitfalls", "workflows", "properties")
_SUMMARY = re.compile(r"^(?:(\d+) failed, )?(\d+) passed", re.MULTILINE)
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def readings() -> Iterator[str]:
    """Each switch with each value that is not its default, as `--assume` takes it."""
    usual = Assumptions()
    for each in fields(Assumptions):
        for value in get_args(Assumptions.__annotations__[each.name]):
            if value != getattr(usual, each.name):
                yield f"{each.name.replace('_', '-')}={value}"


def run(reading: str) -> tuple[int, list[str]]:
    """How many tests passed under it, and which did not.

    Raises:
        RuntimeError: The tests did not run.
    """
    told = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "--tb=no"),
            *("--deselect", "tests/books/test_every_reading.py", "--assume", reading),
            *(f"tests/{folder}" for folder in FIGURES),
        ],
        cwd=ROOT,
        env={**os.environ, "INTACCT_SANDBOX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = _SUMMARY.search(told.stdout)
    if summary is None:
        raise RuntimeError(f"{reading}: {told.stdout[-500:]}{told.stderr[-500:]}")
    return int(summary[2]), _FAILED.findall(told.stdout)


def main(names: list[str]) -> int:
    """Run all readings, or those that are named, and print a table."""
    table = Table("reading", "passed", "failed", box=SIMPLE_HEAD)
    is_same = True
    for reading in names or readings():
        passed, failed = run(reading)
        is_same = is_same and not failed
        print(reading, passed, *failed, file=sys.stderr, flush=True)
        table.add_row(reading, str(passed), "\n".join(failed))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
