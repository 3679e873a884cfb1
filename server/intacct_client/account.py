"""Whom the client signs in as, and the only addresses it talks to.

Source: docs/api/sign-in.md. `base_url` is an origin (then `/ia/api/v1` is added) or the full base.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

DEFAULT_BASE_URL = "https://api.intacct.com/ia/api/v1"
BASE_PATH = "/ia/api/v1"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
Grant = Literal["client_credentials", "authorization_code"]
_ROOTS = ("/objects/", "/services/", "/workflows/")
# Names and keys between single slashes; none is `.` or `..`, none needs escaping.
_PATH = re.compile(
    rf"(?:{'|'.join(_ROOTS)})(?!\.+(?:/|\Z))[\w.,:~-]+(?:/(?!\.+(?:/|\Z))[\w.,:~-]+)*", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Account:
    """One sign-in to one company, at one address.

    Attributes:
        username: `user@company`, or `user@company|entity` to be bound to one entity.
        client_id: The client application's id.
        client_secret: Its secret; never printed.
        base_url: Where the API is; checked and completed.
        grant: By its own credentials, or by what a user allowed in a browser (`authorization_code`).
        profile: What the user calls this sign-in, for sentences that say how to sign in again.
    """

    username: str
    client_id: str
    client_secret: str = field(repr=False)
    base_url: str = DEFAULT_BASE_URL
    grant: Grant = "client_credentials"
    profile: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", checked_base_url(self.base_url))

    @property
    def company(self) -> str:
        """The company's id."""
        return self.username.partition("@")[2].partition("|")[0]

    @property
    def entity(self) -> str:
        """The entity the sign-in is bound to; empty at the top level."""
        return self.username.partition("|")[2]

    @property
    def user(self) -> str:
        """The user's id."""
        return self.username.partition("@")[0]

    @property
    def is_personal(self) -> bool:
        """Whether a user allowed it in a browser: nothing but a user can do that again."""
        return self.grant == "authorization_code"

    @property
    def fingerprint(self) -> str:
        """A name for this sign-in that tells nothing of it, for files and cursors."""
        # With the secret: after a change of it nothing signed in with the old one may be used.
        identity = f"{self.base_url}\n{self.client_id}\n{self.client_secret}\n{self.username}"
        if self.is_personal:
            identity += f"\n{self.grant}"
        return hashlib.sha256(identity.encode()).hexdigest()[:16]


def checked_base_url(url: str) -> str:
    """The API's base address, complete and without a slash at its end.

    Raises:
        ValueError: Neither https nor loopback, or more than an address.
    """
    parts = urlsplit(url.strip().rstrip("/"))
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError(f"{url!r} must start with https:// (http only for this machine).")
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError(f"{url!r} must be a plain address such as {DEFAULT_BASE_URL}.")
    if parts.path not in {"", BASE_PATH}:
        raise ValueError(f"{url!r} must be an origin, or end in {BASE_PATH}.")
    return f"{parts.scheme}://{parts.netloc}{BASE_PATH}"


def checked_path(path: str) -> str:
    """A path below the base, as it was given.

    Raises:
        ValueError: An absolute address, a path outside of objects, services and workflows, or an odd character.
    """
    if not _PATH.fullmatch(path):
        raise ValueError(f"The path {path!r} must start with one of {', '.join(_ROOTS)}.")
    return path
