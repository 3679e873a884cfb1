"""The commands beside the server: run the sandbox, call a tool, list the tools, show a demo."""

import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, cast

import anyio
import typer

from intacct_mcp import __version__
from intacct_mcp.app import build_server
from intacct_mcp.connection import OneCompany
from intacct_mcp.settings import SettingsError, read_settings, variable

app = typer.Typer(
    help="Sage Intacct for AI agents. Without a command: the MCP server on stdio.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def run() -> None:
    """Run the command that the arguments name."""
    app()


@app.command()
def call(
    tool: str,
    arguments: Annotated[str, typer.Argument(help="The arguments as a JSON object")] = "{}",
) -> None:
    """Run one tool and print exactly what a model would see. Exits with 1 when the tool refuses."""
    from intacct_mcp.one_call import call_tool

    settings = read_settings(os.environ)
    try:
        given = json.loads(arguments)
    except ValueError as error:
        raise SettingsError(
            f"The arguments are not JSON: {error}. Quote them as one word."
        ) from error
    if not isinstance(given, dict):
        raise SettingsError("The arguments must be one JSON object, e.g. '{\"limit\": 5}'.")
    server = build_server(lambda: OneCompany(settings))
    text, is_error = anyio.run(call_tool, server, tool, cast("dict[str, Any]", given))
    sys.stdout.write(text + "\n")
    raise SystemExit(int(is_error))


@app.command()
def tools(
    as_json: Annotated[
        bool, typer.Option("--json", help="The tools as they go over the wire")
    ] = False,
) -> None:
    """List the tools."""
    from intacct_mcp.one_call import list_tools

    settings = read_settings(os.environ)
    listed = anyio.run(list_tools, build_server(lambda: OneCompany(settings)))
    if as_json:
        sys.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
        return
    for each in listed:
        sys.stdout.write(f"{each['name']:<16} {each['description'].splitlines()[0]}\n")


@app.command()
def demo() -> None:
    """Ask eight questions over MCP, show the answers, and check that the books tie."""
    from intacct_mcp.demo import run_demo

    raise SystemExit(anyio.run(run_demo, dict(os.environ)))


sandbox = typer.Typer(help="The sandbox company: serve it, or list its cases.")
app.add_typer(sandbox, name="sandbox")

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


@sandbox.callback(invoke_without_command=True)
def serve_by_default(
    context: typer.Context,
    port: Port = 8123,
    seed: SeedNumber = 1,
    today: Today = "",
    lines: Lines = 10_000,
    db: Database = "",
    fiscal_year_start: FiscalYearStart = 1,
    assume: Assume = None,
) -> None:
    """Serve the sandbox company's REST API on a loopback port until SIGTERM, or list its cases."""
    if context.invoked_subcommand is None:
        serve(port, seed, today, lines, db, fiscal_year_start, assume)


@sandbox.command()
def serve(
    port: Port = 8123,
    seed: SeedNumber = 1,
    today: Today = "",
    lines: Lines = 10_000,
    db: Database = "",
    fiscal_year_start: FiscalYearStart = 1,
    assume: Assume = None,
) -> None:
    """Serve the sandbox company's REST API on a loopback port until SIGTERM."""
    from intacct_sandbox.serve import MEMORY, Assumptions, Seed, open_sandbox, serve_sandbox

    day = _sandbox_day(today)
    try:
        assumptions = Assumptions().with_switches(assume or [])
        wanted = Seed(seed, day, lines, assumptions, fiscal_year_start)
        opened = open_sandbox(wanted, database=db or MEMORY)
        kept = opened.ledger.company
        made_as = (kept.seed, kept.today, kept.first_fiscal_month)
        if made_as != (seed, day.isoformat(), fiscal_year_start):
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
    lines: Lines = 10_000,
    db: Database = "",
    fiscal_year_start: FiscalYearStart = 1,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a record")] = False,
) -> None:
    """List the cases that the company holds on purpose, with the records that show them."""
    from intacct_sandbox.serve import MEMORY, Seed, list_cases, open_sandbox

    if db and not Path(db).exists():
        raise SettingsError(f"There is no file {db}. Leave --db out to list a new company's cases.")
    try:
        wanted = Seed(seed, _sandbox_day(today), lines, first_fiscal_month=fiscal_year_start)
        listed = list_cases(open_sandbox(wanted, database=db or MEMORY).ledger)
    except (ValueError, OSError) as error:
        raise SettingsError(f"The sandbox could not be opened: {error}") from error
    if as_json:
        sys.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
        return
    meaning = ""
    for each in listed:
        if each["meaning"] != meaning:
            meaning = each["meaning"]
            sys.stdout.write(f"\n{each['case']}: {meaning}\n")
        sys.stdout.write(f"  {each['object']:<38} {each['key']:>6}  {each['name']}\n")


def _sandbox_day(today: str) -> date:
    """The day that is asked for, or the real one.

    Raises:
        SettingsError: It is no day.
    """
    pinned = read_settings({variable("sandbox_today"): today}).sandbox_today
    return pinned or datetime.now(UTC).astimezone().date()


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(__version__ + "\n")
