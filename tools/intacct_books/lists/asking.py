"""What every question to the books comes with."""

from dataclasses import dataclass
from datetime import date

from intacct_books.found import Read
from intacct_books.lists.cursor import Cursors
from intacct_books.lists.page import Page
from intacct_books.scope import Scope
from intacct_client import Intacct


@dataclass(frozen=True, slots=True)
class Asking:
    """One question.

    Attributes:
        intacct: A handle on the company; its meter is this call's own.
        read: How the answer comes about.
        cursors: The cursors of this very question.
        page: Which rows are wanted.
    """

    intacct: Intacct
    read: Read
    cursors: Cursors
    page: Page

    @property
    def scope(self) -> Scope:
        """What the answer covers."""
        return self.read.scope

    @property
    def today(self) -> date:
        """The day it is."""
        return self.read.scope.today
