"""How a host reaches the server. So far: stdio."""

import os

from intacct_mcp.app import build_server
from intacct_mcp.connection import OneCompany, audit_of
from intacct_mcp.settings import read_settings


def serve_stdio() -> None:
    """Serve on stdin and stdout until the host closes them. Settings are checked before anything else."""
    settings = read_settings(os.environ)
    build_server(lambda: OneCompany(settings), open_audit=audit_of(settings)).run("stdio")
