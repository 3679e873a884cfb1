"""Entries over several entities: what one owes the other, added so that each balances on its own.

Source: docs/api/journals.md. The first line's entity stands between the others: each of them is balanced
against it by that entity's own due-from and due-to accounts. Each added line names the other entity.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.posting import Entry, Line, Side
from intacct_sandbox.company.refused import Refused

MARK = "interEntityTxnType"
OTHER = "dimensions.affiliateEntity.key"


@dataclass(frozen=True, slots=True)
class _Entity:
    key: int
    id: str
    base_currency: str
    receivable_key: int | None
    payable_key: int | None
    location_key: int


def entities_of(ledger: Ledger, entry: Entry) -> list[int]:
    """The entities of an entry's lines, in the order of the lines."""
    keys = sorted({line.location_key for line in entry.lines})
    marks = ", ".join("?" for _ in keys)
    found = dict(ledger.rows(f"SELECT key, entity_key FROM location WHERE key IN ({marks})", keys))
    return list(dict.fromkeys(found[line.location_key] for line in entry.lines))


def own_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that somebody wrote, without those that were added here."""
    return tuple(line for line in lines if not (line.extra and MARK in line.extra))


def balance_entities(ledger: Ledger, entry: Entry, entity_keys: list[int]) -> Entry:
    """Add the lines that make each entity balance.

    Raises:
        Refused: The entities have different base currencies, or one has no inter-entity accounts.
    """
    if len(entity_keys) == 1:
        return entry
    entities = {key: _entity(ledger, key) for key in entity_keys}
    if len({entity.base_currency for entity in entities.values()}) > 1:
        raise Refused(
            "GL-0601", "An entry's entities must have the same base currency", target="/lines"
        )
    added: list[Line] = []
    first = entities[entity_keys[0]]
    for key in entity_keys[1:]:
        base, txn = _excess(ledger, entry, key)
        if base or txn:
            # An excess of debits there is owed by it to the first entity, and the other way round.
            added.append(_added(entities[key], first, "credit", txn, base))
            added.append(_added(first, entities[key], "debit", txn, base))
    return replace(entry, lines=(*entry.lines, *added))


def _excess(ledger: Ledger, entry: Entry, entity_key: int) -> tuple[int, int]:
    rows = ledger.rows("SELECT key FROM location WHERE entity_key = ?", (entity_key,))
    here = {row[0] for row in rows}
    lines = [line for line in entry.lines if line.location_key in here]
    signs = [(1 if line.side == "debit" else -1, line) for line in lines]
    base = sum(sign * line.base_amount for sign, line in signs)
    return base, sum(sign * line.txn_amount for sign, line in signs)


def _added(entity: _Entity, other: _Entity, side: Side, txn: int, base: int) -> Line:
    is_receivable = (side == "debit") == (base > 0)
    account_key = entity.receivable_key if is_receivable else entity.payable_key
    if account_key is None:
        raise Refused(
            "GL-0602", f"The entity {entity.id} has no inter-entity accounts", target="/lines"
        )
    kind = "interEntityReceivable" if is_receivable else "interEntityPayable"
    extra = {MARK: kind, OTHER: other.key}
    return Line(account_key, side, txn, base, entity.location_key, description=None, extra=extra)


def _entity(ledger: Ledger, key: int) -> _Entity:
    row = ledger.rows(
        "SELECT key, id, base_currency, receivable_key, payable_key, (SELECT l.key FROM location AS l"
        " WHERE l.entity_key = e.key AND l.type = 'entity') FROM entity AS e WHERE key = ?",
        (key,),
    )[0]
    return _Entity(*row)
