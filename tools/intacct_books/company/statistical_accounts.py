"""The statistical accounts: they count heads, hours or square metres, and are no money.

Source: REST `general-ledger/statistical-account`, `statistical-journal` (docs/api/statistical.md). Read once and
remembered; none where this user may not read them.
"""

import re
from dataclasses import dataclass

from intacct_books.company.chart import range_of
from intacct_books.company.journals import IN_BOOKS, Journal, journal_of
from intacct_books.errors import UNREADABLE
from intacct_client import Intacct
from intacct_client.query import select

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class StatisticalAccount:
    """A statistical account.

    Attributes:
        id: Its number.
        name: Its name.
        is_cumulative: Whether it carries everything up to a day; else it starts at zero, as income does.
        is_active: Whether it may still be booked on.
    """

    id: str
    name: str
    is_cumulative: bool
    is_active: bool


Accounts = tuple[StatisticalAccount, ...]


async def statistical_accounts(intacct: Intacct) -> Accounts:
    """All of them, by number."""
    return await intacct.reference("statistical accounts", _read_accounts)


async def statistical_journals(intacct: Intacct, book: str) -> tuple[str, ...]:
    """The ids of the statistical journals of a book."""
    every = await intacct.reference("statistical journals", _read_journals)
    return tuple(journal.id for journal in every if journal.is_in(book))


def numbered(every: Accounts, words: str) -> Accounts:
    """The account of that number, or those of a range such as 9000..9999."""
    word = words.strip()
    ends = range_of(word) or (word, word)
    return tuple(account for account in every if ends[0] <= account.id <= ends[1])


def named(every: Accounts, words: str) -> Accounts:
    """Those in whose name a word begins with these words."""
    part = re.compile(rf"\b{re.escape(words.strip())}", re.IGNORECASE)
    return tuple(account for account in every if words.strip() and part.search(account.name))


def listed(accounts: Accounts) -> str:
    """Numbers and names, for a note."""
    shown = [f"{each.id} {each.name[:40]}" for each in accounts[:MOST_NAMED]]
    more = [f"{len(accounts) - MOST_NAMED} more"] if len(accounts) > MOST_NAMED else []
    return ", ".join([*shown, *more])


async def _read_accounts(intacct: Intacct) -> Accounts:
    query = select(
        "general-ledger/statistical-account",
        "text id",
        "text name",
        "text reportType",
        "text status",
        order=("id",),
    )
    try:
        rows = await intacct.query_all(query)
    except UNREADABLE:
        return ()
    return tuple(
        StatisticalAccount(
            row.text("id"),
            row.text("name"),
            row.text("reportType") == "cumulative",
            row.text("status") != "inactive",
        )
        for row in rows.rows
    )


async def _read_journals(intacct: Intacct) -> list[Journal]:
    query = select("general-ledger/statistical-journal", *IN_BOOKS, order=("id",))
    try:
        rows = await intacct.query_all(query)
    except UNREADABLE:
        return []
    return [journal_of(row) for row in rows.rows]
