"""The rows of a variance analysis: what was booked beside what it is compared with, largest difference first.

Units: each row on its own side; `net_` amounts are all on one side, so that they add up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from intacct_books.cells import Cell, Record
from intacct_books.ledger.lines import Slot
from intacct_books.money import ZERO
from intacct_books.statements.comparing import NO_LINE, percent

ACTUAL, VARIANCE, PERCENT, FAVOURABLE = "actual", "variance", "%", "favourable"
NET = "net_"


@dataclass(frozen=True, slots=True)
class Line:
    """What a row is of.

    Attributes:
        facts: Its own columns, by name.
        is_credit: Whether credits are positive in it.
    """

    facts: tuple[tuple[str, str], ...]
    is_credit: bool


@dataclass(frozen=True, slots=True)
class Materiality:
    """Differences that count: at least this many percent and at least this amount, both."""

    percent: int
    amount: int

    def holds(self, difference: Decimal, base: Decimal) -> bool:
        """Whether a difference counts; one from nothing counts by its amount alone."""
        share = percent(difference, base)
        is_large = abs(difference) >= self.amount and bool(difference)
        return is_large and (share is None or abs(share) >= self.percent)


@dataclass(frozen=True, slots=True)
class Sides:
    """How rows are shown.

    Attributes:
        base: The name of the column compared with.
        is_credit: The side of net amounts.
        is_mixed: Whether rows stand on both sides, so that only net amounts add up.
        is_income: Whether more on the credit side is favourable.
    """

    base: str
    is_credit: bool
    is_mixed: bool
    is_income: bool

    @property
    def amounts(self) -> tuple[str, str, str]:
        """The names of the amounts that add up."""
        prefix = NET if self.is_mixed else ""
        return f"{prefix}{ACTUAL}", f"{prefix}{self.base}", f"{prefix}{VARIANCE}"


@dataclass(slots=True)
class Pair:
    """Two sums, debits positive; `then` is None where there is no budget line."""

    now: Decimal = ZERO
    then: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """This less that."""
        return self.now - (self.then or ZERO)


@dataclass(slots=True)
class Rows:
    """The rows in order, and how many of them count."""

    records: list[Record] = field(default_factory=list[Record])
    material: int = 0


def paired(
    now: Mapping[Slot, Decimal],
    then: Mapping[Slot, Decimal],
    line_of: Callable[[Slot], Line],
    *,
    is_budget: bool,
) -> dict[tuple[Line, str], Pair]:
    """Both sums of each line and currency. Without a budget line there is no sum; without bookings it is zero."""
    pairs: dict[tuple[Line, str], Pair] = {}
    for slot, amount in now.items():
        pair = pairs.setdefault((line_of(slot), slot.currency), Pair())
        pair.now += amount
    for slot, amount in then.items():
        pair = pairs.setdefault((line_of(slot), slot.currency), Pair())
        pair.then = (pair.then or ZERO) + amount
    if not is_budget:
        for pair in pairs.values():
            pair.then = pair.then or ZERO
    return {key: pair for key, pair in pairs.items() if pair.now or pair.then}


def rows_of(pairs: Mapping[tuple[Line, str], Pair], sides: Sides, materiality: Materiality) -> Rows:
    """Rows that count, then the others, each by the size of the difference."""

    def counts(key: tuple[Line, str]) -> bool:
        return materiality.holds(pairs[key].difference, pairs[key].then or ZERO)

    ordered = sorted(
        pairs, key=lambda key: (not counts(key), -abs(pairs[key].difference), key[0].facts, key[1])
    )
    return Rows(
        [_record(key[0], key[1], pairs[key], sides) for key in ordered],
        sum(1 for key in ordered if counts(key)),
    )


def _record(line: Line, currency: str, pair: Pair, sides: Sides) -> Record:
    record: Record = {**dict(line.facts), "currency": currency}
    record |= _amounts(pair, sides.base, "", is_credit=line.is_credit)
    if sides.is_mixed:
        record |= _amounts(pair, sides.base, NET, is_credit=sides.is_credit)
    shown = -pair.difference if line.is_credit else pair.difference
    share = percent(shown, pair.then or ZERO)
    record[PERCENT] = None if share is None else str(share)
    record[FAVOURABLE] = None
    if sides.is_income and pair.difference:
        record[FAVOURABLE] = "yes" if pair.difference < 0 else "no"
    return record


def _amounts(pair: Pair, base: str, prefix: str, *, is_credit: bool) -> dict[str, Cell]:
    def shown(net: Decimal) -> Decimal:
        return -net if is_credit else net

    return {
        f"{prefix}{ACTUAL}": shown(pair.now),
        f"{prefix}{base}": NO_LINE if pair.then is None else shown(pair.then),
        f"{prefix}{VARIANCE}": shown(pair.difference),
    }
