"""Writing a profile into the profiles file; everything else in it stays as it stands, comments too.

Errors: `SettingsError` when the file cannot be read or written.
"""

import hashlib
from pathlib import Path

import tomlkit
from filelock import FileLock, Timeout
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable

from intacct_client.whole_file import make_folder, make_private, replace_whole
from intacct_mcp.profiles import Profile
from intacct_mcp.settings import SettingsError

# What a sign-in knows; the other keys are the user's own business.
WRITTEN = ("company", "user", "entity", "client_id", "base_url", "grant", "redirect_uri")
_HEAD = "The companies that can be asked, without secrets: those are kept by 'intacct-mcp login'."


def save_profile(path: Path, profile: Profile, locks: Path) -> None:
    """Add a profile to the file, or bring it up to date there.

    Args:
        path: The profiles file; a link is followed.
        profile: What to write; values that are the default are left out where they were.
        locks: A folder for the lock file.
    """
    file = path.resolve()
    name = hashlib.sha256(str(file).encode()).hexdigest()[:32]
    try:
        make_private(locks)
        make_folder(file.parent)
        with FileLock(locks / f"{name}.lock", timeout=20, mode=0o600):
            replace_whole(file, _with(profile, file).encode())
    except Timeout as error:
        raise SettingsError(f"Another process keeps {path} busy. Try again in a minute.") from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror}. Correct that, then sign in again."
        ) from error


def _with(profile: Profile, file: Path) -> str:
    document = _read(file)
    if profile.name not in document:
        if not document:
            document.add(tomlkit.comment(_HEAD))
        document.append(profile.name, tomlkit.table())
    table = document[profile.name]
    if not isinstance(table, AbstractTable):
        raise SettingsError(f"{file}: {profile.name} is no profile. Rename it there.")
    usual = Profile(name=profile.name)
    for key in WRITTEN:
        value = getattr(profile, key)
        if key in table or value != getattr(usual, key):
            table[key] = value
    return tomlkit.dumps(document)


def _read(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not valid TOML. Correct it there.") from error
