"""Every object and field of the REST API as data.

Source: `catalogue.json`, derived from Sage's public OpenAPI description (LICENSE.md beside it).
Shape:  an object is `<application>/<name>`; a field is a flat dotted path with a descriptor
        (`t` type, `fmt` format, `e` enum, `ref` the object a group refers to).
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# Readable with GET but refused by the query service (docs/api/query.md).
NOT_QUERYABLE = {
    ("accounts-receivable/invoice", "action"),
    ("accounts-payable/payment", "action"),
    ("general-ledger/journal-entry", "automaticReversalDate"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object.

    Attributes:
        type: `s` text, `n` number, `b` boolean, `o` group or reference, `a` array, `?` unknown.
        decimals: How many decimals an amount has on the wire; None when it is no amount.
        format: `date`, `date-time` or the source's own format name; empty when it has none.
        refers_to: The object a group points at; empty when it is a plain group or unknown.
        owns: The object an array holds; empty when it holds plain values.
        is_enum: The field takes one of a fixed set of words.
        is_read_only: A create or update that sends it is refused.
    """

    path: str
    type: str
    decimals: int | None
    format: str
    refers_to: str
    owns: str
    is_enum: bool
    is_read_only: bool = False

    @property
    def is_scalar(self) -> bool:
        """Whether it holds one value."""
        return self.type in {"s", "n", "b", "?"}

    @property
    def is_numeric(self) -> bool:
        """Whether it can be added up."""
        return self.type == "n" or self.decimals is not None


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One object of the API: its fields by path, and the operations its address takes."""

    name: str
    fields: dict[str, Field]
    operations: frozenset[str]


@cache
def catalogue() -> dict[str, ObjectType]:
    """All objects by name. Read once a process."""
    text = files(__name__).joinpath("catalogue.json").read_text(encoding="utf-8")
    return {name: _object(name, raw) for name, raw in json.loads(text)["objects"].items()}


def _object(name: str, raw: dict[str, Any]) -> ObjectType:
    fields = {path: _field(path, raw_field) for path, raw_field in raw.get("f", {}).items()}
    return ObjectType(name, fields, frozenset(raw.get("ops", {})))


def _field(path: str, raw: dict[str, Any]) -> Field:
    format_name = str(raw.get("fmt", ""))
    known = format_name.startswith(("dec", "pct")) and format_name[3:].isdigit()
    target = str(raw.get("ref") or raw.get("refi") or "")
    return Field(
        path=path,
        type=str(raw["t"]),
        decimals=int(format_name[3:]) if known else None,
        format=format_name,
        refers_to="" if target == "?" else target,
        owns=str(raw.get("of", "")),
        is_enum="e" in raw,
        is_read_only=bool(raw.get("ro")),
    )
