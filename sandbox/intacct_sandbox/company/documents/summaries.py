"""Summaries: what the documents of one type, entity and month are gathered in.

Source: docs/api/summaries.md. A document goes into the open summary of the month it posts in, which is made when there
is none, unless its payload names another one.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from intacct_sandbox.company.documents.shape import Document
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused

_TYPES = {
    ("AR", "document"): ("invoice", "Invoices"),
    ("AP", "document"): ("apBill", "Bills"),
    ("AR", "adjustment"): ("adjustment", "Adjustments"),
    ("AP", "adjustment"): ("apAdjustment", "Adjustments"),
}


def gathered(ledger: Ledger, document: Document, before: Document | None = None) -> Document:
    """A document that is to be posted, in its summary.

    Args:
        ledger: Where the summaries are.
        document: The document, with the summary that its payload names or it was in so far.
        before: The document as it was posted before.

    Raises:
        Refused: The payload names a summary that is closed.
    """
    named = document.summary_key
    if named is not None and (before is None or named != before.summary_key):
        _refuse_closed(ledger, named)
        return document
    if before is not None and named is not None and _month(document) == _month(before):
        return document
    return replace(document, summary_key=_of_its_month(ledger, document))


def _month(document: Document) -> tuple[int, str]:
    return document.entity_key, document.posting_date[:7]


def _of_its_month(ledger: Ledger, document: Document) -> int | None:
    """The key of the open summary of the month that a document posts in; None when its kind has none."""
    type_ = _TYPES.get((document.subledger.code, document.kind))
    if type_ is None:
        return None
    day = date.fromisoformat(document.posting_date)
    last = day.replace(day=monthrange(day.year, day.month)[1]).isoformat()
    found = ledger.one(
        "SELECT key FROM summary WHERE type = ? AND entity_key = ? AND posting_date = ?"
        " AND state = 'open' AND creation = 'system'",
        (type_[0], document.entity_key, last),
    )
    return int(found[0]) if found else _add(ledger, document, *type_, last)


def _add(ledger: Ledger, document: Document, type_: str, word: str, last: str) -> int:
    (entity_id,) = ledger.rows("SELECT id FROM entity WHERE key = ?", (document.entity_key,))[0]
    return ledger.insert(
        "summary",
        {
            "subledger": document.subledger.code,
            "type": type_,
            "entity_key": document.entity_key,
            "name": f"{word} {last[:7]} {entity_id}",
            "posting_date": last,
            "state": "open",
            "creation": "system",
        },
    )


def _refuse_closed(ledger: Ledger, key: int) -> None:
    name, state = ledger.rows("SELECT name, state FROM summary WHERE key = ?", (key,))[0]
    if state == "closed":
        raise Refused("AR-0421", f"The summary {name} is closed")
