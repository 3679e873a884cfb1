"""Lines of payloads: accounts and dimensions found, amounts in cents, everything else kept beside.

Source: docs/api/writing.md, docs/api/dimensions.md.
"""

from dataclasses import dataclass, replace
from typing import Any

from intacct_sandbox.company.describing.references import find_record
from intacct_sandbox.company.documents.shape import DocumentLine
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import Named, Place, find_account, find_key, find_place
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.request import read_request
from intacct_sandbox.query.run import run_query
from intacct_sandbox.rest.objects.document_forms import DocumentForm
from intacct_sandbox.rest.objects.payload import Payload
from intacct_sandbox.rest.objects.values import values_of

# Dimensions with a column of their own: its name, and the table or object that holds their records.
_TABLES = {"department": "department"}
_RECORDS = {
    "class": "class_key",
    "project": "project_key",
    "item": "item_key",
    "employee": "employee_key",
    "nsp::service_line": "service_line_key",
}
_PARTIES = {"customer": "AR", "vendor": "AP"}
DIMENSIONS = frozenset(
    f"dimensions.{name}" for name in ("location", "department", *_RECORDS, *_PARTIES)
)


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions of a line, as keys by column; of parties, by what they are."""

    place: Place
    columns: dict[str, Any]
    parties: dict[str, int]
    given: frozenset[str]


def read_document_line(
    ledger: Ledger,
    form: DocumentForm,
    each: Payload,
    target: str,
    before: DocumentLine | None = None,
) -> tuple[DocumentLine, Place]:
    """A line of a document, and where it is booked.

    Args:
        ledger: Where its references are looked for.
        form: What it is a line of.
        each: The payload.
        target: Where it stands in the whole.
        before: The line that it changes.
    """
    _refuse_override(each, target)
    found = read_dimensions(ledger, each, target, None if before is None else _columns(before))
    account = _account(ledger, each, target, found.given)
    if account is None and before is None:
        raise Malformed("REST-1043", "glAccount is required", target=f"{target}/glAccount")
    amount = each.cents(form.amount) if before is None else each.cents_or_none(form.amount)
    taken = {"glAccount", form.amount, "memo", "totalTxnAmount", form.owner, *DIMENSIONS}
    rest = values_of(ledger, each, without=frozenset(taken))
    other = "vendor" if form.subledger.party == "customer" else "customer"
    old = before or DocumentLine(account or 0, amount or 0, found.place.location_key)
    line = replace(
        old,
        account_key=account or old.account_key,
        amount=old.amount if amount is None else amount,
        location_key=found.place.location_key,
        memo=(each.text("memo", "") or None) if each.says("memo") else old.memo,
        other_party_key=found.parties.get(other, old.other_party_key),
        extra={**(old.extra or {}), **rest.fields},
        owned=rest.owned,
        **found.columns,
    )
    return line, found.place


def read_dimensions(
    ledger: Ledger, each: Payload, target: str, before: dict[str, int | None] | None
) -> Dimensions:
    """The dimensions that a line names; those it does not name stay as they were."""
    columns: dict[str, Any] = dict(before or {})
    location = columns.pop("location_key", None)
    parties: dict[str, int] = {}
    for name in ("department", *_RECORDS):
        path = f"dimensions.{name}"
        if each.says(path):
            column = _RECORDS.get(name, f"{name}_key")
            columns[column] = _dimension(ledger, each, path, name, f"{target}/dimensions/{name}")
    for name, code in _PARTIES.items():
        named = each.named_or_none(f"dimensions.{name}")
        if named:
            place = f"{target}/dimensions/{name}"
            parties[name] = find_key(ledger, "party", named, target=place, subledger=code)
    path, pointer = "dimensions.location", f"{target}/dimensions/location"
    if location is None or each.says(path):
        found = find_place(ledger, each.named(path), target=pointer)
    else:
        found = find_place(ledger, Named(key=str(location)), target=pointer)
    given = {"location", *parties, *(name for name in columns if columns[name] is not None)}
    spelled = {name.removesuffix("_key") for name in given}
    return Dimensions(found, columns, parties, frozenset(spelled))


def _dimension(ledger: Ledger, each: Payload, path: str, name: str, target: str) -> int | None:
    named = each.named_or_none(path)
    if named is None:
        return None
    if name in _TABLES:
        return find_key(ledger, _TABLES[name], named, target=target)
    return find_record(ledger, each.object_type.fields[path].refers_to, named, target=target)


def _account(ledger: Ledger, each: Payload, target: str, given: frozenset[str]) -> int | None:
    """The account that a line names, itself or by a label."""
    named = each.named_or_none("glAccount")
    if named is None and each.has("accountLabel"):
        name = each.object_type.fields["accountLabel"].refers_to
        pointer = f"{target}/accountLabel"
        key = find_record(ledger, name, each.named("accountLabel"), target=pointer)
        named = Named(key=_account_of_label(ledger, name, key, pointer))
    if named is None:
        return None
    return find_account(ledger, named, given, target=f"{target}/glAccount")


def _account_of_label(ledger: Ledger, name: str, key: int, target: str) -> str:
    body: dict[str, Any] = {
        "object": name,
        "fields": ["glAccount.key"],
        "filters": [{"$eq": {"key": str(key)}}],
    }
    scope = Scope(None, ledger.company.today, 0)
    (row,) = run_query(read_request(body), ledger, ledger.shape, scope).rows
    if row["glAccount.key"] is None:
        raise Refused("BL03002028", "The account label has no account", target=target)
    return str(row["glAccount.key"])


def _columns(line: DocumentLine) -> dict[str, int | None]:
    names = ("location_key", "department_key", *_RECORDS.values())
    return {name: getattr(line, name) for name in names}


def _refuse_override(each: Payload, target: str) -> None:
    path = "overrideOffsetGLAccount"
    if path in each.object_type.fields and each.has(path):
        raise Refused(
            "AR-0279",
            "The offset account of a line cannot be overridden",
            target=f"{target}/{path}",
        )


def one_entity(places: list[Place]) -> Place:
    """The place of all lines.

    Raises:
        Refused: They are in several entities.
    """
    if len({place.entity_key for place in places}) > 1:
        raise Refused("GL-0601", "A document's lines must be in one entity", target="/lines")
    return places[0]
