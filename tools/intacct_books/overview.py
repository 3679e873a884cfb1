"""The company itself, for a reader who is about to ask about it.

Source: intacct_books.company (REST `company-config/company-preference`, `company-config/entity`,
`general-ledger/journal`; docs/api/fiscal-year.md, books.md, transactions.md). At most four transactions, none while
these are remembered.
"""

from dataclasses import dataclass
from datetime import date

from intacct_books.cells import Record
from intacct_books.company.entities import Entity, entities
from intacct_books.company.fiscal_year import setup
from intacct_books.company.journals import books_of
from intacct_books.errors import UNREADABLE
from intacct_books.evidence import ROUTE
from intacct_books.found import Read
from intacct_books.periods import fiscal_year_start
from intacct_client import Intacct
from intacct_client.plan import Month

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Overview:
    """What a company is.

    Attributes:
        read: How it came about.
        name: Its name.
        user: Who is signed in.
        base_currency: That of the top level.
        currencies: Those of all entities.
        books: The books that figures can be of; empty where journals may not be read.
        route: The API that answers.
        fiscal_year_start: The first day of the fiscal year that today is in.
        open_from: The first day that is still open in some entity.
        entities: Those that are visible.
        total: How many there are.
        usage: The month's API transactions before this call, on one line.
        notes: Sentences a reader must not miss.
    """

    read: Read
    name: str
    user: str
    base_currency: str
    currencies: tuple[str, ...]
    books: tuple[str, ...]
    route: str
    fiscal_year_start: date
    open_from: date | None
    entities: list[Record]
    total: int
    usage: str
    notes: list[str]


async def overview(intacct: Intacct, read: Read, month: Month | None) -> Overview:
    """The company, from what is remembered of it where that is good still."""
    known = await setup(intacct)
    visible = await entities(intacct)
    # An entity that never closed a month is open from the beginning: no day can be named.
    never_closed = any(each.open_from is None for each in visible)
    open_days = [each.open_from for each in visible if each.open_from is not None]
    return Overview(
        read=read,
        name=known.name,
        user=intacct.account.username.partition("@")[0],
        base_currency=known.base_currency,
        currencies=tuple(sorted({each.currency for each in visible if each.currency})),
        books=await _books(intacct),
        route=ROUTE,
        fiscal_year_start=fiscal_year_start(read.scope.today, known.fiscal_year.first_month),
        open_from=None if never_closed else min(open_days, default=None),
        entities=[_record(each) for each in visible[:MOST_SHOWN]],
        total=len(visible),
        usage=month.line if month else "",
        notes=_notes(
            read, visible, year_is_known=known.fiscal_year.is_known, never_closed=never_closed
        ),
    )


async def _books(intacct: Intacct) -> tuple[str, ...]:
    try:
        return await books_of(intacct)
    except UNREADABLE:
        return ()


def _record(entity: Entity) -> Record:
    return {
        "entity": entity.id,
        "name": entity.name,
        "currency": entity.currency,
        "open_from": entity.open_from,
        "status": "" if entity.status == "active" else entity.status,
    }


def _notes(
    read: Read, visible: list[Entity], *, year_is_known: bool, never_closed: bool
) -> list[str]:
    bound = read.scope.entities if read.scope.is_bound else ()
    named = f"{'entity' if len(bound) == 1 else 'entities'} {', '.join(bound)}"
    said = {
        "The fiscal year's first month could not be read: January is assumed.": not year_is_known,
        "No entities are seen: the company has none, or this user may not list them.": not visible,
        "An entity has never closed a month: its books are open from the beginning.": never_closed,
        f"This sign-in sees {named} alone.": bool(bound),
        f"The first {MOST_SHOWN} entities are shown.": len(visible) > MOST_SHOWN,
    }
    return [sentence for sentence, is_true in said.items() if is_true]
