"""AR invoices.

Source: intacct_books.invoices (REST `accounts-receivable/invoice-line`, docs/api/invoices.md).
Units:  money in the invoice's currency.
Errors: whatever books raises; nothing is caught here.
"""

from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._shapes import Answer, document

invoices = Toolset("invoices")


@invoices.read(title="Get invoice")
async def get_invoice(books: CompanyBooks, number: str = "", key: str = "") -> Answer:
    """One AR invoice by number or record key: header, lines, payments applied and what is still due."""
    return document(await books.invoice(number=number, key=key), "invoice")
