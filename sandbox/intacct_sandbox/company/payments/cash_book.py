"""The cash book: what a payment settles, booked in a journal of its own on the day of the payment.

Source: docs/api/books.md. Only for a company that has the cash book's journals (CRJ-C, CDJ-C). The bank stands against
the accounts of the paid documents' lines, each for its part; what is not applied stands on the control account.
"""

from collections.abc import Sequence

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.posting import Entry, Line, other
from intacct_sandbox.company.lookup import control_account
from intacct_sandbox.company.payments.applications import Measured
from intacct_sandbox.company.payments.posting import Place, entry_with, line_of, split
from intacct_sandbox.company.payments.shape import Payment


def keeps_cash_book(ledger: Ledger, payment: Payment) -> bool:
    """Whether the company has the cash journal that a payment belongs in."""
    journal = payment.subledger.cash_journal
    return ledger.one("SELECT key FROM journal WHERE id = ?", (journal,)) is not None


def cash_entry(
    ledger: Ledger, payment: Payment, place: Place, measured: Sequence[Measured]
) -> Entry | None:
    """A payment's entry in the cash book; None without money."""
    if place.account_key is None or not payment.amount:
        return None
    side = payment.subledger.increases
    lines = [line_of(payment, place, place.account_key, side, payment.amount, payment.base)]
    left_txn, left_base = payment.amount, payment.base
    for each in measured:
        if each.applied.credit is None:
            lines.extend(_paid_lines(ledger, payment, place, each))
            left_txn -= each.applied.amount
            left_base -= each.source
    if left_txn or left_base:
        control = control_account(ledger, payment.subledger)
        lines.append(line_of(payment, place, control, other(side), left_txn, left_base))
    return entry_with(ledger, payment, place, lines, payment.subledger.cash_journal)


def _paid_lines(ledger: Ledger, payment: Payment, place: Place, paid: Measured) -> list[Line]:
    rows = ledger.rows(
        "SELECT account_key, txn_amount FROM document_line WHERE document_key = ? ORDER BY line_number",
        (paid.applied.document_key,),
    )
    weights = [row[1] for row in rows]
    parts = zip(rows, split(paid.applied.amount, weights), split(paid.source, weights), strict=True)
    side = other(payment.subledger.increases)
    return [line_of(payment, place, row[0], side, txn, base) for row, txn, base in parts]
