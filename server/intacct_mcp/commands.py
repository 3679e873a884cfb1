"""The commands beside the server: run the sandbox, call a tool, list the tools, show a demo."""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Annotated, Any, cast

import anyio
import typer

from intacct_client.plan import Tier, month_of
from intacct_mcp import __version__
from intacct_mcp.audit.commands import audit
from intacct_mcp.login.commands import login, logout
from intacct_mcp.profiles_command import profiles
from intacct_mcp.sandbox_commands import sandbox
from intacct_mcp.serving import read_serving
from intacct_mcp.settings import SettingsError
from intacct_mcp.transports import announce, server_of

app = typer.Typer(
    help="Sage Intacct for AI agents. Without a command: the MCP server on stdio, for the profiles that "
    "--profiles names (a,b) or for all, with the toolsets that --toolsets names (a,b or all).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def run() -> None:
    """Run the command that the arguments name."""
    app()


Profile = Annotated[
    str, typer.Option(help="The profile to serve; what is configured when left out")
]
Toolsets = Annotated[
    str, typer.Option(help="Toolsets besides the default one, with commas, or all")
]


@app.command()
def call(
    tool: str,
    arguments: Annotated[str, typer.Argument(help="The arguments as a JSON object")] = "{}",
    profile: Profile = "",
    toolsets: Toolsets = "",
) -> None:
    """Run one tool and print exactly what a model would see. Exits with 1 when the tool refuses."""
    from intacct_mcp.one_call import call_tool

    serving = read_serving(os.environ, profile, toolsets)
    try:
        given = json.loads(arguments)
    except ValueError as error:
        raise SettingsError(
            f"The arguments are not JSON: {error}. Quote them as one word."
        ) from error
    if not isinstance(given, dict):
        raise SettingsError("The arguments must be one JSON object, e.g. '{\"limit\": 5}'.")
    announce(serving)
    text, is_error = anyio.run(call_tool, server_of(serving), tool, cast("dict[str, Any]", given))
    sys.stdout.write(text + "\n")
    raise SystemExit(int(is_error))


@app.command()
def tools(
    as_json: Annotated[
        bool, typer.Option("--json", help="The tools as they go over the wire")
    ] = False,
    toolsets: Toolsets = "",
) -> None:
    """List the tools."""
    from intacct_mcp.one_call import list_tools

    listed = anyio.run(list_tools, server_of(read_serving(os.environ, toolsets=toolsets)))
    if as_json:
        sys.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
        return
    width = max(len(each["name"]) for each in listed)
    for each in listed:
        sys.stdout.write(f"{each['name']:<{width}} {each['description'].splitlines()[0]}\n")


@app.command()
def demo() -> None:
    """Ask twelve questions over MCP, show the answers, and check that the books tie."""
    from intacct_mcp.demo import run_demo

    raise SystemExit(anyio.run(run_demo, dict(os.environ)))


@app.command()
def doctor(
    profile: Annotated[str, typer.Argument(help="The profile to look at")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs")] = False,
    tie: Annotated[
        bool, typer.Option("--tie", help="Compare our balances with Intacct's own report")
    ] = False,
    print_config: Annotated[
        bool, typer.Option("--print-config", help="What belongs into Claude Desktop's file")
    ] = False,
) -> None:
    """Find out why a company cannot be read, or what can. Exits with 1 when something is wrong."""
    from intacct_mcp.doctor import commands

    code = commands.doctor(profile, as_json=as_json, tie=tie, print_config=print_config)
    raise SystemExit(code)


@app.command()
def probe(
    profile: Annotated[str, typer.Argument(help="The profile to look at")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs")] = False,
) -> None:
    """Find out which way this company answers where that is open, in at most 15 reads."""
    from intacct_mcp.doctor import commands

    commands.probe_readings(profile, as_json=as_json)


@app.command()
def usage(
    month: Annotated[str, typer.Option(help="YYYY-MM, this month when left out")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For a program")] = False,
) -> None:
    """Show a month's API transactions against the plan, as counted on this machine."""
    from intacct_mcp.usage_report import as_json as report_json
    from intacct_mcp.usage_report import read_month, show

    served = read_serving(os.environ).profiles.values()
    tiers: dict[str, Tier] = {each.company: each.tier for each in served}
    now = datetime.now(UTC)
    name = month or month_of(now)
    months = read_month(name, tiers)
    if as_json:
        sys.stdout.write(report_json(months, name, now) + "\n")
    else:
        show(months, name, now)


app.command()(login)
app.command()(logout)
app.command()(profiles)
app.add_typer(sandbox, name="sandbox")
app.add_typer(audit, name="audit")


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(__version__ + "\n")
