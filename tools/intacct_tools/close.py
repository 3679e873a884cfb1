"""What is checked before books are closed.

Source: intacct_books.close (docs/api/close.md, duplicates.md).
Units:  base currency; bills in their own.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._shapes import After, Answer, Entity, Limit, table

close = Toolset("close")


@close.read(title="Find duplicate bills")
async def find_duplicate_bills(
    books: CompanyBooks,
    window_days: Annotated[
        int, Field(ge=1, le=1100, description="How many days back bills are compared")
    ] = 180,
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Bills that agree with an earlier one in three of number, vendor, amount and day, open or paid, and the amount at risk.

    Numbers are compared without case, spaces, punctuation and leading zeros, vendors also by similar name.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.duplicate_bills, Page(limit, after), window_days=window_days)
    return table(
        found,
        "vendor number key date state earlier_number earlier_key earlier_vendor? earlier_date "
        "earlier_state why currency at_risk still_due",
    )
