"""The account categories: what kind of thing each is.

Source: REST `general-ledger/account-category` (docs/api/statements.md). Read once and remembered.
"""

from dataclasses import dataclass

from intacct_books.errors import UNREADABLE
from intacct_client import Intacct
from intacct_client.query import select


@dataclass(frozen=True, slots=True)
class Category:
    """A category.

    Attributes:
        kind: asset, liability, equity, income, costOfRevenue, expense or other.
        is_credit: Whether its normal balance is on the credit side.
    """

    kind: str
    is_credit: bool


async def categories(intacct: Intacct) -> dict[str, Category]:
    """The categories by id; none when they may not be read."""
    return await intacct.reference("account categories", _read)


async def _read(intacct: Intacct) -> dict[str, Category]:
    query = select(
        "general-ledger/account-category",
        "text id",
        "text accountType",
        "text normalBalance",
        order=("id",),
    )
    try:
        rows = await intacct.query_all(query)
    except UNREADABLE:
        return {}
    return {
        row.text("id"): Category(row.text("accountType"), row.text("normalBalance") == "credit")
        for row in rows.rows
    }
