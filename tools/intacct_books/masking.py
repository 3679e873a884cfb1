"""Bank numbers and tax ids: of each the last four leave books, the rest never does. One mask, for every answer."""

LAST = 4


def ending(number: str) -> str:
    """The last four; nothing of a number that is no longer than that."""
    return number[-LAST:] if len(number) > LAST else ""


def masked(number: str) -> str:
    """The last four behind dots; the dots alone where there is a number too short to show any of it."""
    return f"...{ending(number)}" if number else ""
