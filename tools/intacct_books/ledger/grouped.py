"""Debits and credits of lines by something: a dimension, the account, the journal, the module, the month.

Source: REST `general-ledger/journal-entry-line`, added up on the server (docs/api/ledger-detail.md).
Units:  base currency; both sides positive.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.dimensions import ENTITY, dimension_asked
from intacct_books.company.entities import entities_by_location
from intacct_books.company.families import rows_told
from intacct_books.found import Found
from intacct_books.ledger.line_records import module_named
from intacct_books.ledger.lines import CURRENCY, DAY, LINE, NONE, SIDE, LedgerView, Sides, Wanted
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_client import Row
from intacct_client.query import select

_Sums = dict[tuple[str, str], Sides]  # by label and currency
MONTH = "month"
MODULE = "journalEntry.moduleName"
_FIELDS = {
    "account": ("text glAccount.id", "text glAccount.name"),
    "journal": ("text journalEntry.glJournal.id",),
    "module": (f"text {MODULE}",),
    MONTH: (f"day {DAY}",),
}


async def grouped(asking: Asking, view: LedgerView, wanted: Wanted, by: str) -> Found:
    """One row for each value and currency, with `net`, the largest first but months in order.

    One transaction for 4,000 groups.
    """
    word = by.strip().lower()
    dimension = None if word in _FIELDS else await dimension_asked(asking.intacct, by)
    path = dimension.path if dimension else ""
    declared = _FIELDS.get(word) or (f"text {path}.id", f"text {path}.name")
    filters, expression = view.filters(wanted)
    query = select(
        LINE,
        *declared,
        f"text {CURRENCY}",
        f"text {SIDE}",
        "money sum:baseAmount",
        filters=filters,
        expression=expression,
    )
    name = dimension.name if dimension else word
    of_location = await entities_by_location(asking.intacct) if name == ENTITY else {}
    sums: _Sums = {}
    members: set[str] = set()
    for row in (await asking.intacct.query_all(query)).rows:
        label = _label(row, [each.partition(" ")[2] for each in declared])
        members |= {row.text(f"{path}.id")} if dimension else set()
        if name == ENTITY and (member := of_location.get(row.text(f"{path}.id"))):
            label = f"{member.id} {member.name}".strip()
        amount = row.money("sum:baseAmount")
        side = Sides(debit=amount) if row.text(SIDE) == "debit" else Sides(credit=amount)
        key = (label, row.text(CURRENCY))
        sums[key] = sums.get(key, Sides()) + side
    records = [_record(name, *slot, sides) for slot, sides in _in_order(sums, word)]
    page = page_of(asking, records, ("debit", "credit", "net"))
    told = [*_told(sums, word), *await rows_told(asking.intacct, name, members)]
    return replace(page, split=name, notes=[*page.notes, *told])


def _in_order(sums: _Sums, word: str) -> list[tuple[tuple[str, str], Sides]]:
    """Months in order; anything else by size: what was booked most, where nets are the same."""
    if word == MONTH:
        return sorted(sums.items())

    def size(each: tuple[tuple[str, str], Sides]) -> tuple[Decimal, Decimal, tuple[str, str]]:
        key, sides = each
        return -abs(sides.net), -(sides.debit + sides.credit), key

    return sorted(sums.items(), key=size)


def _told(sums: _Sums, word: str) -> list[str]:
    is_one = len({currency for _, currency in sums}) <= 1
    if word == MONTH or is_one:
        return []
    return ["Largest net first; amounts of different currencies are not converted."]


def _record(name: str, label: str, currency: str, sides: Sides) -> Record:
    return {
        name: label,
        "currency": currency,
        "debit": sides.debit,
        "credit": sides.credit,
        "net": sides.net,
    }


def _label(row: Row, paths: list[str]) -> str:
    cells = [row[path] for path in paths]
    if paths == [MODULE]:
        return module_named(row.text(MODULE)) or NONE.id
    if isinstance(cells[0], date):
        return f"{cells[0]:%Y-%m}"
    return " ".join(str(cell) for cell in cells if cell) or NONE.id
