"""Which journal lines a report is over.

Source: docs/api/reports.md. Every figure of a report comes from lines that meet one selection.
"""

from dataclasses import dataclass
from typing import Literal

from intacct_sandbox.company.ledger import Ledger

POSTED = ("posted", "paid", "partiallyPaid", "reversalPending", "reversed", "reversal")
BUDGET = "general-ledger/budget"
UNPOSTED = ("draft", "submitted", "partiallyApproved", "approved", "declined")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that lines are tagged with.

    Attributes:
        name: As the API calls it.
        source: Its values as SQL to select from: `key`, `id`, `name` and `parent_key`.
    """

    name: str
    source: str

    @property
    def column(self) -> str:
        """The column of a line that names it."""
        return f"{self.name}_key"


@dataclass(frozen=True, slots=True)
class Selection:
    """The lines of a report.

    Attributes:
        first: The first day of the range; lines before it make the openings.
        last: The last day, included.
        journals: Keys of the journals of the reporting book.
        adjustments: Keys of the journals of the adjustment books.
        states: The states of entries that count.
        accounts: Keys of the accounts, at least one.
        tags: A dimension's column on the line, and the keys it may have there.
        income_opens: Whether income statement accounts open at zero or with the fiscal year so far.
        earnings: Where the fiscal year's result before the range is: nowhere, or in retained earnings.
    """

    first: str
    last: str
    journals: tuple[int, ...]
    adjustments: tuple[int, ...]
    states: tuple[str, ...]
    accounts: tuple[int, ...]
    tags: tuple[tuple[str, tuple[int, ...]], ...] = ()
    income_opens: Literal["zero", "year"] = "zero"
    earnings: Literal["nowhere", "retained"] = "nowhere"

    @property
    def condition(self) -> str:
        """The lines as SQL over `l` (lines) and `e` (entries), whatever their account and day."""
        states = ", ".join(f"'{state}'" for state in self.states)
        tags = (f"l.{column} IN {keys_sql(keys)}" for column, keys in self.tags)
        journals = keys_sql((*self.journals, *self.adjustments))
        return " AND ".join((f"e.state IN ({states})", f"e.journal_key IN {journals}", *tags))


def keys_sql(keys: tuple[int, ...]) -> str:
    """Keys as the list of an SQL `IN`."""
    return f"({', '.join(str(key) for key in keys)})"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a row shows it."""

    id: str
    name: str
    type: str

    @property
    def is_statistical(self) -> bool:
        """Whether its amounts are no money."""
        return self.type == "statistical"


def read_accounts(ledger: Ledger, selection: Selection) -> dict[int, Account]:
    """The accounts of a selection by key: money before statistics, then by number."""
    rows = ledger.rows(
        f"SELECT key, id, name, type FROM account WHERE key IN {keys_sql(selection.accounts)}"
        " ORDER BY type = 'statistical', id"
    )
    return {key: Account(id_, name, type_) for key, id_, name, type_ in rows}


def value_names(ledger: Ledger, dimension: Dimension) -> dict[int | None, tuple[str, str]]:
    """Id and name of each value of a dimension, by key."""
    return {
        key: (id_, name)
        for key, id_, name in ledger.rows(
            f"SELECT key, id, COALESCE(name, '') FROM {dimension.source}"
        )
    }


def _parties(subledger: str) -> str:
    return f"(SELECT key, id, name, parent_key FROM party WHERE subledger = '{subledger}')"


def records_of(object_name: str) -> str:
    """What a dimension has as its `source`: the records of an object that has no table of its own."""
    paths = {"id": "id", "name": "name", "parent_key": "parent.key"}
    columns = (f"""json_extract(fields, '$."{path}"') AS {name}""" for name, path in paths.items())
    return f"(SELECT key, {', '.join(columns)} FROM record WHERE object = '{object_name}')"


DIMENSIONS = {
    name: Dimension(name, source)
    for name, source in (
        ("location", "location"),
        ("department", "department"),
        ("customer", _parties("AR")),
        ("vendor", _parties("AP")),
        ("employee", records_of("company-config/employee")),
        ("project", records_of("projects/project")),
        ("class", records_of("company-config/class")),
        ("item", records_of("inventory-control/item")),
    )
}
