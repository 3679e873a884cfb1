"""What an answer covers. Part of every cursor, and said in every answer."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """The company and how much of it.

    Attributes:
        company: The company's id.
        entities: The entities in scope; none named means all of them.
        private: Whether records of private entities are in.
        book: The book that ledger figures are from.
        currency: The one currency of every amount; empty when each amount says its own.
        today: The day it is in the company.
        is_sandbox: Whether the company is invented.
        profile: What the user calls this connection; empty when it has no name.
    """

    company: str
    entities: tuple[str, ...]
    private: bool
    book: str
    currency: str
    today: date
    is_sandbox: bool
    profile: str = ""

    @property
    def label(self) -> str:
        """The company for a reader, who must take neither another one nor the sandbox for it."""
        named = f" [{self.profile}]" if self.profile not in {"", self.company} else ""
        return f"{self.company}{named}{' (sandbox)' if self.is_sandbox else ''}"

    @property
    def coverage(self) -> str:
        """Which entities, for a reader."""
        if self.entities:
            return f"entity {', '.join(self.entities)}"
        return "all entities incl. private" if self.private else "all entities without private"

    @property
    def fingerprint(self) -> str:
        """Everything that changes what a list holds, as one text."""
        return "|".join(
            (
                self.company,
                *self.entities,
                str(self.private),
                self.book,
                self.currency,
                str(self.today),
            )
        )
