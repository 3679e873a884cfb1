"""Journal entries that are not in the ledger yet.

Source: REST `general-ledger/journal-entry` and its lines, by state (docs/api/close.md, states.md).
Units:  base currency; an entry's amount is its debits.
"""

from dataclasses import replace
from datetime import date

from intacct_books.close.places import place
from intacct_books.close.unposted_item import Unposted, is_income
from intacct_books.company.chart import Chart
from intacct_books.company.entities import entities_by_location
from intacct_books.ledger.lines import CURRENCY, LINE, NONE, SIDE
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Row
from intacct_client.filters import among, at_most
from intacct_client.query import select

WAITING = ("draft", "submitted", "partiallyApproved", "approved")


async def unposted_entries(
    asking: Asking, accounts: Chart, journals: tuple[str, ...], end: date
) -> tuple[list[Unposted], list[str]]:
    """Entries by entity and currency, with a note on those whose lines Intacct does not show."""
    query = select(
        "general-ledger/journal-entry",
        "text key",
        "text txnNumber",
        "text glJournal.id",
        "text description",
        "text state",
        "day postingDate",
        filters=(
            among("state", WAITING),
            among("glJournal.id", journals),
            at_most("postingDate", end),
        ),
        order=("postingDate",),
    )
    heads = {row.text("key"): row for row in (await asking.intacct.query_all(query)).rows}
    if not heads:
        return [], []
    found = await _entry_lines(asking, accounts, heads, end)
    seen = {each.number for each in found}
    unseen = [_number(row) for row in heads.values() if _number(row) not in seen]
    names = ", ".join(unseen[:6])
    notes = [f"Entries whose lines are not shown, {len(unseen)}: {names}. They are in no amount."]
    return found, (notes if unseen else [])


async def _entry_lines(
    asking: Asking, accounts: Chart, heads: dict[str, Row], end: date
) -> list[Unposted]:
    query = select(
        LINE,
        "text journalEntry.key",
        "text glAccount.id",
        "text dimensions.location.id",
        f"text {SIDE}",
        f"text {CURRENCY}",
        "money baseAmount",
        filters=(among("journalEntry.key", list(heads)),),
    )
    homes = await entities_by_location(asking.intacct)
    sums: dict[tuple[str, str, str], Unposted] = {}
    for row in (await asking.intacct.query_all(query)).rows:
        head = heads[row.text("journalEntry.key")]
        entity = place(homes.get(row.text("dimensions.location.id"), NONE).id)
        slot = (row.text("journalEntry.key"), entity, row.text(CURRENCY))
        amount, is_debit = row.money("baseAmount"), row.text(SIDE) == "debit"
        counts = is_income(accounts, row.text("glAccount.id"))
        profit = (-amount if is_debit else amount) if counts else ZERO
        so_far = sums.get(slot) or Unposted(
            ledger="GL",
            kind="entry",
            number=_number(head),
            party=head.text("description"),
            state=head.text("state"),
            entity=entity,
            currency=slot[2],
            day=head.day("postingDate") or end,
            amount=ZERO,
            profit=ZERO,
        )
        debit = amount if is_debit else ZERO
        sums[slot] = replace(so_far, amount=so_far.amount + debit, profit=so_far.profit + profit)
    return list(sums.values())


def _number(head: Row) -> str:
    return f"{head.text('glJournal.id')} {head.text('txnNumber')}"
