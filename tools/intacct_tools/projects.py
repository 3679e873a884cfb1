"""Projects, and what is held back. A toolset that is off unless it is chosen.

Source: intacct_books.modules.projects (REST `projects/project`, journal lines by project, docs/api/modules.md), retainage
(docs/api/retainage.md).
Units:  plans in the project's currency, what was earned and spent in base currency, what is held back in the document's.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Entity, Limit, Period, Search, SearchDocuments
from intacct_tools._shapes import Answer, table

projects = Toolset("projects")


@projects.read(title="List projects")
async def list_projects(
    books: CompanyBooks,
    search: Search = "",
    status: Literal["active", "inactive", "any"] = "active",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Projects with customer, days, contract amount and planned cost. As Intacct's project list."""
    found = await books.ask(
        questions.list_projects, Page(limit, after), search=search, status=status
    )
    return table(
        found,
        "id name status? customer? start? end? currency contract? planned_cost? complete?",
    )


@projects.read(title="Job cost")
async def job_cost(
    books: CompanyBooks,
    project: Annotated[str, Field(description="Project id; default all")] = "",
    period: Period = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """What each project earned and spent, its margin and what is left of the planned cost.

    As Intacct's project profitability by posted entries, since the beginning unless a period is given.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.job_cost, Page(limit, after), project=project, period=period)
    return table(found, "project currency earned spent margin planned_cost? left?")


@projects.read(title="Retainage outstanding")
async def retainage_outstanding(
    books: CompanyBooks,
    ledger: Literal["AR", "AP"],
    search: SearchDocuments = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """What is held back on posted invoices (AR) or bills (AP) and not released yet, by document, the oldest first.

    As Intacct's retainage that can be released, as of today.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.retainage_outstanding, Page(limit, after), ledger=ledger, search=search
    )
    return table(found, "number party project? date currency total retained released? outstanding")
