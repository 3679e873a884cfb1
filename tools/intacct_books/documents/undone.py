"""What undid an invoice or a bill, or was undone by it: the other document of a reversed pair.

Source: docs/api/states.md. No field names it: it has the same number and party, the other state and the opposite amount.
"""

from collections.abc import Iterable

from intacct_books.aging.subledgers import Subledger
from intacct_books.cells import Record
from intacct_client import Row

_OTHER = {"reversed": "reversal", "reversal": "reversed"}


def is_undone(row: Row, of: Subledger) -> bool:
    """Whether a line's document is one of a reversed pair."""
    return row.text(f"{of.header}.state") in _OTHER


def other_of_pair(row: Row, rows: Iterable[Row], of: Subledger) -> tuple[Record, list[str]]:
    """Facts of the other document for the header, and a note where it is not clear which it is.

    Args:
        row: A line of the one.
        rows: Lines of all documents of its number.
        of: The side of the business.
    """
    head, state = of.header, row.text(f"{of.header}.state")
    if state not in _OTHER:
        return {}, []
    party, total = f"{head}.{of.party}.id", f"{head}.totalTxnAmount"
    others = {
        each.text(f"{head}.key"): each
        for each in rows
        if each.text(f"{head}.state") == _OTHER[state]
        and each.text(party) == row.text(party)
        and each.money(total) == -row.money(total)
    }
    if len(others) != 1:
        return {}, [
            f"Which document is the other of the reversed pair is not clear: {len(others)}."
        ]
    ((key, other),) = others.items()
    if state == "reversal":
        return {"reverses_key": key}, []
    return {"reversed_on": other.day(f"{head}.{of.day}"), "reversed_by_key": key}, []
