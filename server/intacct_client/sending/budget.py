"""What is left of a call: one deadline and one count for all of its requests.

Source: docs/api/limits.md. Units: seconds.
Errors: `Unreachable` when time is over, saying what was waited for; `TooLarge` when requests are.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import anyio

from intacct_client.errors import TooLarge, Unreachable
from intacct_client.sending.limits import RequestLimits


@dataclass(slots=True)
class Wait:
    """What is waited for right now."""

    what: str


class Budget:
    """The time and the requests of one call; its clock runs from the start."""

    def __init__(self, limits: RequestLimits, *, of: "Budget | None" = None) -> None:
        """Start with all of it, or lend from another one.

        Args:
            limits: How much there is.
            of: The budget that this one takes its time and its requests from.
        """
        self._limits = limits
        self._of = of
        self._ends: float = of._ends if of else anyio.current_time() + limits.deadline
        self._requests = 0

    def lent(self) -> "Budget":
        """A part of it, for learning something about the company."""
        return Budget(self._limits, of=self)

    def give_back(self) -> None:
        """Give back what was lent: what was learned serves all calls, and is no cost of this one."""
        if self._of is not None:
            self._of._add(-self._requests)

    def _add(self, requests: int) -> None:
        self._requests += requests
        if self._of is not None:
            self._of._add(requests)

    @property
    def _spent(self) -> int:
        return self._of._spent if self._of is not None else self._requests

    @property
    def left(self) -> float:
        """Seconds until the deadline, at least 0."""
        return max(0.0, self._ends - anyio.current_time())

    def refuse_when_spent(self) -> None:
        """Raise when no request is left.

        Raises:
            TooLarge: None is.
        """
        if self._spent >= self._limits.most_requests:
            raise TooLarge(
                f"This takes more than {self._limits.most_requests} requests to Intacct, the most for "
                "one call. Ask for less."
            )

    def take_request(self) -> None:
        """Take one request out of the budget, if there is one left."""
        self.refuse_when_spent()
        self._add(1)

    def note_sign_in(self, requests: int) -> None:
        """Take out what signing in sent."""
        self._add(requests)

    @contextmanager
    def in_time(self, wait: Wait) -> Generator[None]:
        """Let this take no longer than is left.

        Args:
            wait: What is waited for; it may change on the way.

        Raises:
            Unreachable: The deadline came first.
        """
        with anyio.move_on_after(self.left) as scope:
            yield
        if scope.cancelled_caught:
            raise Unreachable(
                f"This took longer than {self._limits.deadline:g} seconds, the last of them waiting "
                f"for {wait.what}. Try again in a minute, or ask for less."
            )
