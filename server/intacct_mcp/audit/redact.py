"""What of a tool's arguments may stand in the audit log.

Left out: what looks like a secret. Cut to the last four: what looks like a bank account or a tax id. It
rather hides too much: a record is known by its key, which stands beside.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

LONGEST = 200  # characters of one value
MOST = 40  # arguments or elements of one call, and how deep they may be nested below
HIDDEN = "(left out)"
_SECRET_NAME = re.compile(r"secret|token|passw|credential|authorization|session", re.IGNORECASE)
_SECRET = re.compile(r"\beyJ[\w.-]{10,}|\b[Bb]earer\s+\S+|\b(?=\w*\d)(?=\w*[A-Za-z])[\w+/=-]{32,}")
# A day is no number; then 8 digits in a row, or 9 with blanks, dashes or dots between.
_DAY = r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"
_NUMBER = re.compile(rf"{_DAY}|\b[A-Z]{{2}}\d{{2}}[ \dA-Z]{{11,}}\b|\d{{8,}}|\d(?:[ .-]?\d){{8,}}")


def redacted(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as they may be written down."""
    return {
        _text(name): HIDDEN if _SECRET_NAME.search(name) else _value(value, 3)
        for name, value in list(arguments.items())[:MOST]
    }


def _value(value: Any, depth: int) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Mapping):
        return redacted(cast("Mapping[str, Any]", value)) if depth else HIDDEN
    if isinstance(value, list):
        return (
            [_value(each, depth - 1) for each in cast("list[Any]", value)[:MOST]]
            if depth
            else HIDDEN
        )
    text = _text(str(value))
    return value if text == str(value) and not isinstance(value, str) else text


def _text(text: str) -> str:
    # Looked at a little beyond what is shown: a number at the cut is hidden whole.
    shown = _NUMBER.sub(_last_four, _SECRET.sub(HIDDEN, text[: 2 * LONGEST]))
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "..."


def _last_four(found: re.Match[str]) -> str:
    return found[0] if re.fullmatch(_DAY, found[0]) else f"...{found[0][-4:]}"
