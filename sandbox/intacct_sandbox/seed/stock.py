"""The warehouses, and the orders to vendors and from customers.

Source: docs/api/typed-documents.md. Orders post nothing. One purchase order has become a bill, all others wait or are done.
Units: cents; a price or a quantity has ten decimals.
"""

from datetime import date, timedelta
from typing import NamedTuple

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.cases.register import BILL, mark
from intacct_sandbox.seed.dimensions import ITEM
from intacct_sandbox.seed.organisation import TIME, Organisation, Party
from intacct_sandbox.seed.records import add_fields, add_record, key_of

WAREHOUSE = "inventory-control/warehouse"
PURCHASE_ORDER = "purchasing/document::Purchase Order"
SALES_ORDER, QUOTE = "order-entry/document::Sales Order", "order-entry/document::Sales Quote"
_WAREHOUSES = (
    ("W-SEA", "Seattle stock", "110"),
    ("W-DEN", "Denver stock", "120"),
    ("W-BOS", "Boston vans", "210"),
)
_PRICE, _QUANTITY = 10**8, 10**10


class OrderSeed(NamedTuple):
    """An order; its party is a place among those of entity 100, its lines are item, quantity and price."""

    name: str
    number: str
    party: int
    days_ago: int
    state: str
    lines: tuple[tuple[str, int, int], ...]


_ORDERS = (
    OrderSeed(
        PURCHASE_ORDER, "PO-5002", 0, 21, "closed", (("PG-200", 12, 19_200), ("SM-SP", 40, 4_960))
    ),
    OrderSeed(PURCHASE_ORDER, "PO-5003", 1, 12, "pending", (("FM-IL", 6, 36_400),)),
    OrderSeed(
        PURCHASE_ORDER, "PO-5004", 2, 4, "pending", (("DM-11", 25, 14_600), ("TC-8", 10, 11_160))
    ),
    OrderSeed(PURCHASE_ORDER, "PO-5005", 1, 1, "draft", (("SM-SP", 100, 4_960),)),
    OrderSeed(
        SALES_ORDER, "SO-8001", 0, 18, "closed", (("PG-200", 4, 48_000), ("CAL-GS", 4, 21_000))
    ),
    OrderSeed(SALES_ORDER, "SO-8002", 3, 9, "pending", (("FM-IL", 2, 91_000),)),
    OrderSeed(
        SALES_ORDER, "SO-8003", 5, 2, "pending", (("DM-11", 8, 36_500), ("TRAIN", 1, 80_000))
    ),
    OrderSeed(QUOTE, "SQ-9001", 4, 6, "pending", (("MNT-12", 1, 240_000), ("PORTAL", 15, 3_000))),
)


def add_warehouses(ledger: Ledger, employees: tuple[int, ...], *, at: str) -> None:
    """Write the warehouses; they belong to the entity of their location."""
    for number, (id_, name, location) in enumerate(_WAREHOUSES):
        key, entity_key = ledger.rows(
            "SELECT key, entity_key FROM location WHERE id = ?", (location,)
        )[0]
        fields: dict[str, Stored] = {
            "id": id_,
            "name": name,
            "location.key": key,
            "manager.key": employees[4 + number % 2],
            "entity.key": entity_key,
        }
        add_record(ledger, WAREHOUSE, fields, at=at, entity_key=entity_key)


def add_orders(ledger: Ledger, organisation: Organisation, today: date) -> None:
    """Write the orders, and the one that a bill has come of."""
    for order in _ORDERS:
        parties = organisation.vendors if order.name == PURCHASE_ORDER else organisation.customers
        near = [each for each in parties if each.office.seed.id == "100"]
        _add_order(ledger, order, near[order.party], today - timedelta(days=order.days_ago), {})
    _billed(ledger, organisation)


def _billed(ledger: Ledger, organisation: Organisation) -> None:
    """An order for what the bill of a case is about, placed ten days before it."""
    bill_key, vendor_key, day, total = ledger.rows(
        "SELECT d.key, d.party_key, d.document_date, l.txn_amount FROM seeded_case AS c"
        " JOIN document AS d ON d.key = c.record_key JOIN document_line AS l ON l.document_key = d.key"
        " WHERE c.name = 'partially-paid-bill'"
    )[0]
    office = organisation.office("100")
    vendor = Party(vendor_key, office, organisation.vendors[0].term_key, 0)
    quantity = 40
    order = OrderSeed(
        PURCHASE_ORDER, "PO-5001", 0, 0, "converted", (("PG-200", quantity, total // quantity),)
    )
    placed = date.fromisoformat(day) - timedelta(days=10)
    key = _add_order(ledger, order, vendor, placed, {"bill.key": bill_key})
    add_fields(ledger, "document", bill_key, {"purchasingDocument.key": key})
    mark(ledger, "bill-of-a-purchase-order", "purchasing/document", key)
    mark(ledger, "bill-of-a-purchase-order", BILL, bill_key)


def _add_order(
    ledger: Ledger, order: OrderSeed, party: Party, day: date, more: dict[str, Stored]
) -> int:
    is_purchase = order.name == PURCHASE_ORDER
    total = sum(quantity * price for _, quantity, price in order.lines)
    currency, at = party.office.seed.currency, day.isoformat()
    fields: dict[str, Stored] = {
        "documentNumber": order.number,
        "documentId": f"{order.name.partition('::')[2]}-{order.number}",
        "state": order.state,
        "txnDate": at,
        "postingDate": at,
        "dueDate": (day + timedelta(days=30)).isoformat(),
        **dict.fromkeys(
            ("subtotal", "subtotalInTxnCurrency", "total", "totalInTxnCurrency"), total
        ),
        "baseCurrency": currency,
        "txnCurrency": currency,
        "paymentTerm.key": party.term_key,
        "entity.key": party.office.entity_key,
        f"{'vendor' if is_purchase else 'customer'}.key": party.key,
        **more,
    }
    is_open = order.state in {"draft", "pending"}
    lines = [
        _line(ledger, party, number, line, is_purchase=is_purchase, is_open=is_open)
        for number, line in enumerate(order.lines, start=1)
    ]
    return add_record(
        ledger,
        order.name,
        fields,
        at=at + TIME,
        entity_key=party.office.entity_key,
        owned={"lines": lines},
    )


def _line(
    ledger: Ledger,
    party: Party,
    number: int,
    line: tuple[str, int, int],
    *,
    is_purchase: bool,
    is_open: bool,
) -> dict[str, Stored]:
    item, quantity, price = line
    item_key = key_of(ledger, ITEM, item)
    currency = party.office.seed.currency
    fields: dict[str, Stored] = {
        "lineNumber": number,
        "item.key": item_key,
        "unit": "Each",
        **dict.fromkeys(("unitQuantity", "quantity"), quantity * _QUANTITY),
        "quantityRemaining": quantity * _QUANTITY if is_open else 0,
        **dict.fromkeys(("unitPrice", "price", "priceInTxnCurrency"), price * _PRICE),
        "baseCurrency": currency,
        "txnCurrency": currency,
        "dimensions.item.key": item_key,
        "dimensions.location.key": party.office.location_keys[0],
        "dimensions.warehouse.key": key_of(ledger, WAREHOUSE, "W-SEA"),
        f"dimensions.{'vendor' if is_purchase else 'customer'}.key": party.key,
    }
    if is_purchase:
        fields["extendedPriceInTxnCurrency"] = quantity * price * _PRICE
    return fields
