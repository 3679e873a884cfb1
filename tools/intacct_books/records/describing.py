"""The fields that an object has, or the objects that there are, for whoever wants to query them.

Source: the model service (docs/api/records.md). Nothing but names: no record is read.
Errors: `NotFound` with near names.
"""

from collections.abc import Mapping
from dataclasses import replace

from intacct_books.cells import Record
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.records.fields import Field, Model, known_objects, model_of, object_named
from intacct_books.records.private import privacy_of, privacy_of_object
from intacct_books.records.query_records import of_every_book

ALL = "all"
FEW, LONG = 3, 100  # of so few fields all values are told, in a note where they are many


async def describe_records(asking: Asking, *, object: str, words: str) -> Found:
    """The fields of an object, or all objects, whose names have the words in them.

    Args:
        asking: The question.
        object: The object; empty for the list of objects.
        words: Words that a name or its values must have, else any of them; `all` for no matter which.
    """
    intacct = asking.intacct
    asking = replace(asking, read=of_every_book(asking.read))
    records: list[Record]
    if object.strip():
        records = _fields(await model_of(intacct, await object_named(intacct, object)))
    else:
        known = sorted(await known_objects(intacct))
        records = [{"object": name} for name in known if privacy_of_object(name) == "open"]
    parts = [] if words.strip().lower() == ALL else words.replace(",", " ").lower().split()
    matching, notes = _matching(records, parts)
    found = page_of(asking, [each | {"currency": ""} for each in matching], ())
    found.notes.extend(notes)
    if len(matching) <= FEW:
        found.notes.extend(
            f"{each['field']} is one of {each['values']}."
            for each in matching
            if len(str(each.get("values", ""))) > LONG
        )
    return found


def _matching(records: list[Record], parts: list[str]) -> tuple[list[Record], list[str]]:
    """What has all of the words, or else any of them, those with most first."""
    counts = [_count(each, parts) for each in records]
    whole = [each for each, count in zip(records, counts, strict=True) if count == len(parts)]
    if whole:
        return whole, []
    said = " ".join(parts)[:40]
    ranked = sorted(zip(counts, range(len(records)), strict=True), key=lambda each: -each[0])
    some = [records[at] for count, at in ranked if count]
    if not some:
        return [], [f"Nothing has {said!r} in its name. Set describe to all."]
    return some, [f"Nothing has all of {said!r}: these have some of it."]


def _count(record: Record, parts: list[str]) -> int:
    """How many of the words a record has."""
    text = " ".join(str(value) for value in record.values()).lower()
    return sum(part in text for part in parts)


def _fields(model: Model) -> list[Record]:
    """Fields by name, then references and lists."""
    fields = [
        _field(each)
        for path, each in model.fields.items()
        if path.rpartition(".")[0] not in model.references and privacy_of(path) != "hidden"
    ]
    references = {
        path: target
        for path, target in model.references.items()
        if privacy_of_object(target) == "open"
    }
    return [*fields, *_leading("reference", references), *_leading("list", model.lists)]


def _leading(kind: str, targets: Mapping[str, str]) -> list[Record]:
    return [
        {"field": path, "type": kind, "values": "", "to": target}
        for path, target in targets.items()
    ]


def _field(about: Field) -> Record:
    kind: str = "enum" if about.choices else about.kind
    if not about.is_queryable:
        kind = f"{kind}, not in queries"
    if about.is_deprecated:
        kind = f"{kind}, deprecated"
    return {
        "field": about.path,
        "type": f"{kind}, last four shown" if about.privacy == "masked" else kind,
        "values": ", ".join(about.choices),
        "to": "",
    }
