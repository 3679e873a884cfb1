"""Variances: what was booked against a budget, the period before or the year before, with what drives them.

Source: intacct_books.ledger.balances, budgets (docs/api/statements.md, budgets.md).
Units:  base currency; income statement accounts by what was booked in the period, balance sheet accounts by their
        balance at its end; natural signs. The difference is actual less base.
Errors: `BadArgument` for accounts of both kinds together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_books.cells import used_in
from intacct_books.company.chart import Selection, chart
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.families import rows_told
from intacct_books.company.naming import accounts_for
from intacct_books.company.reporting_periods import before_the_books, period_named
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
from intacct_books.statements.like_with_like import unlike
from intacct_books.statements.places import places
from intacct_books.statements.planned import no_line_notes, planned
from intacct_books.statements.unplanned import BALANCE, NET, BySlot, unplanned_notes
from intacct_books.statements.variance_lines import Split, lines_of, side_of, split_named
from intacct_books.statements.variance_rows import (
    Materiality,
    Rows,
    Sides,
    paired,
    rows_of,
)
from intacct_books.statements.written import NOTHING, remarks

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
        against: prior_period, prior_year, any other period, budget for the one that covers the period, or a
            budget's id.
        period: A period.
        account: Numbers, a range, a group or part of a name; empty for all income statement accounts.
        by: group, or a dimension, for rows of these; empty for a row an account.
        min_percent: Differences of at least this many percent count.
        min_amount: And of at least this amount.
    """
    question = await _made_out(asking, against, period, account, by)
    read = await _read(asking, question)
    table = await _table(asking, question, read, Materiality(min_percent, min_amount))
    last = question.span.end
    found = replace(
        _page(asking, table),
        period=question.span,
        split=question.split.name,
        sign=table.sign,
        is_preliminary=await is_preliminary(asking, last),
        parts=_parts(read, table.sides),
    )
    said = [*read.unlike, *found.notes, *_counted(found, table), *read.notes]
    if question.split.dimension:
        members = {slot.member_id for slot in (*read.now, *read.then)}
        said.extend(await rows_told(asking.intacct, question.split.name, members))
    notes = await remarks(asking, last, found.split, {}, said)
    return replace(found, notes=notes, checks=_checks(found, table.sides))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, made out; of the whole income statement, or of some accounts."""

    span: Period
    base: Base
    accounts: Selection
    split: Split
    is_whole: bool


async def _made_out(asking: Asking, against: str, period: str, account: str, by: str) -> _Question:
    span = await period_named(asking.intacct, period, asking.today)
    base = await base_named(asking, against, span, "against")
    if base is None:
        raise BadArgument(
            "Give against: prior_period, prior_year, a period, budget or a budget's id."
        )
    accounts, split = await _accounts(asking, account), await split_named(asking.intacct, by)
    return _Question(span, base, accounts, split, is_whole=not account.strip())


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
class _Table:
    """The rows in order, what they are held to, and how they are shown."""

    rows: Rows
    least: Materiality
    sides: Sides
    sign: str


async def _table(asking: Asking, question: _Question, read: "_Read", least: Materiality) -> _Table:
    split = question.split
    used = {slot.account_id for slot in (*read.now, *read.then)}
    side = side_of(question.accounts, used, is_whole=question.is_whole)
    line_of = await lines_of(asking.intacct, split, question.accounts, side)
    is_budget = isinstance(question.base.source, ByBudget)
    pairs = paired(read.now, read.then, line_of, is_budget=is_budget)
    sides = side.shown(question.base.word, {line.is_credit for line, _ in pairs})
    sign = side.sign(sides, is_by_member=split.dimension is not None)
    return _Table(rows_of(pairs, sides, least), least, sides, sign)


@dataclass(frozen=True, slots=True)
class _Read:
    """Both sets of amounts, debits positive, the lines they are made of, and how they are not alike."""

    now: Mapping[Slot, Decimal]
    then: Mapping[Slot, Decimal]
    now_parts: tuple[Part, ...]
    then_parts: tuple[Part, ...]
    notes: list[str]
    unlike: list[str]


async def _read(asking: Asking, question: _Question) -> _Read:
    accounts, base = question.accounts, question.base
    view = await ledger_view(asking.intacct, asking.scope)
    if isinstance(base.source, ByBudget):
        return await _beside_budget(asking, view, question, base.source)
    by = question.split.dimension
    now, now_parts = await _booked(view, accounts, question.span, by)
    then, then_parts = await _booked(view, accounts, base.source, by)
    early = await before_the_books(asking.intacct, base.source.start, asking.today)
    notes = [f"Compared with {base.label()}.", *view.notes]
    return _Read(
        now, then, now_parts, then_parts, notes, [*_unlike(asking, view, question), *early]
    )


async def _beside_budget(
    asking: Asking, view: LedgerView, question: _Question, budget: ByBudget
) -> _Read:
    accounts, span, by = question.accounts, question.span, question.split.dimension
    of_scope = await places(asking)
    split = of_scope.split(accounts.accounts, by)
    now, parts = await _booked(view, accounts, span, split)
    plan = await planned(asking, budget.id, accounts.accounts, span, by, of_scope=of_scope)

    async def again(of_some: LedgerView, entity: Dimension) -> BySlot:
        return (await _booked(of_some, accounts, span, entity))[0]

    by_entity = now if split and split.name == ENTITY else None
    word = NET if accounts.accounts[0].is_income_statement else BALANCE
    unplanned = await unplanned_notes(of_scope, plan, view, by_entity, again, word=word)
    notes = [
        f"Compared with {question.base.label(plan.budget.id)}.",
        *view.notes,
        *no_line_notes(plan, accounts.accounts, added(now)),
    ]
    unlike_ = [*_unlike(asking, view, question), *unplanned]
    return _Read(now, plan.by_slot, parts, plan.parts(accounts.accounts), notes, unlike_)


def _unlike(asking: Asking, view: LedgerView, question: _Question) -> list[str]:
    """What must be said of periods that are not alike; balances are of days."""
    if not question.accounts.accounts[0].is_income_statement:
        return []
    return unlike(question.base, question.span, asking.today, view.first_month, "against")


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


def _page(asking: Asking, table: _Table) -> Found:
    position = asking.page.position(asking.cursors)
    records = table.rows.records
    # The first page ends where rows stop counting; those that came with its cursor want the rest.
    last = len(records) if asking.page.after else table.rows.material or MOST_WITHOUT_ANY
    shown = records[position.start - 1 : last][: asking.page.limit]
    return Found(
        read=asking.read,
        rows=shown,
        start=position.start,
        total=len(records),
        totals=totals_by_currency(records, table.sides.amounts),
        cursors=asking.cursors,
        notes=asking.page.notes(position, shown, len(records)),
        used=used_in(records),
    )


def _counted(found: Found, table: _Table) -> list[str]:
    rows, least = table.rows, table.least
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
