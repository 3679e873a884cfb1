"""API transactions: what a call cost.

Source: docs/api/transactions.md. Each read counts once whatever its rows, each further page once more.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Literal

from intacct_client.query import Query

Kind = Literal["query", "read", "write", "model", "token", "refused"]

# Which requests the plan counts. docs: query, read and write. [guess]: a model call counts as a read,
# a token does not; `refused` says how many of the others were answered with an error, and is no request more.
IN_THE_PLAN: dict[Kind, bool] = {
    "query": True,
    "read": True,
    "write": True,
    "model": True,
    "token": False,
    "refused": False,
}
COUNTED: tuple[Kind, ...] = tuple(kind for kind, is_counted in IN_THE_PLAN.items() if is_counted)


_REMEMBERED = 100  # queries: a handle that outlives its call must not keep all


@dataclass(slots=True)
class Spent:
    """Requests made, by kind, and what they were about.

    Attributes:
        calls: Those made to answer.
        setup: Those made once to learn about the company (accounts, journals, entities), then remembered.
        touched: The objects asked for; a single record as `<object>/<key>`.
        asked: The last queries for the answer itself.
        remembered_at: When the oldest remembered data that was used was read, in seconds since 1970.
    """

    calls: Counter[Kind] = field(default_factory=Counter[Kind])
    setup: Counter[Kind] = field(default_factory=Counter[Kind])
    touched: set[str] = field(default_factory=set[str])
    asked: deque[Query] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    remembered_at: float | None = None

    @property
    def transactions(self) -> int:
        """API transactions of the answer itself."""
        return transactions(self.calls)

    @property
    def setup_transactions(self) -> int:
        """API transactions of what was learned on the way."""
        return transactions(self.setup)

    def as_setup(self) -> "Spent":
        """A meter that counts into this one's setup."""
        return Spent(calls=self.setup, setup=self.setup, touched=self.touched)

    def remember(self, read_at: float) -> None:
        """Note that something was used that was read then."""
        self.remembered_at = min(read_at, self.remembered_at or read_at)


def transactions(counter: Counter[Kind]) -> int:
    """How many of the requests the plan counts."""
    return sum(counter[kind] for kind in COUNTED)
