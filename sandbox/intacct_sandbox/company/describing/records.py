"""Creating, changing and deleting records that only describe: masters, settings, and whatever posts nothing.

Source: docs/api/writing.md. Works for every object of the catalogue by its home (homes.py): fields with a
column go there, all others into the JSON beside it. Owned objects are written with their owner.
"""

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.describing.entity_locations import (
    add_own_location,
    drop_own_location,
    rename_own_location,
)
from intacct_sandbox.company.describing.homes import BASE_CURRENCY, Home, home_of
from intacct_sandbox.company.describing.used_by import refuse_used
from intacct_sandbox.company.exact_json import write_json
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import DUPLICATE, Malformed, Refused, UnknownKey
from intacct_sandbox.query.values import SqlValue, to_sql

# A value as it is stored: a scalar, or a list of values or groups.
Stored = SqlValue | list[Any]


@dataclass(frozen=True, slots=True)
class Values:
    """What a payload says of one record.

    Attributes:
        fields: Path to stored value; a reference stands under `<path>.key`.
        owned: Path of an owned list to its elements.
        key: The record's own key, where an element of an owned list names it.
        is_deleted: The element is to be deleted.
    """

    fields: dict[str, Stored] = field(default_factory=dict[str, Stored])
    owned: dict[str, list["Values"]] = field(default_factory=dict[str, list["Values"]])
    key: int | None = None
    is_deleted: bool = False


def create_record(
    ledger: Ledger, object_type: ObjectType, values: Values, *, at: str, entity_key: int | None
) -> int:
    """Add a record and the records it owns; its key.

    Raises:
        Malformed: Something is missing that the company cannot do without.
        Refused: There is one of that id already.
    """
    home = home_of(object_type.name)
    fields = {**_defaults(object_type), **values.fields}
    for path, value in home.otherwise.items():
        if fields.get(path) is None:
            fields[path] = _otherwise(ledger, fields, value)
    for path in home.needed:
        if path not in fields and f"{path}.key" not in fields:
            raise Malformed(
                "REST-1043",
                f"{path} is required",
                message_id="IA.REQUIRED_FIELD",
                target=f"/{path.replace('.', '/')}",
            )
    _refuse_taken(ledger, object_type, fields)
    key = ledger.next_key(home.table)
    if "id" in object_type.fields and fields.get("id") is None:
        fields["id"] = str(key)
    columns = {**home.fixed, **_columns(home, fields)}
    if home.entity:
        columns.setdefault(home.entity, entity_key)
    rest = {path: value for path, value in fields.items() if path not in home.columns}
    stamps = {"audit.createdDateTime": at, "audit.modifiedDateTime": at}
    if home.dated:
        columns |= {"created_at": at, "modified_at": at}
    else:
        rest |= stamps
    _insert(ledger, home, key, {**columns, home.json: write_json(rest)})
    if home.table == "entity":
        add_own_location(ledger, key)
    write_owned(ledger, object_type, key, values, at=at, entity_key=entity_key)
    return key


def update_record(
    ledger: Ledger, object_type: ObjectType, key: int, values: Values, *, at: str
) -> None:
    """Change what is given of a record; of its owned lists, only the elements that are given.

    Raises:
        UnknownKey: There is no such record.
    """
    home = home_of(object_type.name)
    before = stored_fields(ledger, home, key)
    rest = {path: value for path, value in values.fields.items() if path not in home.columns}
    columns = _columns(home, values.fields)
    if home.dated:
        columns["modified_at"] = at
    else:
        rest["audit.modifiedDateTime"] = at
    columns[home.json] = write_json({**before, **rest})
    marks = ", ".join(f"{column} = ?" for column in columns)
    ledger.write(f"UPDATE {home.table} SET {marks} WHERE key = ?", (*columns.values(), key))
    if home.table == "entity":
        rename_own_location(ledger, key)
    write_owned(ledger, object_type, key, values, at=at, entity_key=None)


def set_field(
    ledger: Ledger, object_type: ObjectType, key: int, path: str, value: str, *, at: str
) -> None:
    """Set one field of a record, be it one that a payload may not send.

    Raises:
        UnknownKey: There is no such record.
    """
    update_record(ledger, object_type, key, Values({path: value}), at=at)


def delete_record(ledger: Ledger, object_type: ObjectType, key: int) -> None:
    """Delete a record that nothing refers to, and what it owns.

    Raises:
        UnknownKey: There is no such record.
        Refused: Another record refers to it.
    """
    home = home_of(object_type.name)
    stored_fields(ledger, home, key)
    drop_owned(ledger, object_type, key)
    if home.table == "entity":
        drop_own_location(ledger, key)
    refuse_used(ledger, object_type, key)
    ledger.write(f"DELETE FROM {home.table} WHERE key = ?", (key,))


def drop_owned(ledger: Ledger, object_type: ObjectType, key: int) -> None:
    """Delete what a record owns."""
    for owned, path in _owned_types(ledger, object_type):
        for owned_key in _keys_owned(ledger, owned, path, key):
            delete_record(ledger, owned, owned_key)


def stored_fields(ledger: Ledger, home: Home, key: int) -> dict[str, Any]:
    """What is stored of a record beside its columns, by path.

    Raises:
        UnknownKey: There is no such record.
    """
    conditions = "".join(f" AND {column} = ?" for column in home.fixed)
    row = ledger.one(
        f"SELECT {home.json} FROM {home.table} WHERE key = ?{conditions}",
        (key, *home.fixed.values()),
    )
    if row is None:
        raise UnknownKey(str(key))
    stored: dict[str, Any] = json.loads(row[0] or "{}")
    return stored


def _columns(home: Home, fields: dict[str, Stored]) -> dict[str, SqlValue]:
    columns: dict[str, SqlValue] = {}
    for path, column in home.columns.items():
        if path in fields:
            value = fields[path]
            columns[column] = write_json(value) if isinstance(value, list) else value
    return columns


def _insert(ledger: Ledger, home: Home, key: int, columns: dict[str, SqlValue]) -> None:
    try:
        ledger.insert(home.table, columns, key=key)
    except sqlite3.IntegrityError as error:
        # A column of the company's own that must not be empty.
        column = str(error).rpartition(".")[2]
        path = next((path for path, each in home.columns.items() if each == column), column)
        raise Malformed(
            "REST-1043",
            f"{path} is required",
            message_id="IA.REQUIRED_FIELD",
            target=f"/{path.replace('.', '/')}",
        ) from error


def _defaults(object_type: ObjectType) -> dict[str, Stored]:
    """What a create that leaves fields out gets; a record is active unless it says otherwise."""
    given: dict[str, Stored] = {}
    for path, each in object_type.fields.items():
        if each.default is not None and each.default != "null" and each.is_scalar:
            given[path] = to_sql(each.default, each)
    status = object_type.fields.get("status")
    if status is not None and "active" in status.choices:
        given.setdefault("status", "active")
    return given


def _otherwise(ledger: Ledger, fields: dict[str, Stored], value: SqlValue) -> Stored:
    if value == BASE_CURRENCY:
        return ledger.company.base_currency
    is_path = isinstance(value, str) and value.startswith("@")
    return fields.get(str(value)[1:]) if is_path else value


def _refuse_taken(ledger: Ledger, object_type: ObjectType, fields: dict[str, Stored]) -> None:
    own_id = fields.get("id")
    if own_id is None or isinstance(own_id, list) or object_type.fields["id"].is_read_only:
        return
    home = home_of(object_type.name)
    column = "id" if "id" in home.columns else "json_extract(fields, '$.id')"
    conditions = "".join(f" AND {each} = ?" for each in home.fixed)
    taken = ledger.one(
        f"SELECT key FROM {home.table} WHERE {column} = ?{conditions}",
        (own_id, *home.fixed.values()),
    )
    if taken is not None:
        raise Refused(
            DUPLICATE,
            f"Another {object_type.name} already has the id {own_id}",
            message_id="IA.DUPLICATE_RECORD",
            target="/id",
        )


def write_owned(
    ledger: Ledger,
    object_type: ObjectType,
    key: int,
    values: Values,
    *,
    at: str,
    entity_key: int | None,
) -> None:
    """Write the elements of owned lists: new ones, changed ones, and those to be deleted."""
    for path, elements in values.owned.items():
        owned = ledger.shape.objects[object_type.fields[path].owns]
        owner = object_type.owner_of(owned)
        for number, element in enumerate(elements):
            if element.key is not None and element.key not in _keys_owned(
                ledger, owned, owner, key
            ):
                raise Refused(
                    "BL03002028",
                    f"{object_type.name} {key} has no {path} with key {element.key}",
                    target=f"/{path}/{number}/key",
                )
            if element.key is None:
                mine = Values({**element.fields, f"{owner}.key": key}, element.owned)
                create_record(ledger, owned, mine, at=at, entity_key=entity_key)
            elif element.is_deleted:
                delete_record(ledger, owned, element.key)
            else:
                update_record(ledger, owned, element.key, element, at=at)


def _owned_types(ledger: Ledger, object_type: ObjectType) -> list[tuple[ObjectType, str]]:
    objects = ledger.shape.objects
    owned = {field.owns for field in object_type.fields.values() if field.owns in objects}
    pairs = [(objects[name], object_type.owner_of(objects[name])) for name in sorted(owned)]
    return [(each, path) for each, path in pairs if path]


def _keys_owned(ledger: Ledger, owned: ObjectType, path: str, key: int) -> list[int]:
    home = home_of(owned.name)
    column = home.columns.get(f"{path}.key", f"json_extract({home.json}, '$.\"{path}.key\"')")
    conditions = "".join(f" AND {each} = ?" for each in home.fixed)
    rows = ledger.rows(
        f"SELECT key FROM {home.table} WHERE {column} = ?{conditions} ORDER BY key",
        (key, *home.fixed.values()),
    )
    return [int(row[0]) for row in rows]
