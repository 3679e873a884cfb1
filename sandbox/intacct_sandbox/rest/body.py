"""Reading a request's body ahead of the endpoint and giving it back; holding an answer until it is whole.

Source: docs/api/limits.md (how large one may be).
"""

from starlette.types import ASGIApp, Message, Receive, Scope


class TooLarge(Exception):
    """The body is longer than it may be."""


class Gone(Exception):
    """The client left before its request was whole."""


async def read_body(receive: Receive, most: int) -> bytes:
    """The whole body.

    Raises:
        TooLarge: As soon as it is known; the rest is not read.
        Gone: The connection ended first.
    """
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise TooLarge
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def given_back(body: bytes, receive: Receive) -> Receive:
    """A receive that yields the body first and then what the connection says."""
    is_given = False

    async def again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def whole_answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """What an app answers: the message that starts it, and the whole body."""
    start: Message = {}
    parts: list[bytes] = []

    async def keeping(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, keeping)
    return start, b"".join(parts)
