"""The columns of a cash flow: the period or its members, and the period it is compared with; cash before and after.

Source: intacct_books.ledger.balances (docs/api/statements.md).
Units:  base currency, debits positive, so that money in is positive on accounts of cash; currencies are never added.
Errors: `BadArgument` for a budget: none plans cash.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.company.chart import Selection
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.reporting_periods import before_the_books
from intacct_books.errors import BadArgument
from intacct_books.evidence import Part
from intacct_books.ledger.balances import Balances, balances_as_of, movements
from intacct_books.ledger.lines import DAY, LedgerView, Wanted
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_books.periods import Period, day_before
from intacct_books.statements.columns import OTHERS, TOTAL, label_of, member_columns, nets_of
from intacct_books.statements.comparing import Base, ByBudget, base_named
from intacct_books.statements.like_with_like import unlike
from intacct_books.statements.section import Column
from intacct_client.filters import within

_NOT_TIED = "Entries balance in each entity, not in each member here: only the total is what cash changed by."
AMOUNT, CHANGE_IN_CASH = "amount", "change_in_cash"

Cash = dict[tuple[str, str], Decimal]
"""Cash by the name of a column and currency."""


@dataclass(frozen=True, slots=True)
class Source:
    """A period with lines of its own.

    Attributes:
        name: What its change in cash is called.
        span: Its days.
        column: The changes of all accounts in it, over all members.
    """

    name: str
    span: Period
    column: Column


@dataclass(frozen=True, slots=True)
class FlowColumns:
    """What was read of the changes.

    Attributes:
        columns: The columns.
        sources: The period, and the one it is compared with.
        by: The dimension that has a column for each member.
        notes: Sentences a reader must not miss.
    """

    columns: tuple[Column, ...]
    sources: tuple[Source, ...]
    by: Dimension | None
    notes: list[str]

    @property
    def is_compared(self) -> bool:
        """Whether the second column is of another period."""
        return len(self.sources) > 1

    def with_others(self, cash: Cash) -> "FlowColumns":
        """With a column for members that nothing changed of but that have cash."""
        names = {column.name for column in self.columns}
        if self.by is None or OTHERS in names or not any(key[0] == OTHERS for key in cash):
            return self
        others = Column(OTHERS, {}, is_sparse=True)
        return replace(self, columns=(*self.columns[:-1], others, self.columns[-1]))


async def flow_columns(
    asking: Asking,
    view: LedgerView,
    accounts: Selection,
    span: Period,
    compare: str,
    by: Dimension | None,
) -> FlowColumns:
    """The changes of all accounts in a period; one transaction, two with another period."""
    base = await base_named(asking, compare, span, "compare")
    earlier = _period_of(base) if base else None
    moved = await movements(view, accounts, span, by)
    columns = member_columns(moved) if by else (Column(AMOUNT, nets_of(moved)),)
    sources = (Source(CHANGE_IN_CASH, span, columns[-1]),)
    if base is None or earlier is None:
        of_members = [_NOT_TIED] if by and by.name != ENTITY else []
        return FlowColumns(columns, sources, by, of_members)
    then = nets_of(await movements(view, accounts, earlier))
    column = Column(base.label(), then)
    notes = [
        *unlike(base, span, asking.today, view.first_month, "compare"),
        *await before_the_books(asking.intacct, earlier.start, asking.today),
    ]
    both = (*sources, Source(base.word, earlier, column))
    return FlowColumns((*columns, column), both, by, notes)


def _period_of(base: Base) -> Period:
    if isinstance(base.source, ByBudget):
        raise BadArgument(
            "No budget plans cash flows. Compare with prior_period, prior_year or another period."
        )
    return base.source


async def cash_around(view: LedgerView, cash: Selection, read: FlowColumns) -> tuple[Cash, Cash]:
    """Cash before each period and at its end; two transactions a period."""
    start: Cash = {}
    end: Cash = {}
    for source in read.sources:
        start |= await _cash(view, cash, day_before(source.span.start), source, read)
        end |= await _cash(view, cash, source.span.end, source, read)
    return start, end


async def _cash(
    view: LedgerView, cash: Selection, day: date, source: Source, read: FlowColumns
) -> Cash:
    balances = await balances_as_of(view, cash, day, read.by)
    if read.by:
        return _of_members(balances, {column.name for column in read.columns})
    found: Cash = {}
    for (_, currency), net in nets_of(balances).items():
        _add(found, source.column.name, currency, net)
    return found


def _of_members(balances: Balances, names: set[str]) -> Cash:
    """Cash of each member that has a column, of the others, and of all."""
    found: Cash = {}
    for slot, balance in balances.by_slot.items():
        if not balance.closing:
            continue
        label = label_of((slot.member_id, slot.member_name))
        _add(found, label if label in names else OTHERS, slot.currency, balance.closing)
        _add(found, TOTAL, slot.currency, balance.closing)
    return found


def _add(cash: Cash, name: str, currency: str, amount: Decimal) -> None:
    cash[name, currency] = cash.get((name, currency), ZERO) + amount


def lines_of_cash(view: LedgerView, cash: Selection, read: FlowColumns) -> tuple[Part, ...]:
    """The lines on accounts of cash, as evidence of each period's change."""
    return tuple(
        view.part(each.name, Wanted(cash.accounts, (within(DAY, each.span.start, each.span.end),)))
        for each in read.sources
    )
