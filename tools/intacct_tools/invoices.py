"""AR invoices.

Source: intacct_books.documents.invoices (REST `accounts-receivable/invoice-line`, docs/api/invoices.md).
Units:  money in the invoice's currency.
Errors: whatever books raises; nothing is caught here.
"""

from intacct_books import ONE, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._shapes import Answer, document

invoices = Toolset("invoices")


@invoices.read(title="Get invoice")
async def get_invoice(books: CompanyBooks, number: str = "", key: str = "") -> Answer:
    """One AR invoice by number or record key: header, lines, payments applied and what is still due."""
    found = await books.ask(questions.invoice, ONE, number=number, key=key)
    return document(found, "invoice")
