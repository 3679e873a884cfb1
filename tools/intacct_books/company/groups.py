"""The account groups: the trees that statements are built from, and names for sets of accounts.

Source: REST `general-ledger/account-group`, `account-range`, `account-group-member`,
`account-group-category-member` (docs/api/accounts.md, statements.md). Read once and remembered.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from intacct_books.errors import UNREADABLE
from intacct_client import Intacct, Row
from intacct_client.query import select

MOST_NAMED = 14  # groups that a refusal names
# Values that narrow a group to some of its accounts' lines; others mean no filter.
_NARROWING = frozenset(
    {"specificHierarchy", "specific", "nullValue", "unspecified", "debitOnly", "creditOnly"}
)
_FILTERS = tuple(
    f"reportFilters.{name}"
    for name in ("location", "department", "debitOrCredit", "customer", "project", "class")
)


@dataclass(frozen=True, slots=True)
class Group:
    """An account group.

    Attributes:
        id: Its id.
        title: What stands above its lines.
        is_credit: Its own normal balance: members are added to it whatever theirs.
        method: period, startOfPeriod or endOfPeriod.
        kind: accounts, groups, computation and others.
        ranges: The account ranges of its own.
        members: The ids of the groups in it, in order.
        categories: The account categories in it, in order.
        is_filtered: Whether it takes only some lines of its accounts, by a dimension or a side.
    """

    id: str
    title: str
    is_credit: bool
    method: str
    kind: str
    ranges: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    categories: tuple[str, ...] = ()
    is_filtered: bool = False


class Groups:
    """All groups, by id."""

    def __init__(self, groups: list[Group]) -> None:
        self.by_id = {group.id: group for group in groups}

    @property
    def titles(self) -> list[str]:
        """The ids, in the company's order."""
        return list(self.by_id)

    def ranges_of(self, words: str) -> tuple[str, list[tuple[str, str]]] | None:
        """The group whose id or title is these words, in any case, with all account ranges below it."""
        group = self.named(words)
        return (group.id, list(self.ranges_below(group.id))) if group else None

    def named(self, words: str) -> Group | None:
        """The group whose id or title is these words, in any case."""
        wanted = words.strip().casefold()
        for group in self.by_id.values():
            if wanted in {group.id.casefold(), group.title.casefold()}:
                return group
        return None

    def ranges_below(
        self, group_id: str, above: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, str]]:
        """Account ranges of a group and of all groups in it."""
        group = self.by_id.get(group_id)
        if group is None or group_id in above:
            return  # a group that holds itself adds nothing new
        yield from group.ranges
        for member in group.members:
            yield from self.ranges_below(member, above | {group_id})


async def groups(intacct: Intacct) -> Groups:
    """The account groups."""
    return await intacct.reference("account groups", _read_groups)


async def _read_groups(intacct: Intacct) -> Groups:
    heads = await intacct.query_all(
        select(
            "general-ledger/account-group",
            "text id",
            "text title",
            "text normalBalance",
            "text calculationMethod",
            "text groupType",
            *(f"text? {path}" for path in _FILTERS),
            order=("id",),
        )
    )
    ranges = await _owned(intacct, "account-range", "rangeFrom", "rangeTo")
    members = await _owned(intacct, "account-group-member", "accountGroup.id")
    categories = await _categories(intacct)
    return Groups([_group(row, ranges, members, categories) for row in heads.rows])


Owned = dict[str, list[tuple[str, ...]]]


async def _owned(intacct: Intacct, object_name: str, *paths: str) -> Owned:
    """What groups own of one kind, by the group's id, in the company's order."""
    rows = await intacct.query_all(
        select(
            f"general-ledger/{object_name}",
            "text glAccountGroup.id",
            "count sortOrder",
            *(f"text {path}" for path in paths),
            order=("sortOrder",),
        )
    )
    found: Owned = {}
    for row in rows.rows:
        values = tuple(row.text(path) for path in paths)
        found.setdefault(row.text("glAccountGroup.id"), []).append(values)
    return found


async def _categories(intacct: Intacct) -> Owned:
    """Categories by group; none where the company has no categories or this user may not read them."""
    try:
        return await _owned(intacct, "account-group-category-member", "accountCategory.id")
    except UNREADABLE:
        return {}


def _group(row: Row, ranges: Owned, members: Owned, categories: Owned) -> Group:
    id_ = row.text("id")
    return Group(
        id=id_,
        title=row.text("title"),
        is_credit=row.text("normalBalance") == "credit",
        method=row.text("calculationMethod") or "period",
        kind=row.text("groupType"),
        ranges=tuple((first, last) for first, last in ranges.get(id_, ())),
        members=tuple(member for (member,) in members.get(id_, ())),
        categories=tuple(category for (category,) in categories.get(id_, ())),
        is_filtered=any(row.text(path) in _NARROWING for path in _FILTERS),
    )
