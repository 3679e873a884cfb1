"""Vendors, and what we owe each one.

Source: intacct_books.documents.parties (REST `accounts-payable/vendor`, docs/api/parties.md).
Units:  money in the vendor's currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Dates, Entity, IdOrName, Limit
from intacct_tools._party import party_answer
from intacct_tools._shapes import Answer, table

vendors = Toolset("vendors")


@vendors.read(title="Find vendor")
async def find_vendor(
    books: CompanyBooks,
    search: Annotated[
        str, Field(description="Part of the name or id, or exactly the tax id's last four")
    ] = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Vendors that match, with what we owe each today by currency.

    As Intacct's vendor list; totals cover all matches.
    """
    found = await books.ask(questions.vendors, Page(limit, after), search=search)
    return table(found, "id name status? currency owed tax_id?")


@vendors.read(title="Get vendor")
async def get_vendor(
    books: CompanyBooks,
    vendor: IdOrName,
    statement: Dates = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """One vendor's payment facts, balance and open items, or its `statement`: documents, payments, running balance.

    As Intacct's vendor statement.
    """
    return await party_answer(books, "AP", vendor, statement, entity, Page(limit, after))
