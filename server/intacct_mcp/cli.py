"""The console script. Without a command it is the MCP server on stdio; otherwise the command runs.

Imports stand inside: a server must not wait for the command line's libraries, and garbage collection is
off while modules load (a twelfth of the start).
"""

import gc
import sys
from functools import partial


def main() -> None:
    """Run the server or a command."""
    gc.disable()
    from intacct_mcp.settings import SettingsError

    try:
        profiles = _profiles_to_serve(sys.argv[1:])
        if profiles is None:
            from intacct_mcp.commands import run
        else:
            from intacct_mcp.transports import serve_stdio

            run = partial(serve_stdio, profiles)
        gc.enable()
        gc.freeze()
        run()
    except SettingsError as error:
        # stdout belongs to the protocol.
        sys.stderr.write(f"intacct-mcp: {error}\n")
        raise SystemExit(2) from None


def _profiles_to_serve(arguments: list[str]) -> str | None:
    """The names after --profiles, or "" without it; None when a command is to run."""
    match arguments:
        case []:
            return ""
        case ["--profiles", names] if names:
            return names
        case [word] if word.startswith("--profiles="):
            return word.removeprefix("--profiles=")
        case _:
            return None
