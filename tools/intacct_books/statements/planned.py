"""What a budget planned for accounts in a period.

Source: REST `general-ledger/budget-detail` (docs/api/budgets.md), one transaction for 4,000 groups.
Units:  the currency of the line, else of its location's entity. A line is positive on its account's normal
        side; here debits are positive, as everywhere in the ledger.
Errors: `NotFound` for a budget without any line in the period.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from intacct_books.company.budgets import Budget, budgets, periods_within
from intacct_books.company.chart import Account
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.entities import (
    Member,
    entities,
    entities_by_location,
    locations_of,
)
from intacct_books.errors import NotFound
from intacct_books.evidence import Part, lines_of
from intacct_books.ledger.lines import NONE, Slot
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_books.periods import Period
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, equal
from intacct_client.query import select

LINE = "general-ledger/budget-detail"
_CURRENCY = "currency.baseCurrency"
_MOST_NAMED = 5
_LOCATION = "dimensions.location.id"
_SHOWN = {
    "account": "text glAccount.id",
    "budget_period": "text reportingPeriod.id",
    "location": f"text {_LOCATION}",
    "department": "text dimensions.department.id",
}


@dataclass(slots=True)
class Planned:
    """What a budget planned.

    Attributes:
        budget: Which.
        by_slot: Amounts, debits positive.
        periods: How many budget periods each account has lines in.
        all_periods: How many there are.
        parts: The lines that the sum of debits less credits is made of, under the name `budget`.
    """

    budget: Budget
    all_periods: int
    by_slot: dict[Slot, Decimal] = field(default_factory=dict[Slot, Decimal])
    periods: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a budget that are asked for: of these periods, and of these locations if any are named."""

    budget: Budget
    periods: list[str]
    locations: tuple[str, ...]

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What picks them."""
        filters = [equal("budget.id", self.budget.id), among("reportingPeriod.id", self.periods)]
        if self.locations:
            filters.append(among(_LOCATION, self.locations))
        return tuple(filters)


async def planned(
    asking: Asking,
    budget: Budget,
    accounts: Sequence[Account],
    period: Period,
    by: Dimension | None = None,
) -> Planned:
    """What a budget planned for accounts in a period and in the entities in scope.

    One transaction; two where lines have no currency of their own and entities have several.
    """
    intacct = asking.intacct
    names = await periods_within(intacct, budget, period)
    # A budget belongs to no entity: even a sign-in that is bound to one may see the lines of others.
    entities_asked = asking.scope.entities
    locations = await locations_of(intacct, entities_asked) if entities_asked else ()
    lines = _Lines(budget, names, locations)
    rows = await _sums(intacct, lines, by)
    if not rows:
        known = ", ".join(each.id for each in await budgets(intacct))
        raise NotFound(
            f"Budget {budget.id!r} has no lines in {period} for these entities. The budgets are {known}: "
            "name one to compare with."
        )
    of_entity = {each.id: each.currency for each in await entities(intacct)}
    shared = _only(of_entity)
    if not shared and not all(row.text(_CURRENCY) for row in rows):
        rows = await _sums(intacct, lines, by, with_location=True)
    found = Planned(budget, len(names), parts=tuple(_parts(lines, accounts)))
    by_id = {account.id: account for account in accounts}
    of_location = await entities_by_location(intacct)
    for row in rows:
        account = by_id.get(row.text("glAccount.id"))
        if account is not None:
            entity = of_location.get(row.text(_LOCATION), NONE) if _LOCATION in row else NONE
            currency = row.text(_CURRENCY) or shared or of_entity.get(entity.id, "")
            _add(found, row, account, currency, _member(row, by, entity))
    return found


async def _sums(
    intacct: Intacct, lines: _Lines, by: Dimension | None, *, with_location: bool = False
) -> list[Row]:
    """Sums by account, currency and budget period, by member and by location where these are wanted."""
    split = (f"text {by.path}.id", f"text {by.path}.name") if by else ()
    location = f"text {_LOCATION}"
    query = select(
        LINE,
        "text glAccount.id",
        f"text {_CURRENCY}",
        "text reportingPeriod.id",
        *split,
        *([location] if with_location and location not in split else []),
        "money sum:amount",
        filters=lines.filters,
    )
    return (await intacct.query_all(query)).rows


def _member(row: Row, by: Dimension | None, entity: Member) -> Member:
    if by is None:
        return Member("", "")
    id_ = row.text(f"{by.path}.id")
    if not id_:
        return NONE
    return entity if by.name == ENTITY else Member(id_, row.text(f"{by.path}.name"))


def _add(found: Planned, row: Row, account: Account, currency: str, member: Member) -> None:
    slot = Slot(account.id, currency, member.id, member.name)
    amount = row.money("sum:amount")
    net = -amount if account.is_credit else amount
    found.by_slot[slot] = found.by_slot.get(slot, ZERO) + net
    found.periods.setdefault(account.id, set()).add(row.text("reportingPeriod.id"))


def _only(of_entity: dict[str, str]) -> str:
    """The one currency of all entities; empty when there are several."""
    known = set(of_entity.values()) - {""}
    return known.pop() if len(known) == 1 else ""


def _parts(lines: _Lines, accounts: Sequence[Account]) -> Iterator[Part]:
    """The lines, debit accounts apart from credit accounts: their amounts carry no side."""
    for is_credit in (False, True):
        ids = [account.id for account in accounts if account.is_credit is is_credit]
        if ids:
            yield lines_of(
                "budget",
                LINE,
                _SHOWN,
                amount="amount",
                currency=_CURRENCY,
                is_subtracted=is_credit,
                filters=(*lines.filters, among("glAccount.id", ids)),
                order=("reportingPeriod.startDate", "glAccount.id"),
            )


def no_line_notes(
    plan: Planned, accounts: Sequence[Account], actual: Mapping[tuple[str, str], Decimal]
) -> list[str]:
    """What must be said of accounts that were used without a budget line, or with lines for some periods."""
    amounts: dict[str, Decimal] = {}
    used = 0
    for account in accounts:
        nets = {key: net for key, net in actual.items() if key[0] == account.id and net}
        if nets and account.id not in plan.periods:
            used += 1
            for (_, currency), net in nets.items():
                amounts[currency] = amounts.get(currency, ZERO) - net
    booked = ", ".join(f"{amount} {currency}" for currency, amount in sorted(amounts.items()))
    notes = [f"{_accounts(used)} no line in budget {plan.budget.id}: booked net {booked}."]
    partly = [
        f"{id_} ({len(names)} of {plan.all_periods})"
        for id_, names in sorted(plan.periods.items())
        if len(names) < plan.all_periods
    ]
    more = [f"{len(partly) - _MOST_NAMED} more"] if len(partly) > _MOST_NAMED else []
    said = f"Lines for some budget periods only: {', '.join([*partly[:_MOST_NAMED], *more])}."
    return [*(notes if used else []), *([said] if partly else [])]


def _accounts(count: int) -> str:
    return "1 account has" if count == 1 else f"{count} accounts have"
