"""The members of dimensions such as items, projects and departments, and bank accounts, by id and name.

Source: docs/api/search.md, dimensions.md. Read once and remembered, up to 4,000 of a kind.
"""

from dataclasses import dataclass

from intacct_books.errors import UNREADABLE
from intacct_client import Intacct
from intacct_client.query import select


@dataclass(frozen=True, slots=True)
class Listed:
    """A member: id, name, and its status where it is not active."""

    id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class Members:
    """The members of one dimension.

    Attributes:
        members: Those that could be read.
        is_whole: Whether they are all.
        is_readable: Whether this user may read them.
    """

    members: tuple[Listed, ...]
    is_whole: bool
    is_readable: bool = True


async def members(intacct: Intacct, object_name: str, name: str = "name") -> Members:
    """All members of a dimension.

    Args:
        intacct: Where they are read from.
        object_name: The object.
        name: The path of a member's name.
    """

    async def read(handle: Intacct) -> Members:
        return await _read(handle, object_name, name)

    return await intacct.reference(f"members of {object_name}", read, in_memory=True)


async def _read(intacct: Intacct, object_name: str, name: str) -> Members:
    query = select(object_name, "text id", f"text {name}", "text? status", order=("id",))
    try:
        rows = await intacct.query(query)
    except UNREADABLE:
        return Members((), is_whole=False, is_readable=False)
    found = tuple(
        Listed(
            row.text("id"),
            row.text(name),
            "" if row.text("status") == "active" else row.text("status"),
        )
        for row in rows.rows
    )
    return Members(found, is_whole=rows.next is None)
