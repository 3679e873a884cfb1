"""Why the company refuses to book something, in the API's own codes."""


class Refused(Exception):
    """A business rule said no.

    Attributes:
        error_id: Sage's code of the rule, e.g. `GL-1009`.
        message: One sentence for a person.
        target: A JSON pointer to the part of the payload at fault; empty when it is the whole.
    """

    def __init__(
        self, error_id: str, message: str, *, message_id: str = "", target: str = ""
    ) -> None:
        super().__init__(message)
        self.error_id = error_id
        self.message = message
        self.message_id = message_id
        self.target = target


class Malformed(Exception):
    """The payload cannot be read: a field is missing, unknown or of the wrong kind."""

    def __init__(
        self, error_id: str, message: str, *, message_id: str = "", target: str = ""
    ) -> None:
        super().__init__(message)
        self.error_id = error_id
        self.message = message
        self.message_id = message_id
        self.target = target


class UnknownKey(Exception):
    """There is no record of that key."""
