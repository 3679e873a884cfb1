"""Which lines are in the ledger, by their state. One table, for every figure.

Source: docs/api/states.md. A reversed entry and its reversal are both in: they net to zero.
"""

IN_THE_LEDGER = ("posted", "paid", "partiallyPaid", "reversalPending", "reversed", "reversal")
NOT_IN_THE_LEDGER = ("draft", "submitted", "partiallyApproved", "approved", "declined")
