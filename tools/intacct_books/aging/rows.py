"""The rows of an aging: open items of each party, entity or kind together, by age.

Source: intacct_books.aging.open_items (docs/api/aging.md).
Units:  base currency; owed is positive, credits are negative. Days count from the basis date to the day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from intacct_books.aging.buckets import Buckets
from intacct_books.aging.item import OpenItem
from intacct_books.aging.subledgers import Subledger
from intacct_books.cells import Record
from intacct_books.money import ZERO

Basis = Literal["due", "invoice", "posting"]
Rows = Literal["party", "document", "credit", "entity"]
_SINGLE = ("document", "credit")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, made out."""

    of: Subledger
    day: date
    basis: Basis
    spans: Buckets
    by: Rows
    min_days: int = 0

    @property
    def late(self) -> str:
        """The column of what is at least as old as asked; empty where all that is shown is."""
        if not self.min_days or self.by not in {"party", "entity"}:
            return ""
        return "late" if self.basis == "due" else "old"

    def age(self, item: OpenItem) -> int:
        """How many days old an item is."""
        return (self.day - basis_day(item, self.basis)).days

    @property
    def amounts(self) -> tuple[str, ...]:
        """The columns that are totalled."""
        if self.by == "credit":
            return ("credits",)
        late = (self.late,) if self.late else ()
        return (*self.spans.names, *late, "open", "credits", "net", "retained")

    def is_old(self, item: OpenItem) -> bool:
        """Whether it is at least as old as asked."""
        return self.age(item) >= self.min_days

    def chosen(self, items: list[OpenItem]) -> list[OpenItem]:
        """Credits or documents that are as old as asked; else all of the parties that have such a document."""
        if self.by == "credit":
            return [item for item in items if item.is_credit and self.is_old(item)]
        if not self.min_days:
            return items
        old = [item for item in items if not item.is_credit and self.is_old(item)]
        parties = {item.party_id for item in old}
        return old if self.by == "document" else [i for i in items if i.party_id in parties]


def basis_day(item: OpenItem, basis: Basis) -> date:
    """The day that an item's age counts from."""
    return {"due": item.due, "invoice": item.day, "posting": item.posting}[basis]


@dataclass(slots=True)
class _Aged:
    """Sums of the items of one row."""

    by_bucket: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    credits: Decimal = ZERO
    retained: Decimal = ZERO
    late: Decimal = ZERO
    oldest: int = 0

    @property
    def gross(self) -> Decimal:
        return sum(self.by_bucket.values(), ZERO)


def rows_of(
    items: Iterable[OpenItem], asked: Asked, entity_names: Mapping[str, str]
) -> list[Record]:
    """One row for each party, entity or item and currency: the most late, or owed, first.

    Args:
        items: The items.
        asked: What is asked.
        entity_names: The name of each entity, by id.
    """
    rows: dict[tuple[str, str, str], _Aged] = defaultdict(_Aged)
    heads: dict[tuple[str, str, str], Record] = {}
    for item in items:
        id_, head = _head(item, asked.by, entity_names)
        key = (id_, item.currency, f"{item.kind} {item.key}" if asked.by in _SINGLE else "")
        heads[key] = head
        _count(rows[key], item, asked)
    sign = -1 if asked.by == "credit" else 1
    ordered = sorted(
        rows,
        key=lambda key: (-rows[key].late, -sign * (rows[key].gross + rows[key].credits), key),
    )
    return [heads[key] | _amounts(rows[key], asked) for key in ordered]


def _count(aged: _Aged, item: OpenItem, asked: Asked) -> None:
    """Take an item up into its row."""
    aged.retained += item.retained
    days = asked.age(item)
    if item.is_credit:
        aged.credits += item.amount
    else:
        aged.by_bucket[asked.spans.name(days)] += item.amount
    if asked.late and not item.is_credit and asked.is_old(item):
        aged.late += item.amount
    if asked.by == "credit" or not item.is_credit:
        aged.oldest = max(aged.oldest, days)


def _head(item: OpenItem, by: Rows, names: Mapping[str, str]) -> tuple[str, Record]:
    party: Record = {"id": item.party_id, "name": item.party_name, "currency": item.currency}
    if by == "entity":
        name = names.get(item.entity, "")
        return item.entity, {"id": item.entity, "name": name, "currency": item.currency}
    if by in _SINGLE:
        about: Record = {
            "kind": item.kind,
            "number": item.number,
            "date": item.day,
            **({"due": item.due} if by == "document" else {}),
        }
        return item.party_id, party | about
    return item.party_id, party


def _amounts(aged: _Aged, asked: Asked) -> Record:
    """The amounts of a row; a zero cell is left empty."""
    if asked.by == "credit":
        return {"credits": aged.credits, "oldest": aged.oldest}
    amounts: Record = {name: aged.by_bucket.get(name) or None for name in asked.spans.names}
    if asked.late:
        amounts[asked.late] = aged.late
    return amounts | {
        "open": aged.gross,
        "credits": aged.credits or None,
        "net": aged.gross + aged.credits,
        "retained": aged.retained or None,
        "oldest": aged.oldest,
    }
