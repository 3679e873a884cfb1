"""Documents that are in no ledger yet, told beside what is.

Source: REST documents by state (docs/api/close.md, states.md).
Units:  base currency.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from intacct_books.aging.subledgers import Subledger, Word
from intacct_books.documents.states import BILL_WAITING, DRAFT
from intacct_books.lists.asking import Asking
from intacct_client.filters import among, at_most
from intacct_client.query import select

NOT_POSTED: dict[Word, tuple[str, ...]] = {"AR": DRAFT, "AP": BILL_WAITING}


async def drafts(asking: Asking, of: Subledger, day: date) -> list[str]:
    """What documents dated by a day are not posted, in a sentence; one transaction."""
    paths = of.document
    query = select(
        paths.object,
        "text state",
        "text? entity.id",
        f"text {paths.currency}",
        f"money {paths.total}",
        filters=(at_most(paths.day, day), among("state", NOT_POSTED[of.word])),
    )
    scope = () if asking.scope.is_bound else asking.scope.entities
    sums: dict[str, Decimal] = defaultdict(Decimal)
    count = 0
    for row in (await asking.intacct.query_all(query)).rows:
        if not scope or row.text("entity.id") in scope:
            sums[row.text(paths.currency)] += row.money(paths.total)
            count += 1
    amounts = ", ".join(f"{amount:.2f} {currency}" for currency, amount in sorted(sums.items()))
    return [f"On neither side: documents not posted yet, {count} ({amounts})."] if count else []
