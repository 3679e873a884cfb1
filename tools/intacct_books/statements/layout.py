"""How the company lays out its statements: sections out of its account groups, or of its categories.

Groups overlap: the same account stands in many, for many reports. A statement takes the groups that hold the
most of its accounts, each account once. An account in none of them gets a line of its own, so that nothing
is lost (docs/api/statements.md).
Source: intacct_books.company.groups, REST `general-ledger/account-category`.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from intacct_books.company.categories import categories
from intacct_books.company.chart import Account, chart
from intacct_books.company.groups import Group, Groups, groups
from intacct_books.statements.section import Section
from intacct_client import Intacct

Method = Literal["period", "endOfPeriod"]
UNASSIGNED = "Accounts in no group"
NO_CATEGORY = "Accounts without a category"
_KINDS = {"accounts", "groups", "category"}  # the others hold no money, or compute


@dataclass(frozen=True, slots=True)
class Layout:
    """The sections of a statement, in the order of their accounts.

    Attributes:
        sections: The sections; each account is in one at most.
        unassigned: The accounts that are in none.
        notes: Sentences a reader must not miss.
    """

    sections: tuple[Section, ...]
    unassigned: tuple[Account, ...] = ()
    notes: list[str] = field(default_factory=list[str])


async def layout(intacct: Intacct, method: Method) -> Layout:
    """The sections of an income statement (period) or a balance sheet (endOfPeriod).

    Groups where they hold at least half of the accounts, else categories.
    """
    accounts = tuple(
        account
        for account in (await chart(intacct)).whole.accounts
        if account.is_income_statement is (method == "period")
    )
    of_groups = _from_groups(await groups(intacct), accounts, method)
    held = {id_ for section in of_groups for id_ in section.ids}
    if 2 * len(held) >= len(accounts) and held:
        left = tuple(account for account in accounts if account.id not in held)
        return Layout(tuple(of_groups), left)
    return Layout(
        await _from_categories(intacct, accounts),
        notes=["No account groups hold most of these accounts: lines are account categories."],
    )


def unassigned(accounts: Iterable[Account], *, is_credit: bool) -> Section:
    """The line of accounts in no group."""
    return Section(UNASSIGNED, is_credit, tuple(account.id for account in accounts))


def _from_groups(
    of_company: Groups, accounts: tuple[Account, ...], method: Method
) -> list[Section]:
    builder = _Builder(of_company, accounts)
    found = [
        section
        for group in of_company.by_id.values()
        if group.method == method and (section := builder.section(group))
    ]
    # Python sorts stably: among equals the company's own order decides.
    found.sort(key=lambda each: (-len(each.ids), -each.sections))
    taken: list[Section] = []
    held: set[str] = set()
    for section in found:
        ids = section.ids
        if len(ids) == len(set(ids)) and held.isdisjoint(ids):
            taken.append(section)
            held.update(ids)
    return sorted(taken, key=lambda each: min(each.ids))


class _Builder:
    """Makes a section of each group once, with the accounts of the statement alone."""

    def __init__(self, of_company: Groups, accounts: tuple[Account, ...]) -> None:
        self._of_company = of_company
        self._ids = [account.id for account in accounts]
        self._of_category: dict[str, list[str]] = {}
        for account in accounts:
            self._of_category.setdefault(account.category, []).append(account.id)
        self._made: dict[str, Section | None] = {}

    def section(self, group: Group) -> Section | None:
        """A group as a section; None when it cannot be one, or holds none of the accounts."""
        if group.id not in self._made:
            self._made[group.id] = None  # a group that holds itself adds nothing new
            self._made[group.id] = self._section(group)
        return self._made[group.id]

    def _section(self, group: Group) -> Section | None:
        if group.is_filtered or group.kind not in _KINDS:
            return None
        inside = (self._of_company.by_id.get(id_) for id_ in group.members)
        made = (self.section(member) for member in inside if member is not None)
        members = tuple(section for section in made if section is not None)
        own = self._own(group)
        if not own and not members:
            return None
        return Section(group.title or group.id, group.is_credit, own, members)

    def _own(self, group: Group) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for low, high in group.ranges:
            first, last = bisect_left(self._ids, low), bisect_right(self._ids, high)
            found |= dict.fromkeys(self._ids[first:last])
        for category in group.categories:
            found |= dict.fromkeys(self._of_category.get(category, ()))
        return tuple(found)


async def _from_categories(intacct: Intacct, accounts: tuple[Account, ...]) -> tuple[Section, ...]:
    """A section a category, in the order of its first account; apart by side where there is no category."""
    known = await categories(intacct)
    parts: dict[tuple[str, bool | None], list[Account]] = {}
    for account in accounts:
        side = None if account.category else account.is_credit
        parts.setdefault((account.category, side), []).append(account)
    sections: list[Section] = []
    for (name, _), inside in parts.items():
        ids = tuple(account.id for account in inside)
        most = Counter(account.is_credit for account in inside).most_common(1)[0][0]
        is_credit = known[name].is_credit if name in known else most
        sections.append(Section(name or NO_CATEGORY, is_credit, ids))
    return tuple(sections)


def split(section: Section) -> tuple[Section, ...]:
    """The members of a section that only holds others together; itself when it has accounts of its own."""
    if section.accounts or not section.members:
        return (section,)
    return section.members


def merged(title: str, sections: tuple[Section, ...], *, is_credit: bool) -> Section:
    """Several sections under one line; the one there is under its own name."""
    if len(sections) == 1 and sections[0].is_credit == is_credit:
        return sections[0]
    return Section(title, is_credit, members=sections)
