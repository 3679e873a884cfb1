"""The rows of payments: what is written of one, and one as it stands.

Source: docs/sandbox-ledger.md.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import Rate
from intacct_sandbox.company.ledger_entries.subledger import Subledger
from intacct_sandbox.company.payments.applications import Measured
from intacct_sandbox.company.payments.shape import Applied, Credit, Payment
from intacct_sandbox.company.refused import UnknownKey

_COLUMNS = (
    "party_key",
    "bank_account_key",
    "number",
    "payment_date",
    "method",
    "description",
    "undeposited_key",
    "state",
    "currency",
    "base_amount",
)


@dataclass(frozen=True, slots=True)
class StandingPayment:
    """A payment as it stands.

    Attributes:
        detail_keys: The keys of its applications.
        measured: Its applications, in both currencies.
        entry_key: Its entry in the ledger, if it has one.
        cash_entry_key: Its entry in the cash book, if it has one.
        gain: What was gained on exchange, in base currency.
    """

    key: int
    payment: Payment
    state: str
    entity_key: int
    detail_keys: tuple[int, ...]
    measured: tuple[Measured, ...]
    entry_key: int | None
    cash_entry_key: int | None
    gain: int


def payment_columns(payment: Payment, entity_key: int, at: str) -> dict[str, Any]:
    """The columns of a payment; what it posts is added when it does."""
    rate = payment.rate
    return {
        "subledger": payment.subledger.code,
        "number": payment.number,
        "party_key": payment.party_key,
        "entity_key": entity_key,
        "payment_date": payment.payment_date,
        "method": payment.method,
        "bank_account_key": payment.bank_account_key,
        "undeposited_key": payment.undeposited_key,
        "state": payment.state or payment.subledger.paid_state,
        "currency": payment.currency,
        "txn_amount": payment.amount,
        "base_amount": payment.base,
        "rate": str(rate.value) if rate else None,
        "rate_date": rate.day if rate else None,
        "rate_type": rate.type_id if rate else None,
        "description": payment.description,
        "created_at": at,
        "modified_at": at,
        "extra": json.dumps(dict(payment.extra)) if payment.extra else None,
    }


def application_columns(payment: Payment, key: int, found: Measured) -> dict[str, Any]:
    """The columns of an application."""
    credit = found.applied.credit
    is_payment = credit is not None and credit.kind == "overPayment"
    return {
        "payment_key": key,
        "document_key": found.applied.document_key,
        "applied_on": payment.payment_date,
        "kind": found.kind,
        "credit_key": credit.key if credit and not is_payment else None,
        "credit_payment_key": credit.key if credit and is_payment else None,
        "is_posted": int(payment.is_posted),
        "txn_amount": found.applied.amount,
        "base_amount": found.base,
        "source_amount": found.source,
    }


def load_payment(ledger: Ledger, key: int, subledger: Subledger) -> StandingPayment:
    """A payment as it stands.

    Raises:
        UnknownKey: There is no such payment.
    """
    row = ledger.one(
        f"SELECT {', '.join(f'p.{column}' for column in _COLUMNS)}, p.txn_amount, p.rate, p.rate_date,"
        " p.rate_type, p.extra, e.base_currency, p.entity_key, p.entry_key, p.cash_entry_key,"
        " p.base_gain FROM payment AS p JOIN entity AS e ON e.key = p.entity_key"
        " WHERE p.key = ? AND p.subledger = ?",
        (key, subledger.code),
    )
    if row is None:
        raise UnknownKey(str(key))
    named: dict[str, Any] = dict(zip(_COLUMNS, row, strict=False))
    amount, rate, day, type_id, extra, base_currency, entity_key, *entries, gain = row[
        len(_COLUMNS) :
    ]
    detail_keys, measured = _load_applied(ledger, key)
    payment = Payment(
        subledger=subledger,
        amount=amount,
        applied=tuple(each.applied for each in measured),
        rate=Rate(Decimal(rate), day, base_currency, type_id or "") if rate else None,
        extra=json.loads(extra or "{}"),
        **named,
    )
    entry_key, cash_entry_key = entries
    return StandingPayment(
        key,
        payment,
        named["state"],
        entity_key,
        detail_keys,
        measured,
        entry_key,
        cash_entry_key,
        gain,
    )


def _load_applied(ledger: Ledger, key: int) -> tuple[tuple[int, ...], tuple[Measured, ...]]:
    """A payment's applications, with their keys."""
    rows = ledger.rows(
        "SELECT key, document_key, txn_amount, kind, COALESCE(credit_key, credit_payment_key),"
        " base_amount, source_amount FROM application WHERE payment_key = ? ORDER BY key",
        (key,),
    )
    measured = tuple(
        Measured(
            Applied(row[1], row[2], None if row[3] == "payment" else Credit(row[3], row[4])),
            row[5],
            row[6],
        )
        for row in rows
    )
    return tuple(row[0] for row in rows), measured
