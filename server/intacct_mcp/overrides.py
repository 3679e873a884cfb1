"""What the variables of the environment say of a profile, over what the file says.

One variable is one key, but for the username: it is a user, a company and maybe an entity.
"""

from dataclasses import replace
from typing import Any

from intacct_client.account import checked_base_url
from intacct_mcp.profiles import Profile
from intacct_mcp.settings import Settings, listed, variable

# The key of a profile that each setting speaks of.
_OF_A_COMPANY = {
    "username": "user",
    "entity": "entity",
    "client_id": "client_id",
    "base_url": "base_url",
    **{
        name: name
        for name in ("tier", "transaction_ceiling", "at_once", "deadline", "most_megabytes")
    },
}
_OF_A_SANDBOX = {
    "sandbox_seed": "seed",
    "sandbox_today": "today",
    "sandbox_lines": "lines",
    "sandbox_fiscal_year_start": "fiscal_year_start",
    "sandbox_db": "db",
}
# Those that cannot be meant for several at once.
OF_ONE_COMPANY, OF_ONE_SANDBOX = ("username", "entity"), ("sandbox_seed", "sandbox_db")

Said = dict[str, tuple[str, Any]]
"""By key: the variable, and the value that it gives."""


def said_of(settings: Settings, profile: Profile) -> Said:
    """What the environment says of a profile."""
    names = _OF_A_SANDBOX if profile.sandbox else _OF_A_COMPANY
    said: Said = {
        key: (variable(name), getattr(settings, name))
        for name, key in names.items()
        if name in settings.model_fields_set
    }
    if "base_url" in said:
        source, address = said["base_url"]
        said["base_url"] = (source, checked_base_url(address))
    if "user" in said:
        source, username = said["user"]
        user, _, rest = username.partition("@")
        company, _, entity = rest.partition("|")
        said |= {"user": (source, user), "company": (source, company)}
        # The entity of another company would mean nothing in this one.
        if entity or (company != profile.company and "entity" not in said):
            said["entity"] = (source, entity)
    return said


def with_said(profile: Profile, said: Said) -> Profile:
    """The profile as the environment wants it."""
    return replace(profile, **{key: value for key, (_, value) in said.items()})


def notice_of(profile: Profile, said: Said) -> str:
    """Which variables change what the file says; empty when none does."""
    unset = Profile(name=profile.name)
    won = {
        variable
        for key, (variable, value) in said.items()
        if getattr(profile, key) not in {value, getattr(unset, key)}
    }
    if not won:
        return ""
    who = "" if profile.sandbox else f" ({with_said(profile, said).username})"
    return f"Profile {profile.name}{who}: the file gives way to {listed(sorted(won))}."
