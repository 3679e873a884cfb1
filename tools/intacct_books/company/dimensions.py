"""What a balance can be split by.

Source: docs/api/dimensions.md. A journal line carries `dimensions.<name>`; user-defined ones are named
`nsp::<name>`. It has no entity: the entity is that of the line's location.
Errors: `BadArgument` for a word that cannot be a dimension.
"""

import re
from dataclasses import dataclass

from intacct_books.errors import BadArgument

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
_CUSTOM = re.compile(r"nsp::[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension, by the name that the API gives it (or `entity`)."""

    name: str

    @property
    def path(self) -> str:
        """The field group on a journal line that holds it."""
        return f"dimensions.{'location' if self.name == ENTITY else self.name}"


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
        f"Cannot split by {word[:40]!r}. Split by {', '.join((ENTITY, *STANDARD))}, or nsp:: and a custom name."
    )
