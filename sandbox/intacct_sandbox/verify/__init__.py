"""Do the books tie? Recomputed from the ledger's raw rows, without the code that wrote them."""
