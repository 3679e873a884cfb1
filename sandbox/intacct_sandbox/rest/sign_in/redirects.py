"""Where a sign-in may send the browser.

Source: docs/api/consent.md. The switch `redirect-uris` says whether any loopback address will do.
"""

import re
from urllib.parse import urlencode

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.sign_in.credentials import ClientApplication

# Characters of an address without fragment; no space, quote, backslash or control character.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?@!$&'()*+,;=%-]+")
_LOOPBACK = re.compile(r"(?:https?://127\.0\.0\.1|http://localhost):(\d{1,5})(?:[/?].*)?")
_REGISTRABLE = re.compile(r"https://(?!localhost[:/?])[^/?@]+(?:[/?].*)?")


def may_end_at(redirect_uri: str, application: ClientApplication, assumptions: Assumptions) -> bool:
    """Whether a sign-in of the application may end at an address; registered ones fit to the byte."""
    if not _ADDRESS.fullmatch(redirect_uri):
        return False
    is_registered = redirect_uri in application.redirect_uris
    if assumptions.redirect_uris == "registered":
        return is_registered and _REGISTRABLE.fullmatch(redirect_uri) is not None
    loopback = _LOOPBACK.fullmatch(redirect_uri)
    return is_registered or (loopback is not None and 0 < int(loopback[1]) < 65_536)


def with_answer(redirect_uri: str, answer: dict[str, str]) -> str:
    """The address with the answer's fields behind those it already has."""
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answer)}"
