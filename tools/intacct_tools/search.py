"""Where a name or number occurs.

Source: intacct_books.lists.search (docs/api/search.md).
Units:  amounts say their currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_books.lists.search_kinds import KindName
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Limit
from intacct_tools._shapes import Answer, table

search = Toolset("search")


@search.read(title="Search records")
async def search_records(
    books: CompanyBooks,
    search: Annotated[str, Field(description="Part of a name or number")],
    kind: KindName = "any",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Records of any kind with that name or number, closest first; receipts are customers' payments.

    As Intacct's global search.
    """
    found = await books.ask(questions.search_records, Page(limit, after), search=search, kind=kind)
    return table(found, "kind id name key? date? state? amount?")
