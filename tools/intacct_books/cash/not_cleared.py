"""What the bank has not seen yet: lines of bank accounts that no statement holds.

Source: REST `general-ledger/journal-entry-line` with `reconciliationGroup.cleared` (docs/api/cash.md,
reconciliation.md). It tells how lines stand now, not on an earlier day.
Units:  base currency.
"""

from datetime import date

from intacct_books.company.chart import Selection
from intacct_books.ledger.lines import DAY, LedgerView, Sides, Slot, Wanted
from intacct_client.filters import at_most, equal

CLEARED = "reconciliationGroup.cleared"


async def not_cleared(view: LedgerView, accounts: Selection, day: date) -> dict[Slot, Sides]:
    """Money in (debits) and out (credits) up to a day that is not cleared; one transaction."""
    lines = Wanted(accounts.accounts, (at_most(DAY, day), equal(CLEARED, "false")))
    return await view.sums(lines)
