"""The model service: what an object is, as the company tells it.

Source: docs/api/model.md. Everything comes from the catalogue. As in reality `required` is always false, an
empty map is an empty list, and a name nobody knows has no fields instead of being an error.
"""

import re
from collections.abc import Iterable
from typing import Any

from intacct_sandbox.catalogue import Field, ObjectType, owned_objects

_TYPES = {"s": "string", "n": "number", "b": "boolean", "a": "array", "?": "string"}
_METHODS = {
    "GET": "GET",
    "POST": "POST",
    "GET {key}": "GET",
    "PATCH {key}": "PATCH",
    "DELETE {key}": "DELETE",
}
_ORDER = ("GET", "POST", "DELETE", "PATCH")


def describe(name: str, objects: dict[str, ObjectType]) -> dict[str, Any]:
    """One object's model: fields, groups, references and lists, nested.

    Args:
        name: The object, with or without `objects/` before it.
        objects: The catalogue.
    """
    plain = name.removeprefix("objects/")
    known = objects.get(plain)
    inside = _level(list(known.fields.values()), "", plain) if known else _empty()
    return {**inside, **_head(plain, known), "idempotenceSupported": True}


def list_models(pattern: str, objects: dict[str, ObjectType]) -> list[dict[str, Any]]:
    """Every object's name, type and methods, where the name matches a regular expression."""
    wanted = re.compile(pattern)
    return [_head(name, known) for name, known in sorted(objects.items()) if wanted.search(name)]


def methods_of(known: ObjectType | None) -> str:
    """The methods that an object's addresses take, as the model service lists them."""
    taken = {_METHODS[each] for each in known.operations if each in _METHODS} if known else ()
    return ",".join(["OPTIONS", *(each for each in _ORDER if each in taken)])


def _head(name: str, known: ObjectType | None) -> dict[str, Any]:
    return {
        "apiObject": f"objects/{name}",
        "type": "ownedObject" if name in owned_objects() else "rootObject",
        "httpMethods": methods_of(known),
        "href": f"/services/core/model?version=v1&name=objects/{name}",
    }


def _empty() -> dict[str, Any]:
    return {"fields": [], "groups": [], "refs": [], "lists": []}


def _level(fields: Iterable[Field], prefix: str, owner: str) -> dict[str, Any]:
    """What stands directly under a prefix; deeper paths belong to a group or reference."""
    inside = [field for field in fields if field.path.startswith(prefix) and "[]" not in field.path]
    level: dict[str, dict[str, Any]] = {"fields": {}, "groups": {}, "refs": {}, "lists": {}}
    for field in inside:
        name = field.path.removeprefix(prefix)
        if "." in name:
            continue
        if field.type == "o":
            below = _level(inside, f"{field.path}.", owner)
            if field.refers_to:
                level["refs"][name] = _reference(field, below, owner)
            else:
                level["groups"][name] = below
        elif field.owns:
            level["lists"][name] = {"apiObject": field.owns}
        else:
            level["fields"][name] = _attributes(field)
    # Empty maps come as empty lists.
    return {name: part or [] for name, part in level.items()}


def _reference(field: Field, below: dict[str, Any], owner: str) -> dict[str, Any]:
    described = {
        "apiObject": field.refers_to,
        **{name: part for name, part in below.items() if part},
    }
    if owner.startswith(f"{field.refers_to}-"):
        described["isOwner"] = True
    return described


def _attributes(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"type": _TYPES[field.type]}
    if field.decimals is not None:
        percent = field.format.startswith("pct")
        described["format"] = f"{'percent' if percent else 'decimal'}-precision-{field.decimals}"
    elif field.format:
        described["format"] = field.format
    if field.choices:
        described["enum"] = [*field.choices, *([None] if field.is_nullable else [])]
    described |= {
        "readOnly": field.is_read_only,
        "writeOnly": False,
        "required": False,
        "nullable": field.is_nullable,
        "mutable": not field.is_read_only,
    }
    if field.is_deprecated:
        described["deprecated"] = True
    if field.default is not None:
        described["default"] = None if field.default == "null" else field.default
    return described
