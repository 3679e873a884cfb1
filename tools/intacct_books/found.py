"""What books hands to a tool: figures with all that an answer must say of them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.evidence import Part
from intacct_books.lists.cursor import Cursors, Position
from intacct_books.money import Totals, less, totals_by_currency
from intacct_books.periods import Period
from intacct_books.scope import Scope
from intacct_client import Spent

WORTH_SAYING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Read:
    """How an answer came about.

    Attributes:
        scope: What it covers.
        read_at: When, in UTC.
        read_on: The day it was then in the company: what is owed is of this day, whatever is pinned.
        spent: What it cost.
    """

    scope: Scope
    read_at: datetime
    read_on: date
    spent: Spent

    @property
    def minute(self) -> str:
        """When, to the minute."""
        return f"{self.read_at:%Y-%m-%dT%H:%MZ}"

    @property
    def remembered_at(self) -> datetime | None:
        """When the oldest remembered data was read, where that is more than a minute ago."""
        then = self.spent.remembered_at
        if then is None:
            return None
        moment = datetime.fromtimestamp(then, UTC)
        return moment if self.read_at - moment > WORTH_SAYING else None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list, or a table.

    Attributes:
        read: How it came about.
        rows: The rows shown; each has a `currency` where it has amounts.
        start: The place of the first of them in the whole list, from 1.
        total: How many there are in all.
        totals: Over all, by currency.
        cursors: Makes the cursor of the next page.
        as_of: The day the figures are of.
        period: The days the figures are of, instead.
        is_preliminary: The books of a day it covers are still open somewhere in scope.
        split: The dimension that rows are split by; empty for none.
        sign: What a minus means, where it could be misread.
        notes: Sentences a reader must not miss.
        checks: Differences that should be zero.
        parts: The lines that its totals are made of.
        items: Those lines themselves, where they were all read to find the totals; each has `currency` and,
            under the names of totals, amounts.
        is_wide: Whether a zero is better left out, of totals too.
        blocks: Further tables that belong to it, by name; shown whole, on every page.
        used: The columns that some row of the whole list has something in, so that all pages have the same;
            None where only the page is known.
        is_counted: Its rows are units of statistical accounts instead of money: their `currency`, and that of
            the totals, is the account.
        beside: What stands in a block and in no total, by currency: units of statistical accounts, by account;
            what an outlook expects.
        resolved: Arguments that name the same for good, in place of those it was asked with.
        link: Where a person can open the one thing that was found; empty for lists.
        evidence: The handle that `get_evidence` takes; empty when none was kept.
    """

    read: Read
    rows: list[Record]
    start: int
    total: int
    totals: Totals
    cursors: Cursors
    as_of: date | None = None
    period: Period | None = None
    is_preliminary: bool = False
    split: str = ""
    sign: str = ""
    notes: list[str] = field(default_factory=list[str])
    checks: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    parts: tuple[Part, ...] = ()
    items: tuple[Record, ...] = ()
    is_wide: bool = False
    blocks: dict[str, list[Record]] = field(default_factory=dict[str, list[Record]])
    used: frozenset[str] | None = None
    is_counted: bool = False
    beside: Totals = field(default_factory=dict[str, dict[str, Decimal]])
    resolved: dict[str, str] = field(default_factory=dict[str, str])
    link: str = ""
    evidence: str = ""

    @property
    def figure(self) -> Totals:
        """All that its lines add up to: the totals, and what stands beside them."""
        currencies = dict.fromkeys([*self.totals, *self.beside])
        return {each: self.totals.get(each, {}) | self.beside.get(each, {}) for each in currencies}

    @property
    def next(self) -> str:
        """The cursor of the next page; empty after the last."""
        end = self.start + len(self.rows)
        return self.cursors.write(Position(end, self.total)) if end <= self.total else ""

    @property
    def others(self) -> Totals:
        """Totals over the rows that are not shown; empty when all are, or when nothing is added up."""
        if len(self.rows) == self.total or not self.totals:
            return {}
        names = next(iter(self.totals.values()))
        return less(self.totals, totals_by_currency(self.rows, names))

    @property
    def currency(self) -> str:
        """The one currency of all amounts; empty when there are several, or none."""
        return next(iter(self.totals)) if len(self.totals) == 1 and not self.is_counted else ""

    def has(self, column: str) -> bool:
        """Whether some row of the whole list has something there, or may have."""
        if self.used is None:
            return any(column in row for row in self.rows[:1])
        return column in self.used

    def first(self, count: int) -> "Found":
        """The same with only the first rows of the page; the rest goes to the next one."""
        return replace(self, rows=self.rows[:count])


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One document, party or other thing with facts of its own.

    Attributes:
        read: How it came about.
        as_of: The day its open amount is of.
        header: Its own facts, by name; `currency` is its own.
        blocks: Its tables, by name: lines, payments, and what else belongs to it.
        totals: Its figure, by currency.
        notes: Sentences a reader must not miss.
        checks: Differences that should be zero.
        link: Where a person can open it; empty when not known.
        parts: The lines that its totals are made of.
        items: Those lines themselves, where they were all read to find the totals.
        evidence: The handle that `get_evidence` takes.
        resolved: Arguments that name it for good, in place of those it was asked with.
    """

    read: Read
    as_of: date
    header: Record
    blocks: dict[str, list[Record]]
    totals: Totals = field(default_factory=dict[str, dict[str, Decimal]])
    period: Period | None = None
    notes: list[str] = field(default_factory=list[str])
    checks: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    link: str = ""
    parts: tuple[Part, ...] = ()
    items: tuple[Record, ...] = ()
    evidence: str = ""
    resolved: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def figure(self) -> Totals:
        """All that its lines add up to."""
        return self.totals


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A financial statement: lines in an order that matters, with one or several columns of amounts.

    Attributes:
        read: How it came about.
        columns: The names of the columns after `line`; those that hold amounts.
        rows: The lines; each has `line`, its name, with leading spaces for what it is part of.
        totals: The figures that the statement stands or falls by, by currency.
        as_of: The day it is of.
        period: The days it is of, instead.
        is_preliminary: The books of a day it covers are still open somewhere in scope.
        sign: What a minus means.
        notes: Sentences a reader must not miss.
        checks: Differences that should be zero.
        parts: The lines that its totals are made of.
        evidence: The handle that `get_evidence` takes.
    """

    read: Read
    columns: tuple[str, ...]
    rows: list[Record]
    totals: Totals
    as_of: date | None = None
    period: Period | None = None
    is_preliminary: bool = False
    sign: str = ""
    notes: list[str] = field(default_factory=list[str])
    checks: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    parts: tuple[Part, ...] = ()
    evidence: str = ""

    @property
    def figure(self) -> Totals:
        """All that its lines add up to."""
        return self.totals
