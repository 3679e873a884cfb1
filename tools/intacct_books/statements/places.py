"""The locations of the entities in scope, and whether sums apart by location stay on one page.

Source: intacct_books.company.entities (docs/api/dimensions.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intacct_books.company.chart import Account
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.entities import Member, entities_by_location
from intacct_books.lists.asking import Asking
from intacct_client.query import MOST_ROWS

_SIDES = 2  # debits and credits of an account are a sum each


@dataclass(frozen=True, slots=True)
class Places:
    """The locations in scope, each with its entity."""

    by_location: Mapping[str, Member]

    @property
    def are_several(self) -> bool:
        """Whether there are several entities."""
        return len(set(self.by_location.values())) > 1

    def fit(self, accounts: Sequence[Account], times: int) -> bool:
        """Whether sums of accounts, so many of each, are one page when they are apart by location."""
        return self.are_several and len(accounts) * times * len(self.by_location) <= MOST_ROWS

    def split(self, accounts: Sequence[Account], by: Dimension | None) -> Dimension | None:
        """What to read amounts by: as it is asked, else by entity where that costs nothing."""
        return by or (Dimension(ENTITY) if self.fit(accounts, _SIDES) else None)


async def places(asking: Asking) -> Places:
    """The locations of the entities in scope."""
    of_location = await entities_by_location(asking.intacct)
    wanted = asking.scope.entities
    return Places(
        {
            location: entity
            for location, entity in of_location.items()
            if entity.id and (not wanted or entity.id in wanted)
        }
    )
