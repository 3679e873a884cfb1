"""What conditions leave out that name a parent: they hold to the letter, for the member alone.

Source: docs/api/records.md, dimensions.md.
"""

from collections import defaultdict
from typing import cast

from intacct_books.company.families import DIMENSIONS, families
from intacct_books.records.conditions import Conditions
from intacct_books.records.fields import Model
from intacct_client import Intacct

MOST_CHILDREN = 6


async def without_children(
    intacct: Intacct, model: Model, conditions: Conditions
) -> tuple[str, ...]:
    """A sentence for each parent that is named by id while children of it are not."""
    named: dict[str, set[str]] = defaultdict(set)
    for condition in conditions.filters:
        for path, value in (condition.get("$eq") or condition.get("$in") or {}).items():
            reference, _, last = path.rpartition(".")
            dimension = DIMENSIONS.get(model.references.get(reference, ""), "")
            if dimension and last == "id" and reference != "parent":
                # As `equal` and `among` write them.
                several = cast("list[str]", value) if isinstance(value, list) else [str(value)]
                named[dimension].update(several)
    notes: list[str] = []
    for dimension, ids in named.items():
        known = await families(intacct, dimension)
        for id_ in sorted(ids):
            apart = [each for each in known.below(id_) if each not in ids]
            if apart:
                children = ", ".join(apart[:MOST_CHILDREN])
                notes.append(f"{dimension} {id_} incl. children: no (it has {children}).")
    return tuple(notes)
