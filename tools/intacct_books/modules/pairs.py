"""What two entities say of what is open between them, and by how much they disagree.

Units:  base currency of each entity, debits positive: two that agree add up to zero. Amounts of two currencies
are never compared.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.money import ZERO


@dataclass(frozen=True, slots=True)
class Due:
    """What an entity's books say on one account of what is open with another entity.

    Attributes:
        entity: The entity's id.
        other: The other one's id; empty when nothing says which one it is.
        said: What is said of the other one, for a reader.
        account: The account's id.
        currency: The entity's base currency.
        closing: The amount.
    """

    entity: str
    other: str
    said: str
    account: str
    currency: str
    closing: Decimal


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities, by what the books of each say in one currency; None for nothing."""

    entity: str
    other: str
    currency: str
    here: Decimal | None
    there: Decimal | None
    is_compared: bool

    @property
    def difference(self) -> Decimal | None:
        """By how much they disagree; None when they are not compared."""
        return (self.here or ZERO) + (self.there or ZERO) if self.is_compared else None

    def record(self, names: dict[str, str]) -> Record:
        """For a reader, entities with their names."""
        return {
            "entity": names[self.entity],
            "with": names[self.other],
            "currency": self.currency,
            "entity_books": self.here,
            "with_books": self.there,
            "difference": self.difference,
        }


def pairs_of(dues: Iterable[Due]) -> list[Pair]:
    """The pairs, those that disagree most first."""
    sums: defaultdict[tuple[str, str], defaultdict[str, Decimal]] = defaultdict(
        lambda: defaultdict(Decimal)
    )
    for due in dues:
        sums[due.entity, due.other][due.currency] += due.closing
    pairs: list[Pair] = []
    for one, other in sorted({(min(place), max(place)) for place in sums}):
        here = sums[one, other]
        there = sums[other, one] if one != other else dict[str, Decimal]()
        pairs += [_pair(one, other, each, here, there) for each in sorted({*here, *there})]
    return sorted(pairs, key=lambda each: -abs(each.difference or ZERO))


def _pair(
    one: str, other: str, currency: str, here: dict[str, Decimal], there: dict[str, Decimal]
) -> Pair:
    # One that has nothing in this currency but something in another one keeps its books in that.
    is_compared = (currency in here or not here) and (currency in there or not there)
    return Pair(one, other, currency, here.get(currency), there.get(currency), is_compared)


def differences(pairs: Iterable[Pair]) -> dict[str, Decimal]:
    """What all pairs disagree by, by currency: sums of amounts without their signs."""
    found: dict[str, Decimal] = {}
    for pair in pairs:
        if pair.difference is not None:
            found[pair.currency] = found.get(pair.currency, ZERO) + abs(pair.difference)
    return found
