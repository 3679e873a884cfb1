"""Report jobs: one runs at a time, the others wait; what one made is kept.

Source: docs/api/reports.md. There is no clock in here: each question about any job's status is a step, and a
job is finished so many steps after it began. A job that nobody has asked about since it was submitted has
not begun.
"""

from collections.abc import Callable
from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Fault, Refused, UnknownKey
from intacct_sandbox.company.reports.table import ReportTable

Run = Callable[[str, str], ReportTable]
_COLUMNS = "o.key, o.job_key, j.name, o.output_type, o.output_location, o.state"


@dataclass(frozen=True, slots=True)
class Output:
    """A report in one format: what was asked for, and how far it is."""

    key: int
    job_key: int
    name: str
    type: str
    location: str
    state: str


def submit_job(
    ledger: Ledger, report: str, name: str, request: str, *, user_key: int, at: str
) -> int:
    """Keep what was asked for; the job's key."""
    return ledger.insert(
        "report_job",
        {
            "report": report,
            "name": name,
            "request": request,
            "user_key": user_key,
            "created_at": at,
            "modified_at": at,
        },
    )


def submit_output(ledger: Ledger, job_key: int, type_: str, location: str, *, at: str) -> Output:
    """Put a job in line in one format; one that is in line already stays where it is."""
    kept = ledger.one(
        "SELECT key, state FROM report_output"
        " WHERE job_key = ? AND output_type = ? AND output_location = ?",
        (job_key, type_, location),
    )
    if kept is None:
        ledger.insert(
            "report_output",
            {
                "job_key": job_key,
                "output_type": type_,
                "output_location": location,
                "state": "submitted",
                "polls_left": 0,
                "modified_at": at,
            },
        )
    elif kept[1] not in {"submitted", "pending"}:
        _move(ledger, kept[0], "submitted", at=at)
    return find_output(ledger, job_key, type_, location)


def submit_again(ledger: Ledger, job_key: int, type_: str, location: str, *, at: str) -> Output:
    """Another format of a report that is finished.

    Raises:
        UnknownKey: There is no such report.
        Refused: It has not been made yet.
    """
    found = ledger.one("SELECT result FROM report_job WHERE key = ?", (job_key,))
    if found is None:
        raise UnknownKey(str(job_key))
    if found[0] is None:
        raise Refused("GL-2001", f"Report {job_key} is not finished", target="/reportId")
    return submit_output(ledger, job_key, type_, location, at=at)


def find_output(ledger: Ledger, job_key: int, type_: str, location: str) -> Output:
    """A job in one format.

    Raises:
        UnknownKey: There is no such job, or not in this format.
    """
    found = ledger.one(
        f"SELECT {_COLUMNS} FROM report_output AS o JOIN report_job AS j ON j.key = o.job_key"
        " WHERE o.job_key = ? AND o.output_type = ? AND o.output_location = ?",
        (job_key, type_, location),
    )
    if found is None:
        raise UnknownKey(str(job_key))
    return Output(*found)


def advance(ledger: Ledger, run: Run, *, polls: int, at: str) -> None:
    """One step: the job that runs, or the first in line, comes closer to its end.

    Args:
        ledger: Where the jobs are.
        run: Makes a report from its name and its request.
        polls: For how many steps a job runs.
        at: When this is.
    """
    current = _first(ledger, "pending")
    if current is None:
        current = _first(ledger, "submitted")
        if current is None:
            return
        ledger.write(
            "UPDATE report_output SET state = 'pending', polls_left = ? WHERE key = ?",
            (polls, current[0]),
        )
        current = (current[0], current[1], polls)
    key, job_key, left = current
    if left > 0:
        ledger.write("UPDATE report_output SET polls_left = ? WHERE key = ?", (left - 1, key))
    else:
        _finish(ledger, key, job_key, run, at=at)


def cancel_output(ledger: Ledger, output: Output, *, at: str) -> Output:
    """Take a job out of the line.

    Raises:
        Refused: It is not in line: it runs, or has ended.
    """
    if output.state != "submitted":
        raise Refused(
            "GL-2002", f"Report {output.job_key} is {output.state} and cannot be canceled"
        )
    _move(ledger, output.key, "canceled", at=at)
    return find_output(ledger, output.job_key, output.type, output.location)


def read_result(ledger: Ledger, output: Output) -> ReportTable:
    """What a finished job made.

    Raises:
        UnknownKey: It has made nothing (yet).
    """
    found = ledger.one("SELECT result FROM report_job WHERE key = ?", (output.job_key,))
    if found is None or output.state != "completed":
        raise UnknownKey(str(output.job_key))
    return ReportTable.from_json(found[0])


def delete_job(ledger: Ledger, key: int) -> None:
    """Throw away a report with all its formats.

    Raises:
        UnknownKey: There is no such report.
        Refused: It is in line, or runs.
    """
    if ledger.one("SELECT key FROM report_job WHERE key = ?", (key,)) is None:
        raise UnknownKey(str(key))
    states = ledger.rows("SELECT state FROM report_output WHERE job_key = ?", (key,))
    if {state for (state,) in states} & {"submitted", "pending"}:
        raise Refused("GL-2003", f"Report {key} is not finished")
    ledger.write("DELETE FROM report_output WHERE job_key = ?", (key,))
    ledger.write("DELETE FROM report_job WHERE key = ?", (key,))


def _first(ledger: Ledger, state: str) -> tuple[int, int, int] | None:
    found = ledger.one(
        "SELECT key, job_key, polls_left FROM report_output WHERE state = ? ORDER BY key LIMIT 1",
        (state,),
    )
    return (found[0], found[1], found[2]) if found else None


def _finish(ledger: Ledger, key: int, job_key: int, run: Run, *, at: str) -> None:
    """Make the report, unless another format of it has been made already."""
    report, request, result = ledger.rows(
        "SELECT report, request, result FROM report_job WHERE key = ?", (job_key,)
    )[0]
    try:
        made = result or run(report, request).to_json()
    except Fault as fault:
        _move(ledger, key, "failed", error_id=fault.error_id, error=fault.message, at=at)
        return
    ledger.write(
        "UPDATE report_job SET result = ?, modified_at = ? WHERE key = ?", (made, at, job_key)
    )
    _move(ledger, key, "completed", at=at)


def _move(
    ledger: Ledger,
    key: int,
    state: str,
    *,
    at: str,
    error_id: str | None = None,
    error: str | None = None,
) -> None:
    ledger.write(
        "UPDATE report_output SET state = ?, error_id = ?, error = ?, modified_at = ? WHERE key = ?",
        (state, error_id, error, at, key),
    )
