"""How a host reaches the server. So far: stdio."""

import os
import sys

from mcp.server import MCPServer

from intacct_books import Connections
from intacct_mcp.app import build_server
from intacct_mcp.connection import Companies, audit_of
from intacct_mcp.serving import Serving, read_serving


def serve_stdio(profiles: str = "", toolsets: str = "") -> None:
    """Serve on stdin and stdout until the host closes them. Settings are checked before anything else.

    Args:
        profiles: Names of the profiles to serve, with commas; what the environment says when left out.
        toolsets: Names of toolsets besides the default one, with commas; likewise.
    """
    serving = read_serving(os.environ, profiles, toolsets)
    announce(serving)
    server_of(serving).run("stdio")


def server_of(serving: Serving) -> MCPServer[Connections]:
    """The server of what is served."""
    return build_server(
        lambda: Companies(serving),
        serving.choices,
        serving.default,
        serving.toolsets,
        open_audit=audit_of(serving),
    )


def announce(serving: Serving) -> None:
    """Say on stderr what whoever starts a server should know; stdout belongs to the protocol."""
    for notice in serving.notices:
        sys.stderr.write(f"intacct-mcp: {notice}\n")
