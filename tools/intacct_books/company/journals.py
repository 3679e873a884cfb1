"""Which journals make up a book.

Source: REST `general-ledger/journal` (docs/api/journals.md, books.md). Read once and remembered.
Adjustment journals are left out. Year-end closing journals are too: whether a company posts them or not,
the closing is computed, so both give the same figures.
Errors: `BadArgument` for a book that no journal belongs to.
"""

from dataclasses import dataclass

from intacct_books.errors import BadArgument
from intacct_client import Intacct, Row
from intacct_client.query import select

ACCRUAL, CASH = "accrual", "cash"
_BOTH = "cashAndAccrual"
IN_BOOKS = ("text id", "text name", "text bookId", "text bookType")


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal and the book that it is in."""

    id: str
    name: str
    book_id: str
    book_type: str
    is_adjustment: bool

    def is_in(self, book: str) -> bool:
        """Whether its entries are in a book: accrual, cash, or the id of one of the company's own."""
        if self.is_adjustment or is_closing_journal(self.id, self.name):
            return False
        if book == ACCRUAL:
            return self.book_type in {ACCRUAL, _BOTH} and self._is_standard
        if book == CASH:
            return self.book_type in {CASH, _BOTH} and self._is_standard
        return self.book_id.casefold() == book.casefold()

    @property
    def _is_standard(self) -> bool:
        return self.book_id.upper() in {"", "ACCRUAL", "CASH"}


async def journals(intacct: Intacct) -> list[Journal]:
    """All journals."""
    return await intacct.reference("journals", _read_journals)


async def ledger_journals(intacct: Intacct, book: str = ACCRUAL) -> tuple[str, ...]:
    """The ids of the journals that make up a book."""
    every = await journals(intacct)
    ids = tuple(journal.id for journal in every if journal.is_in(book))
    if not ids:
        raise BadArgument(_no_book(every, book))
    return ids


async def books_of(intacct: Intacct) -> tuple[str, ...]:
    """The books that figures can be of, as a reader names them."""
    return tuple(_whole_books(await journals(intacct)))


def _whole_books(every: list[Journal]) -> list[str]:
    return [name for name in _known_books(every) if any(each.is_in(name) for each in every)]


def _known_books(every: list[Journal]) -> list[str]:
    own = sorted({each.book_id for each in every} - {""})
    known = dict.fromkeys(
        name.casefold() if name.casefold() in {ACCRUAL, CASH} else name
        for name in (ACCRUAL, CASH, *own)
    )
    return list(known)


def _no_book(every: list[Journal], book: str) -> str:
    """What to say of a book that no figure can be of: it only adjusts others, or it is not there."""
    adjusting = [
        each.id
        for each in every
        if each.is_adjustment and each.book_id.casefold() == book.casefold()
    ]
    if adjusting:
        return (
            f"{book[:40]!r} is an adjustment book: what is in its journals ({', '.join(adjusting)}) is left out of every "
            "figure here. Leave book out for accrual, or read its lines with query_records: object "
            f"general-ledger/journal-entry-line, where journalEntry.glJournal.id in ({','.join(adjusting)})."
        )
    known = _known_books(every)
    whole = _whole_books(every)
    others = [name for name in known if name not in {ACCRUAL, CASH, *whole}]
    hint = f" Adjustments, left out of figures: {', '.join(others)}." if others else ""
    return f"No book {book[:40]!r}. The books are {', '.join(whole)}.{hint}"


def book_named(words: str) -> str:
    """A book as a reader writes it: accrual when nothing is said."""
    word = words.strip()
    return word.casefold() if word.casefold() in {ACCRUAL, CASH} else word or ACCRUAL


async def _read_journals(intacct: Intacct) -> list[Journal]:
    query = select("general-ledger/journal", *IN_BOOKS, "flag isAdjustment", order=("id",))
    rows = await intacct.query_all(query)
    return [journal_of(row, is_adjustment=row.flag("isAdjustment")) for row in rows.rows]


def journal_of(row: Row, *, is_adjustment: bool = False) -> Journal:
    """A journal of any kind from its `IN_BOOKS` columns."""
    return Journal(
        row.text("id"), row.text("name"), row.text("bookId"), row.text("bookType"), is_adjustment
    )


def is_closing_journal(journal_id: str, name: str) -> bool:
    """Whether a journal holds year-end closing entries. By its name: no field says so."""
    return journal_id.upper() == "CLOSE" or "closing" in name.lower()
