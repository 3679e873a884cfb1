"""The journal entries that carry a number: when they are of, and in which state.

Source: REST `general-ledger/journal-entry-line` (docs/api/ledger-detail.md). A number may be used again in another journal.
"""

from dataclasses import dataclass

from intacct_books.ledger.lines import DAY, LINE, LedgerView
from intacct_books.ledger.states import IN_THE_LEDGER, NOT_IN_THE_LEDGER
from intacct_books.ledger.where import ENTRY, JOURNAL
from intacct_books.periods import Period
from intacct_client import Filter, Row
from intacct_client.filters import among
from intacct_client.query import select

MOST_NAMED = 6  # entries of one number that a note names
_KEY = "journalEntry.key"


@dataclass(frozen=True, slots=True)
class Entries:
    """All entries of a number in a book.

    Attributes:
        days: From the first of their lines to the last; None when there is none.
        named: Journal, number, day and state of each.
        are_posted: Whether they are in the ledger; otherwise they are yet to be posted.
    """

    days: Period | None
    named: tuple[str, ...]
    are_posted: bool

    def told(self, *, is_found: bool) -> list[str]:
        """What must be said: that there are several, or where they are when the answer has no line."""
        if not self.named:
            return ["No entry of this book has that number: gl_detail shows them in column entry."]
        names = ", ".join(self.named[:MOST_NAMED])
        if not is_found:
            state = "" if self.are_posted else " Ask with state=both."
            return [f"There is {names}, not within these accounts, days and entities.{state}"]
        if len(self.named) > 1:
            count = len(self.named)
            return [f"{count} entries have that number: {names}. A journal or a period finds one."]
        return []


async def entries_of(view: LedgerView, wanted: list[Filter]) -> Entries:
    """The entries that pass these filters, in any state; one transaction."""
    query = select(
        LINE,
        f"text {_KEY}",
        f"text {JOURNAL}",
        f"text {ENTRY}",
        f"day {DAY}",
        "text state",
        filters=(
            among("state", (*IN_THE_LEDGER, *NOT_IN_THE_LEDGER)),
            among(JOURNAL, view.journals),
            *wanted,
        ),
        order=(DAY, "key"),
    )
    rows = (await view.intacct.query_all(query)).rows
    days = [day for row in rows if (day := row.day(DAY))]
    first_lines = {row.text(_KEY): row for row in reversed(rows)}
    return Entries(
        Period(min(days), max(days)) if days else None,
        tuple(_name(row) for row in reversed(first_lines.values())),
        any(row.text("state") in IN_THE_LEDGER for row in rows),
    )


def _name(row: Row) -> str:
    state = "" if row.text("state") in IN_THE_LEDGER else f" {row.text('state')}"
    return f"{row.text(JOURNAL)} {row.text(ENTRY)} of {row.day(DAY)}{state}"
