"""Customers, and what each one owes.

Source: intacct_books.documents.parties (REST `accounts-receivable/customer`, docs/api/parties.md).
Units:  money in the customer's currency, net of payments on account.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Dates, Entity, IdOrName, Limit
from intacct_tools._party import party_answer
from intacct_tools._shapes import Answer, table

customers = Toolset("customers")


@customers.read(title="List customers")
async def list_customers(
    books: CompanyBooks,
    search: Annotated[str, Field(description="Part of the name or id")] = "",
    status: Literal["active", "inactive", "any"] = "any",
    sort: Literal["name", "owes", "over_limit"] = "name",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Customers with what each owes today, net of credits, and the credit limit; `over_limit` lists only those over it.

    As Intacct's customer list.
    """
    found = await books.ask(
        questions.customers, Page(limit, after), search=search, status=status, sort=sort
    )
    return table(found, "id name status? currency owes credit_limit? over_limit_by? on_hold?")


@customers.read(title="Get customer")
async def get_customer(
    books: CompanyBooks,
    customer: IdOrName,
    statement: Dates = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """One customer's credit limit, balance and open items, or its `statement`: documents, payments, running balance.

    As Intacct's customer statement.
    """
    return await party_answer(books, "AR", customer, statement, entity, Page(limit, after))
