"""A subledger against the accounts it stands on, and why they differ.

Source: intacct_books.aging.open_items, intacct_books.ledger.balances, causes (docs/api/close.md).
Units:  base currency; owed is positive on both sides, for AR and for AP. The difference is subledger less accounts.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.item import OpenItem, amounts_of
from intacct_books.aging.open_items import open_items
from intacct_books.aging.subledgers import Subledger, Word, subledger
from intacct_books.cells import Record
from intacct_books.close.causes import (
    Cause,
    coded_lines,
    early_payments,
    straight_entries,
)
from intacct_books.close.left_out import drafts
from intacct_books.close.open_summaries import OpenSummaries, open_summaries
from intacct_books.close.places import place
from intacct_books.close.subledger_accounts import (
    ADDED,
    SubledgerAccounts,
    subledger_accounts,
)
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.reporting_periods import before_the_books, day_named
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.ledger.balances import Balances, balances_as_of
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.ledger.lines import LedgerView, Slot, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.money import ZERO, Totals
from intacct_books.unread import Unread

MOST_CAUSES = 40
SUMS = ("subledger", "ledger", "difference", "explained", "unexplained")
Place = tuple[str, str]


@dataclass(slots=True)
class _Tie:
    """Both sides in one entity and currency."""

    open_items: Decimal = ZERO
    retained: Decimal = ZERO
    advances: Decimal = ZERO
    ledger: Decimal = ZERO
    explained: Decimal = ZERO

    def as_record(self, place: Place) -> Record:
        """A row: what is open, where it should stand, what is between."""
        whole = self.open_items + self.retained + self.advances
        difference = whole - self.ledger
        return {
            "entity": place[0],
            "currency": place[1],
            "open_items": self.open_items,
            "retained": self.retained or None,
            "advances": self.advances or None,
            "subledger": whole,
            "ledger": self.ledger,
            "difference": difference,
            "explained": self.explained,
            "unexplained": difference - self.explained,
        }


@dataclass(frozen=True, slots=True)
class _Sides:
    """What was read of both sides."""

    items: list[OpenItem]
    owed: dict[Slot, Decimal]
    causes: list[Cause]
    parts: tuple[Part, ...]
    open_summaries: list[Record]
    notes: list[str]


async def subledger_reconciliation(asking: Asking, *, ledger: Word, as_of: str, also: str) -> Found:
    """Open items against the accounts they stand on, by entity and currency, with causes of the difference.

    Ten transactions for AP, eleven for AR; one more at a past day.

    Args:
        asking: The question's company, scope and page.
        ledger: AR or AP.
        as_of: A day; empty for today.
        also: Accounts to compare with beside those found; empty for none.
    """
    of = subledger(ledger)
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    own = await subledger_accounts(asking.intacct, of, also)
    view = await ledger_view(asking.intacct, asking.scope)
    balances = await balances_as_of(view, own.selection, day, Dimension(ENTITY))
    sides = await _sides(asking, of, own, view, balances, day)
    ties = _ties(sides)
    found = page_of(asking, [ties[place].as_record(place) for place in sorted(ties)], SUMS)
    checks, about = _checks(of, found.totals)
    return replace(
        found,
        as_of=day,
        is_preliminary=await is_preliminary(asking, day),
        notes=[
            *about,
            *found.notes,
            *balances.notes,
            *await before_the_books(asking.intacct, day, asking.today),
            *after_today(day, asking.today),
            *sides.notes,
            *_unplaced(own, sides.items, found.totals),
        ],
        checks=checks,
        parts=sides.parts,
        items=tuple(_evidence(item) for item in sides.items),
        blocks=_blocks(own, sides),
    )


def _blocks(own: SubledgerAccounts, sides: _Sides) -> dict[str, list[Record]]:
    blocks = {
        "accounts": _accounts(own, sides.owed),
        "causes": _shown(sides.causes),
        "open_summaries": sides.open_summaries,
    }
    return {name: rows for name, rows in blocks.items() if rows}


async def _sides(
    asking: Asking,
    of: Subledger,
    own: SubledgerAccounts,
    view: LedgerView,
    balances: Balances,
    day: date,
) -> _Sides:
    sign = 1 if of.word == "AR" else -1
    owed = {slot: sign * balance.closing for slot, balance in balances.by_slot.items()}
    items = await open_items(asking, of, day)
    straight, undone = await straight_entries(asking, view, own.selection, of, day)
    unread = Unread()
    summaries = await unread.unless_denied(
        f"{of.word} summaries", open_summaries(asking, of, day), OpenSummaries([], [], 0)
    )
    found = [
        *straight,
        *await coded_lines(asking, own.selection, of, day),
        *await early_payments(asking, of, day),
        *summaries.causes,
    ]
    scope = () if asking.scope.is_bound else asking.scope.entities
    causes = [cause for cause in found if not scope or cause.entity in scope]
    notes = [
        *unread.notes,
        *undone,
        *summaries.notes,
        *_timing(items, day),
        *await drafts(asking, of, day),
    ]
    parts = tuple(replace(part, name="ledger", is_subtracted=sign < 0) for part in balances.parts)
    return _Sides(items, owed, causes, parts, summaries.records, notes)


def _ties(sides: _Sides) -> dict[Place, _Tie]:
    ties: dict[Place, _Tie] = defaultdict(_Tie)
    for item in sides.items:
        tie = ties[place(item.entity), item.currency]
        tie.retained += item.retained
        if item.kind == "advance":
            tie.advances += item.amount
        else:
            tie.open_items += item.amount
    for slot, amount in sides.owed.items():
        ties[place(slot.member_id), slot.currency].ledger += amount
    for cause in sides.causes:
        ties[cause.slot].explained += cause.amount
    return ties


def _checks(of: Subledger, totals: Totals) -> tuple[dict[str, Decimal], list[str]]:
    """The difference and what no cause explains, by currency, and a sentence for each that is not zero."""
    checks: dict[str, Decimal] = {}
    notes: list[str] = []
    for currency, sums in totals.items():
        suffix = f" {currency}" if len(totals) > 1 else ""
        checks[f"subledger - accounts{suffix}"] = sums["difference"]
        checks[f"unexplained{suffix}"] = sums["unexplained"]
        if sums["difference"] or sums["unexplained"]:
            notes.append(
                f"{of.word} and its accounts differ by {sums['difference']} {currency}: causes found explain "
                f"{sums['explained']}, {sums['unexplained']} is unexplained."
            )
    return checks, notes


def _shown(causes: list[Cause]) -> list[Record]:
    """The causes, the largest first; the rest of a long list as one row an entity and currency."""
    ordered = sorted(causes, key=lambda each: (-abs(each.amount), each.record))
    rest: dict[Place, list[Cause]] = defaultdict(list)
    for cause in ordered[MOST_CAUSES:]:
        rest[cause.slot].append(cause)
    together = [
        Cause(
            f"{len(group)} smaller ones",
            *place,
            "",
            "",
            None,
            sum((each.amount for each in group), ZERO),
            "",
        )
        for place, group in sorted(rest.items())
    ]
    return [each.as_record() for each in (*ordered[:MOST_CAUSES], *together)]


def _accounts(own: SubledgerAccounts, owed: dict[Slot, Decimal]) -> list[Record]:
    """Each account, what it is for, and its balance by currency; owed is positive."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for slot, amount in owed.items():
        sums[slot.account_id, slot.currency] += amount
    rows: list[Record] = []
    for account in own.selection.accounts:
        about: Record = {"account": account.id, "name": account.name, "for": own.kinds[account.id]}
        of_account = {slot[1]: amount for slot, amount in sums.items() if slot[0] == account.id}
        for currency, amount in sorted(of_account.items()) or [("", ZERO)]:
            rows.append(about | {"currency": currency, "balance": amount})
    return rows


def _timing(items: list[OpenItem], day: date) -> list[str]:
    """Open items that posted by a day but are dated after it: ours have them, Intacct's by document date may not."""
    early = [item for item in items if item.day > day]
    if not early:
        return []
    amounts = amounts_of(early)
    return [
        f"Posted by then but dated later: {amounts}. Agings here have it; Intacct's by document date may not."
    ]


def _unplaced(own: SubledgerAccounts, items: list[OpenItem], totals: Totals) -> list[str]:
    """Open items of a kind that no account was found for."""
    kinds = set(own.kinds.values())
    notes: list[str] = []
    if "control" not in kinds:
        notes.append("No account of the chart is marked as the control account.")
    if any(item.retained for item in items) and not kinds & {"retainage", ADDED}:
        notes.append("The account of what is held back was not found: name it in also_accounts.")
    is_open = any(sums["unexplained"] for sums in totals.values())
    paid_over = any(item.kind == "overpayment" for item in items)
    if is_open and paid_over and not kinds & {"overpayments", ADDED}:
        notes.append(
            "Overpayments are taken to stand on the control account. If they have one of their own, name it in "
            "also_accounts."
        )
    return notes


def _evidence(item: OpenItem) -> Record:
    """An open item as evidence of the subledger's side."""
    return {
        "kind": item.kind,
        "number": item.number,
        "party": f"{item.party_id} {item.party_name}",
        "entity": item.entity,
        "posted": item.posting,
        "currency": item.currency,
        "subledger": item.amount + item.retained,
    }
