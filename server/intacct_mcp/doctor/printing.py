"""The reports as a person reads them."""

from rich.console import Console
from rich.table import Table

from intacct_books.ties import Tied
from intacct_mcp.doctor.probing.prober import Found
from intacct_mcp.doctor.report import Line, Report

_MARKS = {"ok": ("✔", "green"), "warning": ("⚠", "yellow"), "failed": ("✖", "red")}


def print_report(report: Report, console: Console) -> None:
    """A line a finding with what to do about it; then what is known, and what was not looked at."""
    for line in report.lines:
        if line.status in _MARKS:
            _print_line(line, console)
    reasons: dict[str, list[str]] = {}
    for line in report.lines:
        if line.status == "unchecked":
            reasons.setdefault(line.text, []).append(line.id)
    if reasons:
        console.print("\nNot checked")
        table = Table.grid(padding=(0, 2))
        for reason, ids in reasons.items():
            table.add_row("  " + ", ".join(ids), reason)
        console.print(table)
    if report.facts:
        console.print()
        table = Table.grid(padding=(0, 2))
        for name, value in report.facts.items():
            table.add_row(f"  {name}", value)
        console.print(table)


def _print_line(line: Line, console: Console) -> None:
    mark, colour = _MARKS[line.status]
    named = f"{line.id} " if line.fix else ""
    console.print(f"[{colour}]{mark}[/{colour}] ", end="")
    console.print(named + line.text, highlight=False, markup=False, soft_wrap=True)
    if line.fix:
        told = f"    {line.fix}.\n    Where: {line.where}"
        console.print(told, highlight=False, markup=False, soft_wrap=True)


def print_ties(ties: list[Tied], console: Console) -> None:
    """Each comparison in a line; each difference in a row."""
    for tied in ties:
        mark, colour = _MARKS["failed" if tied.differences else "ok"]
        told = f"{len(tied.differences)} differ" if tied.differences else "no difference"
        console.print(f"[{colour}]{mark}[/{colour}] {tied.check}: {tied.compared} figures, {told}")
    rows = [each for tied in ties for each in tied.differences]
    if not rows:
        return
    table = Table("check", "account", "currency", "ours", "Intacct's", "difference", box=None)
    for each in rows:
        figures = (f"{figure:.2f}" for figure in (each.ours, each.theirs, each.by))
        table.add_row(each.check, each.account, each.currency, *figures)
    console.print(table)


def print_readings(found: list[Found], console: Console) -> None:
    """A row a point: which reading holds, and how that was seen."""
    table = Table("point", "reading", "how seen", box=None)
    for each in found:
        table.add_row(each.point, each.reading or "could not be told", each.how)
    console.print(table)
