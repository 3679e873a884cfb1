"""Profiles: the companies that can be asked, each by a name of its own, in a TOML file without secrets.

One table is one profile: `[acme]`, then its keys, which are the fields of `Profile`.
Errors: `SettingsError` for a file that cannot be read, a key that is not known, a value that makes no
sense, or anything that looks like a secret. No value is ever repeated.
"""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    with_config,
)
from pydantic_core import ErrorDetails

from intacct_client.account import DEFAULT_BASE_URL, Grant, checked_base_url
from intacct_client.plan import Tier as PlanTier
from intacct_mcp.folders import config_folder
from intacct_mcp.settings import EARLIEST, LATEST, SettingsError, listed, wanted

Tier = Annotated[PlanTier, BeforeValidator(str)]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_SECRET = re.compile(r"secret|password|token|passphrase", re.IGNORECASE)
OF_A_COMPANY = (
    "company",
    "user",
    "entity",
    "client_id",
    "base_url",
    "grant",
    "redirect_uri",
    "tier",
    "transaction_ceiling",
    "at_once",
    "deadline",
    "most_megabytes",
)
OF_A_SANDBOX = ("seed", "today", "lines", "fiscal_year_start", "db")
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH

Word = Annotated[str, Field(pattern=r"^[^@|]*$")]
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


@with_config(ConfigDict(coerce_numbers_to_str=True))
@dataclass(frozen=True, kw_only=True)
class Profile:
    """One company, one user, and how much of it. The description of each key is its documentation."""

    name: str
    company: Annotated[Word, Field(description="Company id")] = ""
    user: Annotated[Word, Field(description="User id of the Web Services user")] = ""
    entity: Annotated[
        Word, Field(description="Entity id to be bound to; the top level when left out")
    ] = ""
    client_id: Annotated[
        str, Field(description="Client id of the application registered with Sage")
    ] = ""
    base_url: Annotated[
        str, AfterValidator(checked_base_url), Field(description="Where the REST API is")
    ] = DEFAULT_BASE_URL
    grant: Annotated[Grant, Field(description="How it signs in")] = "client_credentials"
    redirect_uri: Annotated[
        str, Field(description="Redirect URI of the application, for `authorization_code`")
    ] = ""
    read_only: Annotated[
        bool, Field(description="No effect yet: there are no tools that write")
    ] = True
    tier: Annotated[Tier, Field(description="Performance tier of the contract with Sage")] = "1"
    transaction_ceiling: Annotated[
        int | None,
        Field(ge=0, description="API transactions a month from which nothing more is read"),
    ] = None
    at_once: Annotated[int, Field(ge=1, le=50, description="Requests at the same time")] = 3
    deadline: Annotated[
        int, Field(ge=5, le=45, description="Seconds that one tool call may take")
    ] = 45
    most_megabytes: Annotated[
        int,
        Field(
            ge=1, le=256, description="Size of an answer of Intacct, unpacked, that is still read"
        ),
    ] = 16
    default: Annotated[
        bool, Field(description="Asked when a question names no company; at most one profile")
    ] = False
    sandbox: Annotated[
        bool, Field(description="An invented company in this process, needs no account")
    ] = False
    seed: Annotated[int, Field(ge=0, le=2**31, description="Sandbox: seed number")] = 1
    today: Annotated[
        Day | None, Field(description="Sandbox: the day it is there; the real one when left out")
    ] = None
    lines: Annotated[
        int, Field(ge=500, le=2_000_000, description="Sandbox: about how many journal lines")
    ] = 10_000
    fiscal_year_start: Annotated[
        int, Field(ge=1, le=12, description="Sandbox: month that its fiscal year begins with")
    ] = 1
    db: Annotated[
        str, Field(description="Sandbox: file to keep it in; in memory when left out")
    ] = ""

    @property
    def username(self) -> str:
        """Whom to sign in as, with the entity where there is one."""
        entity = f"|{self.entity}" if self.entity else ""
        return f"{self.user}@{self.company}{entity}"


KEYS = tuple(each.name for each in fields(Profile) if each.name != "name")


@cache
def checker() -> TypeAdapter[Profile]:
    """What checks a profile; made when the first one is read."""
    return TypeAdapter(Profile)


def profiles_file(named: str = "") -> Path:
    """The profiles file: the one that is named, else the one in the user's config folder."""
    if named:
        return Path(named).expanduser()
    return config_folder() / "profiles.toml"


def read_profiles(path: Path) -> dict[str, Profile]:
    """The profiles of a file, by name and in its order; none when there is no such file.

    Raises:
        SettingsError: The file cannot be read, or something in it makes no sense.
    """
    import tomllib  # a server without a file need not wait for it

    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}. Correct that.") from error
    except ValueError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct it there.") from error
    _refuse_secrets(path, tables)
    profiles = {name: _profile(path, name, table) for name, table in tables.items()}
    defaults = [name for name, profile in profiles.items() if profile.default]
    if len(defaults) > 1:
        raise SettingsError(f"{path}: {listed(defaults)} each say default = true. Keep one.")
    return profiles


def can_be_changed_by_others(path: Path) -> bool:
    """Whether other users of this machine may write the file (never so where modes say nothing)."""
    # On Windows the mode bits say nothing of others.
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & _OTHERS_MAY_WRITE)


def _refuse_secrets(path: Path, table: Mapping[str, Any], inside: str = "") -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _refuse_secrets(path, cast("dict[str, Any]", value), f" in [{key}]")
        elif _SECRET.search(key):
            raise SettingsError(
                f"{path} holds {key}{inside}, and secrets do not belong there. Remove it; "
                "'intacct-mcp login' or INTACCT_CLIENT_SECRET takes the client secret."
            )


def _profile(path: Path, name: str, table: object) -> Profile:
    where = f"{path}, [{name}]"
    if not isinstance(table, dict):
        raise SettingsError(
            f"{path}: {name} stands outside of a profile. Put it below a line such as [acme]."
        )
    if not NAME.fullmatch(name):
        raise SettingsError(
            f"{where}: a profile's name is made of letters, digits, '-', '_' and '.'. Rename it."
        )
    given = cast("dict[str, Any]", table)
    _refuse_unknown(where, given)
    try:
        profile = checker().validate_python({**given, "name": name})
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise SettingsError(
            f"{where}: {fault['loc'][0]} must be {_wanted(fault)}. Correct it there."
        ) from error
    _refuse_half(where, profile, given)
    return profile


def _wanted(fault: ErrorDetails) -> str:
    kinds = {
        "value_error": f"a plain address such as {DEFAULT_BASE_URL}",
        "string_pattern": "written without '@' and '|'",
        "bool": "true or false",
    }
    kind = fault["type"]
    return next((words for start, words in kinds.items() if kind.startswith(start)), wanted(fault))


def _refuse_unknown(where: str, given: Mapping[str, Any]) -> None:
    for key in given:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, n=1, cutoff=0.0)
            raise SettingsError(f"{where}: {key} is not a key. Did you mean {near[0]}?")


def _refuse_half(where: str, profile: Profile, given: Mapping[str, Any]) -> None:
    """A sandbox with keys of a company, a company with keys of a sandbox, or one without a user."""
    for key in given:
        if profile.sandbox and key in OF_A_COMPANY:
            raise SettingsError(
                f"{where}: {key} has no meaning in a sandbox. Remove one of the two."
            )
        if not profile.sandbox and key in OF_A_SANDBOX:
            raise SettingsError(
                f"{where}: {key} goes with sandbox = true only. Remove it or add that."
            )
    missing = [key for key in ("company", "user") if not getattr(profile, key)]
    if missing and not profile.sandbox:
        raise SettingsError(
            f"{where}: {listed(missing)} {'is' if len(missing) == 1 else 'are'} missing. Add that."
        )
