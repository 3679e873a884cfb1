"""Balances of statistical accounts: units, added up by account alone and never with money.

Source: REST `general-ledger/statistical-journal-entry-line`, aggregated on the server (docs/api/statistical.md).
Units:  what the account counts, increases positive. Days included at both ends. A cumulative account carries
        everything up to the day; the others start at zero with the fiscal year (as of a day) or the period.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.entities import Member, entities_by_location
from intacct_books.company.statistical_accounts import Accounts, statistical_journals
from intacct_books.evidence import Part, lines_of
from intacct_books.ledger.lines import DAY, NONE, SIDE, LedgerView
from intacct_books.ledger.states import IN_THE_LEDGER
from intacct_books.money import ZERO, Totals, totals_by_currency
from intacct_books.periods import Period, fiscal_year_start
from intacct_client import Filter, Row
from intacct_client.filters import among, at_least, at_most, before, equal, within
from intacct_client.query import select

LINE = "general-ledger/statistical-journal-entry-line"
ACCOUNT = "statisticalAccount.id"
JOURNAL = "statisticalJournalEntry.statisticalJournal.id"
AMOUNT = "txnAmount"
INCREASE, DECREASE = "increase", "decrease"
UNITS = "units"
SIGN = "units, no money: each account counts its own; increases positive"
_SHOWN = {
    "date": f"day {DAY}",
    "account": f"text {ACCOUNT}",
    "location": "text dimensions.location.id",
    "department": "text dimensions.department.id",
    "description": "text? description",
}


@dataclass(slots=True)
class Units:
    """What one account counts, of one member of the dimension split by."""

    opening: Decimal = ZERO
    increases: Decimal = ZERO
    decreases: Decimal = ZERO

    @property
    def closing(self) -> Decimal:
        """At the end."""
        return self.opening + self.increases - self.decreases

    def add(self, row: Row, *, is_before: bool) -> None:
        """Take up a sum of lines: of the days before, or of the period."""
        amount = row.money(f"sum:{AMOUNT}")
        is_decrease = row.text(SIDE) == DECREASE
        if is_before:
            self.opening += -amount if is_decrease else amount
        elif is_decrease:
            self.decreases += amount
        else:
            self.increases += amount


@dataclass(frozen=True, slots=True)
class Counted:
    """Balances of statistical accounts.

    Attributes:
        records: A row for each account and member; its `currency` is the account, so that nothing else is added.
        amounts: The columns that are added up.
        parts: The lines behind them.
        notes: Sentences a reader must not miss.
    """

    records: list[Record] = field(default_factory=list[Record])
    amounts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: list[str] = field(default_factory=list[str])

    @property
    def sums(self) -> Totals:
        """The sums of each account."""
        return totals_by_currency(self.records, self.amounts)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which lines, and how they are told apart.

    Attributes:
        view: The entities in scope.
        accounts: The accounts.
        days: What is asked for: accounts that are not cumulative count from its start.
        is_as_of: Whether only the end is asked for.
        by: A dimension to split by; None for none.
        common: Filters of all lines.
    """

    view: LedgerView
    accounts: Accounts
    days: Period
    is_as_of: bool
    by: Dimension | None
    common: tuple[Filter, ...]

    def ids(self, *, is_cumulative: bool) -> list[str]:
        """Accounts of one kind."""
        return [each.id for each in self.accounts if each.is_cumulative is is_cumulative]

    @property
    def filters(self) -> tuple[tuple[Filter, ...], str]:
        """All lines up to the end, of accounts that are not cumulative since the start; and the expression."""
        carried = self.ids(is_cumulative=True)
        every = (*self.common, at_most(DAY, self.days.end))
        since = at_least(DAY, self.days.start)
        if not carried:
            return (*every, since), ""
        if len(carried) == len(self.accounts):
            return every, ""
        all_of = " and ".join(str(number) for number in range(1, len(every) + 1))
        expression = f"{all_of} and ({len(every) + 1} or {len(every) + 2})"
        return (*every, among(ACCOUNT, carried), since), expression

    def part(self, name: str, *filters: Filter, is_subtracted: bool = False) -> Part:
        """Lines as evidence."""
        every, expression = self.filters if self.is_as_of else ((*self.common, *filters), "")
        return lines_of(
            name,
            LINE,
            _SHOWN,
            amount=AMOUNT,
            currency=ACCOUNT,
            side=SIDE,
            is_subtracted=is_subtracted,
            filters=every,
            expression=expression,
            order=(DAY,),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """The lines behind the columns."""
        if self.is_as_of:
            return (self.part(UNITS),)
        inside = within(DAY, self.days.start, self.days.end)
        carried = among(ACCOUNT, self.ids(is_cumulative=True))
        return (
            self.part("increases", inside, equal(SIDE, INCREASE)),
            self.part("decreases", inside, equal(SIDE, DECREASE), is_subtracted=True),
            *(
                (self.part("opening", carried, before(DAY, self.days.start)),)
                if self.ids(is_cumulative=True)
                else ()
            ),
        )


async def counted(
    view: LedgerView, book: str, accounts: Accounts, when: Period | date, by: Dimension | None
) -> Counted:
    """Units as of a day, or over a period: one transaction for 4,000 groups, which are days too over a period.

    Args:
        view: The entities in scope.
        book: The book.
        accounts: The accounts; none costs nothing.
        when: A day or a period.
        by: A dimension to split by; None for none.
    """
    if not accounts:
        return Counted()
    common = [among("state", IN_THE_LEDGER), among(ACCOUNT, [each.id for each in accounts])]
    if journals := await statistical_journals(view.intacct, book):
        common.append(among(JOURNAL, journals))
    if view.locations:
        common.append(among("dimensions.location.id", view.locations))
    days = (
        when
        if isinstance(when, Period)
        else Period(fiscal_year_start(when, view.first_month), when)
    )
    is_as_of = not isinstance(when, Period)
    wanted = _Wanted(view, accounts, days, is_as_of, by, tuple(common))
    found = await _read(wanted)
    return Counted(
        [_record(wanted, *slot, found[slot]) for slot in _slots(wanted, found)],
        (UNITS,) if is_as_of else ("opening", "increases", "decreases", UNITS),
        wanted.parts,
        _notes(wanted),
    )


async def _read(wanted: _Wanted) -> dict[tuple[str, Member], Units]:
    """Units by account and member."""
    by = wanted.by
    filters, expression = wanted.filters
    query = select(
        LINE,
        f"text {ACCOUNT}",
        *(() if wanted.is_as_of else (f"day {DAY}",)),
        *((f"text {by.path}.id", f"text {by.path}.name") if by else ()),
        f"text {SIDE}",
        f"money sum:{AMOUNT}",
        filters=filters,
        expression=expression,
    )
    is_by_entity = by is not None and by.name == ENTITY
    of_location = await entities_by_location(wanted.view.intacct) if is_by_entity else {}
    found: dict[tuple[str, Member], Units] = {}
    for row in (await wanted.view.intacct.query_all(query)).rows:
        member = Member("", "")
        if by:
            member = Member(row.text(f"{by.path}.id"), row.text(f"{by.path}.name"))
            member = of_location.get(member.id, member) if member.id else NONE
        day = None if wanted.is_as_of else row.day(DAY)
        is_before = wanted.is_as_of or (day is not None and day < wanted.days.start)
        found.setdefault((row.text(ACCOUNT), member), Units()).add(row, is_before=is_before)
    return found


def _slots(wanted: _Wanted, found: dict[tuple[str, Member], Units]) -> list[tuple[str, Member]]:
    """In order; an account that was never booked on has a row too, unless there are members."""
    if wanted.by is None:
        for account in wanted.accounts:
            found.setdefault((account.id, Member("", "")), Units())
    return sorted(found, key=lambda slot: (slot[0], slot[1].id, slot[1].name))


def _record(wanted: _Wanted, account_id: str, member: Member, units: Units) -> Record:
    names = {account.id: account.name for account in wanted.accounts}
    record: Record = {"account": account_id, "name": names[account_id], "currency": account_id}
    if wanted.by:
        record[wanted.by.name] = f"{member.id} {member.name}".strip()
    if not wanted.is_as_of:
        record |= {
            "opening": units.opening,
            "increases": units.increases,
            "decreases": units.decreases,
        }
    return record | {UNITS: units.closing}


def _notes(wanted: _Wanted) -> list[str]:
    ids = wanted.ids(is_cumulative=False)
    since = "the fiscal year's start" if wanted.is_as_of else "the period's start"
    return [f"{', '.join(ids)} counts from zero at {since}, {wanted.days.start}."] if ids else []
