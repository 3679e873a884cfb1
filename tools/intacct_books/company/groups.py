"""The account groups: the trees that statements are built from, and names for sets of accounts.

Source: REST `general-ledger/account-group`, `account-range`, `account-group-member` (docs/api/accounts.md).
Read once and remembered.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from intacct_client import Intacct
from intacct_client.query import select

MOST_NAMED = 14  # groups that a refusal names


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
    """

    id: str
    title: str
    is_credit: bool
    method: str
    kind: str
    ranges: tuple[tuple[str, str], ...]
    members: tuple[str, ...]


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

    def tops(self, method: str) -> list[Group]:
        """The groups of that calculation method that are in no other one."""
        inside = {member for group in self.by_id.values() for member in group.members}
        return [
            group
            for group in self.by_id.values()
            if group.method == method and group.id not in inside
        ]

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
            order=("id",),
        )
    )
    ranges = await intacct.query_all(
        select(
            "general-ledger/account-range",
            "text glAccountGroup.id",
            "text rangeFrom",
            "text rangeTo",
        )
    )
    members = await intacct.query_all(
        select(
            "general-ledger/account-group-member", "text glAccountGroup.id", "text accountGroup.id"
        )
    )
    own: dict[str, list[tuple[str, str]]] = {}
    for row in ranges.rows:
        pair = (row.text("rangeFrom"), row.text("rangeTo"))
        own.setdefault(row.text("glAccountGroup.id"), []).append(pair)
    below: dict[str, list[str]] = {}
    for row in members.rows:
        below.setdefault(row.text("glAccountGroup.id"), []).append(row.text("accountGroup.id"))
    return Groups(
        [
            Group(
                id=row.text("id"),
                title=row.text("title"),
                is_credit=row.text("normalBalance") == "credit",
                method=row.text("calculationMethod") or "period",
                kind=row.text("groupType"),
                ranges=tuple(own.get(row.text("id"), ())),
                members=tuple(below.get(row.text("id"), ())),
            )
            for row in heads.rows
        ]
    )
