"""Reading a record as it is stored: its fields by path, amounts in cents, references as keys.

Source: docs/sandbox-ledger.md.
"""

import json
from dataclasses import dataclass
from typing import Any

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import UnknownKey

LINES = "lines"
AMOUNT = "txnAmount"
_OF_LINE = (AMOUNT, "totalTxnAmount", "amount")
_OF_TRANSFER = ("transferFromAccount.transferAmount", "transferToAccount.receivedAmount")
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record and its lines."""

    fields: Fields
    lines: tuple[Fields, ...]

    def negative(self) -> "StoredRecord":
        """The same with all amounts on the other side of zero."""
        lines = tuple(_negated(line, _OF_LINE) for line in self.lines)
        return StoredRecord(_negated(self.fields, _OF_TRANSFER), lines)


def load_record(ledger: Ledger, name: str, key: int) -> StoredRecord:
    """A record as it stands.

    Raises:
        UnknownKey: There is no such record.
    """
    row = ledger.one("SELECT fields FROM record WHERE key = ? AND object = ?", (key, name))
    if row is None:
        raise UnknownKey(str(key))
    object_type = ledger.shape.objects[name]
    owned = object_type.fields[LINES].owns
    owner = object_type.owner_of(ledger.shape.objects[owned])
    lines = ledger.rows(
        "SELECT fields FROM record WHERE object = ? AND json_extract(fields, ?) = ? ORDER BY key",
        (owned, f'$."{owner}.key"', key),
    )
    return StoredRecord(json.loads(row[0]), tuple(json.loads(line[0]) for line in lines))


def _negated(fields: Fields, paths: tuple[str, ...]) -> Fields:
    return {path: -value if path in paths and value else value for path, value in fields.items()}
