"""The toolsets that a server can offer besides the default one, by name.

Errors: `SettingsError` for a name that is none.
"""

from difflib import get_close_matches

from intacct_mcp.settings import SettingsError, listed, variable

ALL = "all"
OPTIONAL = ("projects", "purchasing", "revenue", "expenses", "consolidation", "audit")


def toolsets_named(words: str) -> tuple[str, ...]:
    """The toolsets that a text names, with commas between, in their own order; `all` for every one."""
    names = [part.strip().lower() for part in words.split(",") if part.strip()]
    for name in names:
        if name not in {*OPTIONAL, ALL}:
            near = get_close_matches(name, OPTIONAL, n=1)
            hint = (
                f"Did you mean {near[0]}?" if near else f"There are {listed(OPTIONAL)}, or {ALL}."
            )
            raise SettingsError(f"{variable('toolsets')}: no toolset {name[:40]!r}. {hint}")
    return tuple(each for each in OPTIONAL if each in names or ALL in names)
