"""Which lines of an account a reader means: `vendor=V-0004, department=SVC, journal=GJ`.

Errors: `BadArgument` for a word that is no dimension, or no pair.
"""

from intacct_books.company.dimensions import ENTITY, STANDARD, dimension_named
from intacct_books.errors import BadArgument
from intacct_client import Filter
from intacct_client.filters import equal

JOURNAL = "journalEntry.glJournal.id"


def filters_from(words: str) -> tuple[Filter, ...]:
    """A filter for each `dimension=id`; `(none)` finds lines without one."""
    return tuple(_one(part) for part in words.split(",") if part.strip())


def _one(part: str) -> Filter:
    name, sign, value = (each.strip() for each in part.partition("="))
    if not sign or not value:
        raise BadArgument(
            f"where {part.strip()[:40]!r} is no pair. Write it as vendor=V-0004, department=SVC."
        )
    if name.casefold() == "journal":
        return equal(JOURNAL, value)
    try:
        dimension = dimension_named(name)
    except BadArgument as error:
        known = ", ".join((*STANDARD, "journal"))
        raise BadArgument(
            f"where knows no {name[:40]!r}. It takes {known}, or nsp:: and a name."
        ) from error
    if dimension.name == ENTITY:
        raise BadArgument("where takes no entity: lines have none. Name it in entity.")
    return equal(f"{dimension.path}.id", None if value == "(none)" else value)
