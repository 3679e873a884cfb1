"""A checked payload in the ledger's terms: amounts in cents, references as keys.

Source: docs/api/writing.md.
"""

from typing import Any, cast

from intacct_sandbox.catalogue import Field
from intacct_sandbox.company.describing.records import Stored, Values
from intacct_sandbox.company.describing.references import find_record
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.values import to_sql
from intacct_sandbox.rest.objects.payload import OPERATION, Payload


def values_of(ledger: Ledger, payload: Payload, *, without: frozenset[str] = frozenset()) -> Values:
    """All that a payload says, with its references found.

    Args:
        ledger: Where the references are looked for.
        payload: A checked payload.
        without: Paths that somebody else reads; what is below them is left out too.

    Raises:
        Refused: A reference names no record.
    """
    found = Values(key=payload.key, is_deleted=payload.is_deletion)
    _take(ledger, payload, payload.value, "", found, without)
    return found


def _take(
    ledger: Ledger,
    payload: Payload,
    level: dict[str, Any],
    prefix: str,
    found: Values,
    without: frozenset[str],
) -> None:
    for name, value in level.items():
        path = f"{prefix}{name}"
        if path in without or path in {OPERATION, "key"}:
            continue
        known = payload.object_type.fields[path]
        if known.owns in ledger.shape.objects:
            found.owned[path] = [values_of(ledger, each) for each in payload.items(path)]
        elif known.type != "o":
            found.fields[path] = _stored(known, value)
        elif known.refers_to in ledger.shape.objects:
            _refer(ledger, payload, known, value, found, without)
        elif isinstance(value, dict):
            _take(ledger, payload, cast("dict[str, Any]", value), f"{path}.", found, without)


def _refer(
    ledger: Ledger,
    payload: Payload,
    known: Field,
    value: Any,
    found: Values,
    without: frozenset[str],
) -> None:
    path = known.path
    given = cast("dict[str, Any]", value or {})
    if value is None or given.keys() & {"id", "key"}:
        named = payload.named_or_none(path)
        target = payload.place(path)
        found.fields[f"{path}.key"] = (
            find_record(ledger, known.refers_to, named, target=target) if named else None
        )
    # Some groups add fields of their own to a reference.
    theirs = ledger.shape.objects[known.refers_to].fields
    for name, inner in given.items():
        own = payload.object_type.fields.get(f"{path}.{name}")
        is_own = own is not None and own.is_scalar and name not in theirs
        if own is not None and is_own and own.path not in without:
            found.fields[own.path] = _stored(own, inner)


def _stored(known: Field, value: Any) -> Stored:
    if known.type == "a":
        return cast("list[Any]", value or [])
    return None if value in {None, ""} else to_sql(value, known)
