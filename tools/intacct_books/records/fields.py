"""What fields an object has, as the company's own model tells it: custom ones too.

Source: the model service (docs/api/model.md, records.md). Each object is read once and remembered. A path walks
references over several objects: `invoice.customer.name`.
Errors: `NotFound` with near names; `BadArgument` for what may not be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Literal, cast

from intacct_books.errors import BadArgument, NotFound
from intacct_books.records.private import (
    Privacy,
    privacy_of,
    privacy_of_object,
    refuse_hidden,
)
from intacct_client import Intacct

Kind = Literal["text", "money", "number", "day", "moment", "flag"]
# A record shows these, and no query takes them: Intacct refuses (REST-1106). The model does not tell.
_NOT_IN_QUERIES = {"action", "automaticReversalDate"}
MOST_STEPS = 4  # references that one path may cross
CENTS = 2


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be asked for.

    Attributes:
        path: Its name, from the object that was asked for.
        kind: What its values are; money has cents, a number any digits.
        choices: The values it can have; empty for any.
        is_custom: Whether the company added it.
        is_deprecated: Whether Intacct is about to give it up; some companies' queries may refuse it.
    """

    path: str
    kind: Kind
    choices: tuple[str, ...] = ()
    is_custom: bool = False
    is_deprecated: bool = False

    @property
    def is_queryable(self) -> bool:
        """Whether a query takes it."""
        return self.path.rpartition(".")[2] not in _NOT_IN_QUERIES

    @property
    def privacy(self) -> Privacy:
        """How much of it may be seen."""
        return privacy_of(self.path)


@dataclass(frozen=True, slots=True)
class Model:
    """An object.

    Attributes:
        name: Its name.
        fields: Its own fields, by path; those of its groups too.
        references: The object that each reference points at, by path.
        lists: The object of each list that it owns, by path.
    """

    name: str
    fields: Mapping[str, Field]
    references: Mapping[str, str]
    lists: Mapping[str, str]


@dataclass(slots=True)
class _Inside:
    """What is found while a model is read."""

    fields: dict[str, Field] = field(default_factory=dict[str, Field])
    references: dict[str, str] = field(default_factory=dict[str, str])
    lists: dict[str, str] = field(default_factory=dict[str, str])


async def known_objects(intacct: Intacct) -> list[str]:
    """The names of all objects; patterns such as `document::{documentName}` are none."""
    named = await intacct.reference("objects", lambda handle: handle.objects())
    return [name for name in named if "{" not in name]


async def object_named(intacct: Intacct, words: str) -> str:
    """The object that a reader names: whole, or by the part after the slash.

    Raises:
        NotFound: There is none of that name.
        BadArgument: Several have it, or it may not be read.
    """
    word = words.strip()
    known = await known_objects(intacct)
    if word in known or word.partition("::")[0] in known:
        found = [word]
    else:
        found = [name for name in known if name.rpartition("/")[2] == word.lower()]
    if len(found) > 1:
        raise BadArgument(f"Several objects are called {word!r}: {', '.join(found)}. Name one.")
    if not found:
        near = _near(word, known)
        hint = f"Near: {', '.join(near)}" if near else "Leave object out to list them all"
        raise NotFound(f"No object {word[:60]!r}. {hint}.")
    if privacy_of_object(found[0]) == "hidden":
        raise BadArgument(
            f"{found[0]} holds bank details or secrets: it is never read. Ask for another object."
        )
    return found[0]


async def model_of(intacct: Intacct, name: str) -> Model:
    """An object's fields, references and lists."""
    return await intacct.reference(f"model {name}", lambda handle: _read(handle, name))


async def field_at(intacct: Intacct, model: Model, path: str) -> Field:
    """The field at a path, across references if need be.

    Raises:
        NotFound: There is none; near names are given.
        BadArgument: It may not be read, or is no single value.
    """
    word = path.strip()
    refuse_hidden(word)
    found = await _walk(intacct, model, word, MOST_STEPS)
    if found is not None and not found.is_queryable:
        raise BadArgument(
            f"{word} can be seen on a single record in Intacct, but no query takes it. Leave it out."
        )
    if found is not None:
        return found
    if word in model.references:
        raise BadArgument(f"{word!r} is a reference. Ask for {word}.id or {word}.key.")
    if word.partition(".")[0] in model.lists:
        raise BadArgument(
            f"{word!r} is in a list of {model.name}. Query {model.lists[word.partition('.')[0]]} instead."
        )
    near = _near(word, [*model.fields, *(f"{each}.id" for each in model.references)])
    hint = f"Near: {', '.join(near)}" if near else "Set describe to find its fields"
    raise NotFound(f"{model.name} has no field {word[:60]!r}. {hint}.")


async def _walk(intacct: Intacct, model: Model, path: str, steps: int) -> Field | None:
    if path in model.fields:
        return model.fields[path]
    for reference, target in model.references.items():
        if path.startswith(f"{reference}.") and steps:
            if privacy_of_object(target) == "hidden":
                raise BadArgument(f"{path[:60]!r} leads to {target}, which is never read.")
            below = await model_of(intacct, target)
            found = await _walk(intacct, below, path.removeprefix(f"{reference}."), steps - 1)
            if found is not None:
                return replace(found, path=path)
    return None


def _near(word: str, known: list[str]) -> list[str]:
    """Names close to a word, in any case, whole or by their last part."""
    by_lower = {name.lower(): name for name in known}
    wanted = word.lower()
    last = {name.lower().rpartition("/")[2].rpartition(".")[2]: name for name in reversed(known)}
    close = [
        *(by_lower[each] for each in get_close_matches(wanted, by_lower, n=4)),
        *(last[each] for each in get_close_matches(wanted.rpartition("/")[2], last, n=3)),
        *(name for lower, name in by_lower.items() if len(wanted) > 2 and wanted in lower),
    ]
    return list(dict.fromkeys(close))[:5]


async def _read(intacct: Intacct, name: str) -> Model:
    inside = _Inside()
    _collect(await intacct.model(f"objects/{name}"), "", inside)
    if not inside.fields and not inside.references:
        raise NotFound(f"Intacct describes no fields of {name!r}. Ask for another object.")
    return Model(name, inside.fields, inside.references, inside.lists)


def _collect(level: Mapping[str, Any], prefix: str, found: _Inside) -> None:
    """What stands on one level of a model; an empty map may come as an empty list."""
    for name, described in _map(level, "fields").items():
        if name != "href" and described.get("type") not in {"array", "object"}:
            path = prefix + name
            found.fields[path] = _field(path, described)
    for name, described in _map(level, "groups").items():
        _collect(described, f"{prefix}{name}.", found)
    for name, described in _map(level, "refs").items():
        found.references[prefix + name] = str(described.get("apiObject", "")).removeprefix(
            "objects/"
        )
        _collect(described, f"{prefix}{name}.", found)
    for name, described in _map(level, "lists").items():
        found.lists[prefix + name] = str(described.get("apiObject", "")).removeprefix("objects/")


def _map(level: Mapping[str, Any], part: str) -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", level.get(part) or {})


def _field(path: str, described: Mapping[str, Any]) -> Field:
    choices = tuple(str(each) for each in described.get("enum") or () if each not in (None, ""))
    is_deprecated = described.get("deprecated") is True
    return Field(path, _kind(described), choices, "nsp::" in path, is_deprecated)


def _kind(described: Mapping[str, Any]) -> Kind:
    form = str(described.get("format") or "")
    if form == f"decimal-precision-{CENTS}":
        return "money"
    if "precision" in form or described.get("type") in {"number", "integer"}:
        return "number"
    if form in {"date", "date-time"}:
        return "day" if form == "date" else "moment"
    return "flag" if described.get("type") == "boolean" else "text"
