"""Contracts and deferred revenue. A toolset that is off unless it is chosen.

Source: intacct_books.modules.revenue (REST `contracts/contract`, journal lines, docs/api/modules.md).
Units:  contracts in transaction currency; the roll-forward in base currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Entity, Limit, Period
from intacct_tools._shapes import Answer, table

revenue = Toolset("revenue")


@revenue.read(title="Renewals due")
async def renewals_due(
    books: CompanyBooks,
    days: Annotated[int, Field(ge=1, le=1095)] = 90,
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Contracts in progress that end within some days from today, with their amounts by currency.

    As Intacct's list of contracts in progress, by end date.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.renewals_due, Page(limit, after), days=days)
    return table(found, "id name customer start ends renews billed? currency amount")


@revenue.read(title="Deferred revenue roll-forward")
async def deferred_revenue_rollforward(
    books: CompanyBooks,
    period: Period = "",
    account: Annotated[
        str, Field(description="Accounts; default those named deferred revenue")
    ] = "",
    entity: Entity = "",
    limit: Limit = 100,
    after: After = "",
) -> Answer:
    """Deferred revenue by account: opening, added, recognised, closing, from posted entries; last month by default.

    As Intacct's deferred revenue details, as far as entries tell: added are credits, recognised are debits.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.deferred_revenue_rollforward, Page(limit, after), period=period, account=account
    )
    return table(found, "account name currency opening added recognised year_end? closing")
