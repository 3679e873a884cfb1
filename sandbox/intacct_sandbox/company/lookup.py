"""Finding the records that a payload names, and the rules that hold for all of them.

Source: docs/api/writing.md.
"""

import json
from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.subledger import Subledger
from intacct_sandbox.company.refused import Refused

_PARTIES = {"AR": "customer", "AP": "vendor"}
_OBJECTS = {
    "account": "general-ledger/account",
    "bank_account": "cash-management/checking-account",
    "department": "company-config/department",
    "journal": "general-ledger/journal",
    "location": "company-config/location",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is booked: a location and the entity it belongs to."""

    location_key: int
    entity_key: int
    base_currency: str


@dataclass(frozen=True, slots=True)
class Named:
    """A reference as a payload gives it: an id, a key, or both."""

    id: str = ""
    key: str = ""

    def __str__(self) -> str:
        return repr(self.id) if self.id else f"with key {self.key}"


def looked_for(ledger: Ledger, named: Named) -> dict[str, str]:
    """What a record must have to be the one that is named: both, or the key alone where it wins."""
    given = {"id": named.id, "key": named.key}
    if named.key and ledger.assumptions.id_and_key == "key-wins":
        del given["id"]
    return {path: value for path, value in given.items() if value}


def find_key(ledger: Ledger, table: str, named: Named, *, target: str, subledger: str = "") -> int:
    """The key of the record that a reference names.

    Args:
        ledger: Where to look.
        table: One of schema.sql's tables with an `id`.
        named: The id, the key, or both.
        target: Where the reference stands in the payload.
        subledger: Restricts parties to customers or vendors.

    Raises:
        Refused: No such record, or it is not active.
    """
    wanted: list[str] = []
    values: list[str] = []
    for column, value in looked_for(ledger, named).items():
        wanted.append(f"{column} = ?")
        values.append(value)
    if subledger:
        wanted.append("subledger = ?")
        values.append(subledger)
    found = ledger.one(f"SELECT key, status FROM {table} WHERE {' AND '.join(wanted)}", values)
    word = _PARTIES.get(subledger, table) if table == "party" else table
    if found is None:
        raise none_found(word.replace("_", " "), named, _object_of(table, subledger), target)
    if found[1] != "active":
        raise Refused(
            "BL03002029", f"The {word.replace('_', ' ')} {named} is not active", target=target
        )
    return int(found[0])


def none_found(word: str, named: Named, name: str, target: str) -> Refused:
    """What is said of a reference that names nothing: what it says, and where to look."""
    return Refused(
        "BL03002028",
        f"No {word} {named} was found: a query of {name} lists those there are",
        target=target,
    )


def _object_of(table: str, subledger: str) -> str:
    """The object whose records a table holds."""
    if table in {"party", "term"}:
        ledger_name = "accounts-receivable" if subledger == "AR" else "accounts-payable"
        return f"{ledger_name}/{_PARTIES[subledger] if table == 'party' else table}"
    return _OBJECTS[table]


def find_place(ledger: Ledger, location: Named, *, target: str) -> Place:
    """The place that a location names."""
    key = find_key(ledger, "location", location, target=target)
    row = ledger.rows(
        "SELECT l.entity_key, e.base_currency FROM location AS l JOIN entity AS e ON e.key = l.entity_key"
        " WHERE l.key = ?",
        (key,),
    )[0]
    return Place(key, int(row[0]), str(row[1]))


def find_account(
    ledger: Ledger, named: Named, given: frozenset[str], *, target: str, directly: bool = False
) -> int:
    """The key of an account that a line may post to.

    Args:
        ledger: Where to look.
        named: The account.
        given: The dimensions that the line has.
        target: Where the reference stands in the payload.
        directly: The line is of an entry that a person makes.

    Raises:
        Refused: No such account, not active, not for entries by hand, or a dimension it needs is missing.
    """
    key = find_key(ledger, "account", named, target=target)
    row = ledger.rows(
        "SELECT id, disallows_direct_posting, extra FROM account WHERE key = ?", (key,)
    )[0]
    if directly and row[1]:
        raise Refused(
            "GL-0620", f"The account {row[0]} takes no entries made by hand", target=target
        )
    for path, needed in json.loads(row[2] or "{}").items():
        head, _, dimension = path.partition(".")
        if head == "requireDimensions" and needed in {True} and dimension not in given:
            raise Refused(
                "GL-0621",
                f"The account {row[0]} needs a {dimension} on each line",
                target=target.replace("glAccount", f"dimensions/{dimension}"),
            )
    return key


def journal_key(ledger: Ledger, journal_id: str) -> int:
    """The key of one of the company's own journals."""
    return int(ledger.rows("SELECT key FROM journal WHERE id = ?", (journal_id,))[0][0])


def control_account(ledger: Ledger, subledger: Subledger) -> int:
    """The key of the subledger's control account."""
    row = ledger.rows("SELECT key FROM account WHERE control = ?", (subledger.control,))[0]
    return int(row[0])


def refuse_closed_period(ledger: Ledger, entity_key: int, day: str, *, target: str) -> None:
    """Refuse a posting date before the first day that the entity's books are open for."""
    entity_id, open_from = ledger.rows(
        "SELECT id, books_open_from FROM entity WHERE key = ?", (entity_key,)
    )[0]
    if day < open_from:
        raise Refused(
            "GL-0312",
            f"Periods are closed for entity {entity_id}: the date {day} must be on or after {open_from}",
            message_id="IA.PERIOD_IS_CLOSED",
            target=target,
        )
