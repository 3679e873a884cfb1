"""What a balance can be split by.

Source: docs/api/dimensions.md, and the model of `general-ledger/journal-entry-line` for the company's own
dimensions, read once, for a word that is no standard one, and remembered. A journal line carries `dimensions.<name>`; user-defined ones are named
`nsp::<name>`. It has no entity: the entity is that of the line's location.
Errors: `BadArgument` for a word that cannot be a dimension.
"""

import re
from dataclasses import dataclass
from typing import Any, cast

from intacct_books.errors import UNREADABLE, BadArgument
from intacct_client import Intacct

ENTITY = "entity"
STANDARD = (
    "location",
    "department",
    "class",
    "project",
    "customer",
    "vendor",
    "item",
    "employee",
    "warehouse",
    "task",
    "contract",
    "asset",
)
_ANY_OWN = "nsp:: and a custom name"
_CUSTOM = re.compile(r"nsp::[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension, by the name that the API gives it (or `entity`).

    Attributes:
        name: The name.
        beside: Another one that its members are split by again, where lines have it; empty for none.
    """

    name: str
    beside: str = ""

    @property
    def path(self) -> str:
        """The field group on a journal line that holds it."""
        return f"dimensions.{'location' if self.name == ENTITY else self.name}"

    @property
    def columns(self) -> tuple[str, ...]:
        """What a query of lines groups by; not every company has what stands beside."""
        own = (f"text {self.path}.id", f"text {self.path}.name")
        beside = (f"text? {self.beside_path}.id", f"text? {self.beside_path}.name")
        return (*own, *beside) if self.beside else own

    @property
    def beside_path(self) -> str:
        """The field group that holds what stands beside."""
        return f"dimensions.{self.beside}"


def dimension_named(word: str) -> Dimension:
    """The dimension that a word names, in any case and with or without a plural s."""
    name = word.strip()
    if _CUSTOM.fullmatch(name):
        return Dimension(name)
    for known in (ENTITY, *STANDARD):
        if name.lower() in {
            known,
            f"{known}s",
            f"{known}es",
            "entities" if known == ENTITY else known,
        }:
            return Dimension(known)
    raise BadArgument(
        f"Cannot split by {word[:40]!r}. Split by {', '.join((ENTITY, *STANDARD))}, or {_ANY_OWN}."
    )


async def dimension_asked(intacct: Intacct, word: str) -> Dimension:
    """The dimension that a word names; one of the company's own by its name alone too.

    Raises:
        BadArgument: Neither, with what there is.
    """
    try:
        return dimension_named(word)
    except BadArgument as refused:
        own = await intacct.reference("own dimensions", _read_own)
        plain = "_".join(word.lower().replace("_", " ").split())
        for name in own:
            if plain == name.removeprefix("nsp::").lower():
                return Dimension(name)
        if not own:
            raise
        raise BadArgument(str(refused).replace(_ANY_OWN, ", ".join(own))) from refused


async def _read_own(intacct: Intacct) -> tuple[str, ...]:
    try:
        model = await intacct.model("objects/general-ledger/journal-entry-line")
    except UNREADABLE:
        return ()
    groups = cast("dict[str, Any]", model.get("groups") or {})
    held = cast("dict[str, Any]", groups.get("dimensions") or {})
    refs = cast("dict[str, Any]", held.get("refs") or {})
    return tuple(name for name in refs if _CUSTOM.fullmatch(name))
