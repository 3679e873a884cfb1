"""Which lines of an account a reader means: `vendor=V-0004, department=SVC, journal=GJ, entry=1042`.

A member stands for itself and all below it (`company/families.py`).
Errors: `BadArgument` for a word that is no dimension, no pair, or an entry without a number.
"""

from dataclasses import dataclass, field

from intacct_books.company.dimensions import ENTITY, STANDARD, dimension_named
from intacct_books.company.families import family
from intacct_books.errors import BadArgument
from intacct_client import Filter, Intacct
from intacct_client.filters import among, equal

JOURNAL = "journalEntry.glJournal.id"
ENTRY = "journalEntry.txnNumber"
_MOST_DIGITS = 18  # of an entry's number


@dataclass(slots=True)
class Narrowed:
    """The filters that lines have to pass, those of them that name an entry, and what must be said."""

    filters: list[Filter] = field(default_factory=list[Filter])
    entry: list[Filter] = field(default_factory=list[Filter])
    notes: list[str] = field(default_factory=list[str])


async def narrowed_by(intacct: Intacct, words: str) -> Narrowed:
    """A filter for each `dimension=id`; `(none)` finds lines without one."""
    narrowed = Narrowed()
    for part in words.split(","):
        if part.strip():
            await _add(intacct, narrowed, part)
    return narrowed


async def _add(intacct: Intacct, narrowed: Narrowed, part: str) -> None:
    name, sign, value = (each.strip() for each in part.partition("="))
    if not sign or not value:
        raise BadArgument(
            f"where {part.strip()[:40]!r} is no pair. Write it as vendor=V-0004, department=SVC."
        )
    if name.casefold() == "journal":
        narrowed.filters.append(equal(JOURNAL, value))
        return
    if name.casefold() == "entry":
        narrowed.entry = _entry(value)
        narrowed.filters.extend(narrowed.entry)
        return
    try:
        dimension = dimension_named(name)
    except BadArgument as error:
        known = ", ".join((*STANDARD, "journal", "entry"))
        raise BadArgument(
            f"where knows no {name[:40]!r}. It takes {known}, or nsp:: and a name."
        ) from error
    if dimension.name == ENTITY:
        raise BadArgument("where takes no entity: lines have none. Name it in entity.")
    path = f"{dimension.path}.id"
    if value == "(none)":
        narrowed.filters.append(equal(path, None))
        return
    named = await family(intacct, dimension.name, value)
    narrowed.filters.append(among(path, named.ids) if named.notes else equal(path, value))
    narrowed.notes.extend(named.notes)


def _entry(value: str) -> list[Filter]:
    """An entry by its number, which its journal may stand before: `1042`, `GJ 1042`."""
    journal, _, number = value.rpartition(" ")
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise BadArgument(
            f"entry {value[:40]!r} is no number. Write the one that column entry shows: entry=1042."
        )
    by_journal = [equal(JOURNAL, journal.strip())] if journal.strip() else []
    return [equal(ENTRY, int(number)), *by_journal]
