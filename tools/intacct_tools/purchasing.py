"""Purchasing. A toolset that is off unless it is chosen.

Source: intacct_books.modules.purchasing (REST `purchasing/document`, `accounts-payable/bill`, docs/api/modules.md).
Units:  orders in transaction currency, bills in base currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, DueBy, Entity, Limit, Period
from intacct_tools._shapes import Answer, table

purchasing = Toolset("purchasing")

Vendor = Annotated[str, Field(description="Vendor id; default all")]


@purchasing.read(title="Open purchase orders")
async def purchase_orders_open(
    books: CompanyBooks,
    document_type: Annotated[
        str, Field(description="The company's name of the type; empty for all")
    ] = "Purchase Order",
    vendor: Vendor = "",
    due_by: DueBy = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Purchasing documents that are neither converted nor closed, drafts left out, with totals by currency.

    As Intacct's open purchase orders; an order converted in part counts whole.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.purchase_orders_open,
        Page(limit, after),
        document_type=document_type,
        vendor=vendor,
        due_by=due_by,
    )
    return table(found, "number type? state vendor date due? currency total")


@purchasing.read(title="Bills without order")
async def bills_without_order(
    books: CompanyBooks,
    period: Period = "",
    vendor: Vendor = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Posted bills that came of no purchasing document, by posting date; last month by default.

    As Intacct's list of bills without a source document.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.bills_without_order, Page(limit, after), period=period, vendor=vendor
    )
    return table(found, "number vendor posted state currency total")
