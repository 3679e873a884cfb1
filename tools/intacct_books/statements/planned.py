"""What a budget planned for accounts in a period.

Source: intacct_books.statements.budget_lines (docs/api/budgets.md).
Units:  the currency of the line, else of its location's entity. A line is positive on its account's normal
        side; here debits are positive, as everywhere in the ledger. Income statement accounts: the sum of the
        period's lines. Balance sheet accounts: the balance planned for its end, the line that ends with it.
Errors: `NotFound` for a budget without any line in the period, or without balance sheet accounts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from intacct_books.company.budgets import Budget, periods_within
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
from intacct_books.statements.budget_lines import (
    CURRENCY,
    LINE,
    LOCATION,
    PERIOD,
    Asked,
    Lines,
    lines_asked,
    part_filters,
)
from intacct_books.statements.places import Places
from intacct_client import Row
from intacct_client.filters import among

_MOST_NAMED = 5
_SHOWN = {
    "account": "text glAccount.id",
    "budget_period": f"text {PERIOD}",
    "location": f"text {LOCATION}",
    "department": "text dimensions.department.id",
}


@dataclass(slots=True)
class Planned:
    """What a budget planned.

    Attributes:
        asked: The lines that were asked for.
        budget: Whose.
        notes: Why it is this budget, where it is not the default.
        by_slot: Amounts, debits positive.
        periods: How many budget periods each account has lines in.
        locations: The locations that it has lines of; None where sums were not apart by location.
    """

    asked: Asked
    budget: Budget
    notes: list[str]
    by_slot: dict[Slot, Decimal] = field(default_factory=dict[Slot, Decimal])
    periods: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    locations: set[str] | None = None

    def expects(self, account: Account) -> list[str]:
        """The budget periods that an account's amount is made of."""
        every = self.asked.periods
        if account.is_income_statement:
            return list(every)
        return [name for name, each in every.items() if each.end == self.asked.span.end]

    def parts(
        self, accounts: Sequence[Account], name: str = "budget", *, is_subtracted: bool = False
    ) -> tuple[Part, ...]:
        """The lines that debits less credits of accounts are made of."""
        return tuple(
            replace(part, is_subtracted=part.is_subtracted != is_subtracted)
            for part in self._parts(accounts, name)
        )

    def _parts(self, accounts: Sequence[Account], name: str) -> Iterator[Part]:
        """Apart by side, since amounts carry none, and by kind, since balances are of the last period alone."""
        for kind in ((False, False), (False, True), (True, False), (True, True)):
            of_kind = [
                each for each in accounts if (each.is_credit, each.is_income_statement) == kind
            ]
            if of_kind:
                ids = [each.id for each in of_kind]
                lines = part_filters(self.asked, self.budget, self.expects(of_kind[0]))
                yield lines_of(
                    name,
                    LINE,
                    _SHOWN,
                    amount="amount",
                    currency=CURRENCY,
                    is_subtracted=kind[0],
                    filters=(*lines, among("glAccount.id", ids)),
                    order=("reportingPeriod.startDate", "glAccount.id"),
                )


async def planned(
    asking: Asking,
    words: str,
    accounts: Sequence[Account],
    period: Period,
    by: Dimension | None = None,
    *,
    of_scope: Places | None = None,
) -> Planned:
    """What a budget planned for accounts in a period and in the entities in scope.

    One transaction; one more where lines have no currency of their own and entities have several.

    Args:
        asking: The question.
        words: A budget's id; empty for the one that covers the period.
        accounts: The accounts.
        period: Whole budget periods.
        by: A dimension to split by; None for none.
        of_scope: The locations in scope, where it is wanted to know which of them have lines.
    """
    intacct = asking.intacct
    # A budget belongs to no entity: even a sign-in that is bound to one may see the lines of others.
    entities_asked = asking.scope.entities
    locations = await locations_of(intacct, entities_asked) if entities_asked else ()
    periods = await periods_within(intacct, period)
    is_apart = by is None and of_scope is not None and of_scope.fit(accounts, len(periods))
    asked = Asked(intacct, period, periods, entities_asked, locations, by, is_apart)
    lines = await lines_asked(asked, words)
    found = Planned(asked, lines.budget, lines.notes)
    await _fill(found, lines, {account.id: account for account in accounts})
    is_of_sheet = any(not each.is_income_statement for each in accounts)
    by_id = {each.id: each for each in accounts if not each.is_income_statement}
    if is_of_sheet and not by_id.keys() & found.periods.keys():
        raise NotFound(
            f"Budget {lines.budget.id!r} plans no balance of these balance sheet accounts at {period.end}. "
            "Compare with prior_period or prior_year; income_statement has what it plans."
        )
    return found


async def _fill(found: Planned, lines: Lines, by_id: Mapping[str, Account]) -> None:
    """Take up the amounts of accounts."""
    intacct = found.asked.intacct
    rows = lines.rows
    of_entity = {each.id: each.currency for each in await entities(intacct)}
    shared = _only(of_entity)
    if not shared and not all(row.text(CURRENCY) for row in rows):
        rows = await replace(found.asked, with_location=True).sums(lines.budget)
    of_location = await entities_by_location(intacct)
    if rows and LOCATION in rows[0]:
        found.locations = {row.text(LOCATION) for row in rows}
    for row in rows:
        account = by_id.get(row.text("glAccount.id"))
        if account is not None and row.text(PERIOD) in found.expects(account):
            entity = of_location.get(row.text(LOCATION), NONE) if LOCATION in row else NONE
            currency = row.text(CURRENCY) or shared or of_entity.get(entity.id, "")
            _add(found, row, account, currency, _member(row, found.asked.by, entity))


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
    found.periods.setdefault(account.id, set()).add(row.text(PERIOD))


def _only(of_entity: dict[str, str]) -> str:
    """The one currency of all entities; empty when there are several."""
    known = set(of_entity.values()) - {""}
    return known.pop() if len(known) == 1 else ""


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
    is_income = all(account.is_income_statement for account in accounts)
    of_income = f": booked net {booked}" if is_income else ""
    notes = [f"{_accounts(used)} no line in budget {plan.budget.id}{of_income}."]
    partly = [
        f"{account.id} ({len(plan.periods[account.id])} of {len(plan.expects(account))})"
        for account in accounts
        if 0 < len(plan.periods.get(account.id, ())) < len(plan.expects(account))
    ]
    more = [f"{len(partly) - _MOST_NAMED} more"] if len(partly) > _MOST_NAMED else []
    said = f"Lines for some budget periods only: {', '.join([*partly[:_MOST_NAMED], *more])}."
    return [*plan.notes, *(notes if used else []), *([said] if partly else [])]


def _accounts(count: int) -> str:
    return "1 account has" if count == 1 else f"{count} accounts have"
