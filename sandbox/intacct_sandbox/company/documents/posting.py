"""What a document posts: its control account against the accounts of its lines.

Source: docs/api/writing.md, docs/api/foreign-currency.md, docs/api/retainage.md, docs/api/advances.md.
Units:  each line is converted on its own; the control line is the sum of the lines, so that a document balances to
        the cent. What is held back stands on the retainage account. An advance has its bank instead of a control account.
"""

from intacct_sandbox.company.documents.shape import Document, DocumentLine
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.own_accounts import RETAINAGE, own_account
from intacct_sandbox.company.ledger_entries.posting import Entry, Line, other
from intacct_sandbox.company.lookup import control_account, journal_key


def entry_of(ledger: Ledger, document: Document) -> Entry:
    """The journal entry of a document."""
    subledger = document.subledger
    is_advance = document.bank_account_key is not None
    journal = subledger.payment_journal if is_advance else subledger.document_journal
    base_currency = document.rate.base_currency if document.rate else document.currency
    word = document.word
    return Entry(
        journal_key=journal_key(ledger, journal),
        entity_key=document.entity_key,
        posting_date=document.posting_date,
        description=f"{word.capitalize()} {document.number}",
        module=subledger.module,
        currency=document.currency,
        base_currency=base_currency,
        lines=(
            *_owed(ledger, document),
            *(_line(document, line) for line in document.lines),
        ),
        reference=document.reference,
    )


def _owed(ledger: Ledger, document: Document) -> list[Line]:
    """The side that the party owes or is owed: the control account, less what is held back."""
    total = sum(line.amount for line in document.lines)
    base = sum(document.base(line.amount) for line in document.lines)
    held = sum(line.retained for line in document.lines)
    if document.bank_account_key is not None:
        return [_bank_line(ledger, document, total, base)]
    control = control_account(ledger, document.subledger)
    if not held:
        return [_sum_line(document, control, total, base)]
    base_held = sum(document.base(line.retained) for line in document.lines)
    retainage = own_account(ledger, RETAINAGE[document.subledger.code])
    return [
        _sum_line(document, control, total - held, base - base_held),
        _sum_line(document, retainage, held, base_held),
    ]


def _bank_line(ledger: Ledger, document: Document, total: int, base: int) -> Line:
    (account_key,) = ledger.rows(
        "SELECT account_key FROM bank_account WHERE key = ?", (document.bank_account_key,)
    )[0]
    return _sum_line(document, account_key, total, base)


def _sum_line(document: Document, account_key: int, amount: int, base: int) -> Line:
    subledger = document.subledger
    return Line(
        account_key,
        subledger.increases,
        amount,
        base,
        document.lines[0].location_key,
        document_id=document.number,
        customer_key=subledger.customer_key(document.party_key),
        vendor_key=subledger.vendor_key(document.party_key),
    )


def _line(document: Document, line: DocumentLine) -> Line:
    subledger = document.subledger
    return Line(
        line.account_key,
        other(subledger.increases),
        line.amount,
        document.base(line.amount),
        line.location_key,
        line.department_key,
        subledger.customer_key(document.party_key) or line.other_party_key,
        subledger.vendor_key(document.party_key) or line.other_party_key,
        line.memo,
        document.number,
        line.class_key,
        line.project_key,
        line.item_key,
        line.employee_key,
        line.service_line_key,
    )
