"""The failures that doctor knows, and how one is recognised from an exchange. Data: `failures.toml`.

Source: docs/doctor.md. What recognises is pure: the same exchange is always the same failure. Of several that
fit, the one that says most about the exchange is meant; of equals, the first.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from pydantic import ConfigDict, TypeAdapter, with_config

from intacct_client.errors import Fault
from intacct_client.watching import Exchange

UNKNOWN = "S7"
_TOKEN_PATH = "/oauth2/"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Sign:
    """One way to know a failure: what is given must all hold.

    Attributes:
        codes: The refusal has one of these ids.
        statuses: The answer has one of these statuses.
        words: The refusal's text has one of these in it.
        also: And one of these.
        grants: It was a token request for one of these grants.
        kinds: The company is of one of these kinds.
        troubles: There was no answer, for one of these reasons.
        paths: The path begins with one of these.
        at: The token endpoint (`token`) or the rest of the API (`api`).
        page: The answer is a page for a browser.
        refused: The body refuses, whatever the status.
    """

    codes: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    at: str = ""
    page: bool = False
    refused: bool = False

    @property
    def weight(self) -> int:
        """How much it says: a code more than anything else."""
        given = sum(bool(getattr(self, each.name)) for each in fields(self))
        return given + (10 if self.codes or self.words else 0)

    def fits(self, exchange: Exchange, kind: str) -> bool:
        """Whether all that is given holds."""
        text = exchange.fault.message.lower()
        at = "token" if exchange.path.startswith(_TOKEN_PATH) else "api"
        return all(
            (
                not self.codes or exchange.fault.code in self.codes,
                not self.statuses or exchange.status in self.statuses,
                not self.words or any(word in text for word in self.words),
                not self.also or any(word in text for word in self.also),
                not self.grants or exchange.grant in self.grants,
                not self.kinds or kind in self.kinds,
                not self.troubles or exchange.trouble in self.troubles,
                not self.paths or exchange.path.startswith(self.paths),
                not self.at or at == self.at,
                not self.page or exchange.is_page,
                not self.refused or exchange.fault != Fault(),
            )
        )


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that can be wrong: what to do about it, where, and how it is seen."""

    id: str
    title: str
    fix: str
    where: str
    seen: tuple[Sign, ...] = ()
    unchecked: str = ""


@cache
def failures() -> dict[str, Failure]:
    """All failures by id, in the order of a set-up."""
    text = files("intacct_mcp.doctor").joinpath("failures.toml").read_text(encoding="utf-8")
    every = TypeAdapter(tuple[Failure, ...]).validate_python(tomllib.loads(text)["failure"])
    return {each.id: each for each in every}


def recognised(exchange: Exchange, kind: str = "") -> Failure:
    """The failure that an exchange shows; the unknown one when none fits.

    Args:
        exchange: A refusal, or a request without an answer.
        kind: The kind of company, by its id: production, sandbox or implementation.
    """
    fitting = [
        (sign.weight, failure)
        for failure in failures().values()
        for sign in failure.seen
        if sign.fits(exchange, kind)
    ]
    return max(fitting, key=lambda each: each[0])[1] if fitting else failures()[UNKNOWN]


def company_kind(company: str) -> str:
    """What kind of company an id names: `-imp` is an implementation, `-sandbox` or another ending a sandbox."""
    _, dash, ending = company.rpartition("-")
    if not dash:
        return "production"
    return "implementation" if ending.lower() == "imp" else "sandbox"
