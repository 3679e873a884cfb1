"""Why the company does not book something, in the API's own codes."""

DUPLICATE = "BL01001944"  # a number or id that is used already


class Fault(Exception):
    """What is wrong with a payload.

    Attributes:
        error_id: Sage's code, e.g. `GL-1009`.
        message: One sentence for a person.
        message_id: Sage's name for the sentence; empty where none is known.
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


class Refused(Fault):
    """A business rule said no."""


class Malformed(Fault):
    """The payload cannot be read: a field is missing, unknown or of the wrong kind."""

    others: tuple["Malformed", ...] = ()

    def among(self, others: "list[Malformed]") -> "Malformed":
        """This fault with the others that the same payload has."""
        self.others = tuple(others)
        return self


class UnknownKey(Exception):
    """There is no record of that key."""
