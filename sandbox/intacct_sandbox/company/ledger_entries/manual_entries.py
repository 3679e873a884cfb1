"""Journal entries that a person makes: booked, changed, deleted, and reversed.

Source: docs/api/journals.md, docs/api/writing.md.
"""

from dataclasses import replace

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.inter_entity import balance_entities, entities_of
from intacct_sandbox.company.ledger_entries.posting import (
    Entry,
    load_entry,
    post,
    repost,
    reverse_entry,
    unpost,
)
from intacct_sandbox.company.lookup import refuse_closed_period
from intacct_sandbox.company.refused import Refused, UnknownKey


def book_entry(ledger: Ledger, entry: Entry, *, at: str, reverse_on: str | None = None) -> int:
    """Record an entry; the books must be open on its day unless it is a draft.

    Args:
        ledger: Where.
        entry: What; lines that balance its entities are added.
        at: When it is recorded.
        reverse_on: The day it reverses itself.

    Raises:
        Refused: Unbalanced, in a closed period, or over entities that cannot be balanced.
    """
    entry = _checked(ledger, entry)
    key = post(ledger, entry, at=at)
    if reverse_on is not None and entry.state == "posted":
        _refuse_early(reverse_on, entry.posting_date, target="/automaticReversalDate")
        reverse_entry(ledger, key, on=reverse_on, at=at)
    return key


def change_entry(ledger: Ledger, key: int, entry: Entry, *, at: str) -> None:
    """Write an entry anew under its own key.

    Raises:
        Refused: It may no longer be changed, or what it would say is refused.
    """
    _refuse_settled(ledger, key, "changed")
    repost(ledger, key, _checked(ledger, entry), at=at)


def delete_entry(ledger: Ledger, key: int) -> None:
    """Take an entry away.

    Raises:
        Refused: It came from a subledger, is one of a reversed pair, or its period is closed.
    """
    _refuse_settled(ledger, key, "deleted")
    unpost(ledger, key)


def own_entry(ledger: Ledger, key: int) -> Entry:
    """A manual entry as it stands.

    Raises:
        UnknownKey: There is no such entry.
    """
    if ledger.one("SELECT key FROM journal_entry WHERE key = ?", (key,)) is None:
        raise UnknownKey(str(key))
    return load_entry(ledger, key)


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
    entry = own_entry(ledger, key)
    day = on or entry.posting_date
    if entry.module != "2.GL":
        raise Refused(
            "GL-0501", f"Journal entry {key} came from {entry.module}: reverse its document instead"
        )
    if entry.state != "posted":
        raise Refused("GL-0502", f"Journal entry {key} is {entry.state} and cannot be reversed")
    _refuse_early(day, entry.posting_date, target="/reverseDate")
    for entity_key in entities_of(ledger, entry):
        refuse_closed_period(ledger, entity_key, day, target="/reverseDate")
    reverse_entry(ledger, key, on=day, at=at)


def _checked(ledger: Ledger, entry: Entry) -> Entry:
    entity_keys = entities_of(ledger, entry)
    if entry.state != "draft":
        for entity_key in entity_keys:
            refuse_closed_period(ledger, entity_key, entry.posting_date, target="/postingDate")
    return balance_entities(ledger, replace(entry, entity_key=entity_keys[0]), entity_keys)


def _refuse_early(day: str, posted: str, *, target: str) -> None:
    if day < posted:
        raise Refused(
            "GL-0503",
            f"The reversal date {day} is before the entry's own {posted}",
            target=target,
        )


def _refuse_settled(ledger: Ledger, key: int, done: str) -> None:
    entry = own_entry(ledger, key)
    if entry.module != "2.GL":
        raise Refused("GL-0501", f"Journal entry {key} came from {entry.module}: not to be {done}")
    reverses = ledger.one("SELECT key FROM journal_entry WHERE reversed_by_key = ?", (key,))
    if entry.state not in {"draft", "posted"} or reverses is not None:
        raise Refused("GL-0502", f"Journal entry {key} is reversed or reverses: not to be {done}")
    if entry.state == "posted":
        for entity_key in entities_of(ledger, entry):
            refuse_closed_period(ledger, entity_key, entry.posting_date, target="/postingDate")
