"""Settings: the `INTACCT_*` variables of the environment, all of them known.

A variable that is not known is an error: never silently another company than was meant. Which companies
the settings and the profiles make together is the matter of serving.py.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from intacct_client.account import DEFAULT_BASE_URL, checked_base_url
from intacct_client.plan import Tier

PREFIX = "INTACCT_"
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)  # days that calendars of all parts can hold
CREDENTIALS = ("client_id", "client_secret", "username")
OF_A_COMPANY = (*CREDENTIALS, "entity", "base_url")
_PART = re.compile(r"[^@|]+")
_USERNAME = re.compile(r"[^@|]+@[^@|]+(\|[^@|]+)?")


class SettingsError(Exception):
    """The settings make no sense; the message says what is missing or meant."""


class Settings(BaseModel):
    """All settings. The description of each is its documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str = Field("", description="Client id of the application registered with Sage")
    client_secret: SecretStr = Field(SecretStr(""), description="Its secret")
    username: str = Field("", description="user@company, the Web Services user to sign in as")
    entity: str = Field("", description="Entity id to be bound to; the top level when left out")
    base_url: str = Field(DEFAULT_BASE_URL, description="Where the REST API is")
    vault_key: SecretStr = Field(
        SecretStr(""),
        description="Key of the encrypted files that secrets are kept in where there is no key store",
    )
    profiles: str = Field(
        "", description="Names of the profiles to serve, with commas; all of the file when left out"
    )
    profile: str = Field("", description="The one profile to serve")
    config: str = Field("", description="The profiles file; in the config folder when left out")
    toolsets: str = Field("", description="Toolsets besides the default one, with commas, or all")
    tier: Tier = Field("1", description="Plan of the company with Sage: 1, 2, 2-500k, 3, 4 or 5")
    transaction_ceiling: int | None = Field(
        None, ge=0, description="API transactions a month from which nothing more is read"
    )
    at_once: int = Field(3, ge=1, le=50, description="Requests to a company at the same time")
    deadline: int = Field(45, ge=5, le=45, description="Seconds that one tool call may take")
    most_megabytes: int = Field(
        16, ge=1, le=256, description="Size of an answer of Intacct, unpacked, that is still read"
    )
    audit_strict: bool = Field(
        False, description="1 withholds an answer that the audit log cannot take"
    )
    today: date | None = Field(
        None, ge=EARLIEST, le=LATEST, description="Pins the day, as YYYY-MM-DD"
    )
    sandbox: bool | None = Field(
        None, description="1 forces the sandbox and drops the credentials and profiles"
    )
    sandbox_seed: int = Field(1, ge=0, le=2**31, description="Seed number of the sandbox company")
    sandbox_today: date | None = Field(
        None,
        ge=EARLIEST,
        le=LATEST,
        description="The day it is in the sandbox; the real one when left out",
    )
    sandbox_lines: int = Field(
        10_000, ge=500, le=2_000_000, description="About how many journal lines it has"
    )
    sandbox_fiscal_year_start: int = Field(
        1, ge=1, le=12, description="Month, 1 to 12, that its fiscal year begins with"
    )
    sandbox_db: str = Field("", description="File to keep the sandbox in; in memory when left out")


def variable(name: str) -> str:
    """The variable of a setting."""
    return PREFIX + name.upper()


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check the environment. Empty variables count as not set.

    Raises:
        SettingsError: A variable is unknown or has a bad value.
    """
    given = {
        name: value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    _refuse_unknown(given)
    values: dict[str, Any] = {
        name.removeprefix(PREFIX).lower(): value.strip() for name, value in given.items()
    }
    settings = _validated(values)
    if settings.sandbox:
        kept = {name: value for name, value in values.items() if name not in OF_A_COMPANY}
        return _validated(kept)
    _refuse_bad_names(settings)
    return settings


def _validated(values: dict[str, Any]) -> Settings:
    try:
        settings = Settings.model_validate(values)
        checked_base_url(settings.base_url)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        name = variable(str(fault["loc"][0]))
        raise SettingsError(
            f"{name} must be {wanted(fault)}. Correct it or leave it out."
        ) from error
    except ValueError as error:
        raise SettingsError(f"{variable('base_url')}: {error}") from error
    return settings


def wanted(fault: ErrorDetails) -> str:
    """What a value should have been; it is never repeated, it may be a secret."""
    bounds = fault.get("ctx", {})
    kind = fault["type"]
    if kind == "greater_than_equal":
        return f"at least {bounds['ge']}"
    if kind == "less_than_equal":
        return f"at most {bounds['le']}"
    if kind == "literal_error":
        return str(bounds["expected"])
    kinds = {
        "date": "a day written as YYYY-MM-DD",
        "bool": "1 or 0",
        "int": "a whole number",
        "string": "text",
    }
    return next((words for start, words in kinds.items() if kind.startswith(start)), fault["msg"])


def listed(names: Sequence[str]) -> str:
    """Names as a person lists them."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = [variable(name) for name in Settings.model_fields]
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)
            raise SettingsError(f"{name} is not a setting. Did you mean {near[0]}?")


def _refuse_bad_names(settings: Settings) -> None:
    if settings.username and not _USERNAME.fullmatch(settings.username):
        raise SettingsError(f"{variable('username')} must have the form user@company.")
    if settings.entity and not _PART.fullmatch(settings.entity):
        raise SettingsError(f"{variable('entity')} must be the id alone, without '@' and '|'.")
    bound = settings.username.partition("|")[2]
    if bound and settings.entity and bound != settings.entity:
        raise SettingsError(
            f"{variable('username')} and {variable('entity')} name two entities. Keep one."
        )
