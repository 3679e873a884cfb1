"""A line of the audit log: one JSON object that holds the hash of the line before, and its own.

A changed byte changes the line's own hash; a line that is gone, added or moved breaks the chain.
"""

import hashlib
import json
from typing import Any

_MARK = b',"hash":"'
_END = b'"}'


def sealed(facts: dict[str, Any]) -> tuple[bytes, str]:
    """The line of these facts, with its end of line, and its hash."""
    # In ASCII: a name may hold half a character, which no encoding takes.
    body = json.dumps(facts, separators=(",", ":")).encode()
    own = hashlib.sha256(body).hexdigest()
    return body[:-1] + _MARK + own.encode() + _END + b"\n", own


def unsealed(line: bytes) -> tuple[dict[str, Any], str] | None:
    """The facts of a line (without its end of line) and its hash; None when it is not as it was written."""
    body, _, rest = line.rpartition(_MARK)
    own = hashlib.sha256(body + b"}").hexdigest()
    if rest != own.encode() + _END:
        return None
    facts: dict[str, Any] = json.loads(body + b"}")
    return facts, own
