"""The commands `doctor` and `probe`.

Source: docs/doctor.md. Exit code 0 when all is well, 1 when something is not, 2 when the settings make no sense.
"""

import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread
from rich.console import Console

from intacct_books import IntacctError, Scope
from intacct_books.company.journals import ACCRUAL
from intacct_books.ties import Tied, control_ties, trial_balance_tie
from intacct_client.reports import Patience
from intacct_mcp.doctor.examine import examine
from intacct_mcp.doctor.machine_checks import host_config
from intacct_mcp.doctor.printing import print_readings, print_report, print_ties
from intacct_mcp.doctor.probing.points import POINTS
from intacct_mcp.doctor.probing.prober import Found, probe
from intacct_mcp.doctor.probing.readings_store import readings_file, write_readings
from intacct_mcp.doctor.subject import Subject, chosen, examined, opened_subject
from intacct_mcp.serving import Serving, read_serving
from intacct_mcp.settings import SettingsError

T = TypeVar("T")


def doctor(profile: str, *, as_json: bool, tie: bool, print_config: bool) -> int:
    """Examine, or tie, or print a host's configuration; gives the exit code."""
    if print_config:
        _print_json(host_config(os.environ))
        return 0
    if tie:
        return _tie(read_serving(os.environ, profile), as_json=as_json)
    report = anyio.run(examine, dict(os.environ), profile)
    if as_json:
        _print_json(report.as_json())
    else:
        print_report(report, Console())
    return int(not report.is_healthy)


def probe_readings(profile: str, *, as_json: bool) -> None:
    """Probe, and print what was found."""
    found = _told(_probe, read_serving(os.environ, profile))
    if as_json:
        _print_json([{"point": x.point, "reading": x.reading, "how": x.how} for x in found])
    else:
        print_readings(found, Console())


def _tie(serving: Serving, *, as_json: bool) -> int:
    ties = _told(tied, serving)
    if as_json:
        _print_json([_tie_json(each) for each in ties])
    else:
        print_ties(ties, Console())
    return int(any(each.differences for each in ties))


def _tie_json(tied_: Tied) -> dict[str, object]:
    differences = [
        {
            "account": each.account,
            "currency": each.currency,
            "ours": f"{each.ours:.2f}",
            "intacct": f"{each.theirs:.2f}",
            "difference": f"{each.by:.2f}",
        }
        for each in tied_.differences
    ]
    return {"check": tied_.check, "compared": tied_.compared, "differences": differences}


async def tied(serving: Serving) -> list[Tied]:
    """All comparisons, as of today."""
    async with opened_subject(serving, chosen(serving)) as subject:
        return await tied_subject(subject)


async def tied_subject(subject: Subject) -> list[Tied]:
    """All comparisons of one company, as of its today."""
    # In this process nothing is waited for: the sandbox makes a report while it is asked about it.
    patience = Patience(pause=_no_pause) if subject.is_sandbox else Patience(pause=told_pause)
    async with examined(subject, "doctor --tie") as examination:
        intacct, scope = examination.intacct, _scope(subject)
        return [
            await trial_balance_tie(intacct, scope, patience),
            *await control_ties(intacct, scope),
        ]


async def told_pause(seconds: float) -> None:
    """Wait, and say on stderr why nothing is seen meanwhile."""
    sys.stderr.write(f"Intacct makes its trial balance; asked again in {seconds:.0f} seconds.\n")
    await anyio.sleep(seconds)


def _scope(subject: Subject) -> Scope:
    account = subject.account
    return Scope(
        company=account.company,
        entities=(account.entity,) if account.entity else (),
        private=not account.entity,
        book=ACCRUAL,
        currency="",
        today=subject.clock.today(),
        is_sandbox=subject.is_sandbox,
        is_bound=bool(account.entity),
    )


async def _no_pause(_: float) -> None:
    await anyio.lowlevel.checkpoint()


async def _probe(serving: Serving) -> list[Found]:
    async with opened_subject(serving, chosen(serving)) as subject:
        return await probed_subject(subject)


async def probed_subject(subject: Subject) -> list[Found]:
    """The readings of one company; kept for the server, unless it lives in this process."""
    day = subject.clock.today()
    async with examined(subject, "probe") as examination:
        found = await probe(examination.intacct, day, POINTS)
    if not subject.is_sandbox:
        kept = [(each.point, each.reading, each.how) for each in found]
        path = readings_file(subject.account)
        await anyio.to_thread.run_sync(
            write_readings, path, subject.account.company, day.isoformat(), kept
        )
    return found


def _told(run: Callable[[Serving], Awaitable[T]], serving: Serving) -> T:
    """Run it; a company that cannot be read is one sentence and a hint, no traceback."""
    try:
        return anyio.run(run, serving)
    except (IntacctError, ValueError) as error:
        raise SettingsError(f"{error} `intacct-mcp doctor` looks for the cause.") from error


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
