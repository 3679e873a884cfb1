"""AR invoices.

Source: intacct_books.documents (REST `accounts-receivable/invoice`, `invoice-line`, docs/api/invoices.md).
Units:  money in the invoice's currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Literal

from intacct_books import ONE, Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, DocumentDates, DueBy, Entity, Limit, SearchDocuments
from intacct_tools._shapes import Answer, document, table

invoices = Toolset("invoices")


@invoices.read(title="List invoices")
async def list_invoices(
    books: CompanyBooks,
    search: SearchDocuments = "",
    status: Literal["open", "overdue", "paid", "unposted", "reversed", "all"] = "open",
    period: DocumentDates = "",
    due_by: DueBy = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """AR invoices by due date with what is due today; drafts are only told. As Intacct's invoice list."""
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.documents,
        Page(limit, after),
        ledger="AR",
        status=status,
        search=search,
        period=period,
        due_by=due_by,
    )
    late = "days_late?" if status == "overdue" else ""
    entered = "entered_by? days_since_entered?" if status == "unposted" else ""
    state = "state?" if status in {"open", "overdue"} else "state"
    return table(
        found,
        f"number customer date due_date {late} {state} {entered} currency total due? retained?",
    )


@invoices.read(title="Get invoice")
async def get_invoice(books: CompanyBooks, number: str = "", key: str = "") -> Answer:
    """One AR invoice by number or record key: lines, payments applied, what is still due.

    As Intacct's invoice page.
    """
    found = await books.ask(questions.invoice, ONE, number=number, key=key)
    return document(found, "invoice")
