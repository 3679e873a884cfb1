"""What our answers print, taken back as an argument: `V-0009 Copperfield Legal LLP` is V-0009.

Answers print a thing as its id, a space and its name, cut where it is long, with its status behind it where that is
not active. Names alone have spaces too, so words are taken apart only where a record has both parts.
"""

import re
from collections.abc import Iterable

from intacct_client import Filter
from intacct_client.filters import contains, equal, starts_with

_STATUS = re.compile(r"\s*\([^()]*\)$")
_SEPARATORS = " -:,–"  # noqa: RUF001 - people write the long dash
_CUT = "..."


def apart(words: str) -> tuple[str, str] | None:
    """What would be the id, and what the beginning of the name; None for a single word."""
    id_, _, rest = " ".join(words.split()).partition(" ")
    name = _STATUS.sub("", rest).removesuffix(_CUT).lstrip(_SEPARATORS)
    return (id_.rstrip(":,"), name) if name and id_.rstrip(":,") else None


def is_printed(words: str, id_: str, name: str) -> bool:
    """Whether the words are the id and the name, or its beginning, as answers print them."""
    said, own = " ".join(words.split()).casefold(), id_.casefold()
    if not own or not said.startswith(own):
        return False
    rest = said[len(own) :]
    begun = rest.removesuffix(_CUT).lstrip(_SEPARATORS)
    if not begun or rest[0] not in _SEPARATORS:
        return False
    known = " ".join(name.split()).casefold().lstrip(_SEPARATORS)
    return known.startswith((begun, _STATUS.sub("", begun).removesuffix(_CUT)))


def has_part(words: str, id_: str, name: str) -> bool:
    """Whether the words are part of the id or the name, or both as answers print them."""
    word = words.strip().casefold()
    return word in id_.casefold() or word in name.casefold() or is_printed(words, id_, name)


def ways(
    words: str, paths: Iterable[str], id_path: str = "id", name_path: str = "name"
) -> tuple[tuple[Filter, ...], ...]:
    """Groups of filters, of each of which one holds where the words are part of a path, or id and name.

    Args:
        words: What a reader searches for; empty for everything.
        paths: Where the words may be in.
        id_path: Where the id is; empty where it is not looked at.
        name_path: Where the name is.
    """
    part = words.strip()
    if not part:
        return ()
    plain = tuple(contains(path, part) for path in paths)
    taken = apart(part) if id_path else None
    if taken is None:
        return (plain,)
    return ((*plain, equal(id_path, taken[0])), (*plain, starts_with(name_path, taken[1])))


def expression_of(groups: Iterable[tuple[Filter, ...]], first: int = 1) -> str:
    """The groups as an expression: one filter of each; empty for none."""
    parts: list[str] = []
    for group in groups:
        numbers = range(first, first + len(group))
        parts.append(f"({' or '.join(str(number) for number in numbers)})")
        first += len(group)
    return " and ".join(parts)
