"""What this server did: what Intacct recorded of it, and what it asked by its own log.

Source: intacct_books.modules.audit; the server's own log, where it keeps one (docs/api/modules.md).
Units:  calls of tools; days in UTC.
Errors: the client's.
"""

from dataclasses import replace

from intacct_books.books import Books
from intacct_books.found import Found
from intacct_books.lists.page import Page
from intacct_books.modules.audit import agent_activity
from intacct_books.own_log import Called

MOST_TOOLS = 12


async def activity(books: Books, page: Page, *, period: str) -> Found:
    """Changes that Intacct recorded, with the calls of the server's own log among the notes."""
    found = await books.ask(agent_activity, page, period=period)
    if books.own_log is None or found.period is None:
        return replace(found, notes=[*found.notes, "This server keeps no log of its own here."])
    called = await books.own_log.called(
        books.intacct.account.company, found.period.start, found.period.end
    )
    return replace(found, notes=[*found.notes, *_told(called)])


def _told(called: Called) -> list[str]:
    total = called.answered.total()
    most = ", ".join(f"{name} {count}" for name, count in called.answered.most_common(MOST_TOOLS))
    more = ", ..." if len(called.answered) > MOST_TOOLS else ""
    first = (
        f"By this server's own log {total} calls were answered{': ' if most else ''}{most}{more}"
    )
    notes = [f"{first}; {called.failed} were refused or failed."]
    if called.unreadable:
        notes.append(
            f"{called.unreadable} lines of the log are not as they were written: run intacct-mcp audit verify."
        )
    return notes
