"""How much a connection and a call may ask for, and how patient they are.

Source: docs/api/limits.md. Units: seconds, bytes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """The limits of one connection.

    Attributes:
        at_once: Requests under way; the smallest plan allows an application 6, and hosts may be two.
        deadline: How long one call may take, with all its requests and waits.
        timeout: How long one request may go without a sign of life.
        tries: How often one request is sent at most.
        first_pause: The pause before the second try when nobody says how long; it grows threefold.
        most_requests: Requests that one call may send, repetitions included; and what it learns on the way may.
        most_bytes: The size of one answer, unpacked.
    """

    at_once: int = 3
    deadline: float = 45
    timeout: float = 30
    tries: int = 4
    first_pause: float = 0.5
    most_requests: int = 20
    most_bytes: int = 16 * 2**20
