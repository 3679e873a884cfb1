"""The rows of documents: written, read back, written anew. What they mean is told elsewhere.

Source: docs/sandbox-ledger.md.
"""

import json
from decimal import Decimal
from typing import Any

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.describing.records import Values, drop_owned, write_owned
from intacct_sandbox.company.documents.shape import Document, DocumentLine, Kind, Standing
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import Rate
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES
from intacct_sandbox.company.refused import UnknownKey

_LINES = {
    ("AR", "document"): "accounts-receivable/invoice-line",
    ("AP", "document"): "accounts-payable/bill-line",
    ("AR", "adjustment"): "accounts-receivable/adjustment-line",
    ("AP", "adjustment"): "accounts-payable/adjustment-line",
    ("AR", "advance"): "accounts-receivable/advance-line",
    ("AP", "advance"): "accounts-payable/advance-line",
}

_HEADER = (
    "party_key",
    "entity_key",
    "currency",
    "number",
    "document_date",
    "posting_date",
    "due_date",
    "description",
    "reference",
    "term_key",
    "bank_account_key",
    "method",
    "summary_key",
    "state",
    "extra",
    "rate",
    "rate_date",
    "rate_type",
)
_LINE = (
    "location_key",
    "department_key",
    "memo",
    "class_key",
    "project_key",
    "item_key",
    "employee_key",
    "service_line_key",
    "other_party_key",
    "subtotal",
    "key",
)


def insert_document(ledger: Ledger, document: Document, *, state: str, at: str) -> int:
    """Write a new document and its lines; its key."""
    columns = {**_columns(document), "state": state, "created_at": at, "modified_at": at}
    key = ledger.insert("document", columns)
    for number, line in enumerate(document.lines, start=1):
        _insert_line(ledger, document, key, number, line, at=at)
    return key


def rewrite_document(
    ledger: Ledger, key: int, document: Document, *, state: str, at: str
) -> tuple[int, ...]:
    """Write a document anew under its key, its lines under theirs; the keys of the lines."""
    columns = {**_columns(document), "state": state, "modified_at": at}
    marks = ", ".join(f"{column} = ?" for column in columns)
    ledger.write(f"UPDATE document SET {marks} WHERE key = ?", (*columns.values(), key))
    kept = {line.key for line in document.lines}
    for (line_key,) in ledger.rows("SELECT key FROM document_line WHERE document_key = ?", (key,)):
        if line_key not in kept:
            drop_owned(ledger, _line_type(ledger, document), line_key)
    ledger.write("DELETE FROM document_line WHERE document_key = ?", (key,))
    return tuple(
        _insert_line(ledger, document, key, number, line, at=at)
        for number, line in enumerate(document.lines, start=1)
    )


def remove_document(ledger: Ledger, standing: Standing) -> None:
    """Take a document and its lines away."""
    for line in standing.document.lines:
        drop_owned(ledger, _line_type(ledger, standing.document), line.key or 0)
    ledger.write("DELETE FROM document_line WHERE document_key = ?", (standing.key,))
    ledger.write("DELETE FROM document WHERE key = ?", (standing.key,))


def load_document(ledger: Ledger, key: int, subledger_code: str, kind: Kind) -> Standing:
    """A document as it stands.

    Raises:
        UnknownKey: There is no such document.
    """
    row = ledger.one(
        f"SELECT {', '.join(f'd.{column}' for column in _HEADER)}, e.base_currency, entry_key,"
        " (SELECT SUM(a.txn_amount) FROM application AS a WHERE a.document_key = d.key),"
        " (SELECT SUM(a.txn_amount) FROM application AS a WHERE a.credit_key = d.key)"
        " FROM document AS d JOIN entity AS e ON e.key = d.entity_key"
        " WHERE d.key = ? AND subledger = ? AND kind = ?",
        (key, subledger_code, kind),
    )
    if row is None:
        raise UnknownKey(str(key))
    named: dict[str, Any] = dict(zip(_HEADER, row, strict=False))
    base_currency, entry_key, *applied = row[len(_HEADER) :]
    rate, day, type_id = (named.pop(f"rate{part}") for part in ("", "_date", "_type"))
    named["rate"] = Rate(Decimal(rate), day, base_currency, type_id or "") if rate else None
    named["extra"] = json.loads(named["extra"] or "{}")
    subledger = RECEIVABLES if subledger_code == "AR" else PAYABLES
    document = Document(subledger=subledger, kind=kind, lines=_load_lines(ledger, key), **named)
    return Standing(key, document, named["state"], entry_key, applied=any(applied))


def document_of_line(ledger: Ledger, line_key: int) -> int:
    """The key of the document that a line is of.

    Raises:
        UnknownKey: There is no such line.
    """
    row = ledger.one("SELECT document_key FROM document_line WHERE key = ?", (line_key,))
    if row is None:
        raise UnknownKey(str(line_key))
    return int(row[0])


def _load_lines(ledger: Ledger, key: int) -> tuple[DocumentLine, ...]:
    rows = ledger.rows(
        f"SELECT account_key, txn_amount, {', '.join(_LINE)}, retainage_percentage, extra"
        " FROM document_line WHERE document_key = ? ORDER BY line_number",
        (key,),
    )
    return tuple(_load_line(*row) for row in rows)


def _load_line(account_key: int, amount: int, *columns: Any) -> DocumentLine:
    named: dict[str, Any] = dict(zip(_LINE, columns, strict=False))
    retainage, extra = columns[len(_LINE) :]
    return DocumentLine(
        account_key,
        amount,
        retainage=Decimal(retainage) if retainage else None,
        extra=json.loads(extra or "{}"),
        **named,
    )


def _columns(document: Document) -> dict[str, Any]:
    rate = document.rate
    return {
        "subledger": document.subledger.code,
        "kind": document.kind,
        "number": document.number,
        "party_key": document.party_key,
        "entity_key": document.entity_key,
        "document_date": document.document_date,
        "posting_date": document.posting_date,
        "due_date": document.due_date,
        "currency": document.currency,
        "rate": str(rate.value) if rate else None,
        "rate_date": rate.day if rate else None,
        "rate_type": rate.type_id if rate else None,
        "bank_account_key": document.bank_account_key,
        "method": document.method,
        "description": document.description,
        "reference": document.reference,
        "term_key": document.term_key,
        "summary_key": document.summary_key,
        "extra": _json(document.extra),
    }


def _insert_line(
    ledger: Ledger, document: Document, key: int, number: int, line: DocumentLine, *, at: str
) -> int:
    retained = line.retained
    columns: dict[str, Any] = {
        "document_key": key,
        "line_number": number,
        "account_key": line.account_key,
        "txn_amount": line.amount,
        "base_amount": document.base(line.amount),
        "memo": line.memo,
        "location_key": line.location_key,
        "department_key": line.department_key,
        "class_key": line.class_key,
        "project_key": line.project_key,
        "item_key": line.item_key,
        "employee_key": line.employee_key,
        "service_line_key": line.service_line_key,
        "other_party_key": line.other_party_key,
        "subtotal": line.subtotal,
        "retainage_percentage": str(line.retainage) if line.retainage else None,
        "txn_retained": retained,
        "base_retained": document.base(retained),
        "extra": _json(line.extra),
    }
    line_key = ledger.insert("document_line", columns, key=line.key)
    if line.owned:
        owner = _line_type(ledger, document)
        write_owned(ledger, owner, line_key, Values(owned=dict(line.owned)), at=at, entity_key=None)
    return line_key


def _line_type(ledger: Ledger, document: Document) -> ObjectType:
    return ledger.shape.objects[_LINES[document.subledger.code, document.kind]]


def _json(extra: Any) -> str | None:
    return json.dumps(dict(extra)) if extra else None
