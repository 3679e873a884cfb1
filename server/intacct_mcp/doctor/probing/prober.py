"""Asking a company which readings of the open points hold for it.

Source: docs/api/assumptions.md (the points), docs/doctor.md (which can be told apart by reading, and how).
Units:  at most `MOST` transactions, all of them reads; what they cannot tell is said, never guessed.
Errors: those of rest.py when the company does not answer at all.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import httpx2

from intacct_client import Intacct
from intacct_client.envelopes import decode, fault_in
from intacct_client.errors import Fault
from intacct_client.sending.asked import Asked, as_content
from intacct_client.sending.reply import accepted

MOST = 15
_REFUSED = range(400, 500)
_NOT_OURS = {401, 429}  # a token or a limit: the client sees to these


@dataclass(frozen=True, slots=True)
class Found:
    """One point: which reading holds, empty when it could not be told, and how that was seen."""

    point: str
    reading: str
    how: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: its status and its body."""

    status: int
    body: dict[str, Any]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of a query; none when it was refused."""
        result = self.body.get("ia::result")
        return cast("list[dict[str, Any]]", result) if isinstance(result, list) else []

    @property
    def meta(self) -> dict[str, Any]:
        """What stands beside the rows."""
        return cast("dict[str, Any]", self.body.get("ia::meta") or {})

    @property
    def total(self) -> int:
        """How many match in all."""
        return int(self.meta.get("totalCount") or 0)

    @property
    def is_whole(self) -> bool:
        """Whether this page is all there is."""
        return self.fault is None and not self.meta.get("next")

    @property
    def fault(self) -> Fault | None:
        """The refusal, if it is one."""
        return fault_in(self.body)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the ledger added up: of one state, journal and location."""

    state: str
    journal: str
    location: str
    entity: str


class NoneLeft(Exception):
    """The transactions that a probe may use are used up."""


@dataclass(slots=True)
class Prober:
    """Asks, and remembers what several points are told by.

    Attributes:
        today: The day it is where the books are.
        groups: What the ledger's lines are, by state, journal and location; None when it was not told.
        journals: The journals, as they came.
        customers: The customers, as they came.
        credited: A customer with an open credit memo, once one is seen.
    """

    intacct: Intacct
    today: date
    groups: list[Group] | None = None
    journals: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    customers: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    credited: str = ""

    async def query(self, object_name: str, *fields: str, **more: Any) -> Reply:
        """One query, sent as it is."""
        private = {} if self.intacct.account.entity else {"includePrivate": True}
        parameters = {"filterParameters": private} if private else {}
        body = {"object": object_name, "fields": list(fields), **parameters, **more}
        content = as_content(body)
        return await self._asked(Asked("POST", "/services/core/query", "query", content))

    async def record(self, object_name: str, key: str) -> Reply:
        """One record, as it comes."""
        return await self._asked(Asked("GET", f"/objects/{object_name}/{key}", "read"))

    async def _asked(self, asked: Asked) -> Reply:
        if self.intacct.spent.transactions >= MOST:
            raise NoneLeft
        return Reply(**await self.intacct.ask(replace(asked, understood=_as_it_came)))


Point = Callable[[Prober], Awaitable[list[Found]]]


def _as_it_came(response: httpx2.Response) -> dict[str, Any]:
    if response.status_code not in _REFUSED or response.status_code in _NOT_OURS:
        accepted(response)
    body = decode(response.text)
    whole = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    return {"status": response.status_code, "body": whole}


async def probe(
    intacct: Intacct, today: date, points: tuple[tuple[str, Point], ...]
) -> list[Found]:
    """Ask for every point in turn.

    Args:
        intacct: A handle on the company, its meter at zero.
        today: The day it is where the books are.
        points: Names and how each is told, those that others build on first.
    """
    prober = Prober(intacct, today)
    found: list[Found] = []
    for names, point in points:
        try:
            found += await point(prober)
        except NoneLeft:
            why = f"the {MOST} transactions of a probe are used up"
            found += [Found(name, "", why) for name in names.split()]
    return found
