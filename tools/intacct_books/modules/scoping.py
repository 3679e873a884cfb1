"""Filters that modules share: entities in scope, days of a period."""

from intacct_books.periods import Period
from intacct_books.scope import Scope
from intacct_client import Filter
from intacct_client.filters import among, within


def of_entities(scope: Scope, path: str = "entity.id") -> tuple[Filter, ...]:
    """Only records of the entities in scope; Intacct itself narrows a sign-in that is bound to one."""
    if not scope.entities or scope.is_bound:
        return ()
    return (among(path, scope.entities),)


def moments_within(path: str, period: Period) -> Filter:
    """Date-times from the first second of a period to its last, in UTC."""
    return within(path, f"{period.start}T00:00:00Z", f"{period.end}T23:59:59Z")
