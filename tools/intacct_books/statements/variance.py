"""Variances: what was booked against a budget, the period before or the year before, with what drives them.

Source: intacct_books.ledger.balances, budgets (docs/api/statements.md, budgets.md).
Units:  base currency; income statement accounts by what was booked in the period, balance sheet accounts by their
        balance at its end; natural signs. The difference is actual less base.
Errors: `BadArgument` for accounts of both kinds together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.company.chart import Account, Selection, chart
from intacct_books.company.dimensions import Dimension, dimension_asked
from intacct_books.company.naming import accounts_for
from intacct_books.company.reporting_periods import period_named
from intacct_books.errors import BadArgument
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.ledger.balances import Balances, balances_as_of, lines_as_of, movements
from intacct_books.ledger.gl_balance import is_preliminary
from intacct_books.ledger.lines import LedgerView, Slot, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, totals_by_currency
from intacct_books.periods import Period
from intacct_books.statements.columns import added
from intacct_books.statements.comparing import Base, ByBudget, base_named
from intacct_books.statements.income_statement import income_accounts
from intacct_books.statements.layout import UNASSIGNED, layout
from intacct_books.statements.planned import no_line_notes, planned
from intacct_books.statements.variance_rows import (
    Line,
    Materiality,
    Rows,
    Sides,
    paired,
    rows_of,
)
from intacct_books.statements.written import NOTHING, remarks

GROUP = "group"
MOST_WITHOUT_ANY = 5  # rows that are shown where none differs enough


async def variance_analysis(
    asking: Asking,
    *,
    against: str,
    period: str,
    account: str,
    by: str,
    min_percent: int,
    min_amount: int,
) -> Found:
    """Accounts, groups or members of a dimension with actual, base and difference, largest first.

    Two transactions. The first page has only the rows that count, or the largest few where none does; the next
    ones have the rest.

    Args:
        asking: The question's company, scope and page.
        against: prior_period, prior_year, budget for the one that covers the period, or a budget's id.
        period: A period.
        account: Numbers, a range, a group or part of a name; empty for all income statement accounts.
        by: group, or a dimension, for rows of these; empty for a row an account.
        min_percent: Differences of at least this many percent count.
        min_amount: And of at least this amount.
    """
    span = await period_named(asking.intacct, period, asking.today)
    base = await base_named(asking.intacct, against, span, "against")
    if base is None:
        raise BadArgument("Give against: prior_period, prior_year, budget or a budget's id.")
    accounts = await _accounts(asking, account)
    split = await _split(asking, by)
    read = await _read(asking, accounts, span, base, split.dimension)
    side = _side(accounts, read)
    line_of = await _lines_of(asking, accounts, split, side)
    pairs = paired(read.now, read.then, line_of, is_budget=isinstance(base.source, ByBudget))
    sides = _shown(base, side, {line.is_credit for line, _ in pairs})
    materiality = Materiality(min_percent, min_amount)
    rows = rows_of(pairs, sides, materiality)
    found = replace(
        _page(asking, rows, sides),
        period=span,
        split=split.name,
        sign=_sign(side, sides, is_by_member=split.dimension is not None),
        is_preliminary=await is_preliminary(asking, span.end),
        parts=_parts(read, sides),
    )
    said = [*found.notes, *_counted(found, rows, materiality), *read.notes]
    notes = await remarks(asking, span.end, split.name, {}, said)
    return replace(found, notes=notes, checks=_checks(found, sides))


async def _accounts(asking: Asking, words: str) -> Selection:
    if not words.strip():
        return income_accounts(await chart(asking.intacct))
    accounts = await accounts_for(asking.intacct, words)
    if len({account.is_income_statement for account in accounts.accounts}) > 1:
        raise BadArgument(
            f"{words[:40]!r} names accounts of the income statement and of the balance sheet. Ask for each alone."
        )
    return accounts


@dataclass(frozen=True, slots=True)
class _Split:
    """What a row is of: a member of a dimension, a group, or an account where neither is asked for."""

    dimension: Dimension | None = None
    is_by_group: bool = False

    @property
    def name(self) -> str:
        """The name of its column; empty for accounts."""
        return self.dimension.name if self.dimension else GROUP if self.is_by_group else ""


async def _split(asking: Asking, by: str) -> _Split:
    word = by.strip()
    if word.casefold() in {GROUP, f"{GROUP}s"}:
        return _Split(is_by_group=True)
    return _Split(await dimension_asked(asking.intacct, word)) if word else _Split()


async def _lines_of(
    asking: Asking, accounts: Selection, split: _Split, side: "_Side"
) -> Callable[[Slot], Line]:
    if split.is_by_group:
        return await _groups(asking, accounts.accounts)
    return _members(split.dimension, side) if split.dimension else _by_account(accounts)


@dataclass(frozen=True, slots=True)
class _Read:
    """Both sets of amounts, debits positive, and the lines they are made of."""

    now: Mapping[Slot, Decimal]
    then: Mapping[Slot, Decimal]
    now_parts: tuple[Part, ...]
    then_parts: tuple[Part, ...]
    notes: list[str]


async def _read(
    asking: Asking, accounts: Selection, span: Period, base: Base, by: Dimension | None
) -> _Read:
    view = await ledger_view(asking.intacct, asking.scope)
    now, now_parts = await _booked(view, accounts, span, by)
    if isinstance(base.source, Period):
        then, then_parts = await _booked(view, accounts, base.source, by)
        notes = [f"Compared with {base.label()}.", *view.notes]
        return _Read(now, then, now_parts, then_parts, notes)
    plan = await planned(asking, base.source.id, accounts.accounts, span, by)
    missing = no_line_notes(plan, accounts.accounts, added(now))
    notes = [f"Compared with {base.label(plan.budget.id)}.", *view.notes, *missing]
    return _Read(now, plan.by_slot, now_parts, plan.parts(accounts.accounts), notes)


async def _booked(
    view: LedgerView, accounts: Selection, span: Period, by: Dimension | None
) -> tuple[dict[Slot, Decimal], tuple[Part, ...]]:
    """What was booked in a period, or what balance sheet accounts came to at its end."""
    found: Balances
    if accounts.accounts[0].is_income_statement:
        found = await movements(view, accounts, span, by)
        parts = [part for part in found.parts if part.name == "closing"]
    else:
        found = await balances_as_of(view, accounts, span.end, by)
        parts = await lines_as_of(view, accounts, span.end)
    return {slot: balance.closing for slot, balance in found.by_slot.items()}, tuple(parts)


@dataclass(frozen=True, slots=True)
class _Side:
    """The side that amounts of all accounts together are shown on, and whether all accounts are on it."""

    is_credit: bool
    is_natural: bool
    is_income: bool


def _side(accounts: Selection, read: _Read) -> _Side:
    is_income = accounts.accounts[0].is_income_statement
    used = {slot.account_id for slot in (*read.now, *read.then)}
    sides = {account.is_credit for account in accounts.accounts if account.id in used}
    if len(sides) == 1:
        return _Side(sides.pop(), is_natural=True, is_income=is_income)
    return _Side(is_income, is_natural=False, is_income=is_income)


def _shown(base: Base, side: _Side, of_rows: set[bool]) -> Sides:
    return Sides(base.word, side.is_credit, len(of_rows) > 1, side.is_income)


def _sign(side: _Side, sides: Sides, *, is_by_member: bool) -> str:
    net = "income less costs" if side.is_income else "debits positive"
    if sides.is_mixed:
        return f"natural; net_ amounts {net}; variance = actual - {sides.base}"
    natural = net if is_by_member and not side.is_natural else "natural"
    return f"{natural}; variance = actual - {sides.base}"


def _by_account(accounts: Selection) -> Callable[[Slot], Line]:
    lines = {
        account.id: Line((("account", account.id), ("name", account.name)), account.is_credit)
        for account in accounts.accounts
    }
    return lambda slot: lines[slot.account_id]


def _members(dimension: Dimension, side: _Side) -> Callable[[Slot], Line]:
    def line_of(slot: Slot) -> Line:
        label = " ".join(part for part in (slot.member_id, slot.member_name) if part)
        return Line(((dimension.name, label),), side.is_credit)

    return line_of


async def _groups(asking: Asking, accounts: tuple[Account, ...]) -> Callable[[Slot], Line]:
    is_income = accounts[0].is_income_statement
    laid_out = await layout(asking.intacct, "period" if is_income else "endOfPeriod")
    lines = {
        id_: Line(((GROUP, leaf.title),), leaf.is_credit)
        for section in laid_out.sections
        for leaf in section.leaves
        for id_ in leaf.accounts
    }
    none = Line(((GROUP, UNASSIGNED),), is_income)
    return lambda slot: lines.get(slot.account_id, none)


def _page(asking: Asking, rows: Rows, sides: Sides) -> Found:
    position = asking.page.position(asking.cursors)
    records = rows.records
    # The first page ends where rows stop counting; those that came with its cursor want the rest.
    last = len(records) if asking.page.after else rows.material or MOST_WITHOUT_ANY
    shown = records[position.start - 1 : last][: asking.page.limit]
    return Found(
        read=asking.read,
        rows=shown,
        start=position.start,
        total=len(records),
        totals=totals_by_currency(records, sides.amounts),
        cursors=asking.cursors,
        notes=asking.page.notes(position, shown, len(records)),
    )


def _counted(found: Found, rows: Rows, least: Materiality) -> list[str]:
    if not rows.records:
        return [NOTHING]
    if rows.material == found.total or found.start > rows.material + 1:
        return []
    limits = f"at least {least.percent} % and {least.amount}"
    if not rows.material:
        left = " next shows the others." if found.next else ""
        return [f"No row differs by {limits}: the largest are shown.{left}"]
    counted = f"{rows.material} of {found.total} rows differ by {limits}"
    return [f"{counted}; next shows the others."]


def _checks(found: Found, sides: Sides) -> dict[str, Decimal]:
    actual, base, variance = sides.amounts
    return {
        f"actual - {sides.base} - variance{f' {currency}' if len(found.totals) > 1 else ''}": sums[
            actual
        ]
        - sums[base]
        - sums[variance]
        + ZERO
        for currency, sums in found.totals.items()
    }


def _parts(read: _Read, sides: Sides) -> tuple[Part, ...]:
    """The lines of both sums, on the side that totals are on; planned lines flip with it."""
    actual, base, _ = sides.amounts
    return tuple(
        replace(part, name=name, is_subtracted=part.is_subtracted != sides.is_credit)
        for name, parts in ((actual, read.now_parts), (base, read.then_parts))
        for part in parts
    )
