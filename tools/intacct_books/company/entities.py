"""The entities of the company, their books and their locations.

Source: REST `company-config/entity` and `location` (docs/api/dimensions.md, fiscal-year.md). Read once and
remembered. A journal line carries a location, never an entity: its entity is the location's.
Errors: `BadArgument` with the entities there are.
"""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from intacct_books.errors import UNREADABLE, BadArgument
from intacct_books.id_and_name import is_printed
from intacct_client import Intacct
from intacct_client.query import select

_ALL = frozenset({"all", "all entities", "*", "(all)"})


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a dimension: id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity.

    Attributes:
        id: Its id.
        name: Its name.
        currency: Its base currency; empty when not told.
        open_from: The first day of its books that is open; None when no month was ever closed.
        status: active or inactive.
    """

    id: str
    name: str
    currency: str
    open_from: date | None
    status: str


async def entities(intacct: Intacct) -> list[Entity]:
    """All entities that this user sees; none when the company has none or they may not be read."""
    return await intacct.reference("entities", _read_entities)


async def books_open_from(intacct: Intacct, ids: tuple[str, ...] = ()) -> date | None:
    """The first day that is still open in some of these entities (all when none is named).

    None when nothing is known: this user may not read entities.
    """
    of_scope = [each for each in await entities(intacct) if not ids or each.id in ids]
    # An entity that never closed a month says nothing: all its days are open.
    return min((each.open_from or date.min for each in of_scope), default=None)


async def entities_named(intacct: Intacct, words: str) -> tuple[str, ...]:
    """The ids of the entities that a reader names by id, name or both, with commas between; none for all.

    Raises:
        BadArgument: One of them is no entity.
    """
    every = await entities(intacct)
    if whole := _exactly(every, words):  # a name may have a comma in it
        return tuple(whole) if len(whole) == 1 else (_one(every, words),)
    if " ".join(words.casefold().split()) in _ALL:
        return ()
    return tuple(dict.fromkeys(_one(every, part) for part in words.split(",") if part.strip()))


def _exactly(every: list[Entity], words: str) -> list[str]:
    """The ids of the entities whose id, name, or both as answers print them, the words are."""
    word = words.strip().casefold()
    return [
        each.id
        for each in every
        if word in {each.id.casefold(), each.name.casefold()}
        or is_printed(words, each.id, each.name)
    ]


def _one(every: list[Entity], words: str) -> str:
    word = words.strip().casefold()
    exact = _exactly(every, words)
    part = [each.id for each in every if word in each.name.casefold()]
    for found in (exact, part):
        if len(found) == 1:
            return found[0]
    known = [f"{each.id} {each.name}" for each in every if not part or each.id in part]
    near = get_close_matches(words, known, n=3) if len(known) > 12 else known
    what = f"{len(part)} entities match" if part else "No entity"
    raise BadArgument(
        f"{what} {words.strip()[:40]!r}. Name one of {', '.join(near or known[:12])}."
    )


async def locations_of(intacct: Intacct, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the locations that belong to these entities."""
    by_location = await entities_by_location(intacct)
    return tuple(location for location, entity in by_location.items() if entity.id in ids)


async def entities_by_location(intacct: Intacct) -> dict[str, Member]:
    """The entity of each location, by the location's id. An entity is a location too, its own."""
    return await intacct.reference("locations", _read_locations)


async def _read_entities(intacct: Intacct) -> list[Entity]:
    query = select(
        "company-config/entity",
        "text id",
        "text name",
        "text? baseCurrency.id",
        "day openBooksStartDate",
        "text status",
        order=("id",),
    )
    try:
        rows = await intacct.query_all(query)
    except UNREADABLE:
        return []
    return [
        Entity(
            row.text("id"),
            row.text("name"),
            row.text("baseCurrency.id"),
            row.day("openBooksStartDate"),
            row.text("status"),
        )
        for row in rows.rows
    ]


async def _read_locations(intacct: Intacct) -> dict[str, Member]:
    query = select(
        "company-config/location",
        "text id",
        "text name",
        "text locationType",
        "text entity.id",
        "text entity.name",
        order=("id",),
    )
    rows = await intacct.query_all(query)
    return {
        row.text("id"): (
            Member(row.text("id"), row.text("name"))
            if row.text("locationType") == "entity"
            else Member(row.text("entity.id"), row.text("entity.name"))
        )
        for row in rows.rows
    }
