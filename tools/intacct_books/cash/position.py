"""Cash: what the books hold by bank account, what is reconciled, what is under way, and the weeks ahead.

Source: intacct_books.ledger.balances, bank_accounts, not_cleared, outlook (docs/api/cash.md).
Units:  base currency, money held is positive. What is reconciled is in the bank account's own currency, which
        `bank_currency` names where that is another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.cash.bank_accounts import BankAccount, bank_accounts, undeposited_accounts
from intacct_books.cash.not_cleared import not_cleared
from intacct_books.cash.outlook import Outlook, outlook
from intacct_books.cells import Record
from intacct_books.company.chart import Chart, Selection, chart
from intacct_books.company.reporting_periods import before_the_books, day_named
from intacct_books.errors import NotFound
from intacct_books.found import Found
from intacct_books.ledger.balances import balances_as_of
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.ledger.lines import Sides, Slot, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.money import ZERO
from intacct_books.unread import Unread


@dataclass(frozen=True, slots=True)
class _Cash:
    """The accounts of the ledger that hold money, and what they are."""

    banks: list[BankAccount]
    undeposited: tuple[str, ...]
    selection: Selection
    notes: list[str]

    def banks_on(self, account_id: str) -> list[BankAccount]:
        """The bank accounts that stand on an account of the ledger."""
        return [bank for bank in self.banks if bank.account_id == account_id]


async def cash_position(asking: Asking, *, as_of: str, weeks: int) -> Found:
    """Cash by bank account, undeposited funds and other cash accounts, with an outlook by weeks.

    Four transactions; with weeks twelve, thirteen at a past day.

    Args:
        asking: The question's company, scope and page.
        as_of: A day; empty for today.
        weeks: How many weeks ahead; zero for none.
    """
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    of_chart = await chart(asking.intacct)
    cash = await _cash(asking, of_chart)
    view = await ledger_view(asking.intacct, asking.scope)
    balances = await balances_as_of(view, cash.selection, day)
    books = {slot: balance.closing for slot, balance in balances.by_slot.items()}
    is_now = day >= asking.read.read_on
    reconciled = _reconciled(of_chart, cash)
    open_ = await not_cleared(view, reconciled, day) if is_now and reconciled.accounts else {}
    cash = replace(cash, banks=[bank.known_at(day) for bank in cash.banks])
    records = [
        row for slot in _slots(cash, books) for row in _rows(of_chart, cash, slot, books, open_)
    ]
    found = page_of(asking, records, ("book",))
    opening = {currency: sums["book"] for currency, sums in found.totals.items()}
    ahead = await outlook(asking, day, weeks, opening) if weeks else Outlook()
    checks = _checks(cash, books, open_) if is_now else {}
    wrong = [f"{name} is {value}, not zero." for name, value in checks.items() if value]
    before = [*wrong, *found.notes, *balances.notes, *after_today(day, asking.today)]
    before += await before_the_books(asking.intacct, day, asking.today)
    known = _notes(cash, {slot.account_id for slot in books}, is_now=is_now)
    return replace(
        found,
        as_of=day,
        is_preliminary=await is_preliminary(asking, day),
        notes=[*before, *known, *ahead.notes],
        checks=checks,
        parts=tuple(replace(part, name="book") for part in balances.parts),
        blocks={"outlook": ahead.rows} if ahead.rows else {},
        beside=ahead.sums,
        items=ahead.items,
    )


async def _cash(asking: Asking, of_chart: Chart) -> _Cash:
    """Bank accounts, what receipts wait on, and accounts of the same category as a bank account's."""
    unread = Unread()
    banks = await bank_accounts(asking, unread)
    undeposited = await undeposited_accounts(asking.intacct)
    own = {bank.account_id for bank in banks}
    found = (of_chart.account(id_) for id_ in own)
    categories = {account.category for account in found if account and account.category}
    others = [each.id for each in of_chart.whole.accounts if each.category in categories]
    selection = of_chart.of_ids({*own, *undeposited, *others})
    if not selection.accounts:
        raise NotFound(
            "No bank account can be read, so the accounts that hold cash are not known. Ask gl_balance for them."
        )
    return _Cash(banks, undeposited, selection, unread.notes)


def _reconciled(of_chart: Chart, cash: _Cash) -> Selection:
    """The accounts of the ledger whose bank account was reconciled before: of others nothing is cleared."""
    return of_chart.of_ids(bank.account_id for bank in cash.banks if bank.reconciled_on)


def _slots(cash: _Cash, books: dict[Slot, Decimal]) -> list[Slot]:
    """What has a balance, bank accounts first, then undeposited funds, then the rest."""
    banks = {bank.account_id for bank in cash.banks}

    def order(slot: Slot) -> tuple[bool, bool, Slot]:
        return slot.account_id not in banks, slot.account_id not in cash.undeposited, slot

    return sorted(
        (slot for slot, amount in books.items() if amount or slot.account_id in banks), key=order
    )


def _rows(
    of_chart: Chart,
    cash: _Cash,
    slot: Slot,
    books: dict[Slot, Decimal],
    open_: dict[Slot, Sides],
) -> Iterable[Record]:
    """A row for each bank account on it; the first has the account's balance. One row for other accounts."""
    account = of_chart.account(slot.account_id)
    banks = cash.banks_on(slot.account_id)
    kind = "bank" if banks else "undeposited" if slot.account_id in cash.undeposited else "other"
    sides = open_.get(slot)
    row: Record = {
        "account": slot.account_id,
        "name": account.name if account else "",
        "kind": kind,
        "bank": "",
        "entity": "",
        "currency": slot.currency,
        "book": books[slot],
        "uncleared_out": sides.credit if sides else None,
        "uncleared_in": sides.debit if sides else None,
        "reconciled": None,
        "bank_currency": "",
        "reconciled_on": None,
        "being_reconciled_to": None,
    }
    if not banks:
        return [row]
    first = {
        "book": books[slot],
        "uncleared_out": row["uncleared_out"],
        "uncleared_in": row["uncleared_in"],
    }
    rest: Record = {"book": ZERO, "uncleared_out": None, "uncleared_in": None}
    return [
        row | _bank(bank, slot.currency) | (rest if at else first) for at, bank in enumerate(banks)
    ]


def _bank(bank: BankAccount, base: str) -> Record:
    """What is told of a bank account; its currency only where that is not the base currency."""
    is_told = bank.reconciled_balance is not None and bank.currency != base
    return {
        "bank": bank.label if bank.is_active else f"{bank.label} (inactive)",
        "entity": bank.entity,
        "reconciled": bank.reconciled_balance,
        "bank_currency": bank.currency if is_told else "",
        "reconciled_on": bank.reconciled_on,
        "being_reconciled_to": bank.begun_on,
    }


def _notes(cash: _Cash, with_lines: set[str], *, is_now: bool) -> list[str]:
    """What a reader of the balances must know."""
    notes = list(cash.notes)
    shown = [bank for bank in cash.banks if bank.account_id in with_lines]
    never = [bank.id for bank in shown if bank.reconciled_on is None]
    if never and is_now:
        notes.append(
            f"Never reconciled: {', '.join(never)}. What of them reached the bank is not known."
        )
    if not is_now:
        notes.append(
            "What was reconciled and what had cleared on an earlier day is not told: ask for today."
        )
    shared = {each.account_id for each in shown if len(cash.banks_on(each.account_id)) > 1}
    if shared:
        notes.append(
            f"Several bank accounts stand on {', '.join(sorted(shared))}: the first row has the balance of all."
        )
    return notes


def _checks(
    cash: _Cash, books: dict[Slot, Decimal], open_: dict[Slot, Sides]
) -> dict[str, Decimal]:
    """Of each bank account alone on its account: the balance less what has not cleared and what is reconciled."""
    checks: dict[str, Decimal] = {}
    for bank in cash.banks:
        slot = Slot(bank.account_id, bank.currency)
        is_alone = len(cash.banks_on(bank.account_id)) == 1
        if is_alone and bank.reconciled_balance is not None and slot in books:
            out = open_.get(slot, Sides()).net
            checks[f"{bank.id} book - not cleared - reconciled"] = (
                books[slot] - out - bank.reconciled_balance
            )
    return checks
