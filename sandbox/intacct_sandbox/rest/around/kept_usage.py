"""The counts of usage as the ledger keeps them, so that they survive a restart.

A row is one application's month, always written whole: one that got lost is made good by the next.
Source: docs/api/transactions.md.
"""

import json

from intacct_sandbox.company.ledger import Ledger

_TABLE = """
CREATE TABLE IF NOT EXISTS usage_count (
  month TEXT NOT NULL,
  client_id TEXT NOT NULL,
  counts TEXT NOT NULL,
  PRIMARY KEY (month, client_id)
) WITHOUT ROWID
"""
Counts = dict[str, dict[str, int]]


class KeptUsage:
    """The table of counts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        # Not in schema.sql: a company kept before there were counts gets the table too.
        ledger.write(_TABLE)

    def all(self) -> dict[tuple[str, str], Counts]:
        """Every application's months."""
        rows = self._ledger.rows("SELECT month, client_id, counts FROM usage_count")
        return {(month, client_id): json.loads(counts) for month, client_id, counts in rows}

    def keep(self, month: str, client_id: str, counts: Counts) -> None:
        """Write one application's month."""
        self._ledger.write(
            "INSERT OR REPLACE INTO usage_count VALUES (?, ?, ?)",
            (month, client_id, json.dumps(counts)),
        )
