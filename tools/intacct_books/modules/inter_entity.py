"""Which accounts hold what entities owe each other, and which other entity an account is about.

Source: REST `company-config/entity`, `company-config/inter-entity-advanced-map` (docs/api/modules.md). Remembered.
Units:  none.
Errors: `NotFound` where no account is named.
"""

from collections import defaultdict
from dataclasses import dataclass

from intacct_books.company.chart import Selection, chart
from intacct_books.company.naming import accounts_for
from intacct_books.errors import UNREADABLE, NotFound
from intacct_client import Intacct
from intacct_client.query import select

ENTITIES, BY_PAIR = "company-config/entity", "company-config/inter-entity-advanced-map"
_SIDES = ("interEntityReceivableGLAccount", "interEntityPayableGLAccount")
# An account's id is its number; what stands under accountNumber is taken where it is one of the chart.
_OF_ENTITIES = tuple(f"{side}.{name}" for side in _SIDES for name in ("id", "accountNumber"))
_OF_PAIRS = tuple(f"{side}.id" for side in _SIDES)


@dataclass(frozen=True, slots=True)
class InterEntityAccounts:
    """What the company is set up with.

    Attributes:
        ids: The accounts.
        partners: The other entity that an account is about in an entity's books, where it is about one only.
    """

    ids: tuple[str, ...]
    partners: dict[tuple[str, str], str]


async def inter_entity_accounts(intacct: Intacct) -> InterEntityAccounts:
    """The accounts that entities name for each other, and those that pairs of entities do."""
    return await intacct.reference("inter-entity accounts", _read)


async def selected(intacct: Intacct, named: InterEntityAccounts, words: str) -> Selection:
    """The accounts that a reader names; those of the set-up where none is named."""
    if words.strip():
        return await accounts_for(intacct, words)
    selection = (await chart(intacct)).of_ids(list(named.ids))
    if not selection.accounts:
        raise NotFound(
            "No entity names its inter-entity accounts. Say which accounts hold them with account."
        )
    return selection


async def _read(intacct: Intacct) -> InterEntityAccounts:
    declared = (f"text? {path}" for path in _OF_ENTITIES)
    query = select(ENTITIES, "text id", *declared, order=("id",))
    rows = (await intacct.query_all(query)).rows
    ids = {row.text(path) for row in rows for path in _OF_ENTITIES}
    others: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for source, target, account in await _read_pairs(intacct):
        ids.add(account)
        others[source, account].add(target)
    return InterEntityAccounts(
        tuple(sorted(ids - {""})),
        {place: next(iter(each)) for place, each in others.items() if len(each) == 1},
    )


async def _read_pairs(intacct: Intacct) -> list[tuple[str, str, str]]:
    """Entity, other entity and account; none where accounts are not mapped by pair."""
    query = select(
        BY_PAIR,
        "text sourceEntity.id",
        "text targetEntity.id",
        *(f"text? {path}" for path in _OF_PAIRS),
        order=("id",),
    )
    try:
        rows = (await intacct.query_all(query)).rows
    except UNREADABLE:
        return []
    return [
        (row.text("sourceEntity.id"), row.text("targetEntity.id"), row.text(path))
        for row in rows
        for path in _OF_PAIRS
        if row.text(path)
    ]
