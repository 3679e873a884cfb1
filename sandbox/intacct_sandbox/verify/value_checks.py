"""Stored values against the catalogue: enums, types, dates and references of every object that has rows.

Source: docs/api/objects.md. Read column by column from the views and from the JSON beside the rows.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from intacct_sandbox.catalogue import Field, ObjectType
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.verify.finding import Finding

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


def stored_values(ledger: Ledger) -> Iterator[Finding]:
    """Each field of each object with rows: how many different values, and how many the field cannot hold."""
    for name in _with_rows(ledger):
        object_type = ledger.shape.objects[name]
        checked = wrong = 0
        remarks: list[str] = []
        for field in _stored_fields(ledger, object_type):
            values = _values(ledger, name, field.path)
            bad = [value for value in values if not _fits(field, value)]
            checked += len(values)
            wrong += len(bad)
            remarks += [f"{field.path}: {value!r}" for value in bad[:3]]
        if checked:
            yield Finding(
                "stored values fit the catalogue", name, "", checked, wrong, "; ".join(remarks)
            )


def _stored_fields(ledger: Ledger, object_type: ObjectType) -> list[Field]:
    """The scalar fields that the object's rows hold themselves, not through a reference."""
    columns = ledger.shape.columns.get(object_type.name, {})
    return [
        field
        for path, field in object_type.fields.items()
        if field.is_scalar
        and "[]" not in path
        and (path in columns or not _is_through(object_type, path))
    ]


def _is_through(object_type: ObjectType, path: str) -> bool:
    head = path.rpartition(".")[0]
    group = object_type.fields.get(head)
    return group is not None and bool(group.refers_to)


def _values(ledger: Ledger, name: str, path: str) -> list[Any]:
    """The different values of a field, as the API shows them."""
    columns = ledger.shape.columns.get(name)
    column = f'"{path}"'
    if columns is None or path not in columns:
        stored = "fields" if columns is None else '"~extra"'
        column = f"json_extract({stored}, '$.\"{path}\"')"
        if columns is not None and "~extra" not in columns:
            return []
    source = f'"{name}"' if columns is not None else f"record WHERE object = '{name}'"
    joint = "AND" if columns is None else "WHERE"
    rows = ledger.rows(f"SELECT DISTINCT {column} FROM {source} {joint} {column} IS NOT NULL")
    return [row[0] for row in rows]


def _fits(field: Field, value: Any) -> bool:
    if field.choices:
        return str(value) in field.choices or value == ""
    tests: dict[str, Callable[[Any], bool]] = {
        "date": lambda each: isinstance(each, str) and bool(_DATE.fullmatch(each)),
        "date-time": lambda each: isinstance(each, str) and bool(_MOMENT.fullmatch(each)),
    }
    if field.format in tests:
        return tests[field.format](value)
    if field.decimals is not None:
        return isinstance(value, int)
    match field.type:
        case "b":
            return value in {0, 1}
        case "n":
            return isinstance(value, (int, float)) or bool(_AMOUNT.fullmatch(str(value)))
        case _:
            return isinstance(value, (str, int, float))


def references(ledger: Ledger) -> Iterator[Finding]:
    """References that name no record, of each object that has rows."""
    keys: dict[str, set[int]] = {}
    for name in _with_rows(ledger):
        checked = 0
        dangling: list[str] = []
        for path, field in ledger.shape.objects[name].fields.items():
            if field.type != "o" or field.refers_to not in ledger.shape.objects or "[]" in path:
                continue
            target = field.refers_to
            if target not in keys:
                keys[target] = _keys(ledger, target)
            named = _values(ledger, name, f"{path}.key")
            checked += len(named)
            dangling += [f"{path} {key}" for key in named if int(key) not in keys[target]]
        if checked:
            remark = "; ".join(dangling[:3])
            yield Finding("references name records", name, "", checked, len(dangling), remark)


def _with_rows(ledger: Ledger) -> list[str]:
    kept = {name for (name,) in ledger.rows("SELECT DISTINCT object FROM record")}
    return sorted({*kept, *(set(ledger.shape.columns) & set(ledger.shape.objects))})


def _keys(ledger: Ledger, name: str) -> set[int]:
    if name == "company-config/company-preference":
        return set()  # its only key is a word
    if name in ledger.shape.columns:
        rows = ledger.rows(f'SELECT "key" FROM "{name}"')
    else:
        rows = ledger.rows("SELECT key FROM record WHERE object = ?", (name,))
    return {int(key) for (key,) in rows}
