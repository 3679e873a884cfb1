"""A list that also says what it leaves out: drafts, reversed pairs and the like, with count and amount.

Both are read by one query. Up to 4,000 matches that is all; above, the page and an aggregate by state
are read apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from intacct_books.cells import Record, used_in
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals, totals_by_currency
from intacct_client import Filter, Intacct, Query, Row
from intacct_client.errors import SharedName
from intacct_client.query import MOST_ROWS
from intacct_client.rows import columns


@dataclass(frozen=True, slots=True)
class Parting:
    """A list and what it leaves out.

    Attributes:
        query: The columns and the order.
        common: Filters that hold for both.
        one_of: Of each of these groups at least one holds as well.
        states: The states of what is listed.
        listed: Filters that hold for what is listed alone.
        aside: The states of what is left out, and told.
        record: A row in the reader's words; it has a `currency`.
        sums: The reader's name of each summed column, and its path.
        amount: The path of the amount that what is left out is told with.
        currency: The path of the currency.
        shown: What evidence shows of a row: the reader's word and the path.
        only: Of sums that are of some rows only: whether a row counts.
        flags: The columns that tell so.
    """

    query: Query
    common: tuple[Filter, ...]
    one_of: tuple[tuple[Filter, ...], ...]
    states: tuple[str, ...]
    listed: tuple[Filter, ...]
    aside: tuple[str, ...]
    record: Callable[[Row], Record]
    sums: dict[str, str]
    amount: str
    currency: str
    shown: dict[str, str]
    only: Mapping[str, Callable[[Row], bool]] = field(
        default_factory=dict[str, Callable[[Row], bool]]
    )
    flags: tuple[str, ...] = ()

    @property
    def of_listed(self) -> Query:
        """What is listed."""
        filters = [*self.common, {"$in": {"state": list(self.states)}}, *self.listed]
        return self._query(filters, _all(1, len(filters)))

    @property
    def of_both(self) -> Query:
        """What is listed, and what is left out."""
        if not self.aside:
            return self.of_listed
        common = len(self.common)
        own = [{"$in": {"state": list(self.states)}}, *self.listed]
        filters = [*self.common, *own, {"$in": {"state": list(self.aside)}}]
        parts = f"(({_all(common + 1, len(own))}) or {len(filters)})"
        return self._query(filters, f"{_all(1, common)} and {parts}" if common else parts)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The rows themselves, as the evidence of the sums."""
        return tuple(
            Part(name, self.of_listed, self.shown, path, self.currency, counts=self.only.get(name))
            for name, path in self.sums.items()
        )

    def _query(self, filters: list[Filter], expression: str) -> Query:
        every = tuple(filters)
        for group in self.one_of:
            numbers = range(len(every) + 1, len(every) + 1 + len(group))
            expression += f" and ({' or '.join(str(number) for number in numbers)})"
            every = (*every, *group)
        is_plain = len(every) == 1
        return replace(self.query, filters=every, expression="" if is_plain else expression)


@dataclass(slots=True)
class Aside:
    """What a list leaves out, by state and currency: how many, and how much."""

    amounts: dict[tuple[str, str], tuple[int, Decimal]] = field(
        default_factory=dict[tuple[str, str], tuple[int, Decimal]]
    )

    def add(self, state: str, currency: str, amount: Decimal, count: int = 1) -> None:
        """Take up what is left out."""
        so_far = self.amounts.get((state, currency), (0, ZERO))
        self.amounts[state, currency] = (so_far[0] + count, so_far[1] + amount)

    def told(self, title: str) -> list[str]:
        """The sentence that says so; none when nothing is left out."""
        if not self.amounts:
            return []
        parts = [
            f"{count} {state} ({amount + ZERO} {currency})".replace(" )", ")")
            for (state, currency), (count, amount) in sorted(self.amounts.items())
        ]
        return [f"Left out of {title}: {', '.join(parts)}."]


async def read_parted(asking: Asking, wanted: Parting) -> tuple[Found, Aside, list[Row]]:
    """A page of a list with totals over all of it, what it leaves out, and the rows that were read."""
    position = asking.page.position(asking.cursors)
    intacct, limit = asking.intacct, asking.page.limit
    aside = Aside()
    rows: list[Row] = []
    if position.total <= MOST_ROWS:
        both = await intacct.query(replace(wanted.of_both, start=1, size=MOST_ROWS))
        rows = [row for row in both.rows if row.text("state") in wanted.states]
        if both.total <= MOST_ROWS:
            for row in both.rows:
                if row.text("state") not in wanted.states:
                    aside.add(
                        row.text("state"), row.text(wanted.currency), row.money(wanted.amount)
                    )
            records = [wanted.record(row) for row in rows]
            totals = totals_by_currency(records, wanted.sums)
            shown = records[position.start - 1 :][:limit]
            found = _found(asking, wanted, shown, len(records), totals)
            return replace(found, used=used_in(records)), aside, rows
    totals, total = await _aggregate(asking, wanted, aside)
    page = rows[position.start - 1 :][:limit]
    if len(page) < limit:
        of_page = replace(wanted.of_listed, start=position.start, size=limit)
        page = (await intacct.query(of_page)).rows
    shown = [wanted.record(row) for row in page]
    return _found(asking, wanted, shown, total, totals), aside, page


def _found(
    asking: Asking, wanted: Parting, shown: list[Record], total: int, totals: Totals
) -> Found:
    position = asking.page.position(asking.cursors)
    return Found(
        read=asking.read,
        rows=shown,
        start=position.start,
        total=total,
        totals=totals,
        cursors=asking.cursors,
        as_of=asking.read.read_on,
        notes=asking.page.notes(position, shown, total),
        parts=wanted.parts,
    )


async def sums_of(asking: Asking, wanted: Parting) -> tuple[Totals, int]:
    """The sums of a list and how many it has, without its rows; one transaction.

    Counted by state, which is no column here: only fields with fixed values can be counted everywhere.
    """
    query = _summed(wanted.of_listed, *_sums(wanted, *wanted.sums.values()))
    rows = (await asking.intacct.query_all(query)).rows
    records = [
        {"currency": row.text(wanted.currency)}
        | {name: row.money(f"sum:{path}") for name, path in wanted.sums.items()}
        for row in rows
    ]
    return totals_by_currency(records, wanted.sums), sum(row.count("count:state") for row in rows)


async def _aggregate(asking: Asking, wanted: Parting, aside: Aside) -> tuple[Totals, int]:
    """Sums and counts by state and currency; what is left out goes to where that is told."""
    totals: Totals = {}
    total = 0
    for state, row in await _by_state(asking.intacct, wanted):
        currency, count = row.text(wanted.currency), row.count("count:state")
        if state not in wanted.states:
            aside.add(state, currency, row.money(f"sum:{wanted.amount}"), count)
            continue
        total += count
        sums = totals.setdefault(currency, dict.fromkeys(wanted.sums, ZERO))
        for name, path in wanted.sums.items():
            counts = wanted.only.get(name)
            if counts and not counts(row):
                continue
            sums[name] += row.money(f"sum:{path}")
    return dict(sorted(totals.items())), total


async def _by_state(intacct: Intacct, wanted: Parting) -> list[tuple[str, Row]]:
    """The sums of each state and those they are of.

    One query. Where a count would come under the name of its field, those of what is listed are read
    together, and those of each state that is left out apart.
    """
    sums = (*_sums(wanted, *wanted.sums.values(), wanted.amount), *wanted.flags)
    try:
        at_once = await intacct.query_all(_summed(wanted.of_both, "text state", *sums))
        return [(row.text("state"), row) for row in at_once.rows]
    except SharedName:
        apart = [replace(wanted, states=(each,), listed=()) for each in wanted.aside]
        found: list[tuple[str, Row]] = []
        for part in (wanted, *apart):
            of_part = await intacct.query_all(_summed(part.of_listed, *sums))
            found += [(part.states[0], row) for row in of_part.rows]
        return found


def _sums(wanted: Parting, *paths: str) -> tuple[str, ...]:
    """Columns of sums and of a count, by currency."""
    sums = (f"money sum:{path}" for path in dict.fromkeys(paths))
    return (f"text {wanted.currency}", "count count:state", *sums)


def _summed(query: Query, *declared: str) -> Query:
    """Sums over all that a query reads."""
    return replace(query, columns=columns(*declared), order=(), start=1, size=MOST_ROWS)


def _all(first: int, count: int) -> str:
    return " and ".join(str(number) for number in range(first, first + count))
