"""Records that stand in the ledger with one entry each, over the wire.

Source: docs/api/booked-records.md.
"""

from dataclasses import dataclass
from typing import Any

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.booked_records.booking import (
    book_record,
    delete_booked,
    rebook_record,
    refuse_settled,
    reverse_record,
)
from intacct_sandbox.company.booked_records.kinds import KINDS, RecordKind
from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.rest.objects.acts import Act, Behaviour, describing
from intacct_sandbox.rest.objects.payload import Payload
from intacct_sandbox.rest.objects.workflow_payload import WorkflowPayload

_KINDS = {kind.name: kind for kind in KINDS}


def is_booked(name: str) -> bool:
    """Whether an object's records post an entry each."""
    return name in _KINDS


def booked_behaviour(object_type: ObjectType) -> Behaviour:
    """What such a record takes."""
    booked = BookedRecords(_KINDS[object_type.name], describing(object_type))
    return Behaviour(booked.create, booked.update, booked.delete, {"reverse": booked.reverse})


@dataclass(frozen=True, slots=True)
class BookedRecords:
    """What can be done with one kind: what it says is kept like anybody's, and posted beside."""

    kind: RecordKind
    plain: Behaviour

    def create(self, act: Act, body: Any) -> int:
        """A new record, posted."""
        assert self.plain.create is not None  # a describing behaviour has all three
        key = self.plain.create(act, body)
        book_record(act.ledger, self.kind, key, at=act.at)
        return key

    def update(self, act: Act, key: int, body: Any) -> None:
        """Change a record; its entry posts anew."""
        assert self.plain.update is not None  # a describing behaviour has all three
        if Payload(self.kind.name, body, is_update=True).says("state"):
            raise Malformed(
                "REST-1050", "state is read-only", message_id="IA.READ_ONLY_FIELD", target="/state"
            )
        refuse_settled(act.ledger, self.kind, key, "changed")
        self.plain.update(act, key, body)
        rebook_record(act.ledger, self.kind, key, at=act.at)

    def delete(self, act: Act, key: int) -> None:
        """Delete a record and its entry."""
        delete_booked(act.ledger, self.kind, key)

    def reverse(self, act: Act, body: Any) -> int:
        """Reverse a record on a day."""
        payload = WorkflowPayload(f"{self.kind.name}/reverse", body)
        key = payload.key()
        on = payload.day_or_none("reversedDate")
        reverse_record(act.ledger, self.kind, key, on=on, at=act.at)
        return key
