"""AP bills.

Source: intacct_books.documents (REST `accounts-payable/bill`, `bill-line`, docs/api/bills.md).
Units:  money in the bill's currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Literal

from intacct_books import ONE, Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, DocumentDates, DueBy, Entity, Limit, SearchDocuments
from intacct_tools._shapes import Answer, document, table

bills = Toolset("bills")
_TO_PAY = ("open", "overdue", "on_hold")


@bills.read(title="List bills")
async def list_bills(
    books: CompanyBooks,
    search: SearchDocuments = "",
    status: Literal["open", "overdue", "on_hold", "paid", "unposted", "reversed", "all"] = "open",
    period: DocumentDates = "",
    due_by: DueBy = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """AP bills by due date: due today, holds, discounts; drafts are only told. As Intacct's bill list."""
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.documents,
        Page(limit, after),
        ledger="AP",
        status=status,
        search=search,
        period=period,
        due_by=due_by,
    )
    late = "days_late?" if status == "overdue" else ""
    state = "state?" if status in _TO_PAY else "state"
    paying = "pay_by? discount_until? discount? hold?" if status in _TO_PAY else ""
    entered = "entered_by? days_since_entered?" if status == "unposted" else ""
    return table(
        found,
        f"number vendor date due_date {late} {paying} {state} {entered} currency total due? retained?",
    )


@bills.read(title="Get bill")
async def get_bill(books: CompanyBooks, number: str = "", key: str = "") -> Answer:
    """One AP bill by number or record key: lines, payments applied, what is still due.

    As Intacct's bill page.
    """
    found = await books.ask(questions.bill, ONE, number=number, key=key)
    return document(found, "bill")
