"""Payments from customers and to vendors.

Source: intacct_books.documents.payments_list (REST `payment` of both subledgers, docs/api/payments.md).
Units:  money in the payment's currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Literal

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Dates, Entity, Limit, SearchDocuments
from intacct_tools._shapes import Answer, table

payments = Toolset("payments")


@payments.read(title="List payments")
async def list_payments(
    books: CompanyBooks,
    ledger: Literal["AR", "AP"],
    search: SearchDocuments = "",
    status: Literal["paid", "waiting", "reversed", "all"] = "paid",
    period: Dates = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Payments from customers (AR) or to vendors (AP), newest first.

    As Intacct's lists of payments; paid is confirmed or later.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.payments,
        Page(limit, after),
        ledger=ledger,
        status=status,
        search=search,
        period=period,
    )
    return table(found, "date number? party method? bank? state currency amount unapplied?")
