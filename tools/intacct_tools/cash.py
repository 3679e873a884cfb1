"""Cash.

Source: intacct_books.cash (docs/api/cash.md).
Units:  base currency; what is reconciled is in the bank account's own.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, AsOf, Entity, Limit
from intacct_tools._shapes import Answer, table

cash = Toolset("cash")


@cash.read(title="Cash position")
async def cash_position(
    books: CompanyBooks,
    as_of: AsOf = "",
    weeks: Annotated[int, Field(ge=0, le=13, description="Weeks of outlook")] = 0,
    entity: Entity = "",
    limit: Limit = 50,
    after: After = "",
) -> Answer:
    """Cash by bank account: in the books, reconciled, not cleared, undeposited; with `weeks`, an outlook from open invoices and bills.

    As Intacct's bank register and reconciliation reports.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.cash_position, Page(limit, after), as_of=as_of, weeks=weeks)
    return table(
        found,
        "account name kind bank? entity? currency book uncleared_out? uncleared_in? reconciled? "
        "bank_currency? reconciled_on? being_reconciled_to?",
    )
