"""Records with an entry each: booked, changed, deleted and reversed.

Source: docs/api/booked-records.md. A record that was never booked (it came with the company) is reversed without an entry.
"""

from typing import Any

from intacct_sandbox.company.booked_records.entries import entry_of
from intacct_sandbox.company.booked_records.kinds import RecordKind
from intacct_sandbox.company.booked_records.stored import LINES, StoredRecord, load_record
from intacct_sandbox.company.describing.records import (
    Values,
    create_record,
    delete_record,
    update_record,
)
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.inter_entity import entities_of
from intacct_sandbox.company.ledger_entries.posting import (
    Entry,
    load_entry,
    post,
    repost,
    reverse_entry,
    unpost,
)
from intacct_sandbox.company.lookup import refuse_closed_period
from intacct_sandbox.company.refused import Malformed, Refused


def book_record(ledger: Ledger, kind: RecordKind, key: int, *, at: str) -> None:
    """Post the entry of a new record, and give it its state.

    Raises:
        Malformed: Its state is one that a create may not say, or a line lacks something.
        Refused: It cannot be posted, or its period is closed.
    """
    record = load_record(ledger, kind.name, key)
    if record.fields.get("state") not in {None, kind.posted}:
        raise Malformed(
            "invalidParameter", f"state must be {kind.posted} or absent", target="/state"
        )
    entry = entry_of(ledger, kind, record)
    _refuse_closed(ledger, kind, entry)
    _set(ledger, kind, key, {"state": kind.posted}, at=at)
    ledger.insert("booked_record", {"entry_key": post(ledger, entry, at=at)}, key=key)


def rebook_record(ledger: Ledger, kind: RecordKind, key: int, *, at: str) -> None:
    """Post the entry of a record that was changed anew.

    Raises:
        Refused: It cannot be posted so, or its period is closed.
    """
    entry = entry_of(ledger, kind, load_record(ledger, kind.name, key))
    _refuse_closed(ledger, kind, entry)
    entry_key = _entry_key(ledger, key)
    if entry_key is not None:
        repost(ledger, entry_key, entry, at=at)


def refuse_settled(ledger: Ledger, kind: RecordKind, key: int, done: str) -> None:
    """Refuse to touch a record that is one of a reversed pair, or whose period is closed."""
    load_record(ledger, kind.name, key)
    if _is_of_a_pair(ledger, key):
        raise Refused(
            "CM-0414", f"The {kind.word} {key} was reversed or is a reversal: not to be {done}"
        )
    entry_key = _entry_key(ledger, key)
    if entry_key is not None:
        _refuse_closed(ledger, kind, load_entry(ledger, entry_key))


def delete_booked(ledger: Ledger, kind: RecordKind, key: int) -> None:
    """Take a record away, and its entry with it.

    Raises:
        UnknownKey: There is no such record.
        Refused: It is one of a reversed pair, or its period is closed.
    """
    refuse_settled(ledger, kind, key, "deleted")
    entry_key = _entry_key(ledger, key)
    ledger.write("DELETE FROM booked_record WHERE key = ?", (key,))
    delete_record(ledger, ledger.shape.objects[kind.name], key)
    if entry_key is not None:
        unpost(ledger, entry_key)


def reverse_record(ledger: Ledger, kind: RecordKind, key: int, *, on: str | None, at: str) -> None:
    """Reverse a record: a second one with negative amounts, and its entry with the sides swapped.

    Args:
        ledger: Where it is.
        kind: What it is.
        key: Its key.
        on: The day the reversal posts; None for the record's own.
        at: When it is recorded.

    Raises:
        UnknownKey: There is no such record.
        Refused: It is one of a reversed pair already, or the day is before it or closed.
    """
    record = load_record(ledger, kind.name, key)
    own_day = str(record.fields[kind.day])
    day = on or own_day
    if _is_of_a_pair(ledger, key):
        raise Refused(
            "CM-0414", f"The {kind.word} {key} was reversed or is a reversal: not to be reversed"
        )
    if day < own_day:
        raise Refused(
            "CM-0416",
            f"The reversal date {day} is before the date {own_day} of the {kind.word}",
            target="/reversedDate",
        )
    entry_key = _entry_key(ledger, key)
    reversing = None
    if entry_key is not None:
        for entity_key in entities_of(ledger, load_entry(ledger, entry_key)):
            refuse_closed_period(ledger, entity_key, day, target="/reversedDate")
        reversing = reverse_entry(ledger, entry_key, on=day, at=at)
    twin = _add_twin(ledger, kind, key, record, day, at=at)
    ledger.insert("booked_record", {"entry_key": reversing, "reverses_key": key}, key=twin)
    state = kind.reversed_states[0]
    links: dict[str, Any] = {"reversedBy.key": twin, "reversedBy.reversalDate": day}
    if kind.links == "days":
        links = {"reversalDate": day}
    _set(ledger, kind, key, {"state": state, **links}, at=at)


def _add_twin(
    ledger: Ledger, kind: RecordKind, key: int, record: StoredRecord, day: str, *, at: str
) -> int:
    object_type = ledger.shape.objects[kind.name]
    own_day = record.fields[kind.day]
    links: dict[str, Any] = {"reversalOf.key": key, "reversalOf.txnDate": own_day}
    if kind.links == "days":
        links = {"reversedDate": own_day}
    opposite = record.negative()
    told = {**_told(opposite.fields), kind.day: day, "state": kind.reversed_states[1], **links}
    lines = [Values(_told(line)) for line in opposite.lines]
    (entity_key,) = ledger.rows("SELECT entity_key FROM record WHERE key = ?", (key,))[0]
    return create_record(
        ledger, object_type, Values(told, {LINES: lines}), at=at, entity_key=entity_key
    )


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    """What somebody said of a record, without what the company wrote on it."""
    return {
        path: value
        for path, value in fields.items()
        if path != "id" and not path.startswith("audit.")
    }


def _set(ledger: Ledger, kind: RecordKind, key: int, fields: dict[str, Any], *, at: str) -> None:
    update_record(ledger, ledger.shape.objects[kind.name], key, Values(fields), at=at)


def _entry_key(ledger: Ledger, key: int) -> int | None:
    row = ledger.one("SELECT entry_key FROM booked_record WHERE key = ?", (key,))
    return None if row is None or row[0] is None else int(row[0])


def _is_of_a_pair(ledger: Ledger, key: int) -> bool:
    pairs = "SELECT key FROM booked_record WHERE reverses_key = ? OR (key = ? AND reverses_key > 0)"
    return ledger.one(pairs, (key, key)) is not None


def _refuse_closed(ledger: Ledger, kind: RecordKind, entry: Entry) -> None:
    for entity_key in entities_of(ledger, entry):
        refuse_closed_period(ledger, entity_key, entry.posting_date, target=f"/{kind.day}")
