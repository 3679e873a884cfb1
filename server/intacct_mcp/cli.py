"""The console script. Without arguments it is the MCP server on stdio; otherwise a command runs.

Imports stand inside: a server must not wait for the command line's libraries, and garbage collection is
off while modules load (a twelfth of the start).
"""

import gc
import sys


def main() -> None:
    """Run the server or a command."""
    gc.disable()
    from intacct_mcp.settings import SettingsError

    try:
        if len(sys.argv) == 1:
            from intacct_mcp.transports import serve_stdio as run
        else:
            from intacct_mcp.commands import run
        gc.enable()
        gc.freeze()
        run()
    except SettingsError as error:
        # stdout belongs to the protocol.
        sys.stderr.write(f"intacct-mcp: {error}\n")
        raise SystemExit(2) from None
