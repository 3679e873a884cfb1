"""Financial statements and variances.

Source: intacct_books.statements (docs/api/statements.md, budgets.md).
Units:  base currency, natural signs; each currency by itself.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal

from pydantic import Field

from intacct_books import Page, questions
from intacct_books.lists.page import ONE
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, AsOf, Book, By, Entity, Limit, Period
from intacct_tools._shapes import Answer, statement, table

statements = Toolset("statements")

Detail = Literal["groups", "accounts"]
Against = Annotated[str, Field(description="prior_period, prior_year, a period or budget")]
Account = Annotated[str, Field(description="As in gl_balance; default the income statement")]


@statements.read(title="Income statement")
async def income_statement(
    books: CompanyBooks,
    period: Period = "last_month",
    compare: Against = "",
    by: Annotated[str, Field(description="Split by month, entity or another dimension")] = "",
    detail: Detail = "groups",
    entity: Entity = "",
    book: Book = "",
) -> Answer:
    """Income and expenses of a period down to net income, by the company's own account groups.

    As Intacct's income statement; accounts that are in no group are shown too.
    """
    scoped = await books.within(entity=entity, book=book)
    found = await scoped.ask(
        questions.income_statement, ONE, period=period, compare=compare, by=by, detail=detail
    )
    return statement(found)


@statements.read(title="Balance sheet")
async def balance_sheet(
    books: CompanyBooks,
    as_of: AsOf = "",
    compare: Annotated[str, Field(description="prior_period, prior_year or a day")] = "",
    by: By = "",
    detail: Detail = "groups",
    entity: Entity = "",
    book: Book = "",
) -> Answer:
    """Assets, liabilities and equity with the year's net income, and proof that they balance.

    As Intacct's balance sheet by account groups, not consolidated.
    """
    scoped = await books.within(entity=entity, book=book)
    found = await scoped.ask(
        questions.balance_sheet, ONE, as_of=as_of, compare=compare, by=by, detail=detail
    )
    return statement(found)


@statements.read(title="Cash flow")
async def cash_flow(
    books: CompanyBooks,
    period: Period = "last_month",
    compare: Annotated[str, Field(description="prior_period, prior_year or a period")] = "",
    by: By = "",
    entity: Entity = "",
    book: Book = "",
) -> Answer:
    """From net income to the change in cash by operating, investing and financing activities.

    As Intacct's indirect cash flow statement, derived from balance sheet changes.
    """
    scoped = await books.within(entity=entity, book=book)
    found = await scoped.ask(questions.cash_flow, ONE, period=period, compare=compare, by=by)
    return statement(found)


@statements.read(title="Variance analysis")
async def variance_analysis(
    books: CompanyBooks,
    against: Against = "budget",
    period: Period = "last_month",
    account: Account = "",
    by: Annotated[str, Field(description="Drivers: group, entity or another dimension")] = "",
    min_percent: Annotated[int, Field(ge=0, le=999)] = 5,
    min_amount: Annotated[int, Field(ge=0, le=999999999)] = 50000,
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Actual against budget or an earlier period by account or driver; less than either minimum goes to others.

    As Intacct's budget versus actual: accrual, posted, natural signs.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.variance_analysis,
        Page(limit, after),
        against=against,
        period=period,
        account=account,
        by=by,
        min_percent=min_percent,
        min_amount=min_amount,
    )
    return table(
        found,
        f"account? name? {found.split} currency actual budget? prior_period? prior_year? compared_to? variance % favourable?",
    )
