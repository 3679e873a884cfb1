"""A statement as a tree: sections with accounts and other sections in them, and its lines, with amounts.

Units: amounts come debits positive and are shown on the section's own side, whatever the side of its
accounts: a contra account in it is negative (docs/api/statements.md). A section on the other side than the one it
is in is subtracted there, and its line says `less`: costs, and income that stands among costs, read one way.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self

from intacct_books.cells import Cell, Record
from intacct_books.company.chart import Chart
from intacct_books.money import ZERO

LESS = "less "
REST = ": accounts of its own"
MOST_BESIDE = 5  # accounts beside sections that get a line each where groups are the lines
_SAYS_SO = re.compile(r"(less|minus|deduct)\b", re.IGNORECASE)

Nets = Mapping[tuple[str, str], Decimal]
"""Amounts, debits positive, by account and currency."""


@dataclass(frozen=True, slots=True)
class Section:
    """A line of a statement and what is part of it.

    Attributes:
        title: What it is called.
        is_credit: Whether credits are positive in it.
        accounts: The numbers of the accounts that are directly in it.
        members: The sections in it, in order.
        is_one_line: Never shown account by account.
    """

    title: str
    is_credit: bool
    accounts: tuple[str, ...] = ()
    members: tuple[Self, ...] = ()
    is_one_line: bool = False

    @property
    def ids(self) -> list[str]:
        """The accounts in it and below."""
        return [*self.accounts, *(id_ for member in self.members for id_ in member.ids)]

    @property
    def sections(self) -> int:
        """How many sections it is, itself included."""
        return 1 + sum(member.sections for member in self.members)

    @property
    def leaves(self) -> "Iterator[Section]":
        """The sections that accounts are directly in."""
        if self.accounts:
            yield self
        for member in self.members:
            yield from member.leaves


def inserted(sections: tuple[Section, ...], new: Section, beside: set[str]) -> tuple[Section, ...]:
    """The sections with one more, beside these accounts; the same ones where none directly holds any.

    A section of these accounts alone gets it as its neighbour, one that holds more gets it as a member.
    """
    for at, each in enumerate(sections):
        if beside.intersection(each.accounts):
            if not each.members and beside.issuperset(each.accounts):
                return (*sections[: at + 1], new, *sections[at + 1 :])
            changed = replace(each, members=(*each.members, new))
        else:
            members = inserted(each.members, new, beside)
            if members is each.members:
                continue
            changed = replace(each, members=members)
        return (*sections[:at], changed, *sections[at + 1 :])
    return sections


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts.

    Attributes:
        name: Its name.
        nets: Its amounts.
        is_sparse: Whether zeros in it are better left out.
        missing: What stands where there is no amount at all; empty for zero.
    """

    name: str
    nets: Nets
    is_sparse: bool = False
    missing: str = ""

    def amount(self, ids: list[str], currency: str, *, is_credit: bool) -> Decimal:
        """The sum of some accounts, on one side."""
        net = sum((self.nets.get((id_, currency), ZERO) for id_ in ids), ZERO)
        return -net if is_credit else net

    def cell(self, ids: list[str], currency: str, *, is_credit: bool) -> Cell:
        """What is shown of that sum."""
        if self.missing and not any((id_, currency) in self.nets for id_ in ids):
            return self.missing
        amount = self.amount(ids, currency, is_credit=is_credit)
        return None if self.is_sparse and not amount else amount


@dataclass(frozen=True, slots=True)
class Table:
    """How a statement's lines are written.

    Attributes:
        columns: The columns of amounts.
        chart: The names of accounts.
        shows_accounts: Whether each account has a line.
        always: Titles of lines that are shown even when nothing is in them.
    """

    columns: tuple[Column, ...]
    chart: Chart
    shows_accounts: bool
    always: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def currencies(self) -> list[str]:
        """The currencies that amounts are in."""
        return sorted({slot[1] for column in self.columns for slot in column.nets})

    def lines(
        self, section: Section, currency: str, depth: int = 0, *, is_less: bool = False
    ) -> Iterator[Record]:
        """A section's lines: what is part of it first, indented, then itself. Empty ones are left out.

        Args:
            section: The section.
            currency: Amounts in this currency.
            depth: How deep it is in others.
            is_less: Whether it is subtracted from the one it is in.
        """
        if not self._is_filled(section.ids, currency) and section.title not in self.always:
            return
        title = section.title.strip()
        if is_less and not _SAYS_SO.match(title):
            title = f"{LESS}{title}"
        own = self._own(section, currency)
        if len(own) == 1 and not is_less and not self._has_members(section, currency):
            # One account is all there is: its line and the section's would be the same twice.
            title, own = f"{self._named(own[0][0])} ({title})", []
        for ids in own:
            name = self._named(ids[0]) if len(ids) == 1 else f"{section.title.strip()}{REST}"
            yield self._line(name, ids, currency, depth + 1, is_credit=section.is_credit)
        for member in section.members:
            other_side = member.is_credit is not section.is_credit
            yield from self.lines(member, currency, depth + 1, is_less=other_side)
        yield self._line(title, section.ids, currency, depth, is_credit=section.is_credit)

    def _own(self, section: Section, currency: str) -> list[list[str]]:
        """The accounts of a section that get a line: each its own, or many of them one.

        By groups only those beside sections that have a line: without them these would not add up to it.
        """
        if section.is_one_line:
            return []
        filled = [id_ for id_ in section.accounts if self._is_filled([id_], currency)]
        if not self.shows_accounts:
            if not self._has_members(section, currency):
                return []
            if len(filled) > MOST_BESIDE:
                return [filled]
        return [[id_] for id_ in filled]

    def _has_members(self, section: Section, currency: str) -> bool:
        """Whether a section in it has a line."""
        return any(
            member.title in self.always or self._is_filled(member.ids, currency)
            for member in section.members
        )

    def _is_filled(self, ids: list[str], currency: str) -> bool:
        return any(column.nets.get((id_, currency)) for column in self.columns for id_ in ids)

    def _named(self, account_id: str) -> str:
        account = self.chart.account(account_id)
        return f"{account_id} {account.name}" if account else account_id

    def _line(
        self, title: str, ids: list[str], currency: str, depth: int, *, is_credit: bool
    ) -> Record:
        amounts = {
            column.name: column.cell(ids, currency, is_credit=is_credit) for column in self.columns
        }
        return {"line": f"{' ' * depth}{title.strip()}", "currency": currency, **amounts}
