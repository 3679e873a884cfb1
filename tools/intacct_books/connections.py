"""How a tool call comes to its books."""

from typing import Protocol

from intacct_books.books import Books


class Connections(Protocol):
    """The companies that can be asked; where there are several, a name picks one."""

    async def books(self, company: str = "") -> Books:
        """Books of a company for one call, with a meter at zero."""
        ...
