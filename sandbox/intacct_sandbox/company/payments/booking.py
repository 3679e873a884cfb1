"""Payments from customers and to vendors: booked, moved, reversed, deleted, and what they are applied to.

Source: docs/api/payments.md. A customer may pay more than is due: the rest stays on account and lowers what the
customer owes. A payment may apply credits instead of money or beside it. A payment lies in one entity.
"""

from dataclasses import replace
from typing import Any

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.documents.approvals import next_step
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import find_rate
from intacct_sandbox.company.ledger_entries.posting import Entry, post, reverse_entry, unpost
from intacct_sandbox.company.ledger_entries.subledger import RECEIVABLES
from intacct_sandbox.company.ledger_entries.subledger_posting import enter, turn_back, withdraw
from intacct_sandbox.company.lookup import refuse_closed_period
from intacct_sandbox.company.payments.applications import Measured, measure, open_document
from intacct_sandbox.company.payments.cash_book import cash_entry, keeps_cash_book
from intacct_sandbox.company.payments.posting import Place, payment_entry
from intacct_sandbox.company.payments.rows import (
    StandingPayment,
    application_columns,
    payment_columns,
)
from intacct_sandbox.company.payments.shape import Applied, Credit, Payment
from intacct_sandbox.company.refused import Refused

__all__ = ["Applied", "Credit", "Payment", "book_payment"]

_UNPOSTED = {"draft", "submitted", "partiallyApproved", "approved", "declined"}


def book_payment(ledger: Ledger, payment: Payment, *, at: str) -> int:
    """Record a payment with its applications and, unless it is to wait, post it.

    Returns:
        The payment's key.

    Raises:
        Refused: It pays nothing, more than a document's rest, another party's or entity's document, or in
            a closed period.
    """
    payment, place = _checked(ledger, payment)
    key = ledger.insert("payment", payment_columns(payment, place.entity_key, at))
    measured = _apply(ledger, payment, key, place.entity_key, (None,) * len(payment.applied))
    if payment.is_posted:
        _post(ledger, payment, key, place, measured, at=at)
    return key


def move_payment(ledger: Ledger, standing: StandingPayment, state: str, *, at: str) -> None:
    """Put a payment that is not posted into another state; posted, its applications count.

    Raises:
        Refused: It can no longer be booked as it was written.
    """
    ledger.write(
        "UPDATE payment SET state = ?, modified_at = ? WHERE key = ?", (state, at, standing.key)
    )
    payment = replace(standing.payment, state=state)
    if payment.is_posted:
        rewrite_payment(ledger, standing, payment, at=at)


def rewrite_payment(
    ledger: Ledger, standing: StandingPayment, payment: Payment, *, at: str
) -> None:
    """Write a payment that is not posted anew, under its key, and post it if its state says so."""
    ledger.write("DELETE FROM application WHERE payment_key = ?", (standing.key,))
    payment, place = _checked(ledger, payment)
    columns = payment_columns(payment, place.entity_key, at)
    del columns["created_at"]
    marks = ", ".join(f"{column} = ?" for column in columns)
    ledger.write(f"UPDATE payment SET {marks} WHERE key = ?", (*columns.values(), standing.key))
    kept = standing.detail_keys
    keys = (*kept, *(None,) * len(payment.applied))[: len(payment.applied)]
    measured = _apply(ledger, payment, standing.key, place.entity_key, keys)
    if payment.is_posted:
        _post(ledger, payment, standing.key, place, measured, at=at)


def delete_payment(ledger: Ledger, standing: StandingPayment, *, at: str) -> None:
    """Take a payment away: its documents are open again.

    Raises:
        Refused: Its period is closed, it was reversed, or its rest has been used.
    """
    payment = standing.payment
    if standing.state not in _UNPOSTED:
        _refuse_fixed(ledger, standing, "deleted")
        target = payment.subledger.payment_day
        refuse_closed_period(ledger, standing.entity_key, payment.payment_date, target=target)
    entry = _standing_entry(ledger, standing)
    if standing.entry_key is not None and entry is not None:
        withdraw(ledger, standing.entry_key, entry, at=at)
    if standing.cash_entry_key is not None:
        unpost(ledger, standing.cash_entry_key)
    ledger.write("DELETE FROM application WHERE payment_key = ?", (standing.key,))
    ledger.write("DELETE FROM payment WHERE key = ?", (standing.key,))


def reverse_payment(
    ledger: Ledger, standing: StandingPayment, *, on: str | None, at: str, target: str
) -> None:
    """Reverse a posted payment: a second one with negative amounts opens its documents again.

    Args:
        ledger: Where it is.
        standing: The payment.
        on: The day the reversal posts; None for the payment's own.
        at: When it is recorded.
        target: Where the day stands in the payload.

    Raises:
        Refused: It is not posted, its rest has been used, or the day is before it or closed.
    """
    payment = standing.payment
    day = on or payment.payment_date
    _refuse_fixed(ledger, standing, "reversed")
    if day < payment.payment_date:
        raise Refused(
            payment.subledger.rule("AR-0416"),
            f"The reversal date {day} is before the payment's own date {payment.payment_date}",
            target=target,
        )
    refuse_closed_period(ledger, standing.entity_key, day, target=target)
    entries = _turn_back(ledger, standing, day, at=at)
    first, second = payment.subledger.reversed_states
    columns = {
        **payment_columns(replace(payment, payment_date=day), standing.entity_key, at),
        "state": second,
        "txn_amount": -payment.amount,
        "base_amount": -payment.base,
        "base_gain": -standing.gain,
        "reverses_key": standing.key,
        **entries,
    }
    reversal_key = ledger.insert("payment", columns)
    _take_back(ledger, standing.key, reversal_key, day)
    ledger.write(
        "UPDATE payment SET state = ?, modified_at = ? WHERE key = ?", (first, at, standing.key)
    )


def _turn_back(ledger: Ledger, standing: StandingPayment, day: str, *, at: str) -> dict[str, int]:
    """Reverse what a payment posted; the keys of the reversing entries by column."""
    found: dict[str, int] = {}
    entry = _standing_entry(ledger, standing)
    if standing.entry_key is not None and entry is not None:
        found["entry_key"] = turn_back(ledger, standing.entry_key, entry, on=day, at=at)
    if standing.cash_entry_key is not None:
        found["cash_entry_key"] = reverse_entry(ledger, standing.cash_entry_key, on=day, at=at)
    return found


def _standing_entry(ledger: Ledger, standing: StandingPayment) -> Entry | None:
    place = _place(ledger, standing.payment)
    return payment_entry(ledger, standing.payment, place, standing.measured)


def _take_back(ledger: Ledger, key: int, reversal_key: int, day: str) -> None:
    """Repeat a payment's applications with negative amounts."""
    for row in ledger.rows(
        "SELECT document_key, kind, credit_key, credit_payment_key, -txn_amount, -base_amount,"
        " -source_amount FROM application WHERE payment_key = ? ORDER BY key",
        (key,),
    ):
        names = ("document_key", "kind", "credit_key", "credit_payment_key")
        amounts = ("txn_amount", "base_amount", "source_amount")
        values = dict(zip((*names, *amounts), row, strict=True))
        ledger.insert("application", {"payment_key": reversal_key, "applied_on": day, **values})


def _checked(ledger: Ledger, payment: Payment) -> tuple[Payment, Place]:
    _refuse_bad_amount(payment)
    place = _place(ledger, payment)
    payment = replace(payment, currency=payment.currency or place.currency)
    if place.currency not in {payment.currency, place.base_currency}:
        raise Refused(
            payment.subledger.rule("AR-0508"),
            f"A bank account in {place.currency} does not take payments in {payment.currency}",
            target="/txnCurrency/currency",
        )
    if payment.currency == place.base_currency:
        payment = replace(payment, rate=None, base_amount=None)
    elif payment.amount and payment.base_amount is None and payment.rate is None:
        rate = find_rate(
            ledger,
            payment.currency,
            place.base_currency,
            payment.payment_date,
            target="/txnCurrency/currency",
        )
        payment = replace(payment, rate=rate)
    if payment.is_posted:
        target = payment.subledger.payment_day
        refuse_closed_period(ledger, place.entity_key, payment.payment_date, target=target)
    return payment, place


def _place(ledger: Ledger, payment: Payment) -> Place:
    if payment.bank_account_key is not None:
        row = ledger.rows(
            "SELECT b.account_key, b.location_key, l.entity_key, b.currency, e.base_currency"
            " FROM bank_account AS b JOIN location AS l ON l.key = b.location_key"
            " JOIN entity AS e ON e.key = l.entity_key WHERE b.key = ?",
            (payment.bank_account_key,),
        )[0]
        return Place(*row)
    if payment.amount and payment.undeposited_key is None:
        raise Refused(
            payment.subledger.rule("AR-0509"),
            "A payment of money needs a bank account or an undeposited account",
        )
    if not payment.applied:
        rule = payment.subledger.rule("AR-0509")
        raise Refused(rule, "A payment without a bank account needs documents to pay")
    applied = payment.applied[0]
    first = open_document(
        ledger, payment.subledger, applied.document_key, target=applied.where.document
    )
    base = ledger.rows("SELECT base_currency FROM entity WHERE key = ?", (first.entity_key,))[0][0]
    return Place(
        payment.undeposited_key, first.location_key, first.entity_key, first.currency, base
    )


def _apply(
    ledger: Ledger,
    payment: Payment,
    key: int,
    entity_key: int,
    detail_keys: tuple[int | None, ...],
) -> list[Measured]:
    taken = 0
    measured: list[Measured] = []
    for applied, detail_key in zip(payment.applied, detail_keys, strict=True):
        found = measure(ledger, payment, entity_key, applied, taken)
        if applied.credit is None:
            taken += applied.amount
        measured.append(found)
        ledger.insert("application", application_columns(payment, key, found), key=detail_key)
    return measured


def _post(
    ledger: Ledger,
    payment: Payment,
    key: int,
    place: Place,
    measured: list[Measured],
    *,
    at: str,
) -> None:
    columns: dict[str, Any] = {"base_gain": sum(each.source - each.base for each in measured)}
    entry = payment_entry(ledger, payment, place, measured)
    if entry is not None:
        columns["entry_key"] = enter(ledger, entry, at=at)
    if keeps_cash_book(ledger, payment):
        twin = cash_entry(ledger, payment, place, measured)
        if twin is not None:
            columns["cash_entry_key"] = post(ledger, twin, at=at)
    marks = ", ".join(f"{column} = ?" for column in columns)
    ledger.write(f"UPDATE payment SET {marks} WHERE key = ?", (*columns.values(), key))


def _refuse_bad_amount(payment: Payment) -> None:
    rule = payment.subledger.rule
    if payment.amount < 0 or not (payment.amount or payment.applied):
        raise Refused(rule("AR-0501"), "The payment amount must be more than zero")
    if not payment.amount and any(each.credit is None for each in payment.applied):
        raise Refused(rule("AR-0501"), "The payment amount must be more than zero")
    if payment.of_money > payment.amount:
        raise Refused(
            rule("AR-0502"),
            f"{to_text(payment.of_money)} is applied, but the payment is only {to_text(payment.amount)}",
        )
    if payment.subledger is not RECEIVABLES and payment.of_money < payment.amount:
        raise Refused("AP-0513", "A payment to a vendor must be applied to bills in full")


def _refuse_fixed(ledger: Ledger, standing: StandingPayment, done: str) -> None:
    payment = standing.payment
    if standing.state != payment.subledger.paid_state:
        raise Refused(
            payment.subledger.rule("AR-0510"),
            f"The payment is {standing.state} and cannot be {done}{next_step(standing.state)}",
        )
    used = "SELECT SUM(txn_amount) FROM application WHERE credit_payment_key = ?"
    if ledger.rows(used, (standing.key,))[0][0]:
        raise Refused(
            payment.subledger.rule("AR-0511"),
            f"What was left of the payment has been used: it cannot be {done}",
        )
