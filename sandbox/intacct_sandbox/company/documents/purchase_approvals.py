"""Purchasing documents that wait for approval, as a whole or line by line.

Source: docs/api/approvals.md, docs/api/typed-documents.md.
"""

from collections.abc import Iterable
from typing import Literal

from intacct_sandbox.company.describing.homes import home_of
from intacct_sandbox.company.describing.records import Values, stored_fields, update_record
from intacct_sandbox.company.describing.state_moves import (
    StateMove,
    refuse_state,
    set_state,
)
from intacct_sandbox.company.documents.approvals import approved_state, state_after_submit
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused

DOCUMENT = "purchasing/document"
_LINE = f"{DOCUMENT}-line"
_WAITING = frozenset({"submitted", "partiallyApproved"})
_SUBMIT = StateMove("submitted", frozenset({"draft", "declined"}), "submitted")
_AGREED = "pending"  # what is submitted and needs nobody's approval


def submit_purchase(ledger: Ledger, key: int, *, at: str) -> None:
    """Submit a document: it waits, or is agreed to at once, by its total.

    Raises:
        UnknownKey: There is no such document.
        Refused: It is neither a draft nor declined.
    """
    refuse_state(ledger, DOCUMENT, key, _SUBMIT)
    state = state_after_submit(ledger.assumptions, _total(ledger, key), agreed=_AGREED)
    set_state(ledger, DOCUMENT, key, state, at=at)
    if state == "submitted":
        _mark(ledger, _lines(ledger, key), "pendingApproval", at=at)


def decide_purchase(
    ledger: Ledger,
    key: int,
    decision: Literal["approved", "declined"],
    line_keys: frozenset[int],
    *,
    at: str,
) -> None:
    """Approve or decline a document, or some of its lines; it follows its lines once all are decided.

    Raises:
        UnknownKey: There is no such document.
        Refused: It does not wait, or a line is not its own.
    """
    refuse_state(ledger, DOCUMENT, key, StateMove(decision, _WAITING, decision))
    lines = _lines(ledger, key)
    foreign = sorted(line_keys - lines.keys())
    if foreign:
        raise Refused(
            "BL03002028", f"The document {key} has no line {foreign[0]}", target="/lineKeys"
        )
    chosen = line_keys or frozenset(lines)
    _mark(ledger, chosen, decision, at=at)
    after = {decision if each in chosen else state for each, state in lines.items()}
    before = str(stored_fields(ledger, home_of(DOCUMENT), key)["state"])
    if after - {decision}:
        state = "partiallyApproved" if "approved" in after else before
    elif decision == "approved" and not line_keys:
        state = approved_state(before, _total(ledger, key), agreed="approved")
    else:
        state = decision
    set_state(ledger, DOCUMENT, key, state, at=at)


def _total(ledger: Ledger, key: int) -> int:
    return int(stored_fields(ledger, home_of(DOCUMENT), key).get("total") or 0)


def _lines(ledger: Ledger, key: int) -> dict[int, str | None]:
    """The approval states of a document's lines by key."""
    rows = ledger.rows(
        "SELECT key, json_extract(fields, '$.approvalState') FROM record WHERE object = ?"
        " AND json_extract(fields, '$.\"documentHeader.key\"') = ?",
        (_LINE, key),
    )
    return {int(row[0]): row[1] for row in rows}


def _mark(ledger: Ledger, keys: Iterable[int], state: str, *, at: str) -> None:
    line_type = ledger.shape.objects[_LINE]
    for key in keys:
        update_record(ledger, line_type, key, Values({"approvalState": state}), at=at)
