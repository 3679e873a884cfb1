"""What was asked of the sandbox and what it would be billed for, month by month and application by application.

An endpoint whose cost is not the rule's says so, as often as it needs to: `bill(request, "written record", 3)`.
For one that says nothing RULES decide, the first that fits, and only when its answer is below 400 (but for the
switch `refused-calls`).
The counts are the ledger's to keep, in the company's month; in memory they are exact.
Source: docs/api/transactions.md.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any, Literal

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.around.kept_usage import KeptUsage
from intacct_sandbox.rest.around.paths import is_api_call, path_of, state_of
from intacct_sandbox.rest.sign_in.tokens import TokenOffice

Kind = Literal[
    "token",
    "model",
    "query page",
    "object read",
    "list",
    "written record",
    "workflow",
    "composite",
    "report",
    "other",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one call is, by its method and the path below the base."""

    methods: str
    path: str
    kind: Kind
    cost: int = 1


RULES = (
    Rule("POST", "/oauth2/*", "token"),
    Rule("GET", "/services/core/model", "model"),
    Rule("POST", "/services/core/query", "query page"),
    Rule(
        "POST", "/services/core/composite", "composite", 0
    ),  # each sub-request is billed as if alone
    Rule("GET POST", "/services/reports/*", "report"),
    Rule("GET", "/objects/*/*/*", "object read"),
    Rule("GET", "/objects/*/*", "list"),
    Rule("POST PATCH DELETE", "/objects/*", "written record"),
    Rule("POST", "/workflows/*", "workflow"),
)
_OTHER = Rule("", "", "other")


def rule_of(method: str, path: str) -> Rule:
    """The first rule that fits a call."""
    for rule in RULES:
        if method in rule.methods.split() and fnmatchcase(path, rule.path):
            return rule
    return _OTHER


def bill(request: Request, kind: Kind, transactions: int) -> None:
    """Say what a request costs; then RULES no longer decide it, whatever its status."""
    _charges(request.scope)[kind] += transactions


def free_kinds(assumptions: Assumptions) -> frozenset[Kind]:
    """The kinds that cost nothing under the readings taken."""
    readings: dict[Kind, str] = {
        "token": assumptions.token_calls,
        "model": assumptions.model_calls,
    }
    return frozenset(kind for kind, reading in readings.items() if reading == "free")


@dataclass(slots=True)
class Account:
    """One application's month: requests by kind, transactions by kind, answers by status."""

    received: Counter[str] = field(default_factory=Counter[str])
    billed: Counter[str] = field(default_factory=Counter[str])
    answered: Counter[str] = field(default_factory=Counter[str])


_COUNTERS = ("received", "billed", "answered")


class Usage:
    """The counters; exact from any number of threads."""

    def __init__(self, month: str, free: frozenset[Kind], kept: KeptUsage) -> None:
        self._month = month
        self._free = free
        self._kept = kept
        self._lock = Lock()
        self._accounts: dict[tuple[str, str], Account] = defaultdict(Account)
        for place, counts in kept.all().items():
            counters = {name: Counter(counted) for name, counted in counts.items()}
            self._accounts[place] = Account(**counters)

    def keep(self, application: str) -> None:
        """Write an application's month where it lasts."""
        with self._lock:
            account = self._accounts[self._month, application]
            counts = {name: dict(getattr(account, name)) for name in _COUNTERS}
        self._kept.keep(self._month, application, counts)

    def receive(self, application: str, kind: Kind, answer: str) -> None:
        """Count one request that is over, and how it was answered."""
        with self._lock:
            account = self._accounts[self._month, application]
            account.received[kind] += 1
            account.answered[answer] += 1

    def charge(self, application: str, charges: Mapping[Kind, int]) -> None:
        """Count transactions."""
        with self._lock:
            billed = self._accounts[self._month, application].billed
            for kind, transactions in charges.items():
                billed[kind] += 0 if kind in self._free else transactions

    def shown(self) -> dict[str, Any]:
        """All counts, as the control route gives them."""
        with self._lock:
            accounts: list[dict[str, Any]] = [
                {
                    "month": month,
                    "client_id": application,
                    "received": _shown(account.received),
                    "billed": _shown(account.billed),
                    "answered": dict(sorted(account.answered.items())),
                }
                for (month, application), account in sorted(self._accounts.items())
            ]
        return {
            "received": sum(each["received"]["total"] for each in accounts),
            "billed": sum(each["billed"]["total"] for each in accounts),
            "applications": accounts,
        }


class NameApplication:
    """Finds out which application asks, for the layers inside."""

    def __init__(self, app: ASGIApp, office: TokenOffice) -> None:
        self._app = app
        self._office = office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the application and pass the request on."""
        if is_api_call(scope):
            authorization = Headers(scope=scope).get("Authorization", "")
            state_of(scope)["application"] = self._office.application(authorization)
        await self._app(scope, receive, send)


class CountReceived:
    """Every request that comes from outside counts, whatever becomes of it."""

    def __init__(self, app: ASGIApp, usage: Usage) -> None:
        self._app = app
        self._usage = usage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count it when it is over."""
        if not is_api_call(scope):
            await self._app(scope, receive, send)
            return
        answer = "none"

        async def noting(message: Message) -> None:
            nonlocal answer
            if message["type"] == "http.response.start":
                answer = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            kind = rule_of(scope["method"], path_of(scope)).kind
            application = state_of(scope)["application"]
            self._usage.receive(application, kind, answer)
            await to_thread.run_sync(self._usage.keep, application)


class CountBilled:
    """The innermost layer: only what an endpoint really did is billed."""

    def __init__(self, app: ASGIApp, usage: Usage, assumptions: Assumptions) -> None:
        self._app = app
        self._usage = usage
        self._bills_refusals = assumptions.refused_calls == "counted"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and bill it before its answer goes out."""
        if not is_api_call(scope):
            await self._app(scope, receive, send)
            return

        async def billing(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._bill(scope, message["status"])
            await send(message)

        await self._app(scope, receive, billing)

    def _bill(self, scope: Scope, status: int) -> None:
        charges = _charges(scope)
        if not charges and (status < 400 or self._bills_refusals):
            rule = rule_of(scope["method"], path_of(scope))
            charges[rule.kind] = rule.cost
        self._usage.charge(state_of(scope)["application"], charges)


def _charges(scope: Scope) -> Counter[Kind]:
    charges: Counter[Kind] = state_of(scope).setdefault("charges", Counter[Kind]())
    return charges


def _shown(counter: Counter[str]) -> dict[str, int]:
    return {"total": counter.total(), **dict(sorted(counter.items()))}
