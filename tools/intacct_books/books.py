"""Books: one company's figures, bound to a scope. What a tool gets, and all it gets."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Concatenate, ParamSpec, TypeVar

from intacct_books.clock import Clock
from intacct_books.evidence import Argument, Kept, Said, Shelf
from intacct_books.exports.kept import Exports, MemoryExports
from intacct_books.found import Found, FoundDocument, FoundStatement, Read
from intacct_books.lists.asking import Asking
from intacct_books.lists.cursor import Cursors
from intacct_books.lists.page import Page
from intacct_books.overview import Overview, overview
from intacct_books.own_log import OwnLog
from intacct_books.scope import Scope, as_seen, narrowed
from intacct_client import Intacct
from intacct_client.plan import Month

P = ParamSpec("P")
Answered = TypeVar("Answered", Found, FoundDocument, FoundStatement)


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a company, for one call.

    Attributes:
        intacct: A handle whose meter is this call's own.
        scope: What figures cover.
        clock: Whose today.
        cursor_key: What signs cursors.
        shelf: Where the handles of figures are kept.
        exports: Where exported files are kept.
        own_log: The server's own log of calls, where it keeps one.
        month: The month's API transactions before this call; None when they are not counted.
        said: The call in the caller's own words.
    """

    intacct: Intacct
    scope: Scope
    clock: Clock
    cursor_key: bytes
    shelf: Shelf
    exports: Exports = field(default_factory=MemoryExports)
    own_log: OwnLog | None = None
    month: Month | None = None
    said: Said = field(default_factory=Said)

    async def overview(self, *, fresh: bool) -> Overview:
        """The company itself: entities, currencies, fiscal year, open books, what was spent."""
        if fresh:
            await self.intacct.forget_reference()
        return await overview(self.intacct, (await self.seen())._read(), self.month)

    async def seen(self) -> "Books":
        """The same books, whose scope says how much of the company the user sees."""
        return replace(self, scope=await as_seen(self.intacct, self.scope))

    async def within(self, *, entity: str = "", book: str = "") -> "Books":
        """The same books with only the entities and the book that a reader names."""
        return replace(
            self, scope=await narrowed(self.intacct, self.scope, entity=entity, book=book)
        )

    async def ask(
        self,
        question: Callable[Concatenate[Asking, P], Awaitable[Answered]],
        page: Page,
        *positional: P.args,
        **arguments: P.kwargs,
    ) -> Answered:
        """The answer to a question, with the handle of its evidence.

        Args:
            question: A function of `intacct_books.questions`.
            page: Which rows are wanted.
            positional: None: arguments of questions have names.
            arguments: The question's own.
        """
        name = question.__name__
        scoped = await self.seen()
        asking = scoped.asking(name, page, str(sorted(arguments.items())))
        found = await question(asking, *positional, **arguments)
        asked: dict[str, Argument] = {
            key: value for key, value in arguments.items() if isinstance(value, str | int | bool)
        }
        # A list without a figure has lines to export all the same.
        if not found.figure and not (isinstance(found, Found) and found.total):
            return found
        if not isinstance(found, FoundStatement):
            asked |= found.resolved
        days = {"as_of": found.as_of, "period": found.period}
        asked |= {key: str(day) for key, day in days.items() if day is not None and key in asked}
        scope, minute = asking.scope, found.read.minute
        kept = Kept(name, asked, scope.entities, scope.book, found.figure, minute, self.said)
        await self.shelf.keep(kept)
        return replace(found, evidence=kept.handle)

    def asking(self, question: str, page: Page, words: str) -> Asking:
        """What a question comes with; the words make its cursors its own."""
        cursors = Cursors(
            self.cursor_key, f"{self.scope.fingerprint}|{question}|{words}", self.clock.now()
        )
        return Asking(self.intacct, self._read(), cursors, page)

    def _read(self) -> Read:
        return Read(self.scope, self.clock.now(), self.clock.reading_day(), self.intacct.spent)
