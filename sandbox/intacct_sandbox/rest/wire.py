"""What every endpoint needs: who asks and what they see, the body, and the envelopes of success.

Source: docs/api/errors.md (the envelopes), docs/api/dimensions.md (the entity header).
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp

from intacct_sandbox.catalogue import Objects
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.describing.document_types import has_document_type
from intacct_sandbox.company.exact_json import read_json
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.permissions import unreadable_by
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.run import Page
from intacct_sandbox.rest.errors import application_error, unsupported
from intacct_sandbox.rest.sign_in.tokens import TokenOffice

BASE = "/ia/api/v1"
ADDRESS_MARKS = "/:"  # what stays as it is in the name of an object
ENTITY_HEADER = "X-IA-API-Param-Entity"
REPORT_POLLS = 2  # how often a report is found still running, unless told otherwise


@dataclass(frozen=True, slots=True)
class User:
    """Who sends a request: the user's key, whether they may only look, and the application."""

    key: int
    only_reads: bool
    client_id: str


class Wire:
    """The company behind the endpoints: its ledger, its token office, and the readings taken.

    Each endpoint reads its request with this and does its work on a thread, where SQLite may block.

    Attributes:
        inner: The endpoints as an app for requests that come inside another one.
    """

    inner: ASGIApp

    def __init__(
        self,
        ledger: Ledger,
        office: TokenOffice,
        assumptions: Assumptions,
        clock: Callable[[], float] = time.time,
        *,
        report_polls: int = REPORT_POLLS,
        unsubscribed: Callable[[Iterable[str]], frozenset[str]],
    ) -> None:
        self.ledger = ledger
        self.office = office
        self.assumptions = assumptions
        self.clock = clock
        self.report_polls = report_polls
        self._unsubscribed = unsubscribed

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
        entity_key = self._entity_key(entity_id, self._only_entity(caller.user_id))
        return Scope(
            entity_key,
            company.today,
            self.ledger.shuffle,
            hidden,
            self.assumptions.readings,
            self._unreadable(caller.user_key),
            self._entities_of(caller.user_key),
        )

    def user(self, request: Request) -> User:
        """Who sent a request.

        Raises:
            ApiError: No good token.
        """
        authorization = request.headers.get("Authorization", "")
        caller = self.office.caller(authorization)
        row = self.ledger.rows(
            "SELECT json_extract(extra, '$.userType') FROM user WHERE key = ?", (caller.user_key,)
        )[0]
        application = self.office.application(authorization)
        return User(caller.user_key, only_reads=row[0] == "viewOnly", client_id=application)

    def sees_one_entity(self, request: Request) -> bool:
        """Whether the user who sent a request may see one entity only.

        Raises:
            ApiError: No good token.
        """
        caller = self.office.caller(request.headers.get("Authorization", ""))
        return self._only_entity(caller.user_id) is not None

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
        known = self.objects.get(name)
        return known is not None and has_document_type(self.ledger, known)

    @property
    def objects(self) -> Objects:
        """The objects that the company knows: those of modules that it is subscribed to."""
        known = self.ledger.shape.objects
        if self.assumptions.unsubscribed == "forbidden":
            return known
        unsubscribed = self._unsubscribed(known)
        return known.without(unsubscribed) if unsubscribed else known

    def now(self) -> str:
        """The moment of a change: the company's day, the real time of day."""
        return f"{self.ledger.company.today}T{datetime.now(UTC):%H:%M:%S}Z"

    def _unreadable(self, user_key: int) -> frozenset[str]:
        """What a user may not read, for want of a permission or of a subscription of the company."""
        unsubscribed = self._unsubscribed(self.ledger.shape.objects)
        return unreadable_by(self.ledger, user_key) | unsubscribed

    def _only_entity(self, user_id: str) -> int | None:
        """The one entity that a user may see; None for all."""
        row = self.ledger.one("SELECT entity_key FROM user WHERE id = ?", (user_id,))
        return int(row[0]) if row and row[0] is not None else None

    def _entities_of(self, user_key: int) -> tuple[int, ...]:
        """The entities that a restricted user's record names; none for a user who is not restricted."""
        rows = self.ledger.rows(
            "SELECT json_extract(each.value, '$.key') FROM user, json_each(user.extra, '$.entities') AS each"
            " WHERE user.key = ? AND NOT json_extract(user.extra, '$.\"entityAccess.allowUnrestrictedAccess\"')",
            (user_key,),
        )
        return tuple(int(key) for (key,) in rows)

    def _entity_key(self, entity_id: str, only: int | None) -> int | None:
        if not entity_id:
            return only
        row = self.ledger.one("SELECT key FROM entity WHERE id = ?", (entity_id,))
        if row is None or only not in {None, int(row[0])}:
            raise application_error(
                int(self.assumptions.unknown_entity),
                "REST-1027",
                f"The entity {entity_id} is not valid",
                placeholders={"ENTITY": entity_id},
            )
        return int(row[0])


async def json_body(request: Request) -> Any:
    """The decoded JSON body.

    Raises:
        ApiError: There is none, or it is not JSON in UTF-8.
    """
    body = await request.body()
    if not body:
        raise application_error(
            400, "REST-1028", "The request requires a payload", "IA.REQUEST_REQUIRES_A_PAYLOAD"
        )
    try:
        return _decoded(body, request.headers.get("Content-Type", ""))
    except (ValueError, RecursionError) as error:
        raise application_error(
            400, "REST-1030", "The payload is not valid JSON in UTF-8"
        ) from error


def _decoded(body: bytes, content_type: str) -> Any:
    """Stricter than Python's own reader, which takes other encodings too."""
    header = Message()
    header["Content-Type"] = content_type
    charset = header.get_content_charset("utf-8")
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise ValueError(charset)
    decoded = read_json(body.decode())
    if b"\\u" in body:
        json.dumps(
            decoded, ensure_ascii=False, default=str
        ).encode()  # half a surrogate pair is no text
    return decoded


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
