"""What an answer covers. Part of every cursor, and said in every answer."""

from dataclasses import dataclass, replace
from datetime import date

from intacct_books.company.entities import entities, entities_named
from intacct_books.company.journals import book_named, ledger_journals
from intacct_books.errors import BadArgument
from intacct_client import Intacct


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
        is_bound: Whether the sign-in itself is bound to the one entity: Intacct then decides what it sees.
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

    @property
    def label(self) -> str:
        """The company for a reader, who must take neither another one nor the sandbox for it."""
        named = f" [{self.profile}]" if self.profile not in {"", self.company} else ""
        return f"{self.company}{named}{' (sandbox)' if self.is_sandbox else ''}"

    @property
    def coverage(self) -> str:
        """Which entities, for a reader."""
        if self.entities:
            word = "entity" if len(self.entities) == 1 else "entities"
            return f"{word} {', '.join(self.entities)}"
        return "all entities incl. private" if self.private else "all entities without private"

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
    if not entity.strip():
        return scope if scope.entities else await _of_one_entity(intacct, scope)
    wanted = await entities_named(intacct, entity)
    if scope.is_bound and wanted != scope.entities:
        raise BadArgument(
            f"This sign-in is bound to entity {scope.entities[0]!r}. Leave entity out, or sign in at the top level."
        )
    return scope if scope.is_bound else replace(scope, entities=wanted)


async def _of_one_entity(intacct: Intacct, scope: Scope) -> Scope:
    """The scope of a user who sees one entity only, whatever there is: never called all entities."""
    seen = await entities(intacct)
    if len(seen) != 1:
        return scope
    return replace(scope, entities=(seen[0].id,), private=False, is_bound=True)
