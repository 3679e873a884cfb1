"""What books itself refuses. Everything else comes from the client as it is."""

from intacct_client.errors import IntacctError, NotFound

__all__ = ["BadArgument", "IntacctError", "NotFound"]


class BadArgument(IntacctError):
    """Something asked for does not make sense; the message says what would."""
