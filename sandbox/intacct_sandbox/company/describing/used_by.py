"""What refers to a record, so that it cannot be deleted.

Source: docs/api/writing.md. References are looked for in columns and in the JSON beside them.
"""

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.describing.homes import names_of
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused


def refuse_used(ledger: Ledger, object_type: ObjectType, key: int) -> None:
    """Refuse to delete what another record refers to (BL03000018)."""
    user = _user_of(ledger, object_type, key)
    if user:
        raise Refused(
            "BL03000018",
            f"The record {key} of {object_type.name} is used by {user} and cannot be deleted",
        )


def _user_of(ledger: Ledger, object_type: ObjectType, key: int) -> str:
    """An object that has a record which refers to this one; empty when there is none."""
    same = names_of(object_type.name)
    kept = {name for (name,) in ledger.rows("SELECT DISTINCT object FROM record")}
    for name, other in ledger.shape.objects.items():
        if name not in kept and name not in ledger.shape.columns:
            continue
        for path, each in other.fields.items():
            if each.refers_to in same and _is_used(ledger, name, path, key):
                return name
    return ""


def _is_used(ledger: Ledger, name: str, path: str, key: int) -> bool:
    columns = ledger.shape.columns.get(name)
    reference = f"{path}.key"
    if columns is not None and reference in columns:
        return (
            ledger.one(f'SELECT 1 FROM "{name}" WHERE "{reference}" = ? LIMIT 1', (key,))
            is not None
        )
    stored = f"json_extract({{}}, '$.\"{reference}\"')"
    if columns is None:
        sql = f"SELECT 1 FROM record WHERE object = ? AND {stored.format('fields')} = ? LIMIT 1"
        return ledger.one(sql, (name, key)) is not None
    if "~extra" not in columns:
        return False
    extra = stored.format('"~extra"')
    return ledger.one(f'SELECT 1 FROM "{name}" WHERE {extra} = ? LIMIT 1', (key,)) is not None
