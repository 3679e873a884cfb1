"""What every endpoint needs: who asks and what they see, the body, and the envelopes of success.

Source: docs/api/errors.md (the envelopes), docs/api/dimensions.md (the entity header).
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.document_types import has_document_type
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.run import Page
from intacct_sandbox.rest.errors import application_error, unsupported
from intacct_sandbox.rest.tokens import TokenOffice

BASE = "/ia/api/v1"
ADDRESS_MARKS = "/:"  # what stays as it is in the name of an object
ENTITY_HEADER = "X-IA-API-Param-Entity"


@dataclass(frozen=True, slots=True)
class User:
    """Who sends a request: the user's key, whether they may only look, and the application."""

    key: int
    only_reads: bool
    client_id: str


class Wire:
    """The company behind the endpoints: its ledger, its token office, and the readings taken.

    Each endpoint reads its request with this and does its work on a thread, where SQLite may block.
    """

    def __init__(
        self,
        ledger: Ledger,
        office: TokenOffice,
        assumptions: Assumptions,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ledger = ledger
        self.office = office
        self.assumptions = assumptions
        self.clock = clock

    def scope(self, request: Request) -> Scope:
        """What the caller of a request sees: the header's entity, else the token's, else all.

        Raises:
            ApiError: No good token, or an entity that is none.
        """
        caller = self.office.caller(request.headers.get("Authorization", ""))
        entity_id = request.headers.get(ENTITY_HEADER) or caller.entity_id
        company = self.ledger.company
        hidden = tuple(
            int(key) for (key,) in self.ledger.rows("SELECT key FROM entity WHERE is_private = 1")
        )
        return Scope(self._entity_key(entity_id), company.today, self.ledger.shuffle, hidden)

    def user(self, request: Request) -> User:
        """Who sent a request.

        Raises:
            ApiError: No good token.
        """
        caller = self.office.caller(request.headers.get("Authorization", ""))
        row = self.ledger.rows(
            "SELECT key, json_extract(extra, '$.userType') FROM user WHERE id = ?",
            (caller.user_id,),
        )[0]
        return User(int(row[0]), only_reads=row[1] == "viewOnly", client_id="")

    def object_name(self, request: Request) -> str:
        """The object that a path names.

        Raises:
            ApiError: The API has no such object.
        """
        name = f"{request.path_params['app']}/{request.path_params['object']}"
        if not self.has_object(name):
            raise unsupported(f"/objects/{name}")
        return name

    def has_object(self, name: str) -> bool:
        """Whether the API has an object, and the company a document of that type."""
        known = self.ledger.shape.objects.get(name)
        return known is not None and has_document_type(self.ledger, known)

    def now(self) -> str:
        """The moment of a change: the company's day, the real time of day."""
        return f"{self.ledger.company.today}T{datetime.now(UTC):%H:%M:%S}Z"

    def _entity_key(self, entity_id: str) -> int | None:
        if not entity_id:
            return None
        row = self.ledger.one("SELECT key FROM entity WHERE id = ?", (entity_id,))
        if row is None:
            raise application_error(
                400,
                "REST-1027",
                f"The entity {entity_id} is not valid",
                placeholders={"ENTITY": entity_id},
            )
        return int(row[0])


async def json_body(request: Request) -> Any:
    """The decoded JSON body.

    Raises:
        ApiError: There is none, or it is not JSON.
    """
    body = await request.body()
    if not body:
        raise application_error(
            400, "REST-1028", "The request requires a payload", "IA.REQUEST_REQUIRES_A_PAYLOAD"
        )
    try:
        decoded = json.loads(body)
        if b"\\u" in body:
            json.dumps(decoded, ensure_ascii=False).encode()  # half a surrogate pair is no text
        return decoded
    except (ValueError, RecursionError) as error:
        raise application_error(400, "REST-1030", "The payload is not valid JSON") from error


def page_body(page: Page, start: int, size: int) -> dict[str, Any]:
    """A page of rows with where it stands in the whole."""
    following = start + size
    meta = {
        "totalCount": page.total,
        "start": start,
        "pageSize": size,
        "next": following if following <= page.total else None,
        "previous": max(1, start - size) if start > 1 else None,
    }
    return {"ia::result": page.rows, "ia::meta": meta}


def result_body(result: Any, count: int = 1) -> dict[str, Any]:
    """A result with the counters of success."""
    return {"ia::result": result, "ia::meta": success_meta(count)}


def success_meta(count: int) -> dict[str, int]:
    """The counters when all went well."""
    return mixed_meta(count, 0)


def mixed_meta(count: int, failures: int) -> dict[str, int]:
    """The counters when some failed."""
    return {"totalCount": count, "totalSuccess": count - failures, "totalError": failures}


def reference(name: str, key: int | str) -> dict[str, Any]:
    """A record as writes answer it: key, id and address."""
    return {"key": str(key), "id": str(key), "href": f"/objects/{name}/{key}"}
