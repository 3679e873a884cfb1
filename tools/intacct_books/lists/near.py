"""What may have been meant where nothing was found: names close to the words, by id and name.

Source: REST query of the object (docs/api/search.md); one transaction, and only when nothing was found.
Errors: none of its own. Where names may not be read, none is near.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from intacct_books.errors import UNREADABLE
from intacct_books.id_and_name import has_part
from intacct_client import Filter, Intacct
from intacct_client.filters import contains
from intacct_client.query import select

MOST_NEAR = 5
_LONGEST_NAME = 40
_PIECE = 3  # letters in a row that a misspelt word still has in common
_MOST_PIECES = 10
_NUMBER = re.compile(r"\d+", re.ASCII)

Named = tuple[str, str]
"""An id and a name."""


async def unmatched(intacct: Intacct, object_name: str, words: str) -> list[str]:
    """What to say of a list in which nothing has the words: who is of that name, or near it."""
    known = await _alike(intacct, object_name, words)
    there = [each for each in known if has_part(words, *each)]
    if there:
        return [f"None of these is of {printed(there[:MOST_NEAR])}."]
    near = closest(words, known)
    return [
        f"Nothing has {words.strip()[:40]!r} in it.{f' Near: {printed(near)}.' if near else ''}"
    ]


async def near_names(intacct: Intacct, object_name: str, words: str) -> list[Named]:
    """Ids and names close to the words, the closest first."""
    return closest(words, await _alike(intacct, object_name, words))


def closest(words: str, known: Iterable[Named]) -> list[Named]:
    """Those whose id, whole name or as many words of it are close to the words, the closest first."""
    wanted = " ".join(words.split()).casefold()
    count = len(wanted.split())
    by_text: dict[str, dict[Named, None]] = {}
    for each in known if wanted else ():
        for text in _texts(each, count):
            by_text.setdefault(text, {})[each] = None
    close = get_close_matches(wanted, by_text, n=4 * MOST_NEAR)
    found = dict.fromkeys(
        each for text in close if _is_close(wanted, text) for each in by_text[text]
    )
    return list(found)[:MOST_NEAR]


def printed(found: Iterable[Named]) -> str:
    """Ids with names, as a reader can give them back."""
    return "; ".join(f"{id_} {name[:_LONGEST_NAME]}".strip() for id_, name in found)


def number_in(words: str) -> str:
    """The longest number in the words, without zeros before it; empty for none."""
    return max(_NUMBER.findall(words), key=len, default="").lstrip("0")


def _is_close(one: str, other: str) -> bool:
    """Whether at least three quarters of the letters of both agree."""
    same = sum(block.size for block in SequenceMatcher(None, other, one).get_matching_blocks())
    return 8 * same >= 3 * (len(one) + len(other))


def _texts(named: Named, count: int) -> list[str]:
    """The id, the whole name, and so many words of it in a row."""
    id_, name = (text.casefold() for text in named)
    words = name.split()
    spans = [words[at : at + count] for at in range(len(words) - count + 1)]
    return [id_, name, *(" ".join(span) for span in spans)]


async def _alike(intacct: Intacct, object_name: str, words: str) -> list[Named]:
    """All that has a piece of the words in its name, or their number in its id."""
    filters = _pieces(words)
    if not filters:
        return []
    query = select(
        object_name,
        "text id",
        "text name",
        filters=filters,
        expression=" or ".join(str(number) for number in range(1, len(filters) + 1)),
        order=("name",),
        ignore_case=True,
    )
    try:
        rows = await intacct.query(query)
    except UNREADABLE:
        return []
    return [(row.text("id"), row.text("name")) for row in rows.rows]


def _pieces(words: str) -> tuple[Filter, ...]:
    longest = max(words.split(), key=len, default="")
    pieces = [longest[at : at + _PIECE] for at in range(len(longest) - _PIECE + 1)]
    number = number_in(words)
    return (
        *(contains("name", piece) for piece in list(dict.fromkeys(pieces))[:_MOST_PIECES]),
        *([contains("id", number)] if number else []),
    )
