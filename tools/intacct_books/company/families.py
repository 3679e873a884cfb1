"""Parents and children within a dimension: what a member has below it.

Source: REST departments, locations, classes, projects, customers, vendors and others that have a `parent`
(docs/api/dimensions.md). Read once for each dimension and remembered.

A member that is named stands for itself and all below it, as in Intacct's own reports. A row of a split is the
member alone, so that parts add up to the whole: nothing is ever counted in a parent's row and in a child's.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from intacct_books.errors import UNREADABLE
from intacct_client import Intacct
from intacct_client.filters import unequal
from intacct_client.query import select

MOST_NAMED = 6  # members that a note names
_OBJECTS = {
    "location": "company-config/location",
    "department": "company-config/department",
    "class": "company-config/class",
    "project": "projects/project",
    "customer": "accounts-receivable/customer",
    "vendor": "accounts-payable/vendor",
    "warehouse": "inventory-control/warehouse",
    "task": "projects/task",
    "contract": "contracts/contract",
    "asset": "fixed-assets/asset",
}
DIMENSIONS = {object_name: name for name, object_name in _OBJECTS.items()}


@dataclass(frozen=True, slots=True)
class Families:
    """Who is below whom in one dimension.

    Attributes:
        children: The ids right below each id that has any.
        is_known: Whether they could be read.
    """

    children: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    is_known: bool = True

    def below(self, id_: str) -> tuple[str, ...]:
        """All below a member, at any depth, without itself."""
        found: dict[str, None] = {}
        waiting = list(self.children.get(id_, ()))
        while waiting:
            each = waiting.pop(0)
            if each not in found and each != id_:
                found[each] = None
                waiting.extend(self.children.get(each, ()))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Family:
    """A member that was named, with all that it stands for.

    Attributes:
        ids: Itself, then all below it.
        notes: What must be said of it; empty where it has nothing below it.
    """

    ids: tuple[str, ...]
    notes: tuple[str, ...]


async def families(intacct: Intacct, dimension: str) -> Families:
    """The families of a dimension; none where its members have no parents."""
    object_name = _OBJECTS.get(dimension)
    if object_name is None:
        return Families()

    async def read(handle: Intacct) -> Families:
        return await _read(handle, object_name)

    return await intacct.reference(f"families of {dimension}", read, in_memory=True)


async def family(intacct: Intacct, dimension: str, id_: str) -> Family:
    """A member that a reader names, and all below it."""
    known = await families(intacct, dimension)
    if not known.is_known:
        said = f"{dimension} {id_[:40]} incl. children: no, they could not be read."
        return Family((id_,), (said,))
    below = known.below(id_)
    if not below:
        return Family((id_,), ())
    return Family((id_, *below), (f"{dimension} {id_} incl. children: yes ({_named(below)}).",))


async def rows_told(intacct: Intacct, dimension: str, ids: Iterable[str]) -> list[str]:
    """What must be said of rows that each are one member alone, where one of them is a parent."""
    known = await families(intacct, dimension)
    parents = sorted({each for each in ids if known.children.get(each)})
    if not parents:
        return []
    return [f"Rows by {dimension} incl. children: no, each is its own ({_named(parents)})."]


def _named(ids: Iterable[str]) -> str:
    every = list(ids)
    more = len(every) - MOST_NAMED
    return ", ".join(every[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


async def _read(intacct: Intacct, object_name: str) -> Families:
    query = select(
        object_name,
        "text id",
        "text parent.id",
        filters=(unequal("parent.id", None),),
        order=("id",),
    )
    children: dict[str, list[str]] = defaultdict(list)
    try:
        rows = (await intacct.query_all(query)).rows
    except UNREADABLE:
        return Families(is_known=False)
    for row in rows:
        if row.text("parent.id"):
            children[row.text("parent.id")].append(row.text("id"))
    return Families(dict(children))
