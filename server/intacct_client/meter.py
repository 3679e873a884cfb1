"""API transactions: what a call cost.

Source: docs/api/transactions.md. Each read counts once whatever its rows, each further page once more.
Minting a token is counted apart: it is no transaction of the plan.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["query", "read", "model", "write", "token"]


@dataclass(slots=True)
class Spent:
    """Requests made, by kind.

    Attributes:
        calls: Those made to answer.
        setup: Those made once to learn about the company (accounts, journals, entities), then remembered.
    """

    calls: Counter[Kind] = field(default_factory=Counter[Kind])
    setup: Counter[Kind] = field(default_factory=Counter[Kind])

    @property
    def transactions(self) -> int:
        """API transactions of the answer itself."""
        return _transactions(self.calls)

    @property
    def setup_transactions(self) -> int:
        """API transactions of what was learned on the way."""
        return _transactions(self.setup)

    def as_setup(self) -> "Spent":
        """A meter that counts into this one's setup."""
        return Spent(calls=self.setup, setup=self.setup)


def _transactions(counter: Counter[Kind]) -> int:
    return sum(count for kind, count in counter.items() if kind != "token")
