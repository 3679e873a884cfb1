"""Profiles: the companies that can be asked, each by a name of its own, in a TOML file without secrets.

One table is one profile: `[acme]`, then its keys, which are the fields of `Profile`.
Errors: `SettingsError` for a file that cannot be read.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path

from intacct_client.account import DEFAULT_BASE_URL, Grant
from intacct_mcp.settings import SettingsError


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One company, one user, and how much of it."""

    name: str
    company: str = ""
    user: str = ""
    entity: str = ""
    client_id: str = ""
    base_url: str = DEFAULT_BASE_URL
    grant: Grant = "client_credentials"
    redirect_uri: str = ""
    read_only: bool = True
    tier: str = "1"
    at_once: int = 3

    @property
    def username(self) -> str:
        """Whom to sign in as, with the entity where there is one."""
        entity = f"|{self.entity}" if self.entity else ""
        return f"{self.user}@{self.company}{entity}"


def profiles_file(named: str = "") -> Path:
    """The profiles file: the one that is named, else the one in the user's config folder."""
    if named:
        return Path(named).expanduser()
    return user_config_path("sage-intacct-mcp") / "profiles.toml"


def read_profiles(path: Path) -> dict[str, Profile]:
    """The profiles of a file, by name and in its order; none when there is no such file.

    Raises:
        SettingsError: The file cannot be read, or something in it makes no sense.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return {name: Profile(name=name, **table) for name, table in tables.items()}
    except FileNotFoundError:
        return {}
    except (OSError, TypeError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read as profiles. Correct it there.") from error
