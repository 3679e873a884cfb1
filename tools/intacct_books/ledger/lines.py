"""Journal lines of a book within a scope: summed on the server, or one by one as evidence.

Source: REST `general-ledger/journal-entry-line` (docs/api/balances.md, journals.md, states.md).
Units:  base currency of the line's entity; amounts are positive, `txnType` is their side.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.company.chart import Account
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.entities import Member, entities_by_location, locations_of
from intacct_books.company.fiscal_year import fiscal_year
from intacct_books.company.journals import ledger_journals
from intacct_books.evidence import Part, lines_of
from intacct_books.ledger.states import IN_THE_LEDGER
from intacct_books.money import ZERO
from intacct_books.scope import Scope
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among
from intacct_client.query import select

LINE = "general-ledger/journal-entry-line"
DAY = "entryDate"
SIDE = "txnType"
CURRENCY = "currency.baseCurrency"
NONE = Member("(none)", "")
_SHOWN = {
    "date": f"day {DAY}",
    "account": "text glAccount.id",
    "journal": "text? journalEntry.glJournal.id",
    "entry": "text? journalEntry.txnNumber",
    "location": "text dimensions.location.id",
    "department": "text dimensions.department.id",
    "description": "text? description",
}


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """What a balance is of: an account, in one currency, of one member of the dimension split by.

    Where a second dimension stands beside, of one member of that too.
    """

    account_id: str
    currency: str
    member_id: str = ""
    member_name: str = ""
    beside_id: str = ""
    beside_name: str = ""

    @property
    def by_member(self) -> tuple[str, str, str, str]:
        """What slots are ordered by where members matter more than accounts."""
        return self.member_id, self.beside_id, self.account_id, self.currency


@dataclass(frozen=True, slots=True)
class Sides:
    """Debits and credits, both positive."""

    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        """Debits less credits."""
        return self.debit - self.credit

    def __add__(self, other: "Sides") -> "Sides":
        return Sides(self.debit + other.debit, self.credit + other.credit)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines.

    Attributes:
        accounts: Of these accounts.
        filters: All of these hold as well.
        either: At least one of these holds as well.
        is_whole: The accounts are the whole chart: no need to name them.
        states: In these states.
    """

    accounts: tuple[Account, ...]
    filters: tuple[Filter, ...]
    either: tuple[Filter, ...] = ()
    is_whole: bool = False
    states: tuple[str, ...] = IN_THE_LEDGER


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The lines that a scope covers.

    Attributes:
        intacct: A handle on the company.
        journals: The journals of the book.
        locations: The locations of the entities in scope; empty for all.
        first_month: The fiscal year's first month.
        notes: What must be said of every figure.
    """

    intacct: Intacct
    journals: tuple[str, ...]
    locations: tuple[str, ...]
    first_month: int
    notes: tuple[str, ...]

    async def sums(self, wanted: Wanted, by: Dimension | None = None) -> dict[Slot, Sides]:
        """Debits and credits by slot, added up on the server; one transaction for 4,000 groups."""
        filters, expression = self.filters(wanted)
        query = select(
            LINE,
            "text glAccount.id",
            f"text {CURRENCY}",
            *(by.columns if by else ()),
            f"text {SIDE}",
            "money sum:baseAmount",
            filters=filters,
            expression=expression,
        )
        of_location = await entities_by_location(self.intacct) if by and by.name == ENTITY else {}
        slots: dict[Slot, Sides] = {}
        for row in (await self.intacct.query_all(query)).rows:
            slot = _slot(row, by, of_location)
            amount = row.money("sum:baseAmount")
            sides = Sides(debit=amount) if row.text(SIDE) == "debit" else Sides(credit=amount)
            slots[slot] = slots.get(slot, Sides()) + sides
        return slots

    def part(self, name: str, wanted: Wanted, *, is_subtracted: bool = False) -> Part:
        """The lines themselves, as the evidence of a figure: debits positive."""
        filters, expression = self.filters(wanted)
        return lines_of(
            name,
            LINE,
            _SHOWN,
            amount="baseAmount",
            currency=CURRENCY,
            side=SIDE,
            is_subtracted=is_subtracted,
            filters=filters,
            expression=expression,
            order=(DAY,),
        )

    def filters(self, wanted: Wanted) -> tuple[tuple[Filter, ...], str]:
        """The filters of a query for these lines, and their expression."""
        filters = [among("state", wanted.states), among("journalEntry.glJournal.id", self.journals)]
        if self.locations:
            filters.append(among("dimensions.location.id", self.locations))
        if not wanted.is_whole:
            filters.append(among("glAccount.id", [account.id for account in wanted.accounts]))
        filters.extend(wanted.filters)
        if not wanted.either:
            return tuple(filters), ""
        all_of = " and ".join(str(number) for number in range(1, len(filters) + 1))
        first = len(filters) + 1
        one_of = " or ".join(str(number) for number in range(first, first + len(wanted.either)))
        return (*filters, *wanted.either), f"{all_of} and ({one_of})"


def _slot(row: Row, by: Dimension | None, of_location: dict[str, Member]) -> Slot:
    slot = Slot(row.text("glAccount.id"), row.text(CURRENCY))
    if by is None:
        return slot
    member = _member(row, by.path)
    member = of_location.get(member.id, member) if member.id else NONE
    slot = replace(slot, member_id=member.id, member_name=member.name)
    if not by.beside:
        return slot
    beside = _member(row, by.beside_path)
    return replace(slot, beside_id=beside.id, beside_name=beside.name)


def _member(row: Row, path: str) -> Member:
    return Member(row.text(f"{path}.id"), row.text(f"{path}.name"))


async def ledger_view(intacct: Intacct, scope: Scope) -> LedgerView:
    """The lines of the scope's book and entities."""
    year = await fiscal_year(intacct)
    locations = () if scope.is_bound else await _locations(intacct, scope.entities)
    notes = (
        ()
        if year.is_known
        else ("The fiscal year's first month could not be read: January is assumed.",)
    )
    return LedgerView(
        intacct,
        await ledger_journals(intacct, scope.book),
        locations,
        year.first_month,
        notes,
    )


async def _locations(intacct: Intacct, entities: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(entities)
    return await locations_of(intacct, wanted) if wanted else ()
