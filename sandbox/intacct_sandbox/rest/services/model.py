"""The model service: what an object is, as the company tells it.

Source: docs/api/model.md. Everything comes from the catalogue. As in reality `required` is always false, an
empty map is an empty list, and a name nobody knows has no fields instead of being an error.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from intacct_sandbox.catalogue import Field, ObjectType, ServiceType, owned_objects
from intacct_sandbox.query.request import OBJECT_PARAMETERS
from intacct_sandbox.rest.wire import ADDRESS_MARKS

_TYPES = {"s": "string", "n": "number", "b": "boolean", "a": "array", "?": "string"}
_METHODS = {
    "GET": "GET",
    "POST": "POST",
    "GET {key}": "GET",
    "PATCH {key}": "PATCH",
    "DELETE {key}": "DELETE",
}
# Services that only answer, and so have nothing to do twice.
_ASKING = ("services/core/", "services/reports/")
_HREF = "/services/core/model?version=v1&name="
_ORDER = ("GET", "POST", "DELETE", "PATCH")


def describe(name: str, objects: Mapping[str, ObjectType]) -> dict[str, Any]:
    """One object's model: fields, groups, references and lists, nested.

    Args:
        name: The object, with or without `objects/` before it.
        objects: The catalogue.
    """
    plain = name.removeprefix("objects/")
    known = objects.get(plain)
    inside = _level(list(known.fields.values()), "", _owner(known, objects)) if known else _empty()
    return {**inside, **head(plain, known)}


def describe_service(known: ServiceType) -> dict[str, Any]:
    """The model of a service or a workflow: what it takes and what it answers."""
    return {
        "request": _level(list(known.request.values()), "", ""),
        "response": _level(list(known.response.values()), "", ""),
        **service_head(known),
    }


def service_head(known: ServiceType) -> dict[str, Any]:
    """What is said of a service or a workflow in a list."""
    return {
        "apiObject": known.name,
        "type": "workflow" if known.is_workflow else "service",
        "httpMethods": f"OPTIONS,{known.method}",
        "idempotenceSupported": known.method == "POST" and not known.name.startswith(_ASKING),
        "href": f"{_HREF}{known.name}",
    }


def methods_of(known: ObjectType | None) -> str:
    """The methods that an object's addresses take, as the model service lists them."""
    taken = {_METHODS[each] for each in known.operations if each in _METHODS} if known else ()
    return ",".join(["OPTIONS", *(each for each in _ORDER if each in taken)])


def head(name: str, known: ObjectType | None) -> dict[str, Any]:
    """What is said of an object in a list."""
    changes = known is not None and any(not each.startswith("GET") for each in known.operations)
    said: dict[str, Any] = {
        "apiObject": f"objects/{name}",
        "type": "ownedObject" if name in owned_objects() else "rootObject",
        "httpMethods": methods_of(known),
        "idempotenceSupported": changes,
        "href": f"{_HREF}objects/{quote(name, safe=ADDRESS_MARKS)}",
    }
    if name in OBJECT_PARAMETERS:
        said["additionalQueryFilterParameters"] = {
            parameter: {"parameters": {part: {"type": "string"} for part in parts}}
            for parameter, parts in OBJECT_PARAMETERS[name].items()
        }
    return said


def _owner(owned: ObjectType, objects: Mapping[str, ObjectType]) -> str:
    """The path of an owned object's reference to its owner; empty for an object that has none."""
    return next(
        (
            path
            for path, field in owned.fields.items()
            if field.type == "o"
            and field.refers_to in objects
            and path == objects[field.refers_to].owner_of(owned)
            and any(each.owns == owned.name for each in objects[field.refers_to].fields.values())
        ),
        "",
    )


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
                level["refs"][name] = _reference(field, below, is_owner=field.path == owner)
            else:
                level["groups"][name] = below
        elif field.owns:
            level["lists"][name] = {"apiObject": field.owns}
        else:
            level["fields"][name] = _attributes(field)
    # Empty maps come as empty lists.
    return {name: part or [] for name, part in level.items()}


def _reference(field: Field, below: dict[str, Any], *, is_owner: bool) -> dict[str, Any]:
    described = {
        "apiObject": field.refers_to,
        **{name: part for name, part in below.items() if part},
    }
    if is_owner:
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
