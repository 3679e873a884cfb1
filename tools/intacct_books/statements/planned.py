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
from intacct_books.company.entities import Member, entities, entities_by_location
from intacct_books.errors import NotFound
from intacct_books.evidence import Part, lines_of
from intacct_books.ledger.lines import NONE, LedgerView, Slot
from intacct_books.money import ZERO
from intacct_books.periods import Period
from intacct_client import Filter, Row
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


async def planned(
    view: LedgerView,
    budget: Budget,
    accounts: Sequence[Account],
    period: Period,
    by: Dimension | None = None,
) -> Planned:
    """What a budget planned for accounts in a period and in the view's locations; one transaction."""
    names = await periods_within(view.intacct, budget, period)
    by_id = {account.id: account for account in accounts}
    filters = _filters(view, budget, names)
    split = (f"text {by.path}.id", f"text {by.path}.name") if by else ()
    query = select(
        LINE,
        "text glAccount.id",
        f"text {_CURRENCY}",
        "text reportingPeriod.id",
        f"text {_LOCATION}",
        *(each for each in split if each != f"text {_LOCATION}"),
        "money sum:amount",
        filters=filters,
    )
    rows = (await view.intacct.query_all(query)).rows
    if not rows:
        known = ", ".join(each.id for each in await budgets(view.intacct))
        raise NotFound(
            f"Budget {budget.id!r} has no lines in {period} for these entities. The budgets are {known}: "
            "name one to compare with."
        )
    rows = [row for row in rows if row.text("glAccount.id") in by_id]
    return await _planned(view, budget, by_id, rows, by, names)


async def _planned(
    view: LedgerView,
    budget: Budget,
    accounts: dict[str, Account],
    rows: list[Row],
    by: Dimension | None,
    names: list[str],
) -> Planned:
    of_location = await entities_by_location(view.intacct)
    of_entity = {each.id: each.currency for each in await entities(view.intacct)}
    found = Planned(budget, len(names))
    for row in rows:
        account = accounts[row.text("glAccount.id")]
        entity = of_location.get(row.text("dimensions.location.id"), NONE)
        currency = row.text(_CURRENCY) or of_entity.get(entity.id, "") or _only(of_entity)
        member = Member("", "")
        if by:
            member = Member(row.text(f"{by.path}.id"), row.text(f"{by.path}.name"))
            member = (entity if by.name == ENTITY else member) if member.id else NONE
        slot = Slot(account.id, currency, member.id, member.name)
        amount = row.money("sum:amount")
        net = -amount if account.is_credit else amount
        found.by_slot[slot] = found.by_slot.get(slot, ZERO) + net
        found.periods.setdefault(account.id, set()).add(row.text("reportingPeriod.id"))
    found.parts = tuple(_parts(view, budget, tuple(accounts.values()), names))
    return found


def _only(of_entity: dict[str, str]) -> str:
    """The one currency of all entities; empty when there are several."""
    known = set(of_entity.values()) - {""}
    return known.pop() if len(known) == 1 else ""


def _filters(view: LedgerView, budget: Budget, names: list[str]) -> tuple[Filter, ...]:
    filters = [equal("budget.id", budget.id), among("reportingPeriod.id", names)]
    if view.locations:
        filters.append(among("dimensions.location.id", view.locations))
    return tuple(filters)


def _parts(
    view: LedgerView, budget: Budget, accounts: tuple[Account, ...], names: list[str]
) -> Iterator[Part]:
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
                filters=(*_filters(view, budget, names), among("glAccount.id", ids)),
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
