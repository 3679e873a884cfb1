"""Bulk jobs: a file of records, done in steps.

Source: docs/api/bulk.md. There is no clock in it: a job takes one step each time somebody has looked at it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from intacct_sandbox.company.exact_json import read_json
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.values import SqlValue

_FIELDS = "key, id, user_key, entity_key, object, operation, state, file, results"
_NEXT = {
    "queued": "preprocessing",
    "preprocessing": "processing",
    "processing": "postprocessing",
    "postprocessing": "completed",
}


@dataclass(frozen=True, slots=True)
class BulkJob:
    """One job.

    Attributes:
        key: Its row.
        id: What it is asked for by.
        user_key: Whose it is.
        entity_key: Where its records go; None for the top level.
        object: What its records are.
        operation: `create`, `update` or `delete`.
        state: Where it stands: one of `_NEXT`, `completed` or `failed`.
        file: The file's text.
        results: What became of the records done so far, in their order.
    """

    key: int
    id: str
    user_key: int
    entity_key: int | None
    object: str
    operation: str
    state: str
    file: str
    results: list[Any]

    @property
    def records(self) -> list[Any] | None:
        """The records of the file; None when it is no list of them."""
        try:
            read = read_json(self.file)
        except (ValueError, RecursionError):
            return None
        return cast("list[Any]", read) if isinstance(read, list) and read else None

    @property
    def percent(self) -> int:
        """How many of a hundred records are done."""
        records = self.records
        return len(self.results) * 100 // len(records) if records else 0


def add_job(
    ledger: Ledger,
    job_id: str,
    *,
    user_key: int,
    entity_key: int | None,
    name: str,
    operation: str,
    file: str,
) -> None:
    """Queue a job."""
    row: dict[str, SqlValue] = {
        "id": job_id,
        "user_key": user_key,
        "entity_key": entity_key,
        "object": name,
        "operation": operation,
        "state": "queued",
        "file": file,
        "results": "[]",
    }
    with ledger.transaction():
        ledger.insert("bulk_job", row)


def find_job(ledger: Ledger, job_id: str, user_key: int) -> BulkJob | None:
    """A user's job; None when they have none of that id."""
    row = ledger.one(
        f"SELECT {_FIELDS} FROM bulk_job WHERE id = ? AND user_key = ?", (job_id, user_key)
    )
    return replace(BulkJob(*row), results=json.loads(row[-1])) if row else None


def advance(ledger: Ledger, job: BulkJob, work: Callable[[Any], dict[str, Any]]) -> None:
    """Take a job's next step: half of the records in `processing`, the rest after it.

    Args:
        ledger: Where.
        job: As it stands.
        work: Does one record and says what became of it.
    """
    if job.state not in _NEXT:
        return
    state, results = _NEXT[job.state], job.results
    records = job.records
    if state == "processing" and records is None:
        state = "failed"
    elif records is not None and state in {"processing", "postprocessing"}:
        until = len(records) // 2 if state == "processing" else len(records)
        results = [*results, *(work(each) for each in records[len(results) : until])]
    moved = replace(job, state=state, results=results)
    ledger.write(
        "UPDATE bulk_job SET state = ?, results = ? WHERE key = ?",
        (moved.state, json.dumps(moved.results), moved.key),
    )
