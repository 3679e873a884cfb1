"""The commands of the sandbox: serve the company, list its cases, check that its books tie."""

import json
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from intacct_mcp.settings import SettingsError, read_settings, variable
from intacct_sandbox.serve import (
    LIFETIME,
    MEMORY,
    Assumptions,
    Finding,
    Sandbox,
    Seed,
    Surroundings,
    list_cases,
    open_sandbox,
    read_fault,
    read_limits,
    serve_sandbox,
    verify,
)

sandbox = typer.Typer(help="The sandbox company: serve it, list its cases, check its books.")

Port = Annotated[int, typer.Option(min=0, max=65_535, help="0 picks a free one")]
SeedNumber = Annotated[int, typer.Option("--seed", min=0, max=2**31)]
Today = Annotated[str, typer.Option(help="YYYY-MM-DD; the real day when left out")]
Lines = Annotated[int, typer.Option(min=500, max=2_000_000, help="About how many journal lines")]
Database = Annotated[
    str, typer.Option("--db", help="File to keep the company in; one that exists is kept as it is")
]
FiscalYearStart = Annotated[
    int, typer.Option(min=1, max=12, help="Month that the fiscal year begins with")
]
Assume = Annotated[list[str] | None, typer.Option(help="NAME=VALUE, see docs/api/assumptions.md")]
FaultOption = Annotated[
    list[str] | None, typer.Option(help="kind=...,path=...,count=..., see docs/api/faults.md")
]
Sealed = Annotated[bool, typer.Option(help="Close the routes below /sandbox/")]
Concurrency = Annotated[
    str, typer.Option(help="Requests at once: of one application, and of the company")
]
HourLimit = Annotated[int, typer.Option(min=0, help="Refuse more requests an hour; 0 refuses none")]
TokenLife = Annotated[
    int, typer.Option(min=1, max=86_400, help="Seconds that an access token is good")
]
DEFAULT_LINES = 10_000


@sandbox.callback(invoke_without_command=True)
def serve_by_default(
    context: typer.Context,
    port: Port = 8123,
    seed: SeedNumber = 1,
    today: Today = "",
    lines: Lines = DEFAULT_LINES,
    db: Database = "",
    fiscal_year_start: FiscalYearStart = 1,
    assume: Assume = None,
    fault: FaultOption = None,
    sealed: Sealed = False,
    concurrency: Concurrency = "6/8",
    hour_limit: HourLimit = 0,
    token_life: TokenLife = LIFETIME,
) -> None:
    """Serve the sandbox company's REST API on a loopback port until SIGTERM, unless a command is named."""
    if context.invoked_subcommand is None:
        serve(
            port,
            seed,
            today,
            lines,
            db,
            fiscal_year_start,
            assume,
            fault,
            sealed,
            concurrency,
            hour_limit,
            token_life,
        )


@sandbox.command()
def serve(
    port: Port = 8123,
    seed: SeedNumber = 1,
    today: Today = "",
    lines: Lines = DEFAULT_LINES,
    db: Database = "",
    fiscal_year_start: FiscalYearStart = 1,
    assume: Assume = None,
    fault: FaultOption = None,
    sealed: Sealed = False,
    concurrency: Concurrency = "6/8",
    hour_limit: HourLimit = 0,
    token_life: TokenLife = LIFETIME,
) -> None:
    """Serve the sandbox company's REST API on a loopback port until SIGTERM."""
    try:
        around = Surroundings(
            limits=read_limits(concurrency, hour_limit),
            faults=tuple(read_fault(each) for each in fault or []),
            sealed=sealed,
        )
        wanted = _wanted(seed, today, lines, fiscal_year_start, assume)
        opened = open_sandbox(
            wanted, database=db or MEMORY, surroundings=around, token_life=token_life
        )
        kept = opened.ledger.company
        made_as = (kept.seed, kept.today, kept.first_fiscal_month)
        if made_as != (seed, wanted.today.isoformat(), fiscal_year_start):
            sys.stderr.write(
                f"Serving {db} as it was kept: seed {kept.seed}, today {kept.today}.\n"
            )
        serve_sandbox(opened, port=port)
    except (ValueError, OSError) as error:
        raise SettingsError(f"The sandbox could not be served: {error}") from error


@sandbox.command()
def cases(
    seed: SeedNumber = 1,
    today: Today = "",
    lines: Lines = DEFAULT_LINES,
    db: Database = "",
    fiscal_year_start: FiscalYearStart = 1,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a record")] = False,
) -> None:
    """List the cases that the company holds on purpose, with the records that show them."""
    opened = _opened(_wanted(seed, today, lines, fiscal_year_start, None), db)
    with closing(opened.ledger):
        listed = list_cases(opened.ledger)
    if as_json:
        sys.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
        return
    meaning = ""
    for each in listed:
        if each["meaning"] != meaning:
            meaning = each["meaning"]
            sys.stdout.write(f"\n{each['case']}: {meaning}\n")
        sys.stdout.write(f"  {each['object']:<38} {each['key']:>6}  {each['name']}\n")


@sandbox.command("verify")
def verify_books(
    seed: SeedNumber = 1,
    today: Today = "",
    lines: Lines = DEFAULT_LINES,
    db: Database = "",
    fiscal_year_start: FiscalYearStart = 1,
    assume: Assume = None,
    all_figures: Annotated[
        bool, typer.Option("--all", help="Every figure, not only each check's count")
    ] = False,
) -> None:
    """Recompute the books from their raw rows and show whether they tie. Exits with 1 when they do not."""
    opened = _opened(_wanted(seed, today, lines, fiscal_year_start, assume), db)
    with closing(opened.ledger):
        findings = verify(opened.ledger)
    shown = _table(findings) if all_figures else _counts(findings)
    Console(width=150, soft_wrap=True).print(shown)
    wrong = [finding for finding in findings if not finding.is_right]
    for finding in wrong:
        sys.stderr.write(
            f"DOES NOT TIE: {finding.check}, {finding.where} {finding.until}: {finding.shown_difference}"
            f" {finding.remark}\n"
        )
    sys.stdout.write(f"{len(findings)} checks, {len(wrong)} differences\n")
    raise SystemExit(int(bool(wrong)))


def _counts(findings: list[Finding]) -> Table:
    """How many figures each check compared, and how many of them differ."""
    table = Table("check", "figures", "differences", box=None)
    compared = Counter(each.check for each in findings)
    wrong = Counter(each.check for each in findings if not each.is_right)
    for check, count in compared.items():
        table.add_row(
            check, str(count), str(wrong[check]), style="bold red" if wrong[check] else ""
        )
    return table


def _table(findings: list[Finding]) -> Table:
    table = Table("check", "where", "until", "figure", "difference", "remark", box=None)
    for each in findings:
        style = "" if each.is_right else "bold red"
        cells = (each.check, each.where, each.until, each.shown_figure, each.shown_difference)
        table.add_row(*cells, each.remark, style=style)
    return table


def _wanted(
    seed: int, today: str, lines: int, fiscal_year_start: int, assume: list[str] | None
) -> Seed:
    """The company that the options ask for.

    Raises:
        SettingsError: An option cannot be read.
    """
    pinned = read_settings({variable("sandbox_today"): today}).sandbox_today
    day: date = pinned or datetime.now(UTC).astimezone().date()
    try:
        assumptions = Assumptions().with_switches(assume or [])
    except ValueError as error:
        raise SettingsError(f"The sandbox could not be opened: {error}") from error
    return Seed(seed, day, lines, assumptions, fiscal_year_start)


def _opened(wanted: Seed, db: str) -> Sandbox:
    """A company to look at: a kept one, or a new one in memory."""
    if db and not Path(db).exists():
        raise SettingsError(f"There is no file {db}. Leave --db out to look at a new company.")
    try:
        return open_sandbox(wanted, database=db or MEMORY)
    except (ValueError, OSError) as error:
        raise SettingsError(f"The sandbox could not be opened: {error}") from error
