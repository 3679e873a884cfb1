"""The general ledger.

Source: intacct_books.ledger.balances (REST `general-ledger/journal-entry-line`, docs/api/balances.md).
Units:  base currency, debits positive.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, AsOf, Book, By, Dates, Entity, Limit, Period
from intacct_tools._shapes import Answer, table

ledger = Toolset("ledger")

Account = Annotated[
    str, Field(description="Number, list 1010,1200, range 4000..4999, group, or part of a name")
]


@ledger.read(title="GL balance")
async def gl_balance(
    books: CompanyBooks,
    account: Account,
    as_of: AsOf = "",
    period: Period = "",
    by: By = "",
    entity: Entity = "",
    limit: Limit = 100,
    after: After = "",
) -> Answer:
    """Balances of GL accounts, debits positive: closing as of a day, or all columns over a period.

    As Intacct's account balances report: accrual, posted, prior years closed into retained earnings.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.gl_balance, Page(limit, after), account=account, as_of=as_of, period=period, by=by
    )
    money = "currency opening? debits? credits? year_end? closing ytd?"
    units = "opening? increases? decreases? units"
    return table(found, f"account name {found.split} {units if found.is_counted else money}")


@ledger.read(title="Trial balance")
async def trial_balance(
    books: CompanyBooks,
    period: Period = "",
    as_of: AsOf = "",
    by: By = "",
    entity: Entity = "",
    book: Book = "",
    columns: Literal["closing", "sides", "all"] = "sides",
    limit: Limit = 200,
    after: After = "",
) -> Answer:
    """Every account with activity and proof that debits equal credits; over a period with openings.

    As Intacct's trial balance: accrual, posted, no statistical accounts.
    """
    scoped = await books.within(entity=entity, book=book)
    found = await scoped.ask(
        questions.trial_balance,
        Page(limit, after),
        as_of=as_of,
        period=period,
        by=by,
        with_ytd=columns == "all",
    )
    shown = _COLUMNS[columns, found.period is not None]
    return table(found, f"account name {found.split} currency {shown}")


# By what is asked for, and whether it is over a period.
_COLUMNS = {
    ("closing", False): "closing",
    ("closing", True): "closing",
    ("sides", False): "debit credit",
    ("sides", True): "opening debits credits year_end? closing",
    ("all", False): "debit credit closing",
    ("all", True): "opening debits credits year_end? closing ytd?",
}


@ledger.read(title="GL detail")
async def gl_detail(
    books: CompanyBooks,
    account: Account,
    period: Dates = "",
    by: Annotated[str, Field(description="Sum by month, account, journal or a dimension")] = "",
    where: Annotated[str, Field(description="vendor=V-1, department=SVC")] = "",
    state: Literal["posted", "unposted", "both"] = "posted",
    entity: Entity = "",
    book: Book = "",
    limit: Limit = 50,
    after: After = "",
) -> Answer:
    """Journal lines with source and running balance, or their sums, tied to the accounts' balances.

    As Intacct's general ledger report, default this month.
    """
    scoped = await books.within(entity=entity, book=book)
    found = await scoped.ask(
        questions.gl_detail,
        Page(limit, after),
        account=account,
        period=period,
        by=by,
        where=where,
        state=state,
    )
    if found.split:
        return table(found, f"{found.split} currency debit credit net")
    return table(
        found,
        "date account? journal? entry? module? document? description? location? department? customer? "
        "vendor? project? state? currency debit? credit? balance?",
    )
