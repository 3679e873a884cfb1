"""What a payment posts: money and used-up advances against the control account, and exchange gains.

Source: docs/api/payments.md, docs/api/foreign-currency.md.
Credits that stand on the control account themselves move nothing there but a difference of rates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.own_accounts import FOREIGN_EXCHANGE, own_account
from intacct_sandbox.company.ledger_entries.posting import Entry, Line, Side, other
from intacct_sandbox.company.lookup import control_account, journal_key
from intacct_sandbox.company.payments.applications import Measured
from intacct_sandbox.company.payments.shape import Payment


@dataclass(frozen=True, slots=True)
class Place:
    """Where a payment's money is: its account (None without any), location, entity and currencies."""

    account_key: int | None
    location_key: int
    entity_key: int
    currency: str
    base_currency: str


def payment_entry(
    ledger: Ledger, payment: Payment, place: Place, measured: Sequence[Measured]
) -> Entry | None:
    """The journal entry of a payment; None when nothing moves between accounts."""
    lines = _lines(ledger, payment, place, measured)
    if not lines:
        return None
    return entry_with(ledger, payment, place, lines, payment.subledger.payment_journal)


def entry_with(
    ledger: Ledger, payment: Payment, place: Place, lines: Sequence[Line], journal: str
) -> Entry:
    """An entry of a payment with these lines, in one of the journals."""
    return Entry(
        journal_key=journal_key(ledger, journal),
        entity_key=place.entity_key,
        posting_date=payment.payment_date,
        description=f"Payment {payment.number or ''}".strip(),
        module=payment.subledger.module,
        currency=payment.currency,
        base_currency=place.base_currency,
        lines=tuple(lines),
    )


def _lines(
    ledger: Ledger, payment: Payment, place: Place, measured: Sequence[Measured]
) -> list[Line]:
    side = payment.subledger.increases
    lines: list[Line] = []
    if place.account_key is not None and payment.amount:
        lines.append(line_of(payment, place, place.account_key, side, payment.amount, payment.base))
    advances = [each for each in measured if each.kind == "advance"]
    lines.extend(line for each in advances for line in _from_deposit(ledger, payment, place, each))
    # What money and advances clear, what is left of the money, and what other credits are worth less or more.
    txn = payment.amount + sum(each.applied.amount for each in advances)
    gain = sum(each.source - each.base for each in measured)
    base = payment.base + sum(each.source for each in advances) - gain
    if txn or base:
        control = control_account(ledger, payment.subledger)
        lines.append(line_of(payment, place, control, other(side), txn, base))
    if gain:
        exchange = own_account(ledger, FOREIGN_EXCHANGE)
        lines.append(line_of(payment, place, exchange, other(side), 0, gain))
    return lines


def _from_deposit(ledger: Ledger, payment: Payment, place: Place, used: Measured) -> list[Line]:
    """The deposit accounts that an advance stood on, each for its part."""
    credit = used.applied.credit
    assert credit is not None  # it is an advance
    rows = ledger.rows(
        "SELECT account_key, txn_amount FROM document_line WHERE document_key = ? ORDER BY line_number",
        (credit.key,),
    )
    txn = split(used.applied.amount, [row[1] for row in rows])
    base = split(used.source, [row[1] for row in rows])
    side = payment.subledger.increases
    return [
        line_of(payment, place, row[0], side, txn_part, base_part)
        for row, txn_part, base_part in zip(rows, txn, base, strict=True)
    ]


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in proportion to weights, in whole cents that add up to it; the last takes the rounding."""
    whole, taken, parts = sum(weights), 0, list[int]()
    for weight in weights[:-1]:
        parts.append(amount * weight // whole if whole else 0)
        taken += parts[-1]
    return [*parts, amount - taken]


def line_of(
    payment: Payment, place: Place, account_key: int, side: Side, txn: int, base: int
) -> Line:
    """A line of a payment's entry."""
    return Line(
        account_key,
        side,
        txn,
        base,
        place.location_key,
        document_id=payment.number,
        customer_key=payment.subledger.customer_key(payment.party_key),
        vendor_key=payment.subledger.vendor_key(payment.party_key),
    )
