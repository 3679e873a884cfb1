"""What stands behind a figure.

Source: intacct_books.tracing (the lines of the figure's own query, one by one).
Units:  those of the figure.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal

from pydantic import Field

from intacct_books import Page
from intacct_books.exports.export import export as export_of
from intacct_books.tracing import trace
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Limit
from intacct_tools._shapes import Answer, evidence_of

evidence = Toolset("evidence")


@evidence.read(title="Get evidence")
async def get_evidence(
    books: CompanyBooks,
    handle: Annotated[str, Field(description="evidence of an earlier answer")],
    export: Annotated[
        Literal["", "rows", "lines"], Field(description="CSV of the whole answer or its lines")
    ] = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """The ledger lines behind a figure, read one by one and added up again, beside what was answered then.

    As drilling down in an Intacct report.
    """
    traced = await trace(books, handle, Page(limit, after), with_rows=export == "rows")
    exported = await export_of(books, traced, export) if export else None
    return evidence_of(traced, exported)
