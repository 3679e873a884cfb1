"""How many requests at once, in a minute and in an hour: the layer that refuses one more.

A place is taken from a request's arrival to the last byte of its answer. Requests without a good token take
none: nobody knows whose they are.
Source: docs/api/limits.md.
Units:  seconds; minutes and hours are counted in fixed windows of the sandbox's clock.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.around.paths import is_api_call, state_of
from intacct_sandbox.rest.errors import gateway_error

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """What one application and the company may do.

    Attributes:
        application: Requests at once of one application.
        company: Requests at once of all of them.
        wait: What a refused one is told to wait, in seconds.
        minute: Requests a minute of one application; a soft limit, only told.
        hour: Requests an hour of one application; told, and refused beyond when `refuses_by_hour`.
        refuses_by_hour: Whether the hour's limit is enforced.
    """

    application: int = 6
    company: int = 8
    wait: int = 60
    minute: int = 1_000
    hour: int = 20_000
    refuses_by_hour: bool = False

    def __post_init__(self) -> None:
        if min(self.application, self.company, self.minute, self.hour) < 1 or self.wait < 0:
            raise ValueError("Limits are whole numbers of at least 1.")


def read_limits(concurrency: str, hour_limit: int) -> Limits:
    """Limits as the command line takes them.

    Args:
        concurrency: `6/8`: of one application, and of the company.
        hour_limit: Requests an hour before more are refused; 0 refuses none.
    """
    application, slash, company = concurrency.partition("/")
    if not (slash and application.isdecimal() and company.isdecimal()):
        raise ValueError(f"concurrency is two whole numbers such as 6/8, not {concurrency!r}.")
    limits = Limits(int(application), int(company))
    return replace(limits, hour=hour_limit, refuses_by_hour=True) if hour_limit else limits


class Windows:
    """How many requests an application made in the current minute or hour."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._window = 0
        self._counts: Counter[str] = Counter()

    def count(self, application: str, now: float) -> int:
        """One more request; how many it makes."""
        window = int(now // self._seconds)
        if window != self._window:
            self._window = window
            self._counts.clear()
        self._counts[application] += 1
        return self._counts[application]

    def left(self, now: float) -> int:
        """Seconds until the next window."""
        return self._seconds - int(now % self._seconds)


class Throttle:
    """The layer that counts and refuses."""

    def __init__(
        self, app: ASGIApp, limits: Limits, assumptions: Assumptions, clock: Callable[[], float]
    ) -> None:
        self._app = app
        self._limits = limits
        self._tells_plainly = assumptions.retry_after == "sent"
        self._clock = clock
        self._lock = Lock()
        self._running: Counter[str] = Counter()
        self._minute = Windows(MINUTE)
        self._hour = Windows(HOUR)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or refuse it at once."""
        application = state_of(scope)["application"] if is_api_call(scope) else ""
        if not application:
            await self._app(scope, receive, send)
            return
        headers, wait = self._enter(application)
        if wait is not None:
            await self._refuse(headers, wait)(scope, receive, send)
            return

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        try:
            await self._app(scope, receive, telling)
        finally:
            with self._lock:
                self._running[application] -= 1

    def _enter(self, application: str) -> tuple[dict[str, str], int | None]:
        """Take a place if there is one; the headers to tell, and how long to wait if there is none."""
        limits, now = self._limits, self._clock()
        with self._lock:
            own = limits.application - self._running[application]
            company = limits.company - self._running.total()
            minute = limits.minute - self._minute.count(application, now)
            hour = limits.hour - self._hour.count(application, now)
            wait = None
            headers: dict[str, str] = {}
            if own < 1:
                wait = limits.wait
                headers["X-IA-Throttle-Retry-After"] = str(wait)
            if company < 1:
                wait = limits.wait
                headers["X-IA-TENANT-Throttle-Retry-After"] = str(wait)
            if hour < 0 and limits.refuses_by_hour:
                wait = self._hour.left(now)
                headers["X-IA-Hour-Rate-Limit-Retry-After"] = str(wait)
            if wait is None:
                self._running[application] += 1
        return self._told(own - 1, company - 1, minute, hour) | headers, wait

    def _told(self, own: int, company: int, minute: int, hour: int) -> dict[str, str]:
        limits = self._limits
        return {
            "X-IA-Throttle-Limit": str(limits.application),
            "X-IA-Throttle-Remaining": str(max(0, own)),
            "X-IA-TENANT-Throttle-Limit": f"LIMIT001-{limits.company}",
            "X-IA-TENANT-Throttle-Remaining": f"LIMIT001-{max(0, company)}",
            "X-IA-Minute-Rate-Limit": str(limits.minute),
            "X-IA-Minute-Rate-Limit-Remaining": str(max(0, minute)),
            "X-IA-Hour-Rate-Limit": str(limits.hour),
            "X-IA-Hour-Rate-Limit-Remaining": str(max(0, hour)),
        }

    def _refuse(self, headers: dict[str, str], wait: int) -> Response:
        response = gateway_error(
            429, "GW-0010", "Too many requests at once or in the hour"
        ).response()
        response.headers.update(headers)
        if self._tells_plainly:
            response.headers["Retry-After"] = str(wait)
        return response
