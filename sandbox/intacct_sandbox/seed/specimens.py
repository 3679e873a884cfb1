"""One specimen of each object that has rows: a row whose other fields are all filled with plain samples.

So that a reader of any field finds a value of the right form somewhere. Only fields without a column, which no
behaviour reads: a yes or no stays no, an amount of a posted document stays zero, and a record of a case is never
taken. What is left empty has a reason (`why_empty`), listed in docs/sandbox-unfilled.md.
"""

import json
from collections.abc import Collection
from typing import Any

from intacct_sandbox.catalogue import Field, ObjectType
from intacct_sandbox.company.homes import Home, home_of, is_plain
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.refusals import QueryRefused
from intacct_sandbox.query.values import SqlValue, to_sql

_BINARY = {"base64zip", "base64url", "outbound-binary"}
# Rows that no write reaches by themselves, so that homes.py does not name them.
_OWNED_HOMES = {
    f"{module}/payment-detail": Home("application")
    for module in ("accounts-receivable", "accounts-payable")
}
_SECRETS = ("password.", "SSN", "ssn")


def fill_specimens(ledger: Ledger, *, at: str) -> None:
    """Fill one row of every object that has rows."""
    seeded = seeded_objects(ledger)
    first = {name: rows[0] for name, rows in seeded.items()}
    for name, keys in seeded.items():
        columns = ledger.shape.columns.get(name)
        if columns is not None and "~extra" not in columns:
            continue
        taken = {
            int(key)
            for (key,) in ledger.rows(
                "SELECT record_key FROM seeded_case WHERE object = ?", (name,)
            )
        }
        key = next((each for each in keys if each not in taken), None)
        if key is not None:
            _fill(ledger, ledger.shape.objects[name], key, first, at=at)


def seeded_objects(ledger: Ledger) -> dict[str, list[int]]:
    """Every object that has rows, with the keys of its first rows."""
    found: dict[str, list[int]] = {}
    for name in sorted(ledger.shape.columns):
        if name in ledger.shape.objects and name != "company-config/company-preference":
            rows = ledger.rows(f'SELECT "key" FROM "{name}" ORDER BY "key" LIMIT 50')
            if rows:
                found[name] = [int(key) for (key,) in rows]
    for name, key in ledger.rows("SELECT object, key FROM record ORDER BY object, key"):
        kept = found.setdefault(str(name), [])
        if len(kept) < 50:
            kept.append(int(key))
    return found


def why_empty(
    object_type: ObjectType,
    field: Field,
    *,
    columns: Collection[str] | None,
    seeded: Collection[str],
) -> str:
    """Why no row has a value in a field; empty when there is no reason why.

    Args:
        object_type: The object.
        field: One of its fields.
        columns: The columns of its view; None when it has none.
        seeded: The objects that have rows.
    """
    reason = _barred(field)
    if reason:
        return reason
    if columns is not None and (field.path in columns or "~extra" not in columns):
        return "has a column; no row needs it"
    for path, above in _references_above(object_type, field.path):
        if above.refers_to == object_type.name:
            return f"`{path}` would put a record above itself"
        if above.refers_to not in seeded:
            return f"there is no {above.refers_to} to point at"
        if columns is not None and f"{path}.key" in columns:
            return f"no {above.refers_to} that is pointed at has it"
        return f"the {above.refers_to} pointed at does not have it"
    return "a list of groups, and nobody has any" if field.is_list else ""


def _barred(field: Field) -> str:
    if field.is_deprecated:
        return "deprecated"
    if field.format in _BINARY:
        return "binary"
    if field.path.startswith(_SECRETS) or field.path.endswith(_SECRETS):
        return "secret"
    if field.path == "entity" or field.path.startswith("entity."):
        return "its records belong to all entities"
    return ""


def _references_above(object_type: ObjectType, path: str) -> list[tuple[str, Field]]:
    """The references that a path leads through, the first one first."""
    parts = path.split(".")
    heads = [".".join(parts[:length]) for length in range(1, len(parts))]
    known = ((head, object_type.fields.get(head)) for head in heads)
    return [(head, field) for head, field in known if field is not None and field.refers_to]


def _fill(
    ledger: Ledger, object_type: ObjectType, key: int, first: dict[str, int], *, at: str
) -> None:
    home = _OWNED_HOMES.get(object_type.name) or home_of(object_type.name)
    columns = ledger.shape.columns.get(object_type.name, {})
    posts = not is_plain(object_type.name, ledger.shape.columns)
    row = ledger.rows(f"SELECT {home.json} FROM {home.table} WHERE key = ?", (key,))[0]
    kept: dict[str, Any] = json.loads(row[0] or "{}")
    samples: dict[str, Any] = {}
    for path, field in object_type.fields.items():
        if path in columns or path in {"key", "id", "href"} or _barred(field) or "[]" in path:
            continue
        above = _references_above(object_type, path)
        if above and not _is_its_own(ledger, above[-1], path):
            continue
        if field.type == "o":
            target = first.get(field.refers_to)
            if target is not None and field.refers_to != object_type.name:
                samples[f"{path}.key"] = target
        elif field.is_list:
            samples[path] = _list(object_type, field)
        elif field.is_scalar:
            samples[path] = _sample(field, at, posts=posts)
    filled = {
        path: value
        for path, value in samples.items()
        if kept.get(path) is None and path not in columns
    }
    ledger.write(
        f"UPDATE {home.table} SET {home.json} = ? WHERE key = ?",
        (json.dumps({**kept, **filled}), key),
    )


def _is_its_own(ledger: Ledger, above: tuple[str, Field], path: str) -> bool:
    """Whether a field below a reference is this object's own and not one of the record pointed at."""
    reference, field = above
    rest = path.removeprefix(f"{reference}.")
    target = ledger.shape.objects.get(field.refers_to)
    return target is None or (rest not in target.fields and rest not in {"key", "id", "href"})


def _list(object_type: ObjectType, field: Field) -> list[Any]:
    """One element; empty where the elements are references or groups of them."""
    inner = [path for path in object_type.fields if path.startswith(f"{field.path}[]")]
    if inner or field.refers_to:
        return []
    if field.choices:
        return [field.choices[0]]
    return [field.example if field.example is not None else "sample"]


def _sample(field: Field, at: str, *, posts: bool) -> SqlValue:
    if field.type == "b":
        return 0
    if field.decimals is not None and posts:
        return 0
    if field.format == "date":
        return at[:10]
    if field.format == "date-time":
        return at
    if field.choices:
        given = field.default if field.default in field.choices else None
        return str(given or next(choice for choice in field.choices if choice))
    fallback: SqlValue = 1 if field.is_numeric else "sample"
    if field.example is None:
        return fallback
    try:
        return to_sql(field.example, field)
    except QueryRefused:
        return fallback  # the source's example is not of the field's own type
