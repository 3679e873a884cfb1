"""Authorization codes: what one stands for, and the proof that its bearer asked for it (PKCE, S256).

Source: docs/api/consent.md; RFC 7636 for the form of verifier and challenge.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass

from intacct_sandbox.rest.sign_in.callers import Caller

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """What a user allowed, until the application asks for the tokens.

    Attributes:
        challenge: The hash of the verifier to come; empty when the request named none.
        is_lasting: A refresh token was asked for.
    """

    client_id: str
    redirect_uri: str
    challenge: str
    caller: Caller
    is_lasting: bool

    def fits(self, client_id: str, redirect_uri: str, verifier: str) -> bool:
        """Whether it is this application that asked, for this address, and with this verifier.

        A verifier without a challenge does not fit: it would prove nothing.
        """
        return (
            secrets.compare_digest(self.client_id.encode(), client_id.encode())
            and secrets.compare_digest(self.redirect_uri.encode(), redirect_uri.encode())
            and (_proves(verifier, self.challenge) if self.challenge else not verifier)
        )


def is_challenge(text: str) -> bool:
    """Whether a text can be an S256 challenge."""
    return _CHALLENGE.fullmatch(text) is not None


def _proves(verifier: str, challenge: str) -> bool:
    if not _VERIFIER.fullmatch(verifier):
        return False
    hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return secrets.compare_digest(hashed, challenge.encode())
