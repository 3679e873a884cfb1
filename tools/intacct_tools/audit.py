"""Who changed what. A toolset that is off unless it is chosen.

Source: intacct_books.modules.audit (REST `company-config/audit-history`, docs/api/modules.md).
Units:  moments in UTC; bank numbers and tax ids show their last four.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_books.modules.activity import activity
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Limit, Period
from intacct_tools._shapes import Answer, table

audit = Toolset("audit")


@audit.read(title="Audit history")
async def audit_history(
    books: CompanyBooks,
    object: Annotated[str, Field(description="e.g. vendor")] = "",
    key: Annotated[str, Field(description="Record key")] = "",
    field: Annotated[str, Field(description="Part of a field's name")] = "",
    user: Annotated[str, Field(description="User id")] = "",
    period: Period = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Changes with value before and after, the latest first; this year so far by default.

    As Intacct's audit trail; bank numbers and tax ids show their last four.
    """
    found = await books.ask(
        questions.audit_history,
        Page(limit, after),
        object=object,
        key=key,
        field=field,
        user=user,
        period=period,
    )
    return table(found, "at user through? action object key field? before? after?")


@audit.read(title="Agent activity")
async def agent_activity(
    books: CompanyBooks, period: Period = "", limit: Limit = 25, after: After = ""
) -> Answer:
    """What this server's application changed in Intacct, the latest first; this year so far by default.

    As Intacct's audit trail of this application alone, beside this server's own log of how often which tool was called.
    """
    found = await activity(books, Page(limit, after), period=period)
    return table(found, "at user action object key field? before? after?")
