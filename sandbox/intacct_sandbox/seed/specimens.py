"""One specimen of each object that has rows: a row whose other fields are filled with plain samples.

So that a reader of a field finds a value of the right form somewhere. Only fields without a column are filled,
never on a record of a case, and nothing that would say what is not so: a yes or no stays no, and what is booked
gets no days, words or amounts but zero. What is left empty has a reason (`why_empty`), listed in
docs/sandbox-unfilled.md.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from intacct_sandbox.catalogue import Field, ObjectType
from intacct_sandbox.company.describing.homes import Home, home_of
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.refusals import QueryRefused
from intacct_sandbox.query.values import SqlValue, to_sql

_BINARY = {"base64zip", "base64url", "outbound-binary"}
_SECRET = ("password.", "SSN")
# What behaviour hangs on, or what would end or reverse the record.
_TELLING = (
    "endDate",
    "terminationType",
    "subscriptionEndDate",
    "automaticReversalDate",
    "reversed",
    "retainagePercentage",
    "discountPercent",
    "reconciliation.",
    "bankingCloudConnection.",
)
# What is booked: its figures and days are those of the ledger.
_BOOKED = frozenset(
    {
        *(f"accounts-receivable/{each}" for each in ("invoice", "invoice-line", "payment")),
        *(f"accounts-payable/{each}" for each in ("bill", "bill-line", "payment")),
        *(
            f"{module}/{kind}{line}"
            for module in ("accounts-receivable", "accounts-payable")
            for kind in ("adjustment", "advance")
            for line in ("", "-line")
        ),
        *(f"general-ledger/journal-entry{each}" for each in ("", "-line")),
        *(f"general-ledger/statistical-journal-entry{each}" for each in ("", "-line")),
        "company-config/audit-history",
        *(
            f"{each}/document{line}"
            for each in ("purchasing", "order-entry")
            for line in ("", "-line")
        ),
        *(f"expenses/employee-expense{line}" for line in ("", "-line")),
        *(f"contracts/contract{line}" for line in ("", "-line")),
        "accounts-receivable/payment-detail",
        "accounts-payable/payment-detail",
        *(f"accounts-payable/{each}summary" for each in ("", "bill-", "adjustment-")),
        *(f"accounts-receivable/{each}summary" for each in ("", "invoice-")),
    }
)
# Rows that no write reaches by themselves, so that homes.py does not name them.
_OWNED_HOMES = {
    "accounts-receivable/payment-detail": Home("application"),
    "accounts-payable/payment-detail": Home("application"),
    "cash-management/bank-account": Home("bank_account"),
}
_SETTINGS = "company-config/company-preference"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What has rows: the keys of the first rows of each object, and the columns of each view."""

    keys: dict[str, list[int]]
    columns: dict[str, dict[str, str]]
    objects: Mapping[str, ObjectType]


def what_is_seeded(ledger: Ledger) -> Seeded:
    """Look which objects have rows."""
    found: dict[str, list[int]] = {}
    for name in sorted(ledger.shape.columns):
        if name in ledger.shape.objects and name != _SETTINGS:
            rows = ledger.rows(f'SELECT "key" FROM "{name}" ORDER BY "key" LIMIT 50')
            if rows:
                found[name] = [int(key) for (key,) in rows]
    for name, key in ledger.rows("SELECT object, key FROM record ORDER BY object, key"):
        kept = found.setdefault(str(name), [])
        if len(kept) < 50:
            kept.append(int(key))
    return Seeded(found, ledger.shape.columns, ledger.shape.objects)


def fill_specimens(ledger: Ledger, *, at: str) -> None:
    """Fill one row of every object that has rows: the second that is of no case, else the first."""
    seeded = what_is_seeded(ledger)
    for name, keys in seeded.keys.items():
        if "~extra" not in seeded.columns.get(name, ("~extra",)):
            continue
        rows = ledger.rows("SELECT record_key FROM seeded_case WHERE object = ?", (name,))
        taken = {int(key) for (key,) in rows}
        free = [key for key in keys if key not in taken][:2]
        if free:
            _fill(ledger, seeded, seeded.objects[name], free[-1], at=at)


def why_empty(seeded: Seeded, object_type: ObjectType, field: Field) -> str:
    """Why no row has a value in a field; empty when there is no reason why."""
    reason = _why_withheld(object_type, field)
    columns = seeded.columns.get(object_type.name)
    if reason:
        return reason
    if columns is not None and (field.path in columns or "~extra" not in columns):
        return "has a column; no row needs it"
    for path, above in _references_above(object_type, field.path):
        if above.refers_to == object_type.name:
            return f"`{path}` would put a record above itself"
        if above.refers_to not in seeded.keys:
            return f"there is no {above.refers_to or 'known object'} to point at"
        return f"no {above.refers_to} that is pointed at has it"
    if object_type.name in _BOOKED:
        return "would say of something that happened what is not so"
    return "a list, and nobody has any" if field.is_list else ""


def _why_withheld(object_type: ObjectType, field: Field) -> str:
    """Why a field is never filled, whatever else is seeded."""
    if field.is_deprecated:
        return "deprecated"
    if field.format in _BINARY:
        return "binary"
    if field.path.startswith(_SECRET):
        return "secret"
    if field.path.startswith(_TELLING):
        return "behaviour hangs on it, or it would end or reverse the record"
    if field.path.partition(".")[0] == "entity" and object_type.name not in _BOOKED:
        return "its records belong to all entities"
    return ""


def _references_above(object_type: ObjectType, path: str) -> list[tuple[str, Field]]:
    """The references that a path leads through, the first one first; those to unknown objects too."""
    parts = path.split(".")
    found: list[tuple[str, Field]] = []
    for length in range(1, len(parts)):
        head = ".".join(parts[:length])
        field = object_type.fields.get(head)
        if field is not None and (field.refers_to or f"{head}.href" in object_type.fields):
            found.append((head, field))
    return found


def _fill(ledger: Ledger, seeded: Seeded, object_type: ObjectType, key: int, *, at: str) -> None:
    home = _OWNED_HOMES.get(object_type.name) or home_of(object_type.name)
    columns: Collection[str] = seeded.columns.get(object_type.name, {})
    row = ledger.rows(f"SELECT {home.json} FROM {home.table} WHERE key = ?", (key,))[0]
    kept: dict[str, Any] = json.loads(row[0] or "{}")
    for path, value in _samples(seeded, object_type, at).items():
        if path not in columns and value is not None and kept.get(path) is None:
            kept[path] = value
    ledger.write(f"UPDATE {home.table} SET {home.json} = ? WHERE key = ?", (json.dumps(kept), key))


def _samples(seeded: Seeded, object_type: ObjectType, at: str) -> dict[str, SqlValue | list[Any]]:
    """A value for each field that may have one; a reference under `<path>.key`."""
    samples: dict[str, SqlValue | list[Any]] = {}
    booked = object_type.name in _BOOKED
    for path, field in object_type.fields.items():
        if path in {"key", "id", "href"} or "[]" in path or _why_withheld(object_type, field):
            continue
        is_booked = booked and not path.startswith("audit.")
        above = _references_above(object_type, path)
        if above and not _is_its_own(seeded, above[-1], path):
            continue
        if field.type == "o":
            target = seeded.keys.get(field.refers_to)
            if target and field.refers_to != object_type.name and not is_booked:
                samples[f"{path}.key"] = target[0]
        elif field.is_list and field.choices:
            samples[path] = [field.choices[0]]
        elif field.is_scalar:
            samples[path] = _sample_of_booked(field) if is_booked else _sample(field, at)
    return samples


def _is_its_own(seeded: Seeded, above: tuple[str, Field], path: str) -> bool:
    """Whether a field below a reference is this object's own and not one of the record pointed at."""
    reference, field = above
    target = seeded.objects.get(field.refers_to)
    rest = path.removeprefix(f"{reference}.")
    return target is not None and rest not in target.fields


def _sample_of_booked(field: Field) -> SqlValue:
    """No, nothing, or one to one; None for whatever would be a statement."""
    if field.type == "b" or field.is_numeric:
        return 1 if field.path.lower().endswith(("exchangerate", "exchangerate.rate")) else 0
    if field.choices:
        return str(field.default) if field.default in field.choices else None
    plain = not field.format and field.example not in {"true", "false"}
    return "sample" if plain and field.path.endswith(("URL", "otes", "description")) else None


def _sample(field: Field, at: str) -> SqlValue:
    if field.type == "b":
        return 0
    if field.choices:
        given = field.default if field.default in field.choices else None
        return str(given or next(choice for choice in field.choices if choice))
    fallback: SqlValue = {"date": at[:10], "date-time": at}.get(
        field.format, 1 if field.is_numeric else "sample"
    )
    if field.example is None:
        return fallback
    try:
        return to_sql(field.example, field)
    except QueryRefused:
        return fallback  # the source's example is not of the field's own type
