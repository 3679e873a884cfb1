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
    """The time and the requests of one call; its clock runs from the start.

    What is learned of the company on the way, once and for all calls, has as many requests of its own.
    """

    def __init__(self, limits: RequestLimits, *, ends: float | None = None) -> None:
        self._limits = limits
        self._ends = ends if ends is not None else anyio.current_time() + limits.deadline
        self._requests = 0
        self._learning: Budget | None = None

    @property
    def learning(self) -> "Budget":
        """What is left for learning about the company: the same time, requests of its own."""
        if self._learning is None:
            self._learning = Budget(self._limits, ends=self._ends)
            self._learning._learning = self._learning
        return self._learning

    @property
    def left(self) -> float:
        """Seconds until the deadline, at least 0."""
        return max(0.0, self._ends - anyio.current_time())

    def refuse_when_spent(self) -> None:
        """Raise when no request is left.

        Raises:
            TooLarge: None is.
        """
        if self._requests >= self._limits.most_requests:
            raise TooLarge(
                f"This takes more than {self._limits.most_requests} requests to Intacct, the most for "
                "one call. Ask for less."
            )

    def take_request(self) -> None:
        """Take one request out of the budget, if there is one left."""
        self.refuse_when_spent()
        self._requests += 1

    def note_sign_in(self, requests: int) -> None:
        """Take out what signing in sent."""
        self._requests += requests

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
