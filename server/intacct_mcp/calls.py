"""The running call: what it is and what it used; counted and logged when it ends, however it ends.

A call is a tool's, or the reading of a resource. What a host asks for while a person types is counted only.
Files are written on a worker thread, after the answer is made and before it is returned. When one cannot be
written, the answer says so in its notes; a strict audit log withholds it instead.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CancelScope, get_cancelled_exc_class, to_thread
from mcp.server.mcpserver.exceptions import ResourceError, ToolError, UnexpectedToolError
from pydantic import ValidationError

from intacct_books import IntacctError
from intacct_client import Intacct
from intacct_mcp.audit.redact import redacted
from intacct_mcp.remarks import Remarks

if TYPE_CHECKING:
    # They open files with libraries that a server must not wait for while it lists its tools.
    from intacct_mcp.audit.log import AuditLog
    from intacct_mcp.company_usage import CompanyUsage

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Call:
    """One call.

    Attributes:
        tool: The tool's name; for what is no tool, the protocol's word for it.
        arguments: As they were given.
        profile: The connection it went over.
        company: The company it was about.
        used: The handles it used, each with where its requests are counted.
    """

    tool: str
    arguments: dict[str, Any]
    profile: str = ""
    company: str = ""
    used: list[tuple[Intacct, "CompanyUsage | None"]] = field(
        default_factory=list[tuple[Intacct, "CompanyUsage | None"]]
    )


running: ContextVar[Call | None] = ContextVar("running", default=None)


def use(profile: str, intacct: Intacct, usage: "CompanyUsage | None") -> None:
    """Tell the running call, if there is one, which handle it uses."""
    call = running.get()
    if call is not None:
        call.profile, call.company = profile, intacct.account.company
        call.used.append((intacct, usage))


def forget_used() -> None:
    """The running call has nothing to do with what it used so far."""
    call = running.get()
    if call is not None:
        call.profile, call.company = "", ""
        call.used.clear()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended: `ok`, `refused`, `crashed` or `cancelled`, and the class of the error."""

    word: str
    error: str = ""


class Unlogged(IntacctError):
    """The audit log is strict and cannot be written."""


class Calls:
    """Runs calls, and writes down what each was."""

    def __init__(self, open_audit: "Callable[[], AuditLog] | None" = None) -> None:
        """Name the log.

        Args:
            open_audit: Opens the audit log, once it is needed; None keeps none.
        """
        self._open_audit = open_audit
        self._audit: AuditLog | None = None

    async def run(self, call: Call, work: Callable[[], Awaitable[T]]) -> T:
        """Do the work of a call, and count and log it.

        Raises:
            Unlogged: The audit log is strict and cannot be written; also whatever the work raises.
        """
        before = running.set(call)
        started = time.perf_counter()
        try:
            await self._check_audit()
            answer = await work()
        except BaseException as error:  # a cancelled call is counted and logged too
            await self._finish(call, _outcome_of(error), started)
            raise
        finally:
            running.reset(before)
        remarks = await self._finish(call, Outcome("ok"), started)
        if remarks.is_unlogged and self._audit is not None and self._audit.is_strict:
            raise Unlogged(remarks.notes[-1])
        remarks.say_in(answer)
        return answer

    async def count(self, call: Call, work: Callable[[], Awaitable[T]]) -> T:
        """Do work that nobody asked a question for: what it sends is counted, and it is not logged."""
        before = running.set(call)
        try:
            return await work()
        finally:
            running.reset(before)
            sent = [each for each in call.used if each[0].spent.calls or each[0].spent.setup]
            if sent:
                with CancelScope(shield=True):
                    await to_thread.run_sync(_count, call.tool, sent, Remarks())

    async def _check_audit(self) -> None:
        if self._open_audit is not None and self._audit is None:
            self._audit = await to_thread.run_sync(self._open_audit)
        if self._audit is not None and self._audit.is_strict:
            try:
                await to_thread.run_sync(self._audit.check)
            except OSError as error:
                raise Unlogged(_unlogged(error)) from error

    async def _finish(self, call: Call, outcome: Outcome, started: float) -> Remarks:
        milliseconds = round((time.perf_counter() - started) * 1000)
        remarks = Remarks()
        # A cancelled call has cost what it has cost.
        with CancelScope(shield=True):
            await to_thread.run_sync(self._write_down, call, outcome, milliseconds, remarks)
        return remarks

    def _write_down(
        self, call: Call, outcome: Outcome, milliseconds: int, remarks: Remarks
    ) -> None:
        _count(call.tool, call.used, remarks)
        if self._audit is not None:
            try:
                self._audit.append(_facts(call, outcome, milliseconds))
            except OSError as error:
                remarks.notes.append(_unlogged(error))
                remarks.is_unlogged = True


def _count(tool: str, used: "list[tuple[Intacct, CompanyUsage | None]]", remarks: Remarks) -> None:
    for intacct, usage in used:
        if usage is not None:
            try:
                remarks.usage = usage.count(tool, intacct)
            except OSError as error:
                _log.warning("API transactions are not counted: %s", error)
                remarks.notes.append(
                    "This call's API transactions could not be counted. Make the state folder writable."
                )


def _outcome_of(error: BaseException) -> Outcome:
    if isinstance(error, get_cancelled_exc_class()):
        return Outcome("cancelled")
    cause = error if isinstance(error, IntacctError) else error.__cause__ or error
    told = isinstance(error, ToolError | ResourceError | IntacctError)
    if told and not isinstance(error, UnexpectedToolError):
        is_ours = isinstance(cause, IntacctError)
        named = type(cause).__name__ if is_ours else "BadArguments"
        return Outcome("refused", named if is_ours or isinstance(cause, ValidationError) else "")
    return Outcome("crashed", type(cause).__name__)


def _facts(call: Call, outcome: Outcome, milliseconds: int) -> dict[str, Any]:
    """What the audit log says of a call; parts that are empty are left out."""
    spent = [intacct.spent for intacct, _ in call.used]
    facts = {
        "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
        "profile": call.profile,
        "company": call.company,
        "tool": call.tool[:100],
        "arguments": redacted(call.arguments),
        "touched": sorted({name for each in spent for name in each.touched}),
        "api": sum(each.transactions + each.setup_transactions for each in spent),
        "outcome": outcome.word,
        "error": outcome.error,
        "ms": milliseconds,
    }
    return {name: value for name, value in facts.items() if value not in ("", [], {})}


def _unlogged(error: OSError) -> str:
    return (
        f"The audit log cannot be written ({error.strerror or 'another process keeps it'}). "
        "Make its folder writable; intacct-mcp audit verify names it."
    )
