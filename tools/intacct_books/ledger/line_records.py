"""A journal line as a reader sees it.

Source: REST `general-ledger/journal-entry-line` (docs/api/ledger-detail.md).
"""

from dataclasses import dataclass
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.ledger.lines import CURRENCY, DAY, LINE, SIDE, Slot
from intacct_books.money import ZERO
from intacct_client import Filter, Query, Row
from intacct_client.query import select

_DIMENSIONS = ("location", "department", "customer", "vendor", "project")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it was read."""

    row: Row

    @property
    def slot(self) -> Slot:
        """Which balance it moves."""
        return Slot(self.row.text("glAccount.id"), self.row.text(CURRENCY))

    @property
    def debit(self) -> Decimal:
        """Its amount, if it is a debit."""
        return self.row.money("baseAmount") if self.row.text(SIDE) == "debit" else ZERO

    @property
    def credit(self) -> Decimal:
        """Its amount, if it is a credit."""
        return self.row.money("baseAmount") if self.row.text(SIDE) == "credit" else ZERO


def line_query(filters: tuple[Filter, ...], expression: str) -> Query:
    """Lines by account, then day."""
    return select(
        LINE,
        "text key",
        f"day {DAY}",
        "text glAccount.id",
        f"text {CURRENCY}",
        f"text {SIDE}",
        "money baseAmount",
        "text state",
        "text? journalEntry.glJournal.id",
        "text? journalEntry.txnNumber",
        "text? journalEntry.moduleName",
        "text? documentId",
        "text? description",
        *(f"text? dimensions.{name}.id" for name in _DIMENSIONS),
        filters=filters,
        expression=expression,
        order=("glAccount.id", DAY),
    )


def module_named(key: str) -> str:
    """A module as a reader knows it: AP for 3.AP."""
    return key.partition(".")[2] or key


def line_record(line: LineRow, *, several: bool, shows_state: bool) -> Record:
    """For a reader.

    Args:
        line: The line.
        several: Whether lines of several accounts are shown.
        shows_state: Whether it matters which state it is in.
    """
    row = line.row
    return {
        "date": row.day(DAY),
        **({"account": row.text("glAccount.id")} if several else {}),
        "journal": row.text("journalEntry.glJournal.id"),
        "entry": row.text("journalEntry.txnNumber"),
        "module": module_named(row.text("journalEntry.moduleName")),
        "document": row.text("documentId"),
        "description": row.text("description"),
        **{name: row.text(f"dimensions.{name}.id") for name in _DIMENSIONS},
        **({"state": row.text("state")} if shows_state else {}),
        "currency": row.text(CURRENCY),
        "debit": line.debit or None,
        "credit": line.credit or None,
    }
