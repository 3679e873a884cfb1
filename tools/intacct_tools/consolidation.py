"""Between entities. A toolset that is off unless it is chosen.

Source: intacct_books.modules.intercompany (journal lines), consolidation (REST `consolidation/run-status`, docs/api/modules.md).
Units:  base currency of each entity, debits positive.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, AsOf, Entity, Limit, Period
from intacct_tools._shapes import Answer, table

consolidation = Toolset("consolidation")


@consolidation.read(title="Intercompany balances")
async def intercompany_balances(
    books: CompanyBooks,
    as_of: AsOf = "",
    account: Annotated[
        str, Field(description="Accounts; default the entities' inter-entity accounts")
    ] = "",
    entity: Entity = "",
    limit: Limit = 100,
    after: After = "",
) -> Answer:
    """What each entity owes and is owed by each other one, by account, and which pairs do not agree.

    As Intacct's inter-entity balances: accrual, posted entries.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.intercompany_balances, Page(limit, after), as_of=as_of, account=account
    )
    return table(found, "entity with account currency closing")


@consolidation.read(title="Consolidation status")
async def consolidation_status(
    books: CompanyBooks,
    period: Period = "",
    book: Annotated[str, Field(description="Consolidation book's id")] = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Runs of consolidations, the latest first, with rates, and which entities are not current.

    As Intacct's status of consolidations, of every period and book unless one is given.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.consolidation_status, Page(limit, after), period=period, book=book
    )
    return table(found, "book entity period status message? at ending_rate? average_rate?")
