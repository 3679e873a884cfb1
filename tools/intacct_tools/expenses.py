"""Expense reports of employees. A toolset that is off unless it is chosen.

Source: intacct_books.modules.expenses (REST `expenses/employee-expense`, docs/api/modules.md).
Units:  reports in the currency they are repaid in, spend in base currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Entity, Limit, Period
from intacct_tools._shapes import Answer, table

expenses = Toolset("expenses")


@expenses.read(title="Expense reports")
async def expense_reports(
    books: CompanyBooks,
    state: Literal["waiting", "unpaid", "any"] = "unpaid",
    search: Annotated[str, Field(description="Part of the number, employee id or last name")] = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Employee expense reports with what was entered and is due: waiting for approval, not paid yet, or any.

    As Intacct's list of expense reports, of all employees.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.expense_reports, Page(limit, after), state=state, search=search
    )
    return table(found, "number employee state created description? currency entered due")


@expenses.read(title="Expense spend")
async def expense_spend(
    books: CompanyBooks,
    period: Period = "",
    by: Literal["type", "employee", "project", "department"] = "type",
    entity: Entity = "",
    limit: Limit = 100,
    after: After = "",
) -> Answer:
    """What employees spent on submitted, approved or paid expense reports; this year so far by default.

    As Intacct's lines of expense reports by entry date, added up in base currency.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.expense_spend, Page(limit, after), period=period, by=by)
    return table(found, f"{by} currency spent")
