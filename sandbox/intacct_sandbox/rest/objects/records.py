"""Single records, nested as GET shows them, and the bare list of references.

Everything comes from the catalogue and the object's view: a group nests, a reference shows id and key
(null when unset), an owned list holds the records that refer back to their owner.
Source: docs/api/objects.md.
"""

from dataclasses import replace
from typing import Any, cast

from intacct_sandbox.catalogue import NOT_QUERYABLE, Field, ObjectType
from intacct_sandbox.company.describing.homes import home_of
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.request import MOST_ROWS, read_request
from intacct_sandbox.query.run import Page, run_query

LIST_SIZE = 100
# Lines that a query shows and GET of their owner leaves out: those with a mark (docs/api/invoices.md).
_LEFT_OUT = {
    "accounts-receivable/invoice-line": "isSubtotal",
    "accounts-payable/bill-line": "isSubTotal",
}


def list_references(name: str, ledger: Ledger, scope: Scope) -> Page:
    """Key, id and address of up to 100 records, in no order."""
    fields = [
        "key",
        *(field for field in ("id",) if field in ledger.shape.objects[name].fields),
        "href",
    ]
    request = read_request({"object": name, "fields": fields, "size": LIST_SIZE})
    return run_query(request, ledger, ledger.shape, scope)


def read_records(name: str, keys: list[str], ledger: Ledger, scope: Scope) -> list[dict[str, Any]]:
    """Whole records by key, in the order asked; keys that do not exist are left out."""
    records = {
        row["key"]: {**row, **_unqueried(name, row["key"], ledger)}
        for row in flat_records(name, "key", keys, ledger, scope)
    }
    object_type = ledger.shape.objects[name]
    return [
        _nested(object_type, records[key], ledger, scope, with_lists=True)
        for key in keys
        if key in records
    ]


def flat_records(
    name: str, path: str, values: list[str], ledger: Ledger, scope: Scope
) -> list[dict[str, Any]]:
    """All readable fields of the records whose `path` is one of the values, in key order."""
    object_type = ledger.shape.objects[name]
    fields = [each for each, field in object_type.fields.items() if _is_readable(name, each, field)]
    request = read_request(
        {
            "object": name,
            "fields": list(dict.fromkeys([*fields, "key", "href"])),
            "filters": [{"$in": {path: values}}],
            "orderBy": [{"key": "asc"}],
            "size": MOST_ROWS,
            "filterParameters": {"includePrivate": True},  # whoever knows the key may see it
        }
    )
    # Here queries are a means: what they refuse is shown all the same, and what they add is not.
    everything = replace(scope.readings, deprecated_fields="queryable", query_alias="none")
    return run_query(request, ledger, ledger.shape, replace(scope, readings=everything)).rows


def _unqueried(name: str, key: str, ledger: Ledger) -> dict[str, Any]:
    """What a record shows by its key, but never in a query."""
    home = home_of(name)
    paths = [path for each, path in sorted(NOT_QUERYABLE) if each == name]
    return {
        path: ledger.rows(
            f"SELECT json_extract({home.json}, ?) FROM {home.table} WHERE key = ?",
            (f'$."{path}"', int(key)),
        )[0][0]
        for path in paths
    }


def _is_readable(name: str, path: str, field: Field) -> bool:
    readable = field.is_list or (field.is_scalar and "[]" not in path)
    return readable and (name, path) not in NOT_QUERYABLE


def _nested(
    object_type: ObjectType, flat: dict[str, Any], ledger: Ledger, scope: Scope, *, with_lists: bool
) -> dict[str, Any]:
    record: dict[str, Any] = {}
    absent = _unset(object_type, flat) if scope.readings.unset_reference == "absent" else ()
    for path, value in flat.items():
        if path.startswith(absent):
            continue
        *groups, last = path.split(".")
        inner = record
        for group in groups:
            inner = cast("dict[str, Any]", inner.setdefault(group, {}))
        inner[last] = value
    if with_lists:
        for path, field in object_type.fields.items():
            if field.type == "a" and field.owns and "." not in path and "[]" not in path:
                record[path] = _owned(object_type.name, field.owns, str(flat["key"]), ledger, scope)
    return record


def _unset(object_type: ObjectType, flat: dict[str, Any]) -> tuple[str, ...]:
    """How the paths begin that are below a reference (a group with a key) without a record."""
    return tuple(
        f"{path}."
        for path, field in object_type.fields.items()
        if field.type == "o" and flat.get(f"{path}.key", "") is None
    )


def _owned(owner: str, owned: str, key: str, ledger: Ledger, scope: Scope) -> list[dict[str, Any]]:
    objects = ledger.shape.objects
    path = objects[owner].owner_of(objects[owned]) if owned in objects else ""
    if not path:
        return []
    rows = flat_records(owned, f"{path}.key", [key], ledger, scope)
    marked = _LEFT_OUT.get(owned)
    return [
        _nested(objects[owned], row, ledger, scope, with_lists=False)
        for row in rows
        if marked is None or not row[marked]
    ]
