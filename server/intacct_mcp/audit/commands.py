"""`intacct-mcp audit`: look at the audit log, check it, and hand it on."""

import csv
import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from intacct_mcp.audit.verify import Finding, Line, read_lines
from intacct_mcp.audit.verify import verify as verified
from intacct_mcp.folders import audit_folder

audit = typer.Typer(help="The log of tool calls: what was asked, when, and how it ended.")

COLUMNS = (
    "line", "at", "profile", "company", "tool", "arguments", "touched", "api", "outcome", "error", "ms",
)  # fmt: skip
# What a spreadsheet takes for a formula, also behind blanks.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@audit.command()
def verify() -> None:
    """Check that every line is as it was written. Exits with 1 when one is not."""
    folder = audit_folder()
    outcome = verified(folder)
    for finding in outcome.findings:
        sys.stdout.write(_sentence(finding))
    wrong = (
        f"not as written ({len(outcome.findings)})" if outcome.findings else "the chain is whole"
    )
    sys.stdout.write(f"Lines: {outcome.lines}, files: {outcome.files}, in {folder}: {wrong}.\n")
    raise SystemExit(int(bool(outcome.findings)))


@audit.command()
def show(
    last: Annotated[int, typer.Option(min=1, help="How many lines, the newest")] = 20,
) -> None:
    """Show the newest lines."""
    names = ("line", "at", "tool", "arguments", "outcome", "api", "ms")
    table = Table(box=None)
    for name in names:
        table.add_column(name, no_wrap=name == "at")
    for line in list(read_lines(audit_folder()))[-last:]:
        cells = _cells(line, names)
        table.add_row(*cells, style="" if line.facts else "bold red")
    Console(highlight=False, markup=False).print(table)


@audit.command()
def export(
    as_csv: Annotated[bool, typer.Option("--csv", help="A table instead of JSON lines")] = False,
) -> None:
    """Write all lines to standard output."""
    if not as_csv:
        for line in read_lines(audit_folder()):
            facts = line.facts or {"file": line.file, "at": line.at, "outcome": "altered"}
            sys.stdout.write(json.dumps(facts, ensure_ascii=True) + "\n")
        return
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in read_lines(audit_folder()):
        writer.writerow([_harmless(cell) for cell in _cells(line, COLUMNS)])


def _sentence(finding: Finding) -> str:
    where = f", line {finding.at} of the file" if finding.at else ""
    return f"{finding.file}{where}: {finding.what}.\n"


def _cells(line: Line, names: tuple[str, ...]) -> list[str]:
    facts: dict[str, Any] = line.facts or {"outcome": f"not as written: {line.file}:{line.at}"}
    return [_text(facts.get(name, "")) for name in names]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=True)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
