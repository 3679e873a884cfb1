"""Payments from customers and to vendors, and what they are applied to.

Source: docs/api/writing.md. A customer may pay more than is due: the rest stays on account and lowers
what the customer owes. First cut: a payment is in the base currency of one entity.
"""

from dataclasses import dataclass

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import control_account, journal_key, refuse_closed_period
from intacct_sandbox.company.posting import Entry, Line, other, post
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.company.subledger import RECEIVABLES, Subledger


@dataclass(frozen=True, slots=True)
class Applied:
    """What of a payment goes to one document, in cents."""

    document_key: int
    amount: int


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment with all its references found; `amount` in cents covers at least what is applied."""

    subledger: Subledger
    party_key: int
    bank_account_key: int
    number: str | None
    payment_date: str
    method: str
    amount: int
    applied: tuple[Applied, ...]
    description: str | None = None


def book_payment(ledger: Ledger, payment: Payment, *, at: str) -> int:
    """Record a payment, apply it and post it.

    Returns:
        The payment's key.

    Raises:
        Refused: It pays nothing, more than a document's rest, another party's or entity's document, or in
            a closed period.
    """
    bank = ledger.rows(
        "SELECT b.account_key, b.location_key, l.entity_key, b.currency FROM bank_account AS b"
        " JOIN location AS l ON l.key = b.location_key WHERE b.key = ?",
        (payment.bank_account_key,),
    )[0]
    bank_account, location_key, entity_key, currency = bank
    _refuse_bad_amount(payment)
    for number, applied in enumerate(payment.applied):
        _refuse_bad_application(ledger, payment, applied, entity_key, target=f"/details/{number}")
    refuse_closed_period(ledger, entity_key, payment.payment_date, target="/paymentDate")
    key = ledger.insert(
        "payment",
        {
            "subledger": payment.subledger.code,
            "number": payment.number,
            "party_key": payment.party_key,
            "entity_key": entity_key,
            "payment_date": payment.payment_date,
            "method": payment.method,
            "bank_account_key": payment.bank_account_key,
            "state": "complete" if payment.subledger is RECEIVABLES else "confirmed",
            "currency": currency,
            "txn_amount": payment.amount,
            "base_amount": payment.amount,
            "description": payment.description,
            "created_at": at,
            "modified_at": at,
        },
    )
    for applied in payment.applied:
        ledger.insert(
            "application",
            {
                "payment_key": key,
                "document_key": applied.document_key,
                "applied_on": payment.payment_date,
                "txn_amount": applied.amount,
                "base_amount": applied.amount,
            },
        )
    entry = _entry(ledger, payment, bank_account, location_key, entity_key, currency)
    entry_key = post(ledger, entry, at=at)
    ledger.write("UPDATE payment SET entry_key = ? WHERE key = ?", (entry_key, key))
    return key


def _refuse_bad_amount(payment: Payment) -> None:
    applied = sum(each.amount for each in payment.applied)
    if payment.amount <= 0:
        raise Refused("AR-0501", "The payment amount must be more than zero")
    if applied > payment.amount:
        raise Refused(
            "AR-0502",
            f"{to_text(applied)} is applied, but the payment is only {to_text(payment.amount)}",
        )
    if payment.subledger is not RECEIVABLES and applied < payment.amount:
        raise Refused("AP-0502", "A payment to a vendor must be applied to bills in full")


def _refuse_bad_application(
    ledger: Ledger, payment: Payment, applied: Applied, entity_key: int, *, target: str
) -> None:
    word = payment.subledger.document
    row = ledger.one(
        "SELECT d.number, d.party_key, d.entity_key, d.state,"
        " (SELECT SUM(l.txn_amount) FROM document_line AS l WHERE l.document_key = d.key)"
        " - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.document_key = d.key)"
        " FROM document AS d WHERE d.key = ? AND d.subledger = ?",
        (applied.document_key, payment.subledger.code),
    )
    if row is None:
        raise Refused(
            "BL03002028", f"No {word} with key {applied.document_key} was found", target=target
        )
    number, party_key, document_entity, state, due = row
    if party_key != payment.party_key or document_entity != entity_key:
        raise Refused(
            "AR-0503",
            f"The {word} {number} is not of this {payment.subledger.party} in the bank account's entity",
            target=target,
        )
    if state != "posted":
        raise Refused(
            "AR-0504", f"The {word} {number} is {state} and cannot be paid", target=target
        )
    if not 0 < applied.amount <= due:
        raise Refused(
            "AR-0505",
            f"{to_text(applied.amount)} cannot be applied to {word} {number}: {to_text(due)} is due",
            target=target,
        )


def _entry(
    ledger: Ledger,
    payment: Payment,
    bank_account: int,
    location_key: int,
    entity_key: int,
    currency: str,
) -> Entry:
    subledger = payment.subledger
    customer_key = subledger.customer_key(payment.party_key)
    vendor_key = subledger.vendor_key(payment.party_key)
    amount = payment.amount
    number = payment.number
    return Entry(
        journal_key=journal_key(ledger, subledger.payment_journal),
        entity_key=entity_key,
        posting_date=payment.payment_date,
        description=f"Payment {number or ''}".strip(),
        module=subledger.module,
        currency=currency,
        base_currency=currency,
        lines=(
            Line(
                bank_account,
                subledger.increases,
                amount,
                amount,
                location_key,
                document_id=number,
                customer_key=customer_key,
                vendor_key=vendor_key,
            ),
            Line(
                control_account(ledger, subledger),
                other(subledger.increases),
                amount,
                amount,
                location_key,
                document_id=number,
                customer_key=customer_key,
                vendor_key=vendor_key,
            ),
        ),
    )
