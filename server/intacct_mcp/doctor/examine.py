"""The examination: step after step until one finds what stands in the way.

Source: docs/doctor.md (the steps and what each can find).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from intacct_books import IntacctError
from intacct_client.errors import SignInFailed
from intacct_client.watching import Exchange
from intacct_mcp.company_usage import CeilingReached
from intacct_mcp.doctor.company_checks import entities, limits, modules, private_records, user
from intacct_mcp.doctor.failures import recognised
from intacct_mcp.doctor.machine_checks import host, own_files, settings_of, token_lock
from intacct_mcp.doctor.report import Line, Report, failed, unchecked, warning
from intacct_mcp.doctor.sign_in_checks import claims, clock, company, kept_token, reach, sign_in
from intacct_mcp.doctor.subject import Examination, Subject, chosen, examined, opened_subject

Step = Callable[[Examination], Awaitable[list[Line]]]
STEPS: tuple[Step, ...] = (
    company,
    token_lock,
    kept_token,
    reach,
    clock,
    sign_in,
    claims,
    entities,
    user,
    private_records,
    modules,
    limits,
)


async def examine(environment: Mapping[str, str], profile: str = "") -> Report:
    """Look at everything between this machine and the company that is meant."""
    lines, serving = settings_of(environment, profile)
    report = Report([*lines, *own_files(), host()])
    if serving is None:
        return report
    try:
        async with opened_subject(serving, chosen(serving)) as subject:
            await examine_subject(subject, report)
    except SignInFailed as error:
        report.lines.append(failed("F17", str(error)))
    except CeilingReached as error:
        report.lines.append(failed("S1", str(error)))
    except ValueError as error:
        report.lines.append(failed("S1", str(error)))
    return report


async def examine_subject(subject: Subject, report: Report) -> None:
    """Take the steps; the first that fails is the last."""
    async with examined(subject, "doctor") as examination:
        steps = iter(STEPS)
        while report.is_healthy and (step := next(steps, None)):
            report.lines += await _taken(step, examination)
        left = ", ".join(step.__name__.replace("_", " ") for step in steps)
        if left:
            report.facts["not reached"] = left
        report.facts |= examination.facts
        spent = examination.intacct.spent.transactions
        report.facts["plan"] = _plan(subject, spent)
        report.facts["this check"] = f"{spent} API transactions"
    report.lines += unchecked({line.id for line in report.lines})


def _plan(subject: Subject, spent: int) -> str:
    month = subject.usage.known if subject.usage else None
    if month is None:
        return f"tier {subject.tier}; transactions of the month are not counted here"
    return replace(month, used=month.used + spent).line


async def _taken(step: Step, examination: Examination) -> list[Line]:
    """A step's findings, and what went wrong on the way and mended itself."""
    try:
        lines = await step(examination)
    except IntacctError as error:
        failure, last = examination.cause(error)
        return [failed(failure.id, _quoted(last) or str(error))]
    mended = {recognised(each, examination.kind).id: each for each in examination.new_refusals()}
    return [
        *lines,
        *(warning(id_, f"{_quoted(each)}; the next try went well") for id_, each in mended.items()),
    ]


def _quoted(exchange: Exchange) -> str:
    """What came back, in Intacct's own words and with what to quote to Sage."""
    fault = exchange.fault
    if not exchange.status:
        return ""
    code = f" {fault.code}" if fault.code else ""
    quote = fault.request_id or fault.support_id
    said = f", {fault.message!r}" if fault.message else ""
    return f"status {exchange.status}{code}{said}" + (f" (support id {quote})" if quote else "")
