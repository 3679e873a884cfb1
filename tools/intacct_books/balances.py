"""Balances of the general ledger: the one computation that every ledger figure comes from.

Source: REST `general-ledger/journal-entry-line`, aggregated on the server (docs/api/balances.md).
Units:  base currency of the line's entity, debits positive. Days included at both ends.

Balance sheet accounts carry everything up to the day. Income statement accounts start at zero with the
fiscal year (as of a day) or with the period (over a period), as Intacct's own reports do. Earlier results
stand in the account they close to: they are added here, and closing journals are left out, so a company
that posts its year-end closing and one that does not give the same figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from intacct_books.chart import Account, Selection
from intacct_books.company import Member, chart, entities_by_location, fiscal_year, ledger_journals
from intacct_books.dimensions import ENTITY, Dimension
from intacct_books.ledger_states import IN_THE_LEDGER
from intacct_books.money import ZERO
from intacct_books.periods import Period, day_before, fiscal_year_start
from intacct_client import Filter, Intacct, Query
from intacct_client.filters import among, at_least, at_most, before, equal, within
from intacct_client.query import select

LINE = "general-ledger/journal-entry-line"
NONE = Member("(none)", "")


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """What a balance is of: an account, in one currency, of one member of the dimension split by."""

    account_id: str
    currency: str
    member_id: str = ""
    member_name: str = ""


@dataclass(slots=True)
class Balance:
    """Figures of one slot, debits positive.

    Attributes:
        opening: Before the period; zero for income statement accounts.
        debits: In the period.
        credits: In the period, as a positive number.
        year_to_date: Income statement accounts over a period: since the fiscal year's start.
    """

    opening: Decimal = ZERO
    debits: Decimal = ZERO
    credits: Decimal = ZERO
    year_to_date: Decimal | None = None

    @property
    def closing(self) -> Decimal:
        """At the end."""
        return self.opening + self.debits - self.credits


@dataclass(slots=True)
class Balances:
    """All balances asked for, and what has to be said of them."""

    by_slot: dict[Slot, Balance] = field(default_factory=dict[Slot, Balance])
    notes: list[str] = field(default_factory=list[str])

    def at(self, slot: Slot) -> Balance:
        """The balance of a slot, zero at first."""
        return self.by_slot.setdefault(slot, Balance())


@dataclass(frozen=True, slots=True)
class _Sides:
    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.debit - self.credit


async def balances_as_of(
    intacct: Intacct, selection: Selection, day: date, by: Dimension | None
) -> Balances:
    """Closing balances at the end of a day; one transaction, two with accounts that others close to."""
    reader = await _reader(intacct, by)
    year_start = fiscal_year_start(day, reader.first_month)
    result = Balances(notes=list(reader.notes))
    for slot, sides in (await reader.up_to(selection, day, year_start)).items():
        result.at(slot).opening += sides.net
    closed = await reader.closed_into(selection, before(_DAY, year_start))
    for slot, sides in closed.items():
        result.at(slot).opening += sides.net
    return result


async def balances_over(
    intacct: Intacct, selection: Selection, period: Period, by: Dimension | None
) -> Balances:
    """Opening, debits, credits and closing over a period.

    Two transactions, three with accounts that others close to, one more when the period also spans a
    fiscal year end.
    """
    reader = await _reader(intacct, by)
    opening_day = day_before(period.start)
    first_year = fiscal_year_start(period.start, reader.first_month)
    last_year = fiscal_year_start(period.end, reader.first_month)
    result = Balances(notes=list(reader.notes))
    opening = await reader.up_to(selection, opening_day, last_year)
    income_ids = {account.id for account in selection.accounts if account.is_income_statement}
    to_date: dict[Slot, Decimal] = {}
    for slot, sides in opening.items():
        if slot.account_id in income_ids:
            to_date[slot] = sides.net
        else:
            result.at(slot).opening += sides.net
    days = [within(_DAY, period.start, period.end)]
    moved = await reader.read(selection.accounts, days, is_whole=selection.is_whole)
    for slot, sides in moved.items():
        result.at(slot).debits += sides.debit
        result.at(slot).credits += sides.credit
    for slot, sides in (await reader.closed_into(selection, before(_DAY, first_year))).items():
        result.at(slot).opening += sides.net
    if last_year > first_year:
        await _close_within(reader, result, selection, Period(first_year, day_before(last_year)))
    elif income_ids:
        for slot in {*to_date, *(slot for slot in result.by_slot if slot.account_id in income_ids)}:
            balance = result.at(slot)
            balance.year_to_date = to_date.get(slot, ZERO) + balance.debits - balance.credits
    return result


async def _close_within(
    reader: "_LineReader", result: Balances, selection: Selection, years: Period
) -> None:
    """Add the results of years that end inside the period to the accounts they close to."""
    closed = await reader.closed_into(selection, within(_DAY, years.start, years.end))
    for slot, sides in closed.items():
        balance = result.at(slot)
        if sides.net > 0:
            balance.debits += sides.net
        else:
            balance.credits -= sides.net
    if closed:
        result.notes.append(
            f"{', '.join(sorted({slot.account_id for slot in closed}))} includes what was closed into it in "
            f"this period: the results of the fiscal years up to {years.end}."
        )


async def _reader(intacct: Intacct, by: Dimension | None) -> "_LineReader":
    year = await fiscal_year(intacct)
    journals = await ledger_journals(intacct)
    entities = await entities_by_location(intacct) if by is not None and by.name == ENTITY else {}
    notes = (
        []
        if year.is_known
        else ["The fiscal year's first month could not be read: January is assumed."]
    )
    return _LineReader(intacct, journals, by, entities, year.first_month, tuple(notes))


_DAY = "entryDate"


@dataclass(frozen=True, slots=True)
class _LineReader:
    """Reads aggregated journal lines of the book, split as asked."""

    intacct: Intacct
    journals: tuple[str, ...]
    by: Dimension | None
    entities: dict[str, Member]
    first_month: int
    notes: tuple[str, ...]

    async def up_to(self, selection: Selection, day: date, year_start: date) -> dict[Slot, _Sides]:
        """Everything to the end of a day; of income statement accounts only since the year's start."""
        income = [account.is_income_statement for account in selection.accounts]
        filters = [at_most(_DAY, day)]
        if all(income):
            # Two filters, not a range: on a year's first day it is empty, and must not run backwards.
            filters.append(at_least(_DAY, year_start))
        if all(income) or not any(income):
            return await self.read(selection.accounts, filters, is_whole=selection.is_whole)
        either: list[Filter] = [
            equal("glAccount.accountType", "balanceSheet"),
            at_least(_DAY, year_start),
        ]
        return await self.read(
            selection.accounts, filters, either=either, is_whole=selection.is_whole
        )

    async def closed_into(self, selection: Selection, days: Filter) -> dict[Slot, _Sides]:
        """Results of other days of the accounts that close to selected ones, under those."""
        targets = {account.id for account in selection.accounts if not account.is_income_statement}
        closing = (await chart(self.intacct)).closing_to(targets)
        if not closing:
            return {}
        into = {account.id: account.closes_to for account in closing}
        merged: dict[Slot, _Sides] = {}
        for slot, sides in (await self.read(closing, [days])).items():
            target = replace(slot, account_id=into[slot.account_id])
            so_far = merged.get(target, _Sides())
            merged[target] = _Sides(so_far.debit + sides.debit, so_far.credit + sides.credit)
        return merged

    async def read(
        self,
        accounts: Iterable[Account],
        filters: list[Filter],
        *,
        either: list[Filter] | None = None,
        is_whole: bool = False,
    ) -> dict[Slot, _Sides]:
        """Debits and credits by slot.

        Args:
            accounts: Of these accounts.
            filters: All of which must hold.
            either: Of which at least one must hold as well.
            is_whole: The accounts are the whole chart: no need to list them.
        """
        wanted = [
            among("state", IN_THE_LEDGER),
            among("journalEntry.glJournal.id", self.journals),
            *filters,
        ]
        if not is_whole:
            wanted.insert(0, among("glAccount.id", [account.id for account in accounts]))
        expression = ""
        if either:
            all_of = " and ".join(str(number) for number in range(1, len(wanted) + 1))
            one_of = " or ".join(str(len(wanted) + number) for number in range(1, len(either) + 1))
            expression = f"{all_of} and ({one_of})"
        rows = await self.intacct.query_all(self._query((*wanted, *(either or ())), expression))
        slots: dict[Slot, _Sides] = {}
        for row in rows.rows:
            member = (
                self._member(row.text(f"{self.by.path}.id"), row.text(f"{self.by.path}.name"))
                if self.by
                else Member("", "")
            )
            slot = Slot(
                row.text("glAccount.id"), row.text("currency.baseCurrency"), member.id, member.name
            )
            amount = row.money("sum:baseAmount")
            so_far = slots.get(slot, _Sides())
            is_debit = row.text("txnType") == "debit"
            slots[slot] = (
                _Sides(so_far.debit + amount, so_far.credit)
                if is_debit
                else _Sides(so_far.debit, so_far.credit + amount)
            )
        return slots

    def _query(self, filters: tuple[Filter, ...], expression: str) -> Query:
        split = (f"text {self.by.path}.id", f"text {self.by.path}.name") if self.by else ()
        return select(
            LINE,
            "text glAccount.id",
            "text currency.baseCurrency",
            *split,
            "text txnType",
            "money sum:baseAmount",
            filters=filters,
            expression=expression,
        )

    def _member(self, id_: str, name: str) -> Member:
        if not id_:
            return NONE
        if self.by is not None and self.by.name == ENTITY:
            return self.entities.get(id_, Member(id_, name))
        return Member(id_, name)
