"""AR invoices and AP bills: booked, and reversed.

Source: docs/api/writing.md. A draft is kept without an entry; anything else posts through posting.py.
First cut: every document is in the base currency of its entity, and in one entity.
"""

from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import control_account, journal_key, refuse_closed_period
from intacct_sandbox.company.posting import Entry, Line, other, post, reverse_entry
from intacct_sandbox.company.refused import Refused, UnknownKey
from intacct_sandbox.company.subledger import Subledger


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line, in cents of the document's currency."""

    account_key: int
    amount: int
    location_key: int
    department_key: int | None = None
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or a bill with all its references found."""

    subledger: Subledger
    party_key: int
    entity_key: int
    currency: str
    number: str
    document_date: str
    posting_date: str
    due_date: str
    lines: tuple[DocumentLine, ...]
    is_draft: bool = False
    description: str | None = None
    reference: str | None = None
    term_key: int | None = None


def book_document(ledger: Ledger, document: Document, *, at: str) -> int:
    """Record a document and, unless it is a draft, post it.

    Returns:
        The document's key.

    Raises:
        Refused: No amount, a number the party already has, or a closed period.
    """
    _refuse_bad(ledger, document)
    key = _insert(ledger, document, state="draft" if document.is_draft else "posted", at=at)
    if not document.is_draft:
        entry_key = post(ledger, _entry(ledger, document, key), at=at)
        ledger.write("UPDATE document SET entry_key = ? WHERE key = ?", (entry_key, key))
    return key


def reverse_document(
    ledger: Ledger, subledger: Subledger, key: int, *, on: str | None, at: str
) -> None:
    """Reverse a posted document that nothing was paid on.

    Args:
        ledger: Where it is.
        subledger: Receivables for an invoice, payables for a bill.
        key: The document's key.
        on: The day the reversal posts; None for the document's own posting date.
        at: When it is recorded.

    Raises:
        UnknownKey: There is no such document.
        Refused: It is no posted document, something was paid on it, or the day is before it or closed.
    """
    row = ledger.one(
        "SELECT number, party_key, entity_key, document_date, posting_date, due_date, state, currency,"
        " description, reference, term_key, entry_key FROM document WHERE key = ? AND subledger = ?",
        (key, subledger.code),
    )
    if row is None:
        raise UnknownKey(str(key))
    (number, party_key, entity_key, document_date, posting_date, due_date, state, currency) = row[
        :8
    ]
    day = on or str(posting_date)
    _refuse_irreversible(
        ledger, subledger, key, number=number, state=state, day=day, posted=posting_date
    )
    refuse_closed_period(ledger, entity_key, day, target="/reverseDate")
    lines = ledger.rows(
        "SELECT account_key, txn_amount, location_key, department_key, memo FROM document_line"
        " WHERE document_key = ? ORDER BY line_number",
        (key,),
    )
    reversal = Document(
        subledger=subledger,
        party_key=party_key,
        entity_key=entity_key,
        currency=currency,
        number=number,
        document_date=max(day, str(document_date)),
        posting_date=day,
        due_date=due_date,
        lines=tuple(DocumentLine(each[0], -each[1], *each[2:]) for each in lines),
        description=row[8],
        reference=row[9],
        term_key=row[10],
    )
    reversal_key = _insert(ledger, reversal, state="reversal", at=at)
    entry_key = reverse_entry(ledger, row[11], on=day, at=at)
    ledger.write(
        "UPDATE document SET entry_key = ?, reverses_key = ? WHERE key = ?",
        (entry_key, key, reversal_key),
    )
    ledger.write("UPDATE document SET state = 'reversed', modified_at = ? WHERE key = ?", (at, key))


def _refuse_bad(ledger: Ledger, document: Document) -> None:
    word = document.subledger.document
    if not document.lines:
        raise Refused("BL01001973", f"The {word} needs at least one line", target="/lines")
    home = ledger.rows("SELECT entity_key, id FROM party WHERE key = ?", (document.party_key,))[0]
    if home[0] not in {None, document.entity_key}:
        raise Refused(
            "BL03002030", f"The {document.subledger.party} {home[1]} belongs to another entity"
        )
    taken = ledger.one(
        "SELECT key FROM document WHERE subledger = ? AND number = ? AND party_key = ? AND state NOT IN ('reversed', 'reversal')",
        (document.subledger.code, document.number, document.party_key),
    )
    if taken is not None:
        raise Refused(
            "BL01001944",
            f"The {word} number {document.number} is already used for this {document.subledger.party}",
            message_id="IA.DUPLICATE_RECORD",
        )
    if not document.is_draft:
        refuse_closed_period(
            ledger, document.entity_key, document.posting_date, target="/postingDate"
        )


def _refuse_irreversible(
    ledger: Ledger,
    subledger: Subledger,
    key: int,
    *,
    number: str,
    state: str,
    day: str,
    posted: str,
) -> None:
    word = subledger.document
    if state != "posted":
        raise Refused("AR-0414", f"The {word} {number} is {state} and cannot be reversed")
    if ledger.one("SELECT key FROM application WHERE document_key = ?", (key,)) is not None:
        raise Refused("AR-0415", f"The {word} {number} has payments and cannot be reversed")
    if day < posted:
        raise Refused(
            "AR-0416",
            f"The reversal date {day} is before the {word}'s own date {posted}",
            target="/reverseDate",
        )


def _insert(ledger: Ledger, document: Document, *, state: str, at: str) -> int:
    key = ledger.insert(
        "document",
        {
            "subledger": document.subledger.code,
            "number": document.number,
            "party_key": document.party_key,
            "entity_key": document.entity_key,
            "document_date": document.document_date,
            "posting_date": document.posting_date,
            "due_date": document.due_date,
            "state": state,
            "currency": document.currency,
            "description": document.description,
            "reference": document.reference,
            "term_key": document.term_key,
            "created_at": at,
            "modified_at": at,
        },
    )
    for line_number, line in enumerate(document.lines, start=1):
        ledger.insert(
            "document_line",
            {
                "document_key": key,
                "line_number": line_number,
                "account_key": line.account_key,
                "txn_amount": line.amount,
                "base_amount": line.amount,
                "memo": line.memo,
                "location_key": line.location_key,
                "department_key": line.department_key,
            },
        )
    return key


def _entry(ledger: Ledger, document: Document, key: int) -> Entry:
    subledger = document.subledger
    customer_key = subledger.customer_key(document.party_key)
    vendor_key = subledger.vendor_key(document.party_key)
    total = sum(line.amount for line in document.lines)
    control = Line(
        control_account(ledger, subledger),
        subledger.increases,
        total,
        total,
        document.lines[0].location_key,
        document_id=document.number,
        customer_key=customer_key,
        vendor_key=vendor_key,
    )
    lines = [
        Line(
            line.account_key,
            other(subledger.increases),
            line.amount,
            line.amount,
            line.location_key,
            line.department_key,
            description=line.memo,
            document_id=document.number,
            customer_key=customer_key,
            vendor_key=vendor_key,
        )
        for line in document.lines
    ]
    return Entry(
        journal_key=journal_key(ledger, subledger.document_journal),
        entity_key=document.entity_key,
        posting_date=document.posting_date,
        description=f"{subledger.document.capitalize()} {document.number}",
        module=subledger.module,
        currency=document.currency,
        base_currency=document.currency,
        lines=(control, *lines),
        reference=document.reference,
    )
