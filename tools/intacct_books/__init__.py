"""What the numbers of a company mean: scope, periods, balances, documents. All arithmetic is here."""

from intacct_books.books import Books
from intacct_books.cells import Cell, Record
from intacct_books.clock import Clock
from intacct_books.company.dimensions import Dimension
from intacct_books.connections import Connections
from intacct_books.errors import BadArgument, IntacctError
from intacct_books.evidence import Kept, MemoryShelf, Shelf
from intacct_books.exports.kept import Exports, MemoryExports
from intacct_books.found import Found, FoundDocument, FoundStatement, Read
from intacct_books.lists.page import ONE, Page
from intacct_books.overview import Overview
from intacct_books.scope import Scope

__all__ = [
    "ONE",
    "BadArgument",
    "Books",
    "Cell",
    "Clock",
    "Connections",
    "Dimension",
    "Exports",
    "Found",
    "FoundDocument",
    "FoundStatement",
    "IntacctError",
    "Kept",
    "MemoryExports",
    "MemoryShelf",
    "Overview",
    "Page",
    "Read",
    "Record",
    "Scope",
    "Shelf",
]
