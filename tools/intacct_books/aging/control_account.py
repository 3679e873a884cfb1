"""Open items against the control account that they stand on.

Source: intacct_books.ledger.balances, the control accounts of the chart (docs/api/aging.md).
Units:  base currency; owed is positive on both sides.
Errors: whatever the client raises, but for a ledger that this user may not read: that is said.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from intacct_books.aging.item import OpenItem, amounts_of
from intacct_books.aging.subledgers import Subledger
from intacct_books.cells import Record
from intacct_books.close.subledger_accounts import advance_accounts, subledger_accounts
from intacct_books.company.chart import Selection, chart
from intacct_books.company.reporting_periods import before_the_books
from intacct_books.ledger.balances import balances_as_of
from intacct_books.ledger.lines import ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals, totals_by_currency
from intacct_client.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class HeldAgainst:
    """Open items held against their control accounts.

    Attributes:
        checks: The differences, by name.
        notes: What differs, could not be checked, or stands on other accounts.
        accounts: The control accounts with their balances, by currency.
    """

    checks: dict[str, Decimal]
    notes: list[str]
    accounts: list[Record] = field(default_factory=list[Record])


async def against_control_account(
    asking: Asking, of: Subledger, day: date, items: list[OpenItem]
) -> HeldAgainst:
    """Against the control account; a user of a subledger alone is told that nothing was checked."""
    try:
        selection = (await chart(asking.intacct)).controlling(of.word)
        accounts = await _control(asking, of, selection, day)
    except NotAllowed:
        told = "This user may not read the ledger: nothing is checked against its accounts."
        return HeldAgainst({}, [told])
    if not selection.accounts:
        told = f"No account of the chart is marked as the control account of {of.word}: nothing to check against."
        return HeldAgainst({}, [told])
    control = totals_by_currency(accounts, ["balance"])
    checks, notes = _tied(items, control)
    apart = await _advances(asking, of, items)
    rest = [item for item in items if item.kind != "overpayment"]
    if notes and checks and len(rest) < len(items):
        # Only then is it worth finding out whether they stand on an account of their own.
        kinds = (await subledger_accounts(asking.intacct, of, "")).kinds
        own = [account for account, kind in kinds.items() if kind == "overpayments"]
        if own:
            checks, notes = _tied(rest, control)
            paid_over = [item for item in items if item.kind == "overpayment"]
            apart = [*apart, _stands_apart("Overpayments", paid_over, own)]
    if not checks and not items:
        ids = ", ".join(account.id for account in selection.accounts)
        why = ": it may be before the books began" if day < asking.read.read_on else ""
        notes = [f"Nothing is open, and nothing was booked on {ids} by {day}{why}."]
    began = await before_the_books(asking.intacct, day, asking.today)
    return HeldAgainst(checks, [*notes, *apart, *began], accounts)


async def _control(asking: Asking, of: Subledger, selection: Selection, day: date) -> list[Record]:
    """What each control account says is owed, by currency."""
    if not selection.accounts:
        return []
    view = await ledger_view(asking.intacct, asking.scope)
    balances = await balances_as_of(view, selection, day)
    owed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for slot, balance in balances.by_slot.items():
        closing = balance.closing if of.word == "AR" else -balance.closing
        owed[slot.account_id, slot.currency] += closing
    return [
        {"account": account, "currency": currency, "balance": amount}
        for (account, currency), amount in sorted(owed.items())
    ]


async def _advances(asking: Asking, of: Subledger, items: list[OpenItem]) -> list[str]:
    """Where advances stand: never on the control account."""
    advances = [item for item in items if not item.is_on_control_account]
    if not advances:
        return []
    return [_stands_apart("Advances", advances, await advance_accounts(asking.intacct, of))]


def _stands_apart(title: str, items: list[OpenItem], accounts: Iterable[str]) -> str:
    named = ", ".join(sorted(accounts)) or "other accounts"
    return f"{title}, {amounts_of(items)}, stand on {named}: not in the check."


def _tied(items: list[OpenItem], control: Totals) -> tuple[dict[str, Decimal], list[str]]:
    """Open items on the control account less its balance, by currency, and a sentence where they differ."""
    open_: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.is_on_control_account:
            open_[item.currency] += item.amount
    currencies = sorted({*open_, *control})
    several = len(currencies) > 1
    checks = {
        f"open items - control account {currency}" if several else "open items - control account": (
            open_.get(currency, ZERO) - control.get(currency, {}).get("balance", ZERO)
        )
        for currency in currencies
    }
    notes = [
        f"{name} is {value}, not zero: reconcile_subledger lists causes."
        for name, value in checks.items()
        if value
    ]
    return checks, notes
