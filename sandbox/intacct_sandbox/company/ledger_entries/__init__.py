"""Journal entries: how anything reaches the general ledger."""
