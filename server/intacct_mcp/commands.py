"""The commands beside the server: run the sandbox, call a tool, list the tools, show a demo."""

import json
import os
import sys
from typing import Annotated, Any, cast

import anyio
import typer

from intacct_mcp import __version__
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


@app.command()
def call(
    tool: str,
    arguments: Annotated[str, typer.Argument(help="The arguments as a JSON object")] = "{}",
    profile: Profile = "",
) -> None:
    """Run one tool and print exactly what a model would see. Exits with 1 when the tool refuses."""
    from intacct_mcp.one_call import call_tool

    serving = read_serving(os.environ, profile)
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
) -> None:
    """List the tools."""
    from intacct_mcp.one_call import list_tools

    listed = anyio.run(list_tools, server_of(read_serving(os.environ)))
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


app.command()(profiles)
app.add_typer(sandbox, name="sandbox")


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(__version__ + "\n")
