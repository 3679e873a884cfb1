"""Writing records of objects without a table: by the same function as over the wire, or many at once.

Source: docs/sandbox-ledger.md.
"""

import json
from collections.abc import Mapping, Sequence

from intacct_sandbox.company.describing.document_types import set_document_type
from intacct_sandbox.company.describing.records import Stored, Values, create_record
from intacct_sandbox.company.ledger import Ledger


def add_record(
    ledger: Ledger,
    name: str,
    fields: Mapping[str, Stored],
    *,
    at: str,
    entity_key: int | None = None,
    owned: Mapping[str, Sequence[Mapping[str, Stored]]] | None = None,
) -> int:
    """Create a record as the API would; its key.

    Args:
        ledger: Where to.
        name: The object; of a typed document with its type.
        fields: Path to stored value; a reference stands under `<path>.key`.
        at: When it was made.
        entity_key: Whose it is; None when all entities share it.
        owned: The fields of the records that it holds, by the path of their list.
    """
    object_type = ledger.shape.objects[name]
    elements = {path: [Values(dict(each)) for each in held] for path, held in (owned or {}).items()}
    values = Values(dict(fields), elements)
    if object_type.document_type:
        set_document_type(ledger, object_type, values)
    return create_record(ledger, object_type, values, at=at, entity_key=entity_key)


def key_of(ledger: Ledger, name: str, id_: str) -> int:
    """The key of a record without a table by its id."""
    row = ledger.rows(
        "SELECT key FROM record WHERE object = ? AND json_extract(fields, '$.id') = ?", (name, id_)
    )[0]
    return int(row[0])


def add_detail(
    ledger: Ledger,
    name: str,
    fields: Mapping[str, Stored],
    *,
    at: str,
    entity_key: int | None = None,
) -> int:
    """Add one of very many records, whose fields are all given; its key."""
    key = ledger.next_key("record")
    whole = {
        "id": str(key),
        **fields,
        "audit.createdDateTime": at,
        "audit.modifiedDateTime": at,
    }
    values = {"object": name, "entity_key": entity_key, "fields": json.dumps(whole)}
    return ledger.insert("record", values, key=key)


def add_fields(ledger: Ledger, table: str, key: int, fields: Mapping[str, Stored]) -> None:
    """Give a row fields that have no column."""
    column = "fields" if table == "record" else "extra"
    ledger.write(
        f"UPDATE {table} SET {column} = json_patch(COALESCE({column}, '{{}}'), ?) WHERE key = ?",
        (json.dumps(fields), key),
    )
