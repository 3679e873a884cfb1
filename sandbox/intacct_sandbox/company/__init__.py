"""The company: a double-entry ledger and what its documents do to it. It knows no HTTP."""
