"""Customers and vendors: who they are and what is owed, by name or id.

Source: REST `accounts-receivable/customer` and `accounts-payable/vendor` (docs/api/parties.md).
Units:  amounts are in the party's currency; what a party owes is net of payments on account.
Errors: `BadArgument` for a bad cursor; otherwise the client's.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from intacct_books.cells import Record
from intacct_books.found import Found
from intacct_books.id_and_name import expression_of, ways
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import ListQuery, page_of, read_list
from intacct_books.lists.near import unmatched
from intacct_books.masking import LAST, masked
from intacct_books.money import ZERO
from intacct_client import Filter, Row
from intacct_client.filters import ends_with, equal
from intacct_client.query import select

CUSTOMER = "accounts-receivable/customer"
VENDOR = "accounts-payable/vendor"
Status = Literal["active", "inactive", "any"]
Sort = Literal["name", "owes", "over_limit"]


async def customers(asking: Asking, *, search: str, status: Status, sort: Sort) -> Found:
    """Customers with what each owes, in its own currency; or only those over their limit, most first."""
    if sort == "over_limit":
        return await _over_limit(asking, search, status)
    found = await read_list(asking, customers_query(search, status, sort))
    await _add_near(asking, CUSTOMER, search, found)
    if sort == "owes" and len(found.totals) > 1:
        found.notes.append("Sorted by amount; amounts of different currencies are not converted.")
    return found


async def vendors(asking: Asking, *, search: str) -> Found:
    """Vendors with what we owe each, in its own currency."""
    found = await read_list(asking, vendors_query(search))
    await _add_near(asking, VENDOR, search, found)
    return found


async def _add_near(asking: Asking, object_name: str, search: str, found: Found) -> None:
    """Where nothing was found, say who may have been meant; one transaction more."""
    if search.strip() and not found.total:
        found.notes.extend(await unmatched(asking.intacct, object_name, search))


async def _over_limit(asking: Asking, search: str, status: Status) -> Found:
    """Customers who owe more than their limit. No limit is not a limit of zero."""
    rows = (await asking.intacct.query_all(customers_query(search, status, "owes").query)).rows
    over = [record for row in rows if (record := _customer(row))["over_limit_by"]]
    over.sort(key=lambda record: str(record["id"]))
    over.sort(key=_excess, reverse=True)
    page = page_of(asking, over, ("owes", "over_limit_by"))
    await _add_near(asking, CUSTOMER, search, page)
    return replace(page, as_of=asking.read.read_on, items=tuple(over))


def _excess(record: Record) -> Decimal:
    excess = record["over_limit_by"]
    return excess if isinstance(excess, Decimal) else ZERO


def customers_query(search: str, status: Status, sort: Sort) -> ListQuery:
    """Customers whose name or id has the text in it."""
    filters, expression = _search(search, status, with_tax_id=False)
    query = select(
        CUSTOMER,
        "text id",
        "text name",
        "text status",
        "text currency",
        "money totalDue",
        "money creditLimit",
        "flag? isOnHold",
        filters=filters,
        expression=expression,
        order=_order(sort),
        ignore_case=True,
    )
    return ListQuery(query, _customer, {"owes": "totalDue"}, "currency")


def vendors_query(search: str) -> ListQuery:
    """Vendors whose name or id has the text in it, or whose tax id ends with exactly these four."""
    filters, expression = _search(search, "any", with_tax_id=True)
    query = select(
        VENDOR,
        "text id",
        "text name",
        "text status",
        "text currency",
        "text? taxId",
        "money totalDue",
        filters=filters,
        expression=expression,
        order=_order("name"),
        ignore_case=True,
    )
    return ListQuery(query, _vendor, {"owed": "totalDue"}, "currency")


def _search(search: str, status: Status, *, with_tax_id: bool) -> tuple[tuple[Filter, ...], str]:
    part = search.strip()
    groups = ways(part, ("name", "id"))
    if with_tax_id and len(part) == LAST and part.isalnum():
        groups = tuple((*group, ends_with("taxId", part)) for group in groups)
    if status != "any":
        groups = (*groups, (equal("status", status),))
    return tuple(each for group in groups for each in group), expression_of(groups)


def _order(sort: Sort) -> tuple[str, ...]:
    return ("-totalDue", "name") if sort == "owes" else ("name",)


def _unless_active(status: str) -> str:
    """The status where it is worth saying."""
    return "" if status == "active" else status


def _customer(row: Row) -> Record:
    limit, owes = row.money_or_none("creditLimit"), row.money("totalDue")
    return {
        "id": row.text("id"),
        "name": row.text("name"),
        "status": _unless_active(row.text("status")),
        "currency": row.text("currency"),
        "owes": owes,
        "credit_limit": limit,
        "over_limit_by": owes - limit if limit and owes > limit else None,
        "on_hold": True if row.flag("isOnHold") else None,
    }


def _vendor(row: Row) -> Record:
    return {
        "id": row.text("id"),
        "name": row.text("name"),
        "status": _unless_active(row.text("status")),
        "currency": row.text("currency"),
        "tax_id": masked(row.text("taxId")),
        "owed": row.money("totalDue"),
    }
