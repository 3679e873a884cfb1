"""Entities that a budget plans nothing for: what they booked stands beside the plan of the others.

Source: intacct_books.statements.budget_lines (docs/api/budgets.md). Sums apart by location that fit one page are read so
and cost nothing more; else one transaction for the places that have lines, one for what the others booked.
Units:  base currency; of income statement accounts the result, positive for a profit.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.entities import Member
from intacct_books.ledger.lines import LedgerView, Slot
from intacct_books.money import ZERO
from intacct_books.statements.budget_lines import locations_with_lines
from intacct_books.statements.places import Places
from intacct_books.statements.planned import Planned

NET, BALANCE = "net", "debits less credits"
_MOST_NAMED = 5
BySlot = Mapping[Slot, Decimal]


async def unplanned(of_scope: Places, plan: Planned) -> set[Member]:
    """The entities without any line in the budget, where others have some."""
    if not of_scope.are_several:
        return set()
    known = plan.locations
    if known is None:
        known = await locations_with_lines(plan.asked, plan.budget)
    has_lines = {of_scope.by_location[each] for each in known if each in of_scope.by_location}
    # A budget whose lines have no location is the whole company's.
    return set(of_scope.by_location.values()) - has_lines if has_lines else set()


async def unplanned_notes(
    of_scope: Places,
    plan: Planned,
    view: LedgerView,
    booked: BySlot | None,
    again: Callable[[LedgerView, Dimension], Awaitable[BySlot]],
    *,
    word: str,
) -> list[str]:
    """What must be said of entities that were booked in and have no line in the budget.

    Args:
        of_scope: The locations in scope.
        plan: What was planned.
        view: The lines in scope.
        booked: What was booked, apart by entity; None where it is not.
        again: Reads that apart by entity.
        word: What an amount of it is called, NET or BALANCE; empty where all of it comes to nothing.
    """
    others = await unplanned(of_scope, plan)
    if not others:
        return []
    if booked is None:
        own = tuple(each for each, entity in of_scope.by_location.items() if entity in others)
        booked = await again(replace(view, locations=own), Dimension(ENTITY))
    named = list(_named(others, booked, word))
    if not named:
        return []
    more = [f"{len(named) - _MOST_NAMED} more"] if len(named) > _MOST_NAMED else []
    told = "; ".join([*named[:_MOST_NAMED], *more])
    like = f"Like with like: entity={_others(of_scope, [each.id for each in others])}."
    return [f"No line in budget {plan.budget.id}, yet in the actual amounts: {told}. {like}"]


def _named(others: set[Member], booked: BySlot, word: str) -> list[str]:
    """The entities that something was booked in, with what it comes to."""
    sums: dict[tuple[str, str], Decimal] = {}
    used: set[tuple[str, str]] = set()
    for slot, net in booked.items():
        key = (slot.member_id, slot.currency)
        sums[key] = sums.get(key, ZERO) + (-net if word == NET else net)
        used |= {key} if net else set()
    found: list[str] = []
    for entity in sorted(others, key=lambda each: each.id):
        amounts = [f"{sums[key]} {key[1]}" for key in sorted(used) if key[0] == entity.id]
        if amounts:
            told = f", {word} {', '.join(amounts)}" if word else ""
            found.append(f"entity {entity.id} {entity.name[:40]}{told}")
    return found


def _others(of_scope: Places, ids: list[str]) -> str:
    """The ids of all other entities in scope, as an argument."""
    return ",".join(sorted({each.id for each in of_scope.by_location.values()} - set(ids)))
