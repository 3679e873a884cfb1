"""What a login must know and who tells it: the profile, the options, or the person at the terminal.

Errors: `SettingsError` when something is missing and nobody can be asked.
"""

import getpass
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from intacct_client.account import checked_base_url
from intacct_mcp.profiles import NAME, Profile, read_profiles
from intacct_mcp.settings import SettingsError

NEW = "default"  # the name of a first profile
_IDS = ("company", "user", "entity")


@dataclass(frozen=True, slots=True)
class Said:
    """What the options say; empty where they say nothing."""

    company: str = ""
    user: str = ""
    entity: str = ""
    client_id: str = ""
    base_url: str = ""
    redirect_uri: str = ""
    by_credentials: bool | None = None


def is_interactive() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def chosen_name(name: str, file: Path) -> str:
    """The profile that is meant: the one named, or the only one there is."""
    known = list(read_profiles(file))
    if not name and len(known) > 1:
        raise SettingsError(f"Which profile? Name one of {', '.join(known)}, or a new one.")
    name = name or (known[0] if known else NEW)
    if not NAME.fullmatch(name):
        raise SettingsError(
            f"{name[:40]!r} is no name for a profile. Use letters, digits, '-', '_' and '.'."
        )
    return name


def known_profile(name: str, file: Path) -> Profile:
    """A profile that is in the file.

    Raises:
        SettingsError: There is none of that name.
    """
    known = read_profiles(file)
    if name not in known:
        has = f"It has {', '.join(known)}." if known else "It has none."
        raise SettingsError(f"There is no profile {name!r} in {file}. {has}")
    return _of_a_company(known[name])


def _of_a_company(profile: Profile) -> Profile:
    if profile.sandbox:
        raise SettingsError(
            f"Profile {profile.name!r} is a sandbox, which nobody signs in to. Name another profile."
        )
    return profile


def wanted_profile(name: str, said: Said, file: Path) -> Profile:
    """The profile to sign in to: as it is in the file, changed as the options say, completed by asking."""
    known = read_profiles(file).get(name)
    profile = _of_a_company(known or Profile(name=name, grant="authorization_code"))
    told: dict[str, Any] = {
        key: value.strip()
        for key in (*_IDS, "client_id", "base_url", "redirect_uri")
        if (value := getattr(said, key))
    }
    if said.by_credentials is not None:
        told["grant"] = "client_credentials" if said.by_credentials else "authorization_code"
    profile = replace(profile, **told)
    return _checked(_completed(profile))


def _completed(profile: Profile) -> Profile:
    """With what a sign-in cannot do without; in a browser the user says who it is there."""
    needed = {"company": "Company id", "client_id": "Client id of the application"}
    if profile.grant == "client_credentials":
        needed["user"] = "User id of the Web Services user"
    missing = {key: question for key, question in needed.items() if not getattr(profile, key)}
    if missing and not is_interactive():
        options = " and ".join(f"--{key.replace('_', '-')}" for key in missing)
        raise SettingsError(f"Profile {profile.name!r} lacks what {options} would say. Add that.")
    answers: dict[str, Any] = {key: _ask(question) for key, question in missing.items()}
    return replace(profile, **answers)


def _ask(question: str) -> str:
    return str(typer.prompt(question, err=True)).strip()


def _checked(profile: Profile) -> Profile:
    for key in _IDS:
        if any(mark in getattr(profile, key) for mark in "@|"):
            raise SettingsError(
                f"--{key} takes an id alone, without '@' and '|'. Leave the rest out."
            )
    try:
        return replace(profile, base_url=checked_base_url(profile.base_url))
    except ValueError as error:
        raise SettingsError(f"--base-url: {error}") from error


def client_secret(profile: Profile, given: str, kept: str) -> str:
    """The application's secret: from the environment, from stdin or by asking, or as it is kept.

    Args:
        profile: Whose; one that signs in by itself must have one.
        given: What the environment says.
        kept: What the vault has.
    """
    is_needed = profile.grant == "client_credentials"
    if given:
        return given
    if is_interactive():
        secret = _ask_secret(is_needed=is_needed, kept=kept)
    elif is_needed:
        secret = sys.stdin.readline().strip()
    else:
        # stdin is where the answer of the browser may be pasted.
        secret = ""
    secret = secret or kept
    if is_needed and not secret:
        raise SettingsError(
            "The client secret is missing. Put it into stdin or INTACCT_CLIENT_SECRET, or run this in a terminal."
        )
    return secret


def _ask_secret(*, is_needed: bool, kept: str) -> str:
    if kept and not is_needed:
        return ""
    hint = " (Enter keeps the one there is)" if kept else "" if is_needed else " (Enter for none)"
    return getpass.getpass(f"Client secret{hint}: ", stream=sys.stderr).strip()
