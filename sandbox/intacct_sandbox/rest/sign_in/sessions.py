"""Sessions: what the XML API and the `session_id` grant know a signed-in user by.

Source: docs/api/sessions.md.
Times: a session's life in seconds, by the clock handed in.
"""

from collections.abc import Callable

from intacct_sandbox.rest.sign_in.callers import Caller
from intacct_sandbox.rest.sign_in.expiring import Expiring


class Sessions:
    """All open sessions of one company, however they were opened."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open = Expiring[Caller](clock)

    def open(self, caller: Caller, lifetime: int) -> str:
        """Open a session for so many seconds; returns its id."""
        return self._open.add(caller, self._clock() + lifetime)

    def find(self, session_id: str) -> Caller | None:
        """Whose session it is, while it is open."""
        return self._open.get(session_id)

    def close(self, session_id: str) -> None:
        """Close a session before its time."""
        self._open.take(session_id)

    def close_all(self) -> None:
        """Close every session."""
        self._open.drop(lambda _: True)
