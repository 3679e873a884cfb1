"""AR invoices and AP bills, adjustments and advances: booked, posted, changed, deleted and reversed.

Source: docs/api/writing.md, docs/api/adjustments.md, docs/api/advances.md. A draft, or a bill that waits for
approval, is kept without an entry; what is posted has one (document_posting.py). A document lies in one entity.
"""

from dataclasses import replace

from intacct_sandbox.company.documents.approvals import next_step
from intacct_sandbox.company.documents.posting import entry_of
from intacct_sandbox.company.documents.rows import (
    insert_document,
    load_document,
    remove_document,
    rewrite_document,
)
from intacct_sandbox.company.documents.shape import Document, DocumentLine, Kind, Standing
from intacct_sandbox.company.documents.summaries import gathered
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.subledger import Subledger
from intacct_sandbox.company.ledger_entries.subledger_posting import (
    enter,
    reenter,
    turn_back,
    withdraw,
)
from intacct_sandbox.company.lookup import refuse_closed_period
from intacct_sandbox.company.refused import DUPLICATE, Refused

__all__ = ["Document", "DocumentLine", "book_document", "reverse_document"]

_CHANGEABLE = {"draft", "declined", "posted"}


def book_document(ledger: Ledger, document: Document, *, at: str) -> int:
    """Record a document and, unless it is a draft or waits, post it.

    Returns:
        The document's key.

    Raises:
        Refused: No amount, a number the party already has, or a closed period.
    """
    state = document.into_state
    _refuse_bad(ledger, document, state, own_key=0)
    if state == "posted":
        document = gathered(ledger, document)
    key = insert_document(ledger, document, state=state, at=at)
    if state == "posted":
        _post(ledger, key, document, at=at)
    return key


def move_document(ledger: Ledger, standing: Standing, state: str, *, at: str) -> None:
    """Put a document that is not posted into another state; posted, it gets its entry.

    Raises:
        Refused: The period is closed.
    """
    _refuse_bad(ledger, standing.document, state, own_key=standing.key)
    ledger.write(
        "UPDATE document SET state = ?, modified_at = ? WHERE key = ?", (state, at, standing.key)
    )
    if state == "posted":
        document = gathered(ledger, standing.document)
        ledger.write(
            "UPDATE document SET summary_key = ? WHERE key = ?",
            (document.summary_key, standing.key),
        )
        _post(ledger, standing.key, document, at=at)


def change_document(
    ledger: Ledger, standing: Standing, changed: Document, *, at: str
) -> tuple[int, ...]:
    """Write a document anew; when it is posted, its entry too, under the same key.

    Returns:
        The keys of its lines.

    Raises:
        Refused: It may no longer be changed, or what it would say is refused.
    """
    _refuse_settled(ledger, standing, "changed")
    return _rewrite(ledger, standing, changed, at=at)


def reclassify_document(
    ledger: Ledger, standing: Standing, changed: Document, *, at: str
) -> tuple[int, ...]:
    """Write a posted document anew, be it paid or not: accounts and dimensions may change, amounts may not.

    Returns:
        The keys of its lines.

    Raises:
        Refused: It is not posted, an amount would change, or its period is closed.
    """
    document = standing.document
    word = f"{document.word} {document.number}"
    if standing.state != "posted":
        message = f"The {word} is {standing.state} and cannot be reclassified"
        raise Refused(document.subledger.rule("AR-0419"), message + next_step(standing.state))
    if {line.key: line.amount for line in document.lines} != {
        line.key: line.amount for line in changed.lines
    }:
        raise Refused(
            document.subledger.rule("AR-0422"),
            f"A reclassification changes no amounts and no number of lines of the {word}",
            target="/lines",
        )
    refuse_closed_period(ledger, document.entity_key, document.posting_date, target="/key")
    return _rewrite(ledger, standing, changed, at=at)


def _rewrite(ledger: Ledger, standing: Standing, changed: Document, *, at: str) -> tuple[int, ...]:
    _refuse_bad(ledger, changed, standing.state, own_key=standing.key)
    if standing.state == "posted":
        changed = gathered(ledger, changed, standing.document)
    keys = rewrite_document(ledger, standing.key, changed, state=standing.state, at=at)
    if standing.entry_key is not None:
        before, now = (entry_of(ledger, each) for each in (standing.document, changed))
        entry_key = reenter(ledger, standing.entry_key, before, now, at=at)
        ledger.write("UPDATE document SET entry_key = ? WHERE key = ?", (entry_key, standing.key))
    return keys


def delete_document(ledger: Ledger, standing: Standing, *, at: str) -> None:
    """Take a document away, and its entry with it.

    Raises:
        Refused: Something is applied to it, it is one of a reversed pair, or its period is closed.
    """
    _refuse_settled(ledger, standing, "deleted")
    rows = "SELECT key FROM application WHERE document_key = ? OR credit_key = ?"
    if ledger.one(rows, (standing.key, standing.key)) is not None:
        raise Refused(
            standing.document.subledger.rule("AR-0418"),
            "Payments were applied to it once, so it cannot be deleted",
        )
    remove_document(ledger, standing)
    if standing.entry_key is not None:
        withdraw(ledger, standing.entry_key, entry_of(ledger, standing.document), at=at)


def reverse_standing(
    ledger: Ledger, standing: Standing, *, on: str | None, at: str, target: str = ""
) -> None:
    """Reverse a posted document that nothing was paid on.

    Args:
        ledger: Where it is.
        standing: The document.
        on: The day the reversal posts; None for the document's own posting date.
        at: When it is recorded.
        target: Where the day stands in the payload.

    Raises:
        Refused: It is no posted document, something was paid on it, or the day is before it or closed.
    """
    document = standing.document
    day = on or document.posting_date
    _refuse_irreversible(standing, day, target)
    refuse_closed_period(ledger, document.entity_key, day, target=target)
    reversal = replace(
        document,
        document_date=max(day, document.document_date),
        posting_date=day,
        lines=tuple(replace(line, amount=-line.amount, key=None) for line in document.lines),
    )
    reversal = gathered(ledger, reversal, document)
    reversal_key = insert_document(ledger, reversal, state="reversal", at=at)
    assert standing.entry_key is not None  # it is posted
    entry = entry_of(ledger, document)
    entry_key = turn_back(ledger, standing.entry_key, entry, on=day, at=at)
    ledger.write(
        "UPDATE document SET entry_key = ?, reverses_key = ? WHERE key = ?",
        (entry_key, standing.key, reversal_key),
    )
    ledger.write(
        "UPDATE document SET state = 'reversed', modified_at = ? WHERE key = ?", (at, standing.key)
    )


def _post(ledger: Ledger, key: int, document: Document, *, at: str) -> None:
    entry_key = enter(ledger, entry_of(ledger, document), at=at)
    ledger.write("UPDATE document SET entry_key = ? WHERE key = ?", (entry_key, key))


def _refuse_bad(ledger: Ledger, document: Document, state: str, *, own_key: int) -> None:
    word = document.word
    if not document.lines:
        raise Refused("BL01001973", f"The {word} needs at least one line", target="/lines")
    if document.kind == "advance" and sum(line.amount for line in document.lines) <= 0:
        target = "/items" if document.subledger.code == "AR" else "/lines"
        rule = document.subledger.rule("AR-0601")
        raise Refused(rule, "An advance must be more than zero", target=target)
    _refuse_stranger(ledger, document)
    _refuse_duplicate(ledger, document, own_key)
    if state == "posted":
        refuse_closed_period(
            ledger, document.entity_key, document.posting_date, target="/postingDate"
        )


def _refuse_stranger(ledger: Ledger, document: Document) -> None:
    """Not of a party that belongs to another entity."""
    party_id, owner, owner_id = ledger.rows(
        "SELECT p.id, p.entity_key, e.id FROM party AS p LEFT JOIN entity AS e ON e.key = p.entity_key"
        " WHERE p.key = ?",
        (document.party_key,),
    )[0]
    if owner not in {None, document.entity_key}:
        party = document.subledger.party
        raise Refused(
            "BL03002030",
            f"The {party} {party_id} belongs to entity {owner_id}, and the lines' locations to another",
            target=f"/{party}",
        )


def _refuse_duplicate(ledger: Ledger, document: Document, own_key: int) -> None:
    """Not under a number that another document of the party has."""
    taken = ledger.one(
        "SELECT key FROM document WHERE subledger = ? AND number = ? AND party_key = ? AND kind = ?"
        " AND state NOT IN ('reversed', 'reversal') AND key <> ?",
        (
            document.subledger.code,
            document.number,
            document.party_key,
            document.kind,
            own_key,
        ),
    )
    if taken is not None:
        raise Refused(
            DUPLICATE,
            f"The {document.word} number {document.number} is already used for this {document.subledger.party}",
            message_id="IA.DUPLICATE_RECORD",
        )


def _refuse_settled(ledger: Ledger, standing: Standing, done: str) -> None:
    document = standing.document
    if standing.state not in _CHANGEABLE:
        raise Refused(
            document.subledger.rule("AR-0417"),
            f"The {document.word} {document.number} is {standing.state}, not to be {done}",
        )
    if standing.applied:
        raise Refused(
            document.subledger.rule("AR-0418"),
            f"The {document.word} {document.number} has payments and cannot be {done}",
        )
    if standing.state == "posted":
        refuse_closed_period(
            ledger, document.entity_key, document.posting_date, target="/postingDate"
        )


def _refuse_irreversible(standing: Standing, day: str, target: str) -> None:
    document = standing.document
    rule = document.subledger.rule
    word = f"{document.word} {document.number}"
    if standing.state != "posted":
        raise Refused(
            rule("AR-0414"),
            f"The {word} is {standing.state} and cannot be reversed{next_step(standing.state)}",
        )
    if standing.applied:
        raise Refused(rule("AR-0415"), f"The {word} has payments and cannot be reversed")
    if day < document.posting_date:
        raise Refused(
            rule("AR-0416"),
            f"The reversal date {day} is before the date {document.posting_date} of the {word}",
            target=target,
        )


def reverse_document(
    ledger: Ledger,
    subledger: Subledger,
    key: int,
    *,
    on: str | None,
    at: str,
    kind: Kind = "document",
) -> None:
    """Reverse a document by its key; see `reverse_standing`.

    Raises:
        UnknownKey: There is no such document.
        Refused: It cannot be reversed.
    """
    reverse_standing(ledger, load_document(ledger, key, subledger.code, kind), on=on, at=at)
