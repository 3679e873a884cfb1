"""What entities owe each other, and which pairs of them do not agree on it.

Source: journal lines of inter-entity accounts (docs/api/modules.md, balances.md). The other entity is the line's
affiliate entity, else the one that the account is about in that entity's books.
Units:  base currency of each entity, debits positive.
Errors: `NotFound` where no entity has inter-entity accounts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.entities import entities
from intacct_books.company.reporting_periods import day_named
from intacct_books.found import Found
from intacct_books.ledger.balances import Balance, balances_as_of
from intacct_books.ledger.gl_balance import SIGN, after_today, is_preliminary
from intacct_books.ledger.lines import NONE, Slot, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.modules.inter_entity import (
    InterEntityAccounts,
    inter_entity_accounts,
    selected,
)
from intacct_books.modules.pairs import Due, Pair, differences, pairs_of

AFFILIATE = "affiliateEntity"
MOST_PAIRS = 40  # shown beside the rows
MOST_NAMED = 5  # in a sentence


@dataclass(frozen=True, slots=True)
class _Known:
    """The entities that this user sees, and what the company is set up with."""

    names: dict[str, str]
    accounts: InterEntityAccounts

    def due(self, slot: Slot, balance: Balance) -> Due:
        """What a balance says, and of whom."""
        other = self._other(slot)
        said = self.label(other) or f"{slot.beside_id} {slot.beside_name}".strip() or NONE.id
        entity, account = slot.member_id, slot.account_id
        return Due(entity, other, said, account, slot.currency, balance.closing)

    def _other(self, slot: Slot) -> str:
        if not slot.beside_id:
            other = self.accounts.partners.get((slot.member_id, slot.account_id), "")
            return other if other in self.names else ""
        if slot.beside_id in self.names:
            return slot.beside_id
        same = [id for id, name in self.names.items() if name and name == slot.beside_name]
        return same[0] if len(same) == 1 else ""

    def label(self, id: str) -> str:
        """An entity's id and name."""
        return f"{id} {self.names.get(id, '')}".strip()


async def intercompany_balances(asking: Asking, *, as_of: str, account: str) -> Found:
    """Due-from and due-to of each entity with each other one, which cancel out; one transaction.

    Args:
        asking: The question.
        as_of: The day; empty for today.
        account: Accounts as a reader names them; empty for those that the entities name.
    """
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    named = await inter_entity_accounts(asking.intacct)
    selection = await selected(asking.intacct, named, account)
    view = await ledger_view(asking.intacct, asking.scope)
    balances = await balances_as_of(view, selection, day, Dimension(ENTITY, AFFILIATE))
    # Where entities may not be read, those with lines are known all the same.
    seen = {
        slot.member_id: slot.member_name for slot in balances.by_slot if slot.member_id != NONE.id
    }
    seen |= {each.id: each.name for each in await entities(asking.intacct)}
    known = _Known(seen, named)
    dues = [
        known.due(slot, balance)
        for slot, balance in sorted(balances.by_slot.items(), key=lambda each: each[0].by_member)
        if not balance.is_empty
    ]
    names = {each.id: each.name for each in selection.accounts}
    found = page_of(asking, [_record(each, known, names) for each in dues], ("closing",))
    pairs = pairs_of(each for each in dues if _is_in_scope(each, asking))
    notes, checks = _told(asking, found, dues, pairs)
    return replace(
        found,
        as_of=day,
        sign=SIGN,
        checks=checks,
        notes=[*_nothing(dues, names), *notes, *balances.notes, *after_today(day, asking.today)],
        blocks={"pairs": _block(pairs, known)} if pairs else {},
        is_preliminary=await is_preliminary(asking, day),
        parts=tuple(balances.parts) if found.totals else (),
    )


def _nothing(dues: list[Due], accounts: Iterable[str]) -> list[str]:
    return [] if dues else [f"Nothing stands on the inter-entity accounts {', '.join(accounts)}."]


def _record(due: Due, known: _Known, accounts: dict[str, str]) -> Record:
    return {
        "entity": known.label(due.entity),
        "with": due.said,
        "account": f"{due.account} {accounts[due.account]}",
        "currency": due.currency,
        "closing": due.closing,
    }


def _is_in_scope(due: Due, asking: Asking) -> bool:
    """Whether both entities are read: the books of one alone say nothing of a difference."""
    scope = asking.scope.entities
    return bool(due.other) and (not scope or {due.entity, due.other} <= set(scope))


def _block(pairs: list[Pair], known: _Known) -> list[Record]:
    labels = {id: known.label(id) for pair in pairs for id in (pair.entity, pair.other)}
    return [pair.record(labels) for pair in pairs[:MOST_PAIRS]]


def _told(
    asking: Asking, found: Found, dues: list[Due], pairs: list[Pair]
) -> tuple[list[str], dict[str, Decimal]]:
    """The notes, and the differences that should be zero."""
    is_whole = not asking.scope.entities
    sums = {each: total["closing"] for each, total in found.totals.items()} if is_whole else {}
    apart = differences(pairs)
    checks = {f"due from + due to {each}": amount for each, amount in sums.items()}
    checks |= {f"differences of pairs {each}": amount for each, amount in apart.items()}
    notes = [f"{name} is {value}, not zero." for name, value in checks.items() if value]
    notes += _disagreeing(pairs)
    notes += found.notes
    notes += _untold(dues)
    if not is_whole:
        notes.append("Only all entities together cancel out: some are not in scope.")
    if len(pairs) > MOST_PAIRS:
        notes.append(f"{len(pairs) - MOST_PAIRS} more pairs, with smaller differences or none.")
    return notes, checks


def _disagreeing(pairs: list[Pair]) -> list[str]:
    apart = [
        f"{each.entity} and {each.other} by {each.difference} {each.currency}"
        for each in pairs
        if each.difference
    ]
    unlike = sorted({f"{each.entity} and {each.other}" for each in pairs if not each.is_compared})
    notes = [f"Do not agree: {_some(apart)}."] if apart else []
    if unlike:
        notes.append(f"In two currencies, so not compared: {_some(unlike)}.")
    return notes


def _untold(dues: list[Due]) -> list[str]:
    alone = [each for each in dues if not each.other]
    if not alone:
        return []
    if len(alone) == len(dues):
        return [
            "No pairs can be told: no line names the other entity, and no account is about one alone."
        ]
    said = [f"{each.entity} {each.account} {each.closing} {each.currency}" for each in alone]
    return [
        f"In no pair, since neither line nor account says with which entity of this scope: {_some(said)}."
    ]


def _some(said: Iterable[str]) -> str:
    first = list(said)
    more = f" and {len(first) - MOST_NAMED} more" if len(first) > MOST_NAMED else ""
    return "; ".join(first[:MOST_NAMED]) + more
