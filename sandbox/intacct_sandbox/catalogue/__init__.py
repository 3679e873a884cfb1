"""Every object and field of the REST API as data.

Source: `catalogue.json`, derived from Sage's public OpenAPI description (LICENSE.md beside it), and
`custom.json`: the custom fields, the custom object and the user-defined dimension of this company, and references
that the description leaves open. Typed documents are told in docs/api/typed-documents.md.
Shape:  an object is `<application>/<name>`; a field is a flat dotted path with a descriptor
        (`t` type, `fmt` format, `e` enum, `ref` the object a group refers to).
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

# Readable with GET but refused by the query service (docs/api/query.md).
NOT_QUERYABLE = {
    ("accounts-receivable/invoice", "action"),
    ("accounts-payable/payment", "action"),
    ("general-ledger/journal-entry", "automaticReversalDate"),
    ("company-config/file", "data"),
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
        choices: The fixed set of words it takes one of; empty when it is free.
        is_read_only: A create or update that sends it is refused.
        is_fixed: An update that sends it is refused.
        required: 1 when a create must send it, 2 when it must come with the group or line it is in, else 0.
        is_nullable: It may be null.
        is_deprecated: It is on its way out.
        default: What a create that leaves it out gets; None when nothing is said.
        example: What the source shows as an example; None when it shows none.
    """

    path: str
    type: str
    decimals: int | None
    format: str
    refers_to: str
    owns: str
    choices: tuple[str, ...] = ()
    is_read_only: bool = False
    is_fixed: bool = False
    required: int = 0
    is_nullable: bool = False
    is_deprecated: bool = False
    default: str | int | bool | None = None
    example: str | int | float | bool | None = None

    @property
    def is_scalar(self) -> bool:
        """Whether it holds one value."""
        return self.type in {"s", "n", "b", "?"}

    @property
    def is_list(self) -> bool:
        """Whether it holds a list that is its own: of values or groups, not of other objects."""
        return self.type == "a" and not self.owns and "[]" not in self.path

    @property
    def is_numeric(self) -> bool:
        """Whether it can be added up."""
        return self.type == "n" or self.decimals is not None


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One object of the API.

    Attributes:
        name: `<application>/<name>`.
        fields: By path.
        operations: What its address takes, e.g. `POST` or `PATCH {key}`.
        required_in_lists: Paths that each element of an owned list must send, as `lines[].txnAmount`.
        document_type: Of a typed document its type, e.g. `Sales Invoice`; else empty. Its records are among those of
            the object `name`.
    """

    name: str
    fields: dict[str, Field]
    operations: frozenset[str]
    required_in_lists: tuple[str, ...] = ()
    document_type: str = ""

    @property
    def address(self) -> str:
        """The name under which it is found, with its type."""
        return f"{self.name}::{self.document_type}" if self.document_type else self.name

    def owner_of(self, owned: "ObjectType") -> str:
        """The path of an owned object's reference to this one; empty when it has none."""
        paths = [
            path
            for path, field in owned.fields.items()
            if field.type == "o" and field.refers_to == self.name and "." not in path
        ]
        # The lines of a document refer to others that they came from, too.
        headers = (path for path in paths if path.endswith("Header"))
        return next(headers, paths[0] if paths else "")


_TYPED = "::{documentName}"


class Objects(Mapping[str, ObjectType]):
    """All objects by name, typed documents included: those are made as they are asked for."""

    def __init__(self, objects: dict[str, ObjectType]) -> None:
        self._objects = objects

    def without(self, names: Collection[str]) -> "Objects":
        """All but these."""
        return Objects({name: each for name, each in self._objects.items() if name not in names})

    def __getitem__(self, name: str) -> ObjectType:
        if name in self._objects:
            return self._objects[name]
        plain, separator, document_type = name.partition("::")
        if not separator or not document_type.isprintable() or not document_type.strip():
            raise KeyError(name)
        form = self._objects[f"{plain}{_TYPED}"]
        return replace(form, name=plain, document_type=document_type)

    def __iter__(self) -> Iterator[str]:
        return iter(self._objects)

    def __len__(self) -> int:
        return len(self._objects)

    def has_types(self, name: str) -> bool:
        """Whether the records of an object are typed documents."""
        return f"{name}{_TYPED}" in self._objects


@dataclass(frozen=True, slots=True)
class ServiceType:
    """One service or workflow of the API.

    Attributes:
        name: Its path without the first slash, e.g. `services/core/query`.
        method: The one method it takes.
        request: The fields of its body, by path; of its query where it has no body.
        response: The fields of its result.
    """

    name: str
    method: str
    request: dict[str, Field]
    response: dict[str, Field]

    @property
    def is_workflow(self) -> bool:
        """Whether it moves a record instead of answering about many."""
        return self.name.startswith("workflows/")


@cache
def services() -> dict[str, ServiceType]:
    """All services and workflows by name."""
    whole = _read("catalogue.json")
    return {
        each.name: each
        for key, raw in whole["services"].items()
        for each in (_service(key, raw, whole["enums"]),)
    }


def _service(key: str, raw: dict[str, Any], enums: dict[str, list[str]]) -> ServiceType:
    method, _, path = key.partition(" /")
    asked: dict[str, Any] = raw.get("req") or raw.get("params") or {}
    answered: dict[str, Any] = next(iter(raw["res"].values())).get("f", {})
    return ServiceType(
        path,
        method,
        {name: _field(name, each, enums) for name, each in asked.items()},
        {name: _field(name, each, enums) for name, each in answered.items()},
    )


@cache
def catalogue() -> Objects:
    """All objects by name. Read once a process."""
    whole = _read("catalogue.json")
    own = _read("custom.json")
    for name, raw in whole["objects"].items():
        raw["f"] = {**raw.get("f", {}), **own["fields"].get(name, {})}
        if "dimensions.department" in raw["f"]:
            raw["f"] |= own["dimensions"]
        for path, correction in own["corrections"].get(name, {}).items():
            raw["f"][path] |= correction
    objects = {**whole["objects"], **own["objects"]}
    return Objects({name: _object(name, raw, whole["enums"]) for name, raw in objects.items()})


@cache
def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
    return read


@cache
def service_fields(service: str) -> dict[str, Field]:
    """What the body of a service may hold, by path; the elements of a list have `[]` in theirs.

    Args:
        service: Method and address, e.g. `POST /services/reports/cancel`.
    """
    whole = _read("catalogue.json")
    asked = whole["services"][service]["req"]
    return {path: _field(path, raw, whole["enums"]) for path, raw in asked.items()}


@cache
def owned_objects() -> frozenset[str]:
    """The objects that some other one holds a list of."""
    return frozenset(
        field.owns for each in catalogue().values() for field in each.fields.values() if field.owns
    )


def _object(name: str, raw: dict[str, Any], enums: dict[str, list[str]]) -> ObjectType:
    fields = {path: _field(path, raw_field, enums) for path, raw_field in raw.get("f", {}).items()}
    return ObjectType(name, fields, frozenset(raw.get("ops", {})), tuple(raw.get("rqx", ())))


def _field(path: str, raw: dict[str, Any], enums: dict[str, list[str]]) -> Field:
    format_name = str(raw.get("fmt", ""))
    chosen: str | list[str] = raw.get("e", [])
    known = format_name.startswith(("dec", "pct")) and format_name[3:].isdigit()
    is_read_only = bool(raw.get("ro")) and not raw.get("rq")
    target = str(raw.get("ref") or raw.get("refi") or "")
    return Field(
        path=path,
        type=str(raw["t"]),
        decimals=int(format_name[3:]) if known else None,
        format=format_name,
        refers_to="" if target == "?" else target,
        owns=str(raw.get("of", "")),
        choices=tuple(enums[chosen[1:]] if isinstance(chosen, str) else chosen),
        is_read_only=is_read_only,
        is_fixed=is_read_only or bool(raw.get("ru")),
        # The source calls a few ids both required and read-only: they may be sent and left out.
        required=0 if raw.get("ro") and raw["t"] != "o" else int(raw.get("rq", 0)),
        is_nullable=bool(raw.get("nl")),
        is_deprecated=bool(raw.get("dp")),
        default=raw.get("d"),
        example=raw.get("x"),
    )
