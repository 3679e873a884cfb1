"""One request, as it is asked for: comparable, so that equal reads can be told.

Errors: `ValueError` for a path outside of the API or a key that is no header's value; both are mistakes of ours.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx2

from intacct_client.account import checked_path
from intacct_client.meter import Kind

Method = Literal["GET", "POST", "PATCH", "DELETE"]
LONGEST_KEY = 256  # characters of an idempotency key


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes:
        method: How.
        path: What, below the base address.
        kind: What it counts as.
        content: The body.
        parameters: The query string's.
        idempotency_key: Under which a write may be sent again without being done twice.
        understood: Makes a body of the answer where it is not the usual one with a result.
    """

    method: Method
    path: str
    kind: Kind
    content: bytes = field(default=b"", repr=False)
    parameters: tuple[tuple[str, str], ...] = ()
    idempotency_key: str = ""
    understood: Callable[[httpx2.Response], dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        checked_path(self.path)
        key = self.idempotency_key
        if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
            raise ValueError(f"An idempotency key is at most {LONGEST_KEY} printable characters.")

    @property
    def may_be_repeated(self) -> bool:
        """Whether sending it twice does no more than sending it once."""
        return self.kind != "write" or bool(self.idempotency_key)

    def headers(self, bearer: str) -> dict[str, str]:
        """The headers, with the token."""
        return {
            "Authorization": f"Bearer {bearer}",
            "Accept": "application/json",
            **({"Content-Type": "application/json"} if self.content else {}),
            **({"Idempotency-Key": self.idempotency_key} if self.idempotency_key else {}),
        }


def as_content(body: dict[str, Any]) -> bytes:
    """A body as it goes out."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
