"""What a row of a variance analysis is of: an account, a group, or a member of a dimension; and its side.

Source: docs/api/statements.md. Units: natural signs; amounts of all rows together are on one side.
Errors: those of naming a dimension.
"""

from collections.abc import Callable
from dataclasses import dataclass

from intacct_books.company.chart import Selection
from intacct_books.company.dimensions import Dimension, dimension_asked
from intacct_books.ledger.lines import Slot
from intacct_books.statements.layout import UNASSIGNED, layout
from intacct_books.statements.variance_rows import Line, Sides
from intacct_client import Intacct

GROUP = "group"


@dataclass(frozen=True, slots=True)
class Split:
    """What a row is of: a member of a dimension, a group, or an account where neither is asked for."""

    dimension: Dimension | None = None
    is_by_group: bool = False

    @property
    def name(self) -> str:
        """The name of its column; empty for accounts."""
        return self.dimension.name if self.dimension else GROUP if self.is_by_group else ""


async def split_named(intacct: Intacct, words: str) -> Split:
    """What rows are of, as a reader says it; accounts for no words."""
    word = words.strip()
    if word.casefold() in {GROUP, f"{GROUP}s"}:
        return Split(is_by_group=True)
    return Split(await dimension_asked(intacct, word)) if word else Split()


@dataclass(frozen=True, slots=True)
class Side:
    """The side that amounts of all accounts together are shown on, and whether all accounts are on it."""

    is_credit: bool
    is_natural: bool
    is_income: bool

    def shown(self, base: str, of_rows: set[bool]) -> Sides:
        """How rows are shown that stand on these sides; totals are net where a row is on another side than they."""
        is_off = not self.is_natural and bool(of_rows - {self.is_credit})
        return Sides(base, self.is_credit, is_off or len(of_rows) > 1, self.is_income)

    def sign(self, sides: Sides, *, is_by_member: bool) -> str:
        """What a minus means."""
        net = "income less costs" if self.is_income else "debits positive"
        if sides.is_mixed:
            return f"natural; net_ amounts {net}; variance = actual - {sides.base}"
        natural = net if is_by_member and not self.is_natural else "natural"
        return f"{natural}; variance = actual - {sides.base}"


def side_of(accounts: Selection, used: set[str], *, is_whole: bool) -> Side:
    """The side of the accounts that have amounts; of both kinds, income or debits are positive.

    Args:
        accounts: The accounts in question.
        used: Those with amounts.
        is_whole: Whether they are all of the income statement: a result is one whatever was booked so far.
    """
    is_income = accounts.accounts[0].is_income_statement
    sides = {account.is_credit for account in accounts.accounts if account.id in used}
    if len(sides) == 1 and not is_whole:
        return Side(sides.pop(), is_natural=True, is_income=is_income)
    return Side(is_income, is_natural=False, is_income=is_income)


async def lines_of(
    intacct: Intacct, split: Split, accounts: Selection, side: Side
) -> Callable[[Slot], Line]:
    """The row that an amount belongs to."""
    if split.is_by_group:
        return await _groups(intacct, accounts)
    return _members(split.dimension, side) if split.dimension else _by_account(accounts)


def _by_account(accounts: Selection) -> Callable[[Slot], Line]:
    lines = {
        account.id: Line((("account", account.id), ("name", account.name)), account.is_credit)
        for account in accounts.accounts
    }
    return lambda slot: lines[slot.account_id]


def _members(dimension: Dimension, side: Side) -> Callable[[Slot], Line]:
    def line_of(slot: Slot) -> Line:
        label = " ".join(part for part in (slot.member_id, slot.member_name) if part)
        return Line(((dimension.name, label),), side.is_credit)

    return line_of


async def _groups(intacct: Intacct, accounts: Selection) -> Callable[[Slot], Line]:
    is_income = accounts.accounts[0].is_income_statement
    laid_out = await layout(intacct, "period" if is_income else "endOfPeriod")
    lines = {
        id_: Line(((GROUP, leaf.title),), leaf.is_credit)
        for section in laid_out.sections
        for leaf in section.leaves
        for id_ in leaf.accounts
    }
    none = Line(((GROUP, UNASSIGNED),), is_income)
    return lambda slot: lines.get(slot.account_id, none)
