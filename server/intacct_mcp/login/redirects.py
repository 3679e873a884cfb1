"""Redirect URIs: the one of this machine, and how to know it.

Source: docs/api/consent.md. Sage takes `https://127.0.0.1:<port>/...`, and no other address of this machine.
"""

from urllib.parse import urlsplit

ADDRESS = "127.0.0.1"
PORT = 8443


def own_redirect(port: int = PORT) -> str:
    """The redirect URI that leads to a port of this machine."""
    return f"https://{ADDRESS}:{port}/callback"


def is_own_redirect(redirect_uri: str) -> bool:
    """Whether a redirect URI leads to this machine, so that we can listen there."""
    try:
        parts = urlsplit(redirect_uri)
        return parts.scheme == "https" and parts.hostname == ADDRESS and parts.port is not None
    except ValueError:
        return False
