"""How the company lays out its statements: sections out of its account groups, or of its categories.

Groups overlap: the same account stands in many, for many reports. A statement takes the groups that hold the
most of its accounts, each account once. An account in none of them gets a line of its own, so that nothing
is lost (docs/api/statements.md).
Source: intacct_books.company.groups, REST `general-ledger/account-category`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from intacct_books.company.categories import categories
from intacct_books.company.chart import Account, Chart, chart
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

    Groups where they hold at least half of the accounts, else categories. Found once and remembered.
    """
    return await intacct.reference(f"layout {method}", partial(_layout, method))


async def _layout(method: Method, intacct: Intacct) -> Layout:
    of_chart = await chart(intacct)
    accounts = tuple(
        account
        for account in of_chart.whole.accounts
        if account.is_income_statement is (method == "period")
    )
    of_groups = _from_groups(await groups(intacct), of_chart, accounts, method)
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
    of_company: Groups, of_chart: Chart, accounts: tuple[Account, ...], method: Method
) -> list[Section]:
    wanted = {account.id for account in accounts}
    found = [
        section
        for group in of_company.by_id.values()
        if group.method == method
        and (section := _section(group, of_company, of_chart, wanted, frozenset()))
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


def _section(
    group: Group, of_company: Groups, of_chart: Chart, wanted: set[str], above: frozenset[str]
) -> Section | None:
    """A group as a section with those of its accounts that are wanted; None when it cannot be one."""
    if group.is_filtered or group.kind not in _KINDS or group.id in above:
        return None
    members: list[Section] = []
    for id_ in group.members:
        member = of_company.by_id.get(id_)
        if member is None or member.kind not in _KINDS:
            continue
        section = _section(member, of_company, of_chart, wanted, above | {group.id})
        if section is not None:
            members.append(section)
    own = tuple(account.id for account in _own(group, of_chart) if account.id in wanted)
    if not own and not members:
        return None
    return Section(group.title or group.id, group.is_credit, own, tuple(members))


def _own(group: Group, of_chart: Chart) -> tuple[Account, ...]:
    of_ranges = of_chart.within(list(group.ranges)).accounts
    known = {account.id for account in of_ranges}
    of_categories = (
        account
        for account in of_chart.whole.accounts
        if account.category in group.categories and account.id not in known
    )
    return (*of_ranges, *of_categories)


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
