"""The folders of this user where files are kept, each under the name of the product."""

from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_state_path

NAME = "sage-intacct-mcp"


def config_folder() -> Path:
    """Where the profiles file is."""
    return user_config_path(NAME)


def state_folder() -> Path:
    """Where tokens, the counts of API transactions and the audit log are."""
    return user_state_path(NAME)


def cache_folder() -> Path:
    """Where copies are that can be thrown away."""
    return user_cache_path(NAME)


def locks_folder() -> Path:
    """Where processes wait for each other."""
    return state_folder() / "locks"


def kept_folder() -> Path:
    """What is kept for a day: evidence and exported files."""
    return state_folder() / "kept"


def usage_file() -> Path:
    """The counts of API transactions."""
    return state_folder() / "usage.db"


def reference_file() -> Path:
    """Reference data as it was read."""
    return cache_folder() / "reference.db"


def audit_folder() -> Path:
    """The audit log."""
    return state_folder() / "audit"
