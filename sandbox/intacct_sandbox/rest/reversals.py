"""The reverse workflows: bodies turned into the company's own acts.

Source: docs/api/writing.md. First cut: invoices, bills and (the sandbox's own) journal entries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intacct_sandbox.company.documents import reverse_document
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.manual_entries import reverse_manual_entry
from intacct_sandbox.company.subledger import PAYABLES, RECEIVABLES
from intacct_sandbox.rest.creates import BILL, ENTRY, INVOICE
from intacct_sandbox.rest.payload import WorkflowPayload


def _reverse_invoice(ledger: Ledger, key: int, on: str | None, at: str) -> None:
    reverse_document(ledger, RECEIVABLES, key, on=on, at=at)


def _reverse_bill(ledger: Ledger, key: int, on: str | None, at: str) -> None:
    reverse_document(ledger, PAYABLES, key, on=on, at=at)


def _reverse_entry(ledger: Ledger, key: int, on: str | None, at: str) -> None:
    reverse_manual_entry(ledger, key, on=on, at=at)


@dataclass(frozen=True, slots=True)
class Reversal:
    """A reverse workflow: what it does, and what its body calls the day."""

    act: Callable[[Ledger, int, "str | None", str], None]
    day: str


# The API's own names for the day differ (docs/api/writing.md).
REVERSALS: dict[str, Reversal] = {
    INVOICE: Reversal(_reverse_invoice, "reversedDate"),
    BILL: Reversal(_reverse_bill, "reverseDate"),
    ENTRY: Reversal(_reverse_entry, "reverseDate"),
}


def reverse(ledger: Ledger, name: str, body: Any, at: str) -> int:
    """Run a reverse workflow; the key of what was reversed."""
    workflow = REVERSALS[name]
    payload = WorkflowPayload(body, known={"key", workflow.day, "memo", "notes"})
    key = payload.key()
    workflow.act(ledger, key, payload.day_or_none(workflow.day), at)
    return key
