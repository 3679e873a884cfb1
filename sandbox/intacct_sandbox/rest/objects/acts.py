"""What can be done with each object: created, changed, deleted, and moved by workflows.

Source: docs/api/writing.md. Objects that post something have a behaviour of their own (behaviours.py); all
others only describe, and share one that keeps what it is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.describing.attachments import ATTACHMENT, measure_files
from intacct_sandbox.company.describing.document_types import set_document_type
from intacct_sandbox.company.describing.records import (
    Values,
    create_record,
    delete_record,
    update_record,
)
from intacct_sandbox.company.documents.typed_figures import complete_document, document_of
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.objects.payload import Payload
from intacct_sandbox.rest.objects.values import values_of

_RECURRING = "/recurring-document"


@dataclass(frozen=True, slots=True)
class Act:
    """One change being made.

    Attributes:
        ledger: Where.
        at: When, ISO date-time.
        user_key: By whom.
        entity_key: In which entity; None for the top level.
        assumptions: The readings of open points.
    """

    ledger: Ledger
    at: str
    user_key: int
    entity_key: int | None
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What can be done with an object's records. What is None or missing, the API does not take.

    Attributes:
        create: From a payload; gives the new key.
        update: A record, by a payload.
        delete: A record.
        workflows: By their verb: from the workflow's body; gives the key of what it was about.
    """

    create: Callable[[Act, Any], int] | None = None
    update: Callable[[Act, int, Any], None] | None = None
    delete: Callable[[Act, int], None] | None = None
    workflows: Mapping[str, Callable[[Act, Any], int]] = field(
        default_factory=dict[str, Callable[[Act, Any], int]]
    )


def describing(object_type: ObjectType) -> Behaviour:
    """The behaviour of an object that only describes: its payloads are kept as they are."""
    name = object_type.address

    def create(act: Act, body: Any) -> int:
        payload = Payload(name, body)
        values = _complete(act.ledger, object_type, values_of(act.ledger, payload))
        key = create_record(
            act.ledger, payload.object_type, values, at=act.at, entity_key=act.entity_key
        )
        _work_out(act, object_type, _document(act.ledger, object_type, key))
        return key

    def update(act: Act, key: int, body: Any) -> None:
        payload = Payload(name, body, is_update=True)
        values = _complete(act.ledger, object_type, values_of(act.ledger, payload))
        update_record(act.ledger, payload.object_type, key, values, at=act.at)
        _work_out(act, object_type, _document(act.ledger, object_type, key))

    def delete(act: Act, key: int) -> None:
        document = _document(act.ledger, object_type, key)
        delete_record(act.ledger, object_type, key)
        if document != key:
            _work_out(act, object_type, document)

    return Behaviour(create, update, delete)


def _document(ledger: Ledger, object_type: ObjectType, key: int) -> int | None:
    """The key of the typed document that a record is or is a line of."""
    if not object_type.document_type or object_type.name.endswith(_RECURRING):
        return None
    return document_of(ledger, object_type, key) if object_type.name.endswith("-line") else key


def _work_out(act: Act, object_type: ObjectType, key: int | None) -> None:
    """Bring the number and the totals of a typed document up to date."""
    if key is not None:
        name = object_type.address.replace("/document-line::", "/document::")
        complete_document(act.ledger, act.ledger.shape.objects[name], key, at=act.at)


def _complete(ledger: Ledger, object_type: ObjectType, values: Values) -> Values:
    """Add to what a payload says what follows from it."""
    if object_type.document_type:
        set_document_type(ledger, object_type, values)
    if object_type.name == ATTACHMENT:
        measure_files(values)
    return values
