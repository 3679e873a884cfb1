"""The company itself.

Source: intacct_books.overview (REST `company-config/entity`, docs/api/fiscal-year.md).
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._shapes import Answer, company_answer

company = Toolset("company")


@company.read(title="Company overview")
async def company_overview(
    books: CompanyBooks,
    fresh: Annotated[
        bool, Field(description="Reads anew what was remembered for all tools")
    ] = False,
) -> Answer:
    """Entities and currencies, fiscal year, open books, the signed-in user and API usage.

    As Intacct's company information page.
    """
    return company_answer(await books.overview(fresh=fresh))
