"""Workflows of records that post nothing: they only move from state to state.

Source: docs/api/workflows.md, docs/api/approvals.md.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, cast

from intacct_sandbox.company.describing.homes import home_of
from intacct_sandbox.company.describing.reconciliations import (
    RECONCILIATION,
    reopen_reconciliation,
)
from intacct_sandbox.company.describing.records import stored_fields
from intacct_sandbox.company.describing.state_moves import StateMove, move_state
from intacct_sandbox.company.documents.purchase_approvals import (
    DOCUMENT,
    decide_purchase,
    submit_purchase,
)
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.rest.objects.acts import Act
from intacct_sandbox.rest.objects.payload import is_key
from intacct_sandbox.rest.objects.workflow_payload import WorkflowPayload

Workflow = Callable[[Act, Any], int]
VENDOR, EXPENSE = "accounts-payable/vendor", "expenses/employee-expense"
_REVERSE = StateMove("reversed", frozenset({"approved", "posted", "confirmed"}), "reversed")


def _moving(name: str, verb: str, move: StateMove) -> Workflow:
    """The workflow that makes one move."""

    def run(act: Act, body: Any) -> int:
        key = WorkflowPayload(f"{name}/{verb}", body).key()
        move_state(act.ledger, name, key, move, at=act.at)
        return key

    return run


def _reverse_expense(act: Act, body: Any) -> int:
    payload = WorkflowPayload(f"{EXPENSE}/reverse", body)
    key, day = payload.key(), payload.day("reverseDate")
    own_day = str(stored_fields(act.ledger, home_of(EXPENSE), key).get("createdDate") or "")
    if day < own_day:
        raise Refused(
            "CM-0416",
            f"The reversal date {day} is before the date {own_day} of the expense report",
            target="/reverseDate",
        )
    move_state(act.ledger, EXPENSE, key, _REVERSE, at=act.at)
    return key


def _submit(act: Act, body: Any) -> int:
    key = WorkflowPayload(f"{DOCUMENT}/submit", body).key()
    submit_purchase(act.ledger, key, at=act.at)
    return key


def _deciding(verb: str, decision: Literal["approved", "declined"]) -> Workflow:
    """The workflow that approves or declines a purchasing document."""

    def run(act: Act, body: Any) -> int:
        payload = WorkflowPayload(f"{DOCUMENT}/{verb}", body)
        keys = _line_keys(payload.value.get("lineKeys"))
        decide_purchase(act.ledger, payload.key(), decision, keys, at=act.at)
        return payload.key()

    return run


def _line_keys(given: Any) -> frozenset[int]:
    keys = [str(each) for each in cast("list[Any]", given or [])]
    for number, key in enumerate(keys):
        if not is_key(key):
            raise Malformed(
                "REST-1043",
                f"lineKeys must be keys of lines, not {key!r}",
                message_id="IA.NOT_A_VALID_VALUE",
                target=f"/lineKeys/{number}",
            )
    return frozenset(map(int, keys))


def _reopen(act: Act, body: Any) -> int:
    payload = WorkflowPayload(f"{RECONCILIATION}/reopen", body)
    key, day = payload.key(), payload.day("reconciliationDate")
    reopen_reconciliation(act.ledger, key, payload.text("bankAccountId"), day, at=act.at)
    return key


def _reopened(row: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a reopening, which is no reference."""
    return {
        "key": str(row["key"]),
        "bankAccountId": row["bankAccount.id"],
        "state": "reopened",
        "message": f"The reconciliation of {row['reconciliationDate']} is open again",
    }


MOVES: dict[str, dict[str, Workflow]] = {
    VENDOR: {
        "approve": _moving(VENDOR, "approve", StateMove("approved", frozenset(), "a")),
        "decline": _moving(VENDOR, "decline", StateMove("declined", frozenset(), "r")),
    },
    EXPENSE: {
        "recall": _moving(
            EXPENSE,
            "recall",
            StateMove("recalled", frozenset({"submitted", "partiallyApproved"}), "draft"),
        ),
        "reverse": _reverse_expense,
    },
    DOCUMENT: {
        "submit": _submit,
        "approve": _deciding("approve", "approved"),
        "decline": _deciding("decline", "declined"),
    },
    RECONCILIATION: {"reopen": _reopen},
}
# Workflows whose answer is not the usual reference, by object and verb.
ANSWERS: dict[tuple[str, str], Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    (RECONCILIATION, "reopen"): _reopened,
}
