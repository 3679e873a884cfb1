"""Which part of a list is wanted, and the page of records that are all at hand."""

from dataclasses import dataclass

from intacct_books.cells import Record
from intacct_books.errors import BadArgument
from intacct_books.lists.cursor import Cursors, Position


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted: at most `limit` rows, after the cursor of an earlier answer."""

    limit: int
    after: str = ""

    def position(self, cursors: Cursors) -> Position:
        """Where the page starts; the beginning without a cursor."""
        return cursors.read(self.after) if self.after else Position(1, 0)

    def notes(self, position: Position, shown: list[Record], total: int) -> list[str]:
        """What a reader must know who came with a cursor: the list is not what it was."""
        if not self.after:
            return []
        if not shown:
            raise BadArgument(
                "The list has become shorter than where this cursor starts. Call again without after."
            )
        if position.total == total:
            return []
        return [f"The list changed since the page before: {position.total} then, {total} now."]


ONE = Page(1)
"""For a question whose answer is one thing."""
