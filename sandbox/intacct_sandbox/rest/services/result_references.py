"""`@{name.path}`: what an earlier request of a composite answered, put into a later one.

Source: docs/api/composite.md. Elements of a list are numbered from 1.
Errors: `Malformed` for a reference that leads nowhere.
"""

import re
from typing import Any, cast
from urllib.parse import quote

from intacct_sandbox.company.refused import Malformed

_REFERENCE = re.compile(r"@\{([^{}]*)\}")
# As clients write it that quote what they put into an address.
_QUOTED = re.compile(r"%40%7B([^%{}]*)%7D", re.IGNORECASE)


def with_results(value: Any, results: dict[str, Any], *, in_path: bool = False) -> Any:
    """A value with its references replaced, at any depth.

    Args:
        value: Decoded JSON. A text that is one reference takes the type of what it refers to; a reference
            inside a longer text becomes text.
        results: The results so far, by their reference names.
        in_path: Whether the value is an address, in which what is put in must be quoted.
    """
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {name: with_results(each, results) for name, each in given.items()}
    if isinstance(value, list):
        return [with_results(each, results) for each in cast("list[Any]", value)]
    if not isinstance(value, str):
        return value
    if in_path:
        value = _QUOTED.sub(r"@{\1}", value)
    whole = _REFERENCE.fullmatch(value)
    if whole and not in_path:
        return _found(whole[1], results)
    return _REFERENCE.sub(lambda match: _text(match[1], results, in_path=in_path), value)


def _text(reference: str, results: dict[str, Any], *, in_path: bool) -> str:
    found = _found(reference, results)
    if found is None or isinstance(found, (dict, list)):
        raise Malformed("REST-1064", f"The reference @{{{reference}}} is not a value for text")
    text = str(found).lower() if isinstance(found, bool) else str(found)
    return quote(text, safe="") if in_path else text


def _found(reference: str, results: dict[str, Any]) -> Any:
    name, *parts = reference.split(".")
    if name not in results:
        raise _leads_nowhere(reference)
    value = results[name]
    while parts:
        value, parts = _step(value, parts, reference)
    return value


def _step(value: Any, parts: list[str], reference: str) -> tuple[Any, list[str]]:
    """One step down. The names in rows of a query have dots of their own."""
    if isinstance(value, list):
        listed = cast("list[Any]", value)
        ordinal = parts[0]
        if ordinal.isascii() and ordinal.isdigit() and 1 <= int(ordinal[:9]) <= len(listed):
            return listed[int(ordinal[:9]) - 1], parts[1:]
    elif isinstance(value, dict):
        known = cast("dict[str, Any]", value)
        for length in range(len(parts), 0, -1):
            name = ".".join(parts[:length])
            if name in known:
                return known[name], parts[length:]
    raise _leads_nowhere(reference)


def _leads_nowhere(reference: str) -> Malformed:
    return Malformed("REST-1064", f"The reference @{{{reference}}} leads nowhere")
