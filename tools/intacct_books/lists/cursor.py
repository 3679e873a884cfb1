"""The cursor of a list's next page: signed, self-contained, at most 40 characters.

It holds where the page starts, how many rows there were, when it ends, a hash of the query and its scope,
and a MAC over all of it. Any replica with the same key can read it; none accepts it for another query.
Errors: `BadArgument` for a cursor that is not ours, too old, or of another query.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intacct_books.errors import BadArgument

GOOD_FOR = timedelta(hours=24)
_FORM = struct.Struct(">IIIQ")  # start, total, minute it ends, hash of the query
_MAC_BYTES = 9


@dataclass(frozen=True, slots=True)
class Position:
    """Where to go on: the first row wanted (from 1), and how many rows there were."""

    start: int
    total: int


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads the cursors of one query.

    Attributes:
        key: The secret that signs them.
        query: Everything that makes the query what it is, as text.
        now: The moment.
    """

    key: bytes
    query: str
    now: datetime

    def write(self, position: Position) -> str:
        """The cursor for a position."""
        ends = int((self.now + GOOD_FOR).timestamp()) // 60
        body = _FORM.pack(position.start, position.total, ends, self._hash())
        return base64.urlsafe_b64encode(body + self._mac(body)).decode().rstrip("=")

    def read(self, cursor: str) -> Position:
        """The position a cursor stands for."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError) as error:
            raise _unknown(cursor) from error
        body, mac = raw[: _FORM.size], raw[_FORM.size :]
        if len(body) != _FORM.size or not hmac.compare_digest(mac, self._mac(body)):
            raise _unknown(cursor)
        start, total, ends, of_query = _FORM.unpack(body)
        if of_query != self._hash():
            raise BadArgument(
                "This cursor belongs to another query. Repeat the call it came from, or leave out after."
            )
        if datetime.fromtimestamp(ends * 60, UTC) < self.now:
            raise BadArgument("This cursor is more than a day old. Call again without after.")
        return Position(start, total)

    def _hash(self) -> int:
        return int.from_bytes(hashlib.sha256(self.query.encode()).digest()[:8], "big")

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self.key, body, hashlib.sha256).digest()[:_MAC_BYTES]


def _unknown(cursor: str) -> BadArgument:
    return BadArgument(
        f"after {cursor[:44]!r} is no cursor of this list. Use next of an earlier answer, or leave it out."
    )
