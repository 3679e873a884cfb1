"""Why a subledger and its accounts differ: what stands in one and not in the other.

Source: REST journal entry lines, document and adjustment lines, payment details, summaries (docs/api/close.md).
Units:  base currency. A cause's amount is what it adds to the difference, subledger less accounts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.credits import STANDING, signed
from intacct_books.aging.item import item_from
from intacct_books.aging.subledgers import Paths, Subledger
from intacct_books.cells import Record
from intacct_books.close.places import place
from intacct_books.close.posted_accounts import MODULES
from intacct_books.company.chart import Selection
from intacct_books.company.entities import entities_by_location
from intacct_books.ledger.lines import CURRENCY, DAY, NONE, SIDE, LedgerView, Wanted
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Row
from intacct_client.filters import among, at_most, later, unequal
from intacct_client.query import MOST_ROWS, select
from intacct_client.rows import columns

STRAIGHT, OTHER_MODULE = "entry straight to the account", "entry of another module"
CODED = "document line coded to the account"
EARLY = "payment dated before its document"


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that makes a difference.

    Attributes:
        kind: What it is.
        entity: The entity's id.
        currency: The base currency.
        record: The object and the key.
        number: The number that a person knows it by.
        day: The day it counts from.
        amount: What it adds to the difference.
        about: What a record says of itself, or the account.
    """

    kind: str
    entity: str
    currency: str
    record: str
    number: str
    day: date | None
    amount: Decimal
    about: str

    @property
    def slot(self) -> tuple[str, str]:
        """Where it counts."""
        return self.entity, self.currency

    def as_record(self) -> Record:
        """For a reader."""
        return {
            "cause": self.kind,
            "entity": self.entity,
            "currency": self.currency,
            "record": self.record,
            "number": self.number,
            "date": self.day,
            "amount": self.amount,
            "about": self.about,
        }


async def straight_entries(
    asking: Asking, view: LedgerView, accounts: Selection, of: Subledger, day: date
) -> tuple[list[Cause], list[str]]:
    """Entries on the accounts that are not the subledger's own, without those that undo each other."""
    own = unequal("journalEntry.moduleName", MODULES[of.word])
    part = view.part("ledger", Wanted(accounts.accounts, (at_most(DAY, day), own)))
    more = columns("text journalEntry.key", "text journalEntry.moduleName")
    query = replace(part.query, columns=(*part.query.columns, *more), size=MOST_ROWS)
    rows = await asking.intacct.query(query)
    if rows.next is not None:
        return [], [f"{rows.total} lines on the accounts are not of {of.word}: too many to list."]
    homes = await entities_by_location(asking.intacct)
    causes: dict[tuple[str, str, str], Cause] = {}
    for row in rows.rows:
        entity = place(homes.get(row.text("dimensions.location.id"), NONE).id)
        is_raised = (row.text(SIDE) == "debit") == (of.word == "AR")
        amount = -row.money("baseAmount") if is_raised else row.money("baseAmount")
        slot = (row.text("journalEntry.key"), entity, row.text(CURRENCY))
        before = causes.get(slot)
        causes[slot] = _straight(row, slot, amount + (before.amount if before else ZERO))
    return _without_undone([each for each in causes.values() if each.amount])


def _straight(row: Row, slot: tuple[str, str, str], amount: Decimal) -> Cause:
    is_by_hand = "GL" in row.text("journalEntry.moduleName")
    return Cause(
        kind=STRAIGHT if is_by_hand else OTHER_MODULE,
        entity=slot[1],
        currency=slot[2],
        record=f"journal-entry {slot[0]}",
        number=f"{row.text('journalEntry.glJournal.id')} {row.text('journalEntry.txnNumber')}",
        day=row.day(DAY),
        amount=amount,
        about=f"{row.text('glAccount.id')} {row.text('description')}".strip(),
    )


def _without_undone(causes: list[Cause]) -> tuple[list[Cause], list[str]]:
    """Without pairs of the same amount to and fro in one entity."""
    waiting: dict[tuple[str, str, Decimal], list[Cause]] = defaultdict(list)
    undone: list[Cause] = []
    for cause in sorted(causes, key=lambda each: (each.day or date.min, each.record)):
        opposite = waiting[*cause.slot, -cause.amount]
        if opposite:
            undone.extend((opposite.pop(), cause))
        else:
            waiting[*cause.slot, cause.amount].append(cause)
    left = [cause for group in waiting.values() for cause in group]
    if not undone:
        return left, []
    numbers = ", ".join(each.number for each in undone[:6])
    return left, [
        f"{len(undone)} entries straight to the accounts undo each other by then and are no cause: {numbers}."
    ]


async def coded_lines(asking: Asking, accounts: Selection, of: Subledger, day: date) -> list[Cause]:
    """Lines of documents and memos on the accounts themselves; two transactions."""
    ids = [each.id for each in accounts.accounts]
    parent = of.applications.document if of.word == "AP" else "invoice"
    documents = replace(of.document, object=of.line, prefix=f"{parent}.", total="baseAmount")
    found: list[Cause] = []
    for paths in (documents, of.adjustment):
        found.extend(await _coded(asking, of, replace(paths, due="", retained=""), ids, day))
    return found


async def _coded(
    asking: Asking, of: Subledger, paths: Paths, ids: list[str], day: date
) -> list[Cause]:
    prefix, is_memo = paths.prefix, paths.object == of.adjustment.object
    query = select(
        paths.object,
        f"text {prefix}key",
        "text glAccount.id",
        *(["text? adjustmentType"] if is_memo else []),
        *of_item(of, paths),
        f"money {paths.total}",
        filters=(
            among("glAccount.id", ids),
            among(f"{prefix}state", (*STANDING, "reversed", "reversal")),
        ),
        order=(f"{prefix}{paths.day}",),
    )
    causes: list[Cause] = []
    for row in (await asking.intacct.query_all(query)).rows:
        kind = row.text("adjustmentType") if is_memo else ""
        amount = signed(row.money(paths.total), kind)
        item = item_from(row, of, paths, row.text(f"{prefix}key"), "line", amount)
        if item.posting <= day:
            name = prefix.rstrip(".")
            causes.append(
                Cause(
                    CODED,
                    place(item.entity),
                    item.currency,
                    f"{name} {item.key}",
                    item.number,
                    item.posting,
                    item.amount,
                    row.text("glAccount.id"),
                )
            )
    return causes


def of_item(of: Subledger, paths: Paths) -> Iterable[str]:
    """Columns of the header that `item_from` reads."""
    prefix = paths.prefix
    yield from (f"text {prefix}{path}" for path in (paths.number, paths.currency))
    yield from (f"text {prefix}{of.party}.{name}" for name in ("id", "name"))
    yield f"text? {prefix}entity.id"
    yield f"day {prefix}{paths.day}"
    if paths.posting != paths.day:
        yield f"day? {prefix}{paths.posting}"


async def early_payments(asking: Asking, of: Subledger, day: date) -> list[Cause]:
    """Money that was applied by a day to documents that post after it; one transaction."""
    paid = of.applications
    paths = replace(of.document, prefix=f"{paid.document}.", due="", retained="")
    query = select(
        paid.object,
        "day paymentDate",
        f"text {paid.is_posted}",
        *(f"money? baseCurrency.{name}" for name in paid.amounts),
        f"text {paid.document}.key",
        *of_item(of, paths),
        filters=(
            at_most("paymentDate", day),
            later(f"{paths.prefix}{paths.day}", day),
            later(f"{paths.prefix}{paths.posting}", day),
        ),
        expression="1 and (2 or 3)",
        order=("paymentDate",),
    )
    causes: list[Cause] = []
    for row in (await asking.intacct.query_all(query)).rows:
        amount = sum((row.money(f"baseCurrency.{name}") for name in paid.amounts), ZERO)
        item = item_from(row, of, paths, row.text(f"{paid.document}.key"), "document", amount)
        if item.posting > day and row.text(paid.is_posted) != "draft":
            causes.append(
                Cause(
                    EARLY,
                    place(item.entity),
                    item.currency,
                    f"{of.document.object.partition('/')[2]} {item.key}",
                    item.number,
                    row.day("paymentDate"),
                    amount,
                    f"posts {item.posting}",
                )
            )
    return causes
