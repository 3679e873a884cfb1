"""How far a period is closed: by entity and ledger, with everything that still keeps it open.

Source: intacct_books.company.entities (`openBooksStartDate`), open_ends, unposted, intacct_books.ledger.balances
(docs/api/close.md).
Units:  base currency, debits positive; an effect on profit is positive for revenue.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.close.open_ends import Banks, Summaries, banks, reversals, summaries, wrong_side
from intacct_books.close.places import place
from intacct_books.close.unposted import unposted
from intacct_books.close.unposted_item import Unposted, grouped
from intacct_books.company.chart import chart
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.entities import Entity, entities
from intacct_books.company.reporting_periods import period_named
from intacct_books.found import Found
from intacct_books.ledger.balances import Balances, balances_as_of
from intacct_books.ledger.gl_balance import SIGN, after_today, is_preliminary
from intacct_books.ledger.lines import NONE, LedgerView, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.money import ZERO
from intacct_books.periods import Period
from intacct_books.unread import Unread


@dataclass(frozen=True, slots=True)
class _State:
    """What was read of the period."""

    period: Period
    payables: dict[str, Summaries]
    receivables: dict[str, Summaries]
    banks: Banks
    waiting: list[Unposted]

    @property
    def places(self) -> set[str]:
        """Where there are summaries or bank accounts."""
        return {
            *self.payables,
            *self.receivables,
            *(place(each.entity) for each in self.banks.accounts),
        }


async def close_status(asking: Asking, *, period: str) -> Found:
    """Which entities have closed a period, ledger by ledger, and what is open in it.

    Sixteen transactions, one more where journal entries wait.

    Args:
        asking: The question's company, scope and page.
        period: The period.
    """
    span = await period_named(asking.intacct, period, asking.today)
    view = await ledger_view(asking.intacct, asking.scope)
    accounts = await chart(asking.intacct)
    balances = await balances_as_of(view, accounts.whole, span.end, Dimension(ENTITY))
    unread = Unread()
    waiting, unseen = await unposted(asking, view.journals, span.end, unread)
    state = await _state(asking, view, span, waiting, unread)
    odd, more_odd = wrong_side(accounts, balances)
    checks, unbalanced = _trial_balance(balances)
    found = page_of(asking, await _matrix(asking, state), ("profit_effect",))
    before = [*unbalanced, *found.notes, *balances.notes, *after_today(span.end, asking.today)]
    reversing = await unread.unless_denied("reversals", reversals(asking, view, span), [])
    blocks = {
        "unposted": grouped(waiting),
        "banks": state.banks.records,
        "wrong_side": odd,
        "reversals_to_come": reversing,
    }
    return replace(
        found,
        period=span,
        is_preliminary=await is_preliminary(asking, span.end),
        sign=SIGN,
        notes=[
            *before,
            *unread.notes,
            *unseen,
            *more_odd,
            *state.banks.notes,
            *_none_found(blocks, unread, unseen),
        ],
        checks=checks,
        items=tuple(item.as_evidence() for item in waiting),
        blocks={name: rows for name, rows in blocks.items() if rows},
    )


def _none_found(blocks: dict[str, list[Record]], unread: Unread, unseen: list[str]) -> list[str]:
    """A sentence on what was looked for and is not there; what could not be read is not in it."""
    looked_for = {"wrong_side": "wrong-side balances"}
    if "reversals" not in unread.names:
        looked_for["reversals_to_come"] = "reversals to come"
    if not unread.names and not unseen:
        looked_for["unposted"] = "unposted items"
    none = [words for name, words in looked_for.items() if not blocks[name]]
    return [f"Checked, none found: {', '.join(none)}."] if none else []


async def _state(
    asking: Asking,
    view: LedgerView,
    period: Period,
    waiting: list[Unposted],
    unread: Unread,
) -> _State:
    payables, receivables = [
        await unread.unless_denied(
            f"{word} summaries", summaries(asking, f"accounts-{application}", period), {}
        )
        for word, application in (("AP", "payable"), ("AR", "receivable"))
    ]
    in_bank = await banks(asking, view, period, unread)
    return _State(period, payables, receivables, in_bank, waiting)


async def _matrix(asking: Asking, state: _State) -> list[Record]:
    """A row for each entity in scope, and one for what belongs to none."""
    scope = asking.scope.entities
    known = [each for each in await entities(asking.intacct) if not scope or each.id in scope]
    records = [_row(each, state) for each in known]
    ids = {each.id for each in known}
    elsewhere = {each.currency for each in state.waiting if each.entity not in ids}
    if NONE.id in state.places or not known:
        elsewhere = elsewhere or {asking.scope.currency}
    return [*records, *(_row(_nowhere(each), state) | {"ledger": ""} for each in sorted(elsewhere))]


def _nowhere(currency: str) -> Entity:
    """What belongs to no entity: at the top level, or in a company without entities."""
    return Entity(NONE.id, "", currency, None, "")


def _row(entity: Entity, state: _State) -> Record:
    own = [
        each
        for each in state.waiting
        if each.entity == entity.id and each.currency == (entity.currency or each.currency)
    ]
    return {
        "entity": entity.id,
        "name": entity.name if entity.status != "inactive" else f"{entity.name} (inactive)",
        "currency": entity.currency or (own[0].currency if own else ""),
        "ledger": _ledger(entity, state.period),
        "open_from": entity.open_from,
        "ap": state.payables.get(entity.id, Summaries()).words,
        "ar": state.receivables.get(entity.id, Summaries()).words,
        "cash": state.banks.words(entity.id),
        "unposted": len(own),
        "profit_effect": sum((each.profit for each in own), ZERO),
    }


def _ledger(entity: Entity, period: Period) -> str:
    """Whether the books of an entity are closed to the period's end."""
    if entity.open_from is None or entity.open_from <= period.start:
        return "open"
    return "closed" if entity.open_from > period.end else "partly open"


def _trial_balance(balances: Balances) -> tuple[dict[str, Decimal], list[str]]:
    """What all balances add up to, by currency; and the entities that do not balance."""
    by_currency: dict[str, Decimal] = defaultdict(lambda: ZERO)
    by_entity: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for slot, balance in balances.by_slot.items():
        by_currency[slot.currency] += balance.closing
        by_entity[slot.member_id, slot.currency] += balance.closing
    notes = [
        f"Entity {entity} does not balance: debits less credits are {amount} {currency}."
        for (entity, currency), amount in sorted(by_entity.items())
        if amount
    ]
    several = len(by_currency) > 1
    return {
        f"trial balance {currency}" if several else "trial balance": amount
        for currency, amount in sorted(by_currency.items())
    }, notes
