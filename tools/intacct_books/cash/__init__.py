"""Money in the bank: what the books say, what the bank has seen, what is to come."""
