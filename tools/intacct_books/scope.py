"""What an answer covers. Part of every cursor, and said in every answer."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from intacct_books.company.access import access
from intacct_books.company.entities import entities, entities_named
from intacct_books.company.journals import book_named, ledger_journals
from intacct_books.errors import BadArgument
from intacct_client import Intacct

MOST_NAMED = 8  # entities that an answer names
Sees = Literal["", "all", "unknown"]


@dataclass(frozen=True, slots=True)
class Scope:
    """The company and how much of it.

    Attributes:
        company: The company's id.
        entities: The entities in scope; none named means all of them.
        private: Whether records of private entities are in.
        book: The book that ledger figures are from.
        currency: The one currency of every amount; empty when each amount says its own.
        today: The day it is in the company.
        is_sandbox: Whether the company is invented.
        profile: What the user calls this connection; empty when it has no name.
        is_bound: Whether the sign-in, or the user, sees no others than these: Intacct then decides what it sees.
        sees: Whether the user is known to see all entities; empty until that is made out.
        is_of_own_departments: Whether Intacct hides transactions of departments that are not the user's.
    """

    company: str
    entities: tuple[str, ...]
    private: bool
    book: str
    currency: str
    today: date
    is_sandbox: bool
    profile: str = ""
    is_bound: bool = False
    sees: Sees = ""
    is_of_own_departments: bool = False

    @property
    def label(self) -> str:
        """The company for a reader, who must take neither another one nor the sandbox for it."""
        named = f" [{self.profile}]" if self.profile not in {"", self.company} else ""
        return f"{self.company}{named}{' (sandbox)' if self.is_sandbox else ''}"

    @property
    def coverage(self) -> str:
        """Which entities, for a reader."""
        own = ", of the user's own departments only" if self.is_of_own_departments else ""
        if self.entities:
            word = "entity" if len(self.entities) == 1 else "entities"
            more = len(self.entities) - MOST_NAMED
            rest = f" and {more} more" if more > 0 else ""
            return f"{word} {', '.join(self.entities[:MOST_NAMED])}{rest}{own}"
        if self.sees != "all":
            return f"all entities that this user sees{own}"
        return f"all entities {'incl.' if self.private else 'without'} private{own}"

    @property
    def fingerprint(self) -> str:
        """Everything that changes what a list holds, as one text."""
        return "|".join(
            (
                self.company,
                *self.entities,
                str(self.private),
                self.book,
                self.currency,
                str(self.today),
            )
        )


async def narrowed(intacct: Intacct, scope: Scope, *, entity: str = "", book: str = "") -> Scope:
    """The scope with only the entities and the book that a reader names.

    Args:
        intacct: A handle on the company.
        scope: What the sign-in covers.
        entity: Ids or names with commas between; empty for all there are.
        book: accrual, cash or the id of one of the company's own; empty for accrual.

    Raises:
        BadArgument: No such entity or book, or an entity that the sign-in is not bound to.
    """
    if book.strip():
        chosen = book_named(book)
        await ledger_journals(intacct, chosen)
        scope = replace(scope, book=chosen)
    scope = await as_seen(intacct, scope)
    if not entity.strip():
        return scope
    wanted = await entities_named(intacct, entity)
    if not wanted or set(wanted) == set(scope.entities):
        return scope
    if not scope.is_bound:
        return replace(scope, entities=wanted)
    if not set(wanted) <= set(scope.entities):
        raise BadArgument(
            f"This sign-in is bound to entity {scope.entities[0]!r}. Leave entity out, or sign in at the top level."
        )
    return replace(scope, entities=wanted, is_bound=False)


async def as_seen(intacct: Intacct, scope: Scope) -> Scope:
    """The scope with what the user sees of the company made out: a part of it is never called all.

    Nothing is read again: the user's own record and the entities are remembered.
    """
    if scope.sees:
        return scope
    own = await access(intacct)
    scope = replace(
        scope,
        sees="all" if own.is_unrestricted else "unknown",
        is_of_own_departments=own.is_of_own_departments,
    )
    if scope.entities or own.is_unrestricted:
        return scope
    seen = await entities(intacct)
    if len(seen) == 1 or (own.is_told and seen):
        ids = tuple(each.id for each in seen)
        return replace(scope, entities=ids, private=False, is_bound=True)
    return scope
