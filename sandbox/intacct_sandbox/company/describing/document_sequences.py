"""Document sequences: numbers, or letters, that are given out one after the other.

Source: docs/api/services.md.
"""

from dataclasses import dataclass
from typing import Any

from intacct_sandbox.company.describing.records import Values, update_record
from intacct_sandbox.company.describing.references import find_record
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import Named
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.request import read_request
from intacct_sandbox.query.run import run_query

SEQUENCE = "company-config/document-sequence"
_FIELDS = (
    "id",
    "type",
    "fixedLength",
    "fixedPrefix",
    "prefixSeparator",
    "fixedSuffix",
    "suffixSeparator",
    "startingNumber",
    "endingNumber",
    "nextNumber",
    "startingSequence",
    "endingSequence",
    "nextSequence",
    "rollover.isEnabled",
    "rollover.fiscalYearAffixPosition",
    "rollover.separator",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that was given out, and the sequence it came from."""

    key: int
    id: str
    value: str


def take_next_value(ledger: Ledger, named: Named, year: int | None, at: str) -> Taken:
    """Give out a sequence's next value; it is not given out again.

    Raises:
        Refused: There is no such sequence, or it has come to its end.
    """
    with ledger.transaction():
        key = find_record(ledger, SEQUENCE, named, target="/id")
        request = read_request(
            {"object": SEQUENCE, "fields": list(_FIELDS), "filters": [{"$eq": {"key": str(key)}}]}
        )
        scope = Scope(None, ledger.company.today, 0)
        (sequence,) = run_query(request, ledger, ledger.shape, scope).rows
        path, counter, following = (
            _letters(sequence) if sequence["type"] == "alpha" else _number(sequence)
        )
        object_type = ledger.shape.objects[SEQUENCE]
        update_record(ledger, object_type, key, Values({path: following}), at=at)
    return Taken(key, str(sequence["id"]), _whole(sequence, counter, year))


def _number(sequence: dict[str, Any]) -> tuple[str, str, int]:
    number = int(sequence["nextNumber"] or sequence["startingNumber"] or 1)
    last = sequence["endingNumber"]
    if last is not None and number > int(last):
        raise _at_its_end(sequence)
    return "nextNumber", str(number).zfill(int(_digits(sequence))), number + 1


def _letters(sequence: dict[str, Any]) -> tuple[str, str, str]:
    letters = str(sequence["nextSequence"] or sequence["startingSequence"] or "a")
    last = str(sequence["endingSequence"] or "")
    if last and (len(letters), letters) > (len(last), last):
        raise _at_its_end(sequence)
    return "nextSequence", letters, _after(letters)


def _after(letters: str) -> str:
    """The letters that follow: z becomes aa."""
    head, last = letters[:-1], letters[-1]
    if last in "zZ":
        first = "a" if last == "z" else "A"
        return (_after(head) if head else first) + first
    return head + chr(ord(last) + 1)


def _digits(sequence: dict[str, Any]) -> str:
    length = str(sequence["fixedLength"] or "")
    return length if length.isascii() and length.isdigit() and len(length) < 3 else "0"


def _whole(sequence: dict[str, Any], counter: str, year: int | None) -> str:
    position = sequence["rollover.fiscalYearAffixPosition"]
    if year and sequence["rollover.isEnabled"] and position in {"prefix", "suffix"}:
        separator = sequence["rollover.separator"] or ""
        counter = (
            f"{year}{separator}{counter}" if position == "prefix" else f"{counter}{separator}{year}"
        )
    prefix, suffix = sequence["fixedPrefix"], sequence["fixedSuffix"]
    before = f"{prefix}{sequence['prefixSeparator'] or ''}" if prefix else ""
    after = f"{sequence['suffixSeparator'] or ''}{suffix}" if suffix else ""
    return f"{before}{counter}{after}"


def _at_its_end(sequence: dict[str, Any]) -> Refused:
    return Refused("BL34000061", f"The document sequence {sequence['id']} has come to its end")
