"""Many records in one request: each on its own, or all or none.

Source: docs/api/batches.md. The answer has one element a record, in the order of the request: a reference, or
envelope E with the error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.errors import ApiError, unprocessed
from intacct_sandbox.rest.wire import mixed_meta

MOST_RECORDS = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: the status it would have had alone, and the reference or the error."""

    status: int
    content: dict[str, Any]
    is_error: bool = False

    def element(self) -> dict[str, Any]:
        """The record's element of the answer."""
        if self.is_error:
            return {"ia::status": self.status, "ia::error": self.content}
        return {**self.content, "ia::status": self.status}


class _RollBack(Exception):
    """Undoes the records of a batch that stands or falls together."""


def run_batch(
    ledger: Ledger,
    works: Sequence[Callable[[], Outcome]],
    is_atomic: bool,
    all_failed: Literal["mixed", "plain"],
) -> tuple[int, dict[str, Any]]:
    """Do all of a batch.

    Args:
        ledger: Where.
        works: What is to be done for each record.
        is_atomic: Whether one failure undoes all.
        all_failed: Whether a batch of which nothing was done has the status of its first failure (`plain`).

    Returns:
        The status and the body; no body when everything was deleted.
    """
    outcomes: list[Outcome] = []
    failed: list[Outcome] = []
    if is_atomic:
        try:
            with ledger.transaction():
                outcomes = [outcome_of(work) for work in works]
                failed = [each for each in outcomes if each.is_error]
                if failed:
                    raise _RollBack
        except _RollBack:
            outcomes = [each if each.is_error else _undone() for each in outcomes]
    else:
        outcomes = [outcome_of(work) for work in works]
        failed = [each for each in outcomes if each.is_error]
    failures = sum(outcome.is_error for outcome in outcomes)
    status = 207 if failed else outcomes[0].status
    if failures == len(outcomes) and all_failed == "plain":
        status = failed[0].status
    if status == 204:
        return status, {}
    elements = [each.element() for each in outcomes]
    return status, {"ia::result": elements, "ia::meta": mixed_meta(len(elements), failures)}


def outcome_of(work: Callable[[], Outcome]) -> Outcome:
    """Do the work for one record, whatever comes of it."""
    try:
        return work()
    except ApiError as refused:
        return Outcome(refused.status, refused.content(), is_error=True)


def _undone() -> Outcome:
    refused = unprocessed()
    return Outcome(refused.status, refused.content(), is_error=True)
