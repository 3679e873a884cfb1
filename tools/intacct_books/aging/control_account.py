"""Open items against the control account that they stand on.

Source: intacct_books.ledger.balances, the control accounts of the chart (docs/api/aging.md).
Units:  base currency; owed is positive on both sides.
Errors: whatever the client raises, but for a ledger that this user may not read: that is said.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from intacct_books.aging.item import OpenItem
from intacct_books.aging.subledgers import Subledger
from intacct_books.close.subledger_accounts import subledger_accounts
from intacct_books.company.chart import Selection, chart
from intacct_books.company.reporting_periods import before_the_books
from intacct_books.ledger.balances import balances_as_of
from intacct_books.ledger.lines import ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client.errors import NotAllowed


async def against_control_account(
    asking: Asking, of: Subledger, day: date, items: list[OpenItem]
) -> tuple[dict[str, Decimal], list[str]]:
    """Against the control account; a user of a subledger alone is told that nothing was checked."""
    try:
        selection = (await chart(asking.intacct)).controlling(of.word)
        control = await _control(asking, of, selection, day)
    except NotAllowed:
        return {}, ["This user may not read the ledger: nothing is checked against its accounts."]
    if not selection.accounts:
        return {}, [
            f"No account of the chart is marked as the control account of {of.word}: nothing to check against."
        ]
    checks, notes = _tied(items, control)
    rest = [item for item in items if item.kind != "overpayment"]
    if notes and checks and len(rest) < len(items):
        # Only then is it worth finding out whether they stand on an account of their own.
        own = await subledger_accounts(asking.intacct, of, "")
        if "overpayments" in own.kinds.values():
            checks, notes = _tied(rest, control)
    if not checks:
        ids = ", ".join(account.id for account in selection.accounts)
        is_past = day < asking.read.read_on
        why = ": it may be before the books began" if is_past else ""
        notes = [f"Nothing is open, and nothing was booked on {ids} by {day}{why}."]
    return checks, [*notes, *await before_the_books(asking.intacct, day, asking.today)]


async def _control(
    asking: Asking, of: Subledger, selection: Selection, day: date
) -> dict[str, Decimal]:
    """What the control accounts say is owed, by currency."""
    if not selection.accounts:
        return {}
    view = await ledger_view(asking.intacct, asking.scope)
    balances = await balances_as_of(view, selection, day)
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for slot, balance in balances.by_slot.items():
        owed[slot.currency] += balance.closing if of.word == "AR" else -balance.closing
    return dict(owed)


def _tied(
    items: list[OpenItem], control: dict[str, Decimal]
) -> tuple[dict[str, Decimal], list[str]]:
    """Open items on the control account less its balance, by currency, and a sentence where they differ."""
    open_: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.is_on_control_account:
            open_[item.currency] += item.amount
    currencies = sorted({*open_, *control})
    several = len(currencies) > 1
    checks = {
        f"open items - control account {currency}" if several else "open items - control account": (
            open_.get(currency, ZERO) - control.get(currency, ZERO)
        )
        for currency in currencies
    }
    notes = [
        f"{name} is {value}, not zero: reconcile_subledger lists causes."
        for name, value in checks.items()
        if value
    ]
    return checks, notes
