"""Journal entries that a person makes: booked, and reversed.

Source: docs/api/writing.md. First cut: an entry stays within one entity and its base currency.
"""

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import refuse_closed_period
from intacct_sandbox.company.posting import Entry, post, reverse_entry
from intacct_sandbox.company.refused import Refused, UnknownKey


def book_entry(ledger: Ledger, entry: Entry, *, at: str) -> int:
    """Record an entry; the books must be open on its day unless it is a draft.

    Raises:
        Refused: Unbalanced, or in a closed period.
    """
    if entry.state != "draft":
        refuse_closed_period(ledger, entry.entity_key, entry.posting_date, target="/postingDate")
    return post(ledger, entry, at=at)


def reverse_manual_entry(ledger: Ledger, key: int, *, on: str | None, at: str) -> None:
    """Reverse a posted manual entry.

    Args:
        ledger: Where it is.
        key: The entry's key.
        on: The day the reversal posts; None for the entry's own posting date.
        at: When it is recorded.

    Raises:
        UnknownKey: There is no such entry.
        Refused: It came from a subledger, is not posted, or the day is before it or closed.
    """
    row = ledger.one(
        "SELECT state, module, entity_key, posting_date, number FROM journal_entry WHERE key = ?",
        (key,),
    )
    if row is None:
        raise UnknownKey(str(key))
    state, module, entity_key, posting_date, number = row
    day = on or str(posting_date)
    if module != "2.GL":
        raise Refused(
            "GL-0501", f"Journal entry {number} came from {module}: reverse its document instead"
        )
    if state != "posted":
        raise Refused("GL-0502", f"Journal entry {number} is {state} and cannot be reversed")
    if day < posting_date:
        raise Refused(
            "GL-0503",
            f"The reversal date {day} is before the entry's own {posting_date}",
            target="/reverseDate",
        )
    refuse_closed_period(ledger, entity_key, day, target="/reverseDate")
    reverse_entry(ledger, key, on=day, at=at)
