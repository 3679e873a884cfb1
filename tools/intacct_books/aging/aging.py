"""Aging of receivables and payables: what is open at a day, by how old it is.

Source: intacct_books.aging.open_items (docs/api/aging.md). As Intacct's customer and vendor aging reports, which
the API does not have.
Units:  base currency; owed is positive, credits are negative. Days count from the basis date to the day.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from intacct_books.aging.control_account import against_control_account
from intacct_books.aging.item import OpenItem
from intacct_books.aging.open_items import open_items
from intacct_books.aging.subledgers import Subledger, Word, subledger
from intacct_books.cells import Record
from intacct_books.company.reporting_periods import day_named
from intacct_books.errors import BadArgument, NotFound
from intacct_books.found import Found
from intacct_books.id_and_name import has_part
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.lists.near import closest, printed
from intacct_books.money import ZERO
from intacct_client.filters import later
from intacct_client.query import select

Basis = Literal["due", "invoice", "posting"]
Rows = Literal["party", "document", "entity"]
_BUCKETS = re.compile(r"\d{1,4}(,\d{1,4}){0,7}")
NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where days fall: the last day of each bucket, and whether what is not due yet stands apart."""

    ends: tuple[int, ...]
    is_by_due_day: bool

    @property
    def names(self) -> list[str]:
        """The columns, youngest first."""
        first = 1 if self.is_by_due_day else 0
        starts = [first, *(end + 1 for end in self.ends)]
        named = [f"{start}-{end}" for start, end in zip(starts, self.ends, strict=False)]
        return [*([NOT_DUE] if self.is_by_due_day else []), *named, f"{starts[-1]}+"]

    def name(self, days: int) -> str:
        """The bucket of something so many days old."""
        names = self.names
        if self.is_by_due_day:
            if days <= 0:
                return NOT_DUE
            names = names[1:]
        return next(
            (name for name, end in zip(names, self.ends, strict=False) if days <= end), names[-1]
        )


@dataclass(slots=True)
class _Aged:
    """Sums of the items of one row."""

    by_bucket: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    credits: Decimal = ZERO
    retained: Decimal = ZERO
    oldest: int = 0

    @property
    def gross(self) -> Decimal:
        return sum(self.by_bucket.values(), ZERO)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, made out."""

    of: Subledger
    day: date
    basis: Basis
    spans: Buckets
    by: Rows

    def age(self, item: OpenItem) -> int:
        """How many days old an item is."""
        return (self.day - basis_day(item, self.basis)).days

    def old(self, items: list[OpenItem], min_days: int) -> list[OpenItem]:
        """Documents that are at least so old; else all of the parties that have one."""
        old = [item for item in items if not item.is_credit and self.age(item) >= min_days]
        parties = {item.party_id for item in old}
        return old if self.by == "document" else [i for i in items if i.party_id in parties]


async def aging(
    asking: Asking,
    *,
    ledger: Word,
    as_of: str,
    basis: Basis,
    buckets: str,
    by: Rows,
    search: str,
    min_days: int,
    over_credit_limit: bool = False,
) -> Found:
    """Open documents by age, with unapplied credits and what is held back apart.

    Five transactions today, six for an earlier day; one more with `over_credit_limit`.

    Args:
        asking: The question's company, scope and page.
        ledger: AR or AP.
        as_of: A day; empty for today.
        basis: The day that age counts from.
        buckets: The last day of each bucket, with commas.
        by: What a row is.
        search: Part of the party's name or id; empty for all.
        min_days: Only documents at least this old, by the basis; else parties with such a one, whole.
        over_credit_limit: Only customers who owe more than their limit, net of credits.
    """
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    spans = _buckets(buckets, is_by_due_day=basis == "due")
    asked = _Asked(subledger(ledger), day, basis, spans, by)
    items = await open_items(asking, asked.of, asked.day)
    checks, notes = await against_control_account(asking, asked.of, asked.day, items)
    shown = _searched(items, asked.of, search)
    if over_credit_limit:
        shown = await _over_limit(asking, asked.of, shown)
    if min_days:
        shown = asked.old(shown, min_days)
    return await _found(asking, asked, shown, checks, notes)


async def _found(
    asking: Asking,
    asked: _Asked,
    shown: list[OpenItem],
    checks: dict[str, Decimal],
    notes: list[str],
) -> Found:
    amounts = (*asked.spans.names, "open", "credits", "net", "retained")
    page = page_of(asking, _records(shown, asked), amounts)
    return replace(
        page,
        as_of=asked.day,
        is_preliminary=await is_preliminary(asking, asked.day),
        notes=[*notes, *page.notes, *after_today(asked.day, asking.today)],
        checks=checks,
        items=tuple(_evidence(item) for item in shown),
        is_wide=True,
    )


def _evidence(item: OpenItem) -> Record:
    """An item as evidence of what is owed, net."""
    return {
        "kind": item.kind,
        "number": item.number,
        "party": f"{item.party_id} {item.party_name}",
        "date": item.day,
        "due": item.due,
        "currency": item.currency,
        "net": item.amount,
    }


def _buckets(words: str, *, is_by_due_day: bool) -> Buckets:
    text = words.replace(" ", "")
    ends = tuple(int(part) for part in text.split(",")) if _BUCKETS.fullmatch(text) else ()
    if not ends or list(ends) != sorted(set(ends)) or ends[0] == 0:
        raise BadArgument(
            f"buckets {words[:40]!r} must be rising days with commas between, e.g. 30,60,90,120."
        )
    return Buckets(ends, is_by_due_day)


def basis_day(item: OpenItem, basis: Basis) -> date:
    """The day that an item's age counts from."""
    return {"due": item.due, "invoice": item.day, "posting": item.posting}[basis]


def _searched(items: list[OpenItem], of: Subledger, search: str) -> list[OpenItem]:
    word = search.strip()
    found = [item for item in items if has_part(word, item.party_id, item.party_name)]
    if word and not found:
        near = closest(word, {(item.party_id, item.party_name): None for item in items})
        hint = f" Near: {printed(near)}." if near else ""
        raise NotFound(
            f"Nothing is open of a {of.party} {word[:40]!r}.{hint} Look the {of.party} up by part of the "
            "name, or leave search out."
        )
    return found


async def _over_limit(asking: Asking, of: Subledger, items: list[OpenItem]) -> list[OpenItem]:
    """Items of the parties whose open items, net, are above their limit. No limit is not a limit of zero."""
    if of.word != "AR":
        raise BadArgument("Only customers have a credit limit that is watched here.")
    query = select(
        "accounts-receivable/customer",
        "text id",
        "money creditLimit",
        filters=(later("creditLimit", Decimal(0)),),
    )
    limits = {
        row.text("id"): row.money("creditLimit")
        for row in (await asking.intacct.query_all(query)).rows
    }
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        nets[item.party_id] += item.amount
    over = {party for party, net in nets.items() if party in limits and net > limits[party]}
    return [item for item in items if item.party_id in over]


def _records(items: Iterable[OpenItem], asked: _Asked) -> list[Record]:
    """One row for each party, entity or document and currency, the most owed first."""
    rows: dict[tuple[str, str, str], _Aged] = defaultdict(_Aged)
    heads: dict[tuple[str, str, str], Record] = {}
    for item in items:
        id_, head = _head(item, asked.by)
        key = (id_, item.currency, item.key if asked.by == "document" else "")
        heads[key] = head
        aged = rows[key]
        aged.retained += item.retained
        if item.is_credit:
            aged.credits += item.amount
        else:
            days = asked.age(item)
            aged.by_bucket[asked.spans.name(days)] += item.amount
            aged.oldest = max(aged.oldest, days)
    ordered = sorted(rows, key=lambda key: (-(rows[key].gross + rows[key].credits), key))
    return [heads[key] | _amounts(rows[key], asked.spans) for key in ordered]


def _head(item: OpenItem, by: Rows) -> tuple[str, Record]:
    party: Record = {"id": item.party_id, "name": item.party_name, "currency": item.currency}
    if by == "entity":
        return item.entity, {"id": item.entity, "name": "", "currency": item.currency}
    if by == "document":
        about: Record = {
            "kind": item.kind,
            "number": item.number,
            "date": item.day,
            "due": item.due,
        }
        return item.party_id, party | about
    return item.party_id, party


def _amounts(aged: _Aged, spans: Buckets) -> Record:
    """The amounts of a row; a zero cell is left empty."""
    amounts: Record = {name: aged.by_bucket.get(name) or None for name in spans.names}
    return amounts | {
        "open": aged.gross,
        "credits": aged.credits or None,
        "net": aged.gross + aged.credits,
        "retained": aged.retained or None,
        "oldest": aged.oldest,
    }
