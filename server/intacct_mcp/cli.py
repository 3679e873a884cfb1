"""The console script. Without a command it is the MCP server on stdio; otherwise the command runs.

Imports stand inside: a server must not wait for the command line's libraries, and garbage collection is
off while modules load (a twelfth of the start).
"""

import gc
import sys
from functools import partial

_OPTIONS = ("profiles", "toolsets")


def main() -> None:
    """Run the server or a command."""
    gc.disable()
    from intacct_mcp.settings import SettingsError

    try:
        said = _served(sys.argv[1:])
        if said is None:
            from intacct_mcp.commands import run
        else:
            from intacct_mcp.transports import serve_stdio

            run = partial(serve_stdio, **said)
        gc.enable()
        gc.freeze()
        run()
    except SettingsError as error:
        # stdout belongs to the protocol.
        sys.stderr.write(f"intacct-mcp: {error}\n")
        raise SystemExit(2) from None


def _served(arguments: list[str]) -> dict[str, str] | None:
    """What stands after --profiles and --toolsets; None when a command is to run."""
    said: dict[str, str] = {}
    left = [part for word in arguments for part in _parted(word)]
    while left:
        name = left.pop(0)
        option = name.removeprefix("--")
        if name == option or option not in _OPTIONS or option in said or not left or not left[0]:
            return None
        said[option] = left.pop(0)
    return said


def _parted(word: str) -> list[str]:
    """`--name=value` as its two parts."""
    return word.split("=", 1) if word.startswith("--") and "=" in word else [word]
