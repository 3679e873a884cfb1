"""What a document does to the general ledger. The only place that writes journal lines.

An AR invoice debits receivables and credits what its lines say; an AP bill is its mirror. A customer's
payment debits the bank and credits receivables, a vendor's the other way round, for the whole payment:
what is left over stays on the control account. A reversal posts the same lines with the sides swapped.
Every entry balances in base currency, or nothing is written. Source: docs/api/writing.md.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused

Side = Literal["debit", "credit"]
_SELDOM = ("class_key", "project_key", "item_key", "employee_key", "service_line_key")


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
    class_key: int | None = None
    project_key: int | None = None
    item_key: int | None = None
    employee_key: int | None = None
    service_line_key: int | None = None
    extra: Mapping[str, Any] | None = None
    key: int | None = None  # its own, where it is there already


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
    extra: Mapping[str, Any] | None = None


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
    columns = {"number": number, **_header(entry), "state": entry.state, "created_at": at}
    entry_key = ledger.insert("journal_entry", {**columns, "modified_at": at})
    for number, line in enumerate(entry.lines, start=1):
        ledger.insert("journal_line", _columns(entry_key, number, entry, line))
    return entry_key


def repost(ledger: Ledger, entry_key: int, entry: Entry, *, at: str) -> None:
    """Write an entry anew under its own key; lines keep theirs where they say it, or by their place.

    Raises:
        Refused: The debits are not the credits (GL-1009).
    """
    _refuse_unbalanced(entry)
    kept = [
        int(key)
        for (key,) in ledger.rows(
            "SELECT key FROM journal_line WHERE entry_key = ? ORDER BY line_number", (entry_key,)
        )
    ]
    named = {line.key for line in entry.lines if line.key is not None}
    free = [] if named else kept
    columns = {**_header(entry), "modified_at": at}
    marks = ", ".join(f"{column} = ?" for column in columns)
    ledger.write(f"UPDATE journal_entry SET {marks} WHERE key = ?", (*columns.values(), entry_key))
    ledger.write("DELETE FROM journal_line WHERE entry_key = ?", (entry_key,))
    for number, line in enumerate(entry.lines, start=1):
        key = line.key or (free[number - 1] if number <= len(free) else None)
        ledger.insert("journal_line", _columns(entry_key, number, entry, line), key=key)


def unpost(ledger: Ledger, entry_key: int) -> None:
    """Take an entry out of the ledger as if it had never been there."""
    ledger.write("DELETE FROM journal_line WHERE entry_key = ?", (entry_key,))
    ledger.write("DELETE FROM journal_entry WHERE key = ?", (entry_key,))


def _header(entry: Entry) -> dict[str, Any]:
    return {
        "journal_key": entry.journal_key,
        "entity_key": entry.entity_key,
        "posting_date": entry.posting_date,
        "description": entry.description,
        "reference": entry.reference,
        "module": entry.module,
        "extra": json.dumps(dict(entry.extra)) if entry.extra else None,
    }


def _columns(entry_key: int, number: int, entry: Entry, line: Line) -> dict[str, Any]:
    swapped = line.base_amount < 0 or (line.base_amount == 0 and line.txn_amount < 0)
    columns: dict[str, Any] = {
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
    }
    # Most lines have none of these, and a million lines are written at once.
    for column in _SELDOM:
        value = getattr(line, column)
        if value is not None:
            columns[column] = value
    if line.extra:
        columns["extra"] = json.dumps(dict(line.extra))
    return columns


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
    first = load_entry(ledger, entry_key)
    reversal = replace(
        first,
        posting_date=on,
        description=f"Reversed: {first.description}",
        lines=tuple(replace(line, side=other(line.side), key=None) for line in first.lines),
        state="posted",
        extra=None,
    )
    reversal_key = post(ledger, reversal, at=at)
    ledger.write(
        "UPDATE journal_entry SET state = 'reversed', reversed_by_key = ?, modified_at = ? WHERE key = ?",
        (reversal_key, at, entry_key),
    )
    ledger.write(
        "UPDATE journal_entry SET reversed_from_date = ? WHERE key = ?",
        (first.posting_date, reversal_key),
    )
    return reversal_key


def load_entry(ledger: Ledger, entry_key: int) -> Entry:
    """An entry as it stands in the ledger."""
    header = ledger.rows(
        "SELECT journal_key, entity_key, posting_date, description, module, state, reference, extra"
        " FROM journal_entry WHERE key = ?",
        (entry_key,),
    )[0]
    rows = ledger.rows(
        "SELECT account_key, txn_type, txn_amount, base_amount, location_key, department_key,"
        " customer_key, vendor_key, description, document_id, class_key, project_key, item_key,"
        " employee_key, service_line_key, extra, key, currency, base_currency FROM journal_line"
        " WHERE entry_key = ? ORDER BY line_number",
        (entry_key,),
    )
    journal_key, entity_key, posting_date, description, module, state, reference, extra = header
    return Entry(
        journal_key=journal_key,
        entity_key=entity_key,
        posting_date=posting_date,
        description=description,
        module=module,
        currency=rows[0][17],
        base_currency=rows[0][18],
        lines=tuple(_line((*row[:15], json.loads(row[15] or "{}"), row[16])) for row in rows),
        state=state,
        reference=reference,
        extra=json.loads(extra or "{}"),
    )


def _line(columns: tuple[Any, ...]) -> Line:
    return Line(*columns)
