"""How documents and payments reach the general ledger: each with an entry of its own, or in a daily sum.

Source: docs/api/balances.md, docs/api/assumptions.md (`subledger-postings`).
A daily sum is one entry a journal, entity, currency and day. It has one line for each account, side and set of
dimensions, without the party and the document. Taking something out lowers the sums again.
"""

from dataclasses import replace

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.posting import (
    Entry,
    Line,
    load_entry,
    other,
    post,
    repost,
    reverse_entry,
    unpost,
)

SUMMARY = "Daily summary"


def enter(ledger: Ledger, entry: Entry, *, at: str) -> int:
    """Post an entry; the key of the entry that it stands in."""
    return _add(ledger, entry, at=at) if _is_summed(ledger) else post(ledger, entry, at=at)


def reenter(ledger: Ledger, entry_key: int, before: Entry, now: Entry, *, at: str) -> int:
    """Post an entry anew; the key of the entry that it now stands in."""
    if _is_sum(ledger, entry_key):
        _subtract(ledger, entry_key, before, at=at)
        return _add(ledger, now, at=at)
    repost(ledger, entry_key, now, at=at)
    return entry_key


def withdraw(ledger: Ledger, entry_key: int, entry: Entry, *, at: str) -> None:
    """Take an entry out of the ledger."""
    if _is_sum(ledger, entry_key):
        _subtract(ledger, entry_key, entry, at=at)
    else:
        unpost(ledger, entry_key)


def turn_back(ledger: Ledger, entry_key: int, entry: Entry, *, on: str, at: str) -> int:
    """Post an entry with the sides swapped; the key of the entry that this stands in."""
    if not _is_sum(ledger, entry_key):
        return reverse_entry(ledger, entry_key, on=on, at=at)
    lines = tuple(replace(line, side=other(line.side), key=None) for line in entry.lines)
    return _add(ledger, replace(entry, lines=lines, posting_date=on), at=at)


def _is_summed(ledger: Ledger) -> bool:
    return ledger.one("SELECT 1 FROM assumed WHERE subledger_postings = 'summary'") is not None


def _is_sum(ledger: Ledger, entry_key: int) -> bool:
    row = ledger.rows("SELECT description FROM journal_entry WHERE key = ?", (entry_key,))[0]
    return bool(row[0] == SUMMARY)


def _add(ledger: Ledger, entry: Entry, *, at: str) -> int:
    row = ledger.one(
        "SELECT e.key FROM journal_entry AS e JOIN journal_line AS l ON l.entry_key = e.key"
        " WHERE e.journal_key = ? AND e.entity_key = ? AND e.posting_date = ? AND e.description = ?"
        " AND l.currency = ? LIMIT 1",
        (entry.journal_key, entry.entity_key, entry.posting_date, SUMMARY, entry.currency),
    )
    if row is None:
        return post(
            ledger,
            replace(entry, description=SUMMARY, lines=_summed(_positive(entry.lines))),
            at=at,
        )
    standing = load_entry(ledger, int(row[0]))
    lines = _summed((*standing.lines, *_positive(entry.lines)))
    repost(ledger, int(row[0]), replace(standing, lines=lines), at=at)
    return int(row[0])


def _subtract(ledger: Ledger, entry_key: int, entry: Entry, *, at: str) -> None:
    standing = load_entry(ledger, entry_key)
    less = tuple(
        replace(line, txn_amount=-line.txn_amount, base_amount=-line.base_amount)
        for line in _positive(entry.lines)
    )
    lines = tuple(
        line for line in _summed((*standing.lines, *less)) if line.base_amount or line.txn_amount
    )
    if lines:
        repost(ledger, entry_key, replace(standing, lines=lines), at=at)
    else:
        unpost(ledger, entry_key)


def _summed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """One line for each account, side and set of dimensions; one that stands already keeps its key."""
    sums: dict[Line, Line] = {}
    for line in lines:
        nameless = replace(
            line, customer_key=None, vendor_key=None, description=None, document_id=None, extra=None
        )
        slot = replace(nameless, txn_amount=0, base_amount=0, key=None)
        before = sums.get(slot, replace(slot, key=line.key))
        sums[slot] = replace(
            before,
            txn_amount=before.txn_amount + line.txn_amount,
            base_amount=before.base_amount + line.base_amount,
        )
    return tuple(sums.values())


def _positive(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines as they stand in the ledger: below zero they are on the other side."""
    return tuple(
        replace(
            line,
            side=other(line.side),
            txn_amount=-line.txn_amount,
            base_amount=-line.base_amount,
        )
        if line.base_amount < 0
        else line
        for line in lines
    )
