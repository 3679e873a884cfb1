"""What books itself refuses. Everything else comes from the client as it is."""

from intacct_client.errors import IntacctError, NotAllowed, NotFound, Refused

__all__ = ["UNREADABLE", "Ambiguous", "BadArgument", "IntacctError", "NotFound"]

UNREADABLE = (NotAllowed, NotFound, Refused)
"""How Intacct says that this user may not read something, or that the company has it not: the answer goes on without."""


class BadArgument(IntacctError):
    """Something asked for does not make sense; the message says what would."""


class Ambiguous(BadArgument):
    """Something asked for has several readings; the message names them."""
