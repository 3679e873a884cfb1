"""What a document does to the general ledger. The only place that writes journal lines.

An AR invoice debits receivables and credits what its lines say; an AP bill is its mirror. A customer's
payment debits the bank and credits receivables, a vendor's the other way round, for the whole payment:
what is left over stays on the control account. A reversal posts the same lines with the sides swapped.
Every entry balances in base currency, or nothing is written.
"""

from dataclasses import dataclass
from typing import Literal

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused

Side = Literal["debit", "credit"]


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry, in cents. A negative amount is posted on the other side as a positive one."""

    account_key: int
    side: Side
    txn_amount: int
    base_amount: int
    location_key: int
    department_key: int | None = None
    customer_key: int | None = None
    vendor_key: int | None = None
    description: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry to be posted (or kept as a draft)."""

    journal_key: int
    entity_key: int
    posting_date: str
    description: str
    module: str
    currency: str
    base_currency: str
    lines: tuple[Line, ...]
    state: str = "posted"
    reference: str | None = None


def other(side: Side) -> Side:
    """The opposite side."""
    return "credit" if side == "debit" else "debit"


def post(ledger: Ledger, entry: Entry, *, at: str) -> int:
    """Write a balanced entry and its lines.

    Args:
        ledger: Where to.
        entry: What, with at least two lines.
        at: When it is recorded, ISO date-time.

    Returns:
        The entry's key.

    Raises:
        Refused: The debits are not the credits (GL-1009).
    """
    _refuse_unbalanced(entry)
    number = ledger.rows("SELECT COALESCE(MAX(key), 0) + 1 FROM journal_entry")[0][0]
    entry_key = ledger.insert(
        "journal_entry",
        {
            "number": number,
            "journal_key": entry.journal_key,
            "entity_key": entry.entity_key,
            "posting_date": entry.posting_date,
            "description": entry.description,
            "reference": entry.reference,
            "module": entry.module,
            "state": entry.state,
            "created_at": at,
            "modified_at": at,
        },
    )
    for number, line in enumerate(entry.lines, start=1):
        swapped = line.base_amount < 0
        ledger.insert(
            "journal_line",
            {
                "entry_key": entry_key,
                "line_number": number,
                "entry_date": entry.posting_date,
                "account_key": line.account_key,
                "txn_type": other(line.side) if swapped else line.side,
                "txn_amount": abs(line.txn_amount),
                "base_amount": abs(line.base_amount),
                "currency": entry.currency,
                "base_currency": entry.base_currency,
                "description": line.description,
                "document_id": line.document_id,
                "location_key": line.location_key,
                "department_key": line.department_key,
                "customer_key": line.customer_key,
                "vendor_key": line.vendor_key,
            },
        )
    return entry_key


def _refuse_unbalanced(entry: Entry) -> None:
    debits = sum(line.base_amount for line in entry.lines if line.side == "debit")
    credits_ = sum(line.base_amount for line in entry.lines if line.side == "credit")
    if len(entry.lines) < 2 or debits != credits_:
        raise Refused(
            "GL-1009",
            f"Transactions do not balance for {entry.base_currency}: debits {to_text(debits)}, "
            f"credits {to_text(credits_)}",
            message_id="IA.TRANSACTIONS_DO_NOT_BALANCE_FOR",
            target="/lines",
        )


def reverse_entry(ledger: Ledger, entry_key: int, *, on: str, at: str) -> int:
    """Post an entry with the sides swapped, and mark the first as reversed by it."""
    header = ledger.rows(
        "SELECT journal_key, entity_key, description, reference, module FROM journal_entry WHERE key = ?",
        (entry_key,),
    )[0]
    lines = ledger.rows(
        "SELECT account_key, txn_type, txn_amount, base_amount, location_key, department_key, customer_key,"
        " vendor_key, description, document_id, currency, base_currency, entry_date FROM journal_line"
        " WHERE entry_key = ? ORDER BY line_number",
        (entry_key,),
    )
    reversal = Entry(
        journal_key=header[0],
        entity_key=header[1],
        posting_date=on,
        description=f"Reversed: {header[2]}",
        module=header[4],
        currency=lines[0][10],
        base_currency=lines[0][11],
        lines=tuple(Line(row[0], other(row[1]), *row[2:10]) for row in lines),
        reference=header[3],
    )
    reversal_key = post(ledger, reversal, at=at)
    ledger.write(
        "UPDATE journal_entry SET state = 'reversed', reversed_by_key = ?, modified_at = ? WHERE key = ?",
        (reversal_key, at, entry_key),
    )
    ledger.write(
        "UPDATE journal_entry SET reversed_from_date = ? WHERE key = ?",
        (lines[0][12], reversal_key),
    )
    return reversal_key
