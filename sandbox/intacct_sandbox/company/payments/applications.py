"""What an application takes off a document, and off the money or the credit that it uses.

Source: docs/api/payments.md, docs/api/foreign-currency.md.
Units:  cents. In base currency a document is cleared at its own rate and money or a credit used up at its own; the
        difference is the realised gain. Whatever is used up or cleared whole is so to the cent, in both currencies.
"""

from dataclasses import dataclass
from typing import Any

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import share
from intacct_sandbox.company.ledger_entries.subledger import Subledger
from intacct_sandbox.company.payments.shape import Applied, Credit, Payment
from intacct_sandbox.company.refused import Refused

_CREDIT_WORDS = {
    "adjustment": "adjustment",
    "advance": "advance",
    "overPayment": "overpayment",
    "negativeInvoice": "negative document",
}


@dataclass(frozen=True, slots=True)
class Open:
    """What is left of a document or a credit, as a positive amount."""

    number: str
    party_key: int
    entity_key: int
    state: str
    currency: str
    txn: int
    base: int
    location_key: int


@dataclass(frozen=True, slots=True)
class Measured:
    """An application in both currencies.

    Attributes:
        base: Off the document.
        source: Off the money or the credit, in base currency.
    """

    applied: Applied
    base: int
    source: int

    @property
    def kind(self) -> str:
        """What is used, as the table names it."""
        return self.applied.credit.kind if self.applied.credit else "payment"


def measure(
    ledger: Ledger, payment: Payment, entity_key: int, applied: Applied, taken: int
) -> Measured:
    """Check an application and measure it.

    Args:
        ledger: Where.
        payment: What it is of.
        entity_key: The payment's entity.
        applied: The application.
        taken: How much of the money went to others before, so that the parts add up to the whole.

    Raises:
        Refused: Another party's, entity's or currency's document, or more than is open.
    """
    subledger, where = payment.subledger, applied.where
    document = open_document(ledger, subledger, applied.document_key, target=where.document)
    _refuse_mismatch(ledger, payment, document, subledger.document, entity_key, where.document)
    if not 0 < applied.amount <= document.txn:
        raise Refused(
            subledger.rule("AR-0505"),
            f"{to_text(applied.amount)} cannot be applied to {subledger.document} "
            f"{document.number}: {to_text(document.txn)} is due",
            target=where.amount,
        )
    base = share(applied.amount, document.txn, document.base)
    if applied.credit is None:
        return Measured(applied, base, _of_money(payment, applied, taken))
    credit = open_credit(ledger, subledger, applied.credit)
    _refuse_overdrawn(ledger, payment, applied, credit, entity_key)
    return Measured(applied, base, share(applied.amount, credit.txn, credit.base))


def _of_money(payment: Payment, applied: Applied, taken: int) -> int:
    """What an application takes of the money in base currency, so that all of them take it whole."""
    before = share(taken, payment.amount, payment.base)
    return share(taken + applied.amount, payment.amount, payment.base) - before


def _refuse_overdrawn(
    ledger: Ledger, payment: Payment, applied: Applied, credit: Open, entity_key: int
) -> None:
    assert applied.credit is not None  # it is about one
    word = _CREDIT_WORDS[applied.credit.kind]
    _refuse_mismatch(ledger, payment, credit, word, entity_key, applied.credit.target)
    if applied.amount > credit.txn:
        raise Refused(
            payment.subledger.rule("AR-0507"),
            f"{to_text(applied.amount)} of {word} {credit.number} cannot be applied: "
            f"{to_text(max(credit.txn, 0))} is left",
            target=applied.where.amount,
        )


def open_document(ledger: Ledger, subledger: Subledger, key: int, *, target: str) -> Open:
    """What is due of an invoice, a bill or a debit memo."""
    found = _open(ledger, subledger, key, sign=1)
    if found is None or found[0] == "advance":
        raise Refused(
            "BL03002028", f"No {subledger.document} with key {key} was found", target=target
        )
    return found[1]


def open_credit(ledger: Ledger, subledger: Subledger, credit: Credit) -> Open:
    """What is left of a credit.

    Raises:
        Refused: There is no such credit.
    """
    kinds = {"negativeInvoice": "document"}
    if credit.kind == "overPayment":
        found = _open_overpayment(ledger, subledger, credit.key)
        if found is not None:
            return found
    else:
        sign = 1 if credit.kind == "advance" else -1
        row = _open(ledger, subledger, credit.key, sign=sign)
        if row is not None and row[0] == kinds.get(credit.kind, credit.kind):
            return row[1]
    word = _CREDIT_WORDS[credit.kind]
    raise Refused("BL03002028", f"No {word} with key {credit.key} was found", target=credit.target)


def _open(ledger: Ledger, subledger: Subledger, key: int, *, sign: int) -> tuple[str, Open] | None:
    row = ledger.one(
        "SELECT kind, number, party_key, entity_key, state, currency, txn_due - txn_selected,"
        " base_due - base_selected,"
        " (SELECT location_key FROM document_line AS l WHERE l.document_key = d.key LIMIT 1)"
        " FROM document_amounts AS d WHERE key = ? AND subledger = ?",
        (key, subledger.code),
    )
    if row is None:
        return None
    kind, *head, txn, base, location_key = row
    left: tuple[Any, ...] = (*head, sign * txn, sign * base, location_key)
    return str(kind), Open(*left)


def _open_overpayment(ledger: Ledger, subledger: Subledger, key: int) -> Open | None:
    row = ledger.one(
        "SELECT COALESCE(number, key), party_key, p.entity_key, state, currency, txn_left, base_left,"
        " (SELECT l.key FROM location AS l WHERE l.entity_key = p.entity_key AND l.type = 'entity')"
        " FROM payment_amounts AS p WHERE p.key = ? AND subledger = ?",
        (key, subledger.code),
    )
    if row is None:
        return None
    state = "posted" if row[3] in {"complete", "confirmed", "reconciled"} else row[3]
    left: tuple[Any, ...] = (*row[:3], state, *row[4:])
    return Open(*left)


def _refuse_mismatch(
    ledger: Ledger, payment: Payment, found: Open, word: str, entity_key: int, target: str
) -> None:
    rule = payment.subledger.rule
    if found.party_key != payment.party_key:
        raise Refused(
            rule("AR-0503"),
            f"The {word} {found.number} is of another {payment.subledger.party}",
            target=target,
        )
    if found.entity_key != entity_key:
        raise _in_another_entity(ledger, payment, found, word, entity_key, target)
    if found.state != "posted":
        raise Refused(
            rule("AR-0504"),
            f"The {word} {found.number} is {found.state} and cannot be paid or applied",
            target=target,
        )
    if found.currency != payment.currency:
        raise Refused(
            rule("AR-0506"),
            f"The {word} {found.number} is in {found.currency}, the payment in {payment.currency}",
            target=target,
        )


def _in_another_entity(
    ledger: Ledger, payment: Payment, found: Open, word: str, entity_key: int, target: str
) -> Refused:
    """What is said of money from a bank of one entity for a document of another."""
    ids = dict(ledger.rows("SELECT key, id FROM entity"))
    theirs, ours = ids[found.entity_key], ids[entity_key]
    bank = ledger.one("SELECT id FROM bank_account WHERE key = ?", (payment.bank_account_key,))
    message = f"The {word} {found.number} is of entity {theirs}, the payment of entity {ours}"
    if bank is not None:
        message = (
            f"The bank account {bank[0]} is of entity {ours}, the {word} {found.number} of"
            f" entity {theirs}: use a bank account of {theirs}"
        )
        target = "/financialEntity"
    return Refused(payment.subledger.rule("AR-0503"), message, target=target)
