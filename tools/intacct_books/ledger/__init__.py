"""The general ledger: balances, and what is made of them."""
