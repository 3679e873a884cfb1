"""Credits and debits beside documents: memos, advances and what is left of payments.

Source: REST adjustments (by their lines: headers have been seen without totals), advances, payments
(docs/api/aging.md).
Units:  base currency; credits are negative.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal, getcontext

from intacct_books.aging.applied import Applied, used_of
from intacct_books.aging.item import OpenItem, item_from, item_query
from intacct_books.aging.subledgers import Subledger
from intacct_books.lists.asking import Asking
from intacct_books.money import CENT, ZERO
from intacct_client import Filter, Row
from intacct_client.filters import among, at_most, unequal

STANDING = ("posted", "selected", "partiallyPaid", "paid", "noValue")
ADVANCE_STANDING = (
    *("posted", "selected", "partiallyApplied", "fullyApplied", "reconciled"),
    *("advancePaid",),
)
PAID_IN = ("complete", "reconciled")


async def adjustments(
    asking: Asking, of: Subledger, day: date, since: Applied, party: str = ""
) -> list[OpenItem]:
    """Credit and debit memos. Their lines are read: headers have been seen without totals."""
    paths = of.adjustment
    prefix = paths.prefix
    filters = (at_most(f"{prefix}{paths.day}", day), among(f"{prefix}state", STANDING))
    query = item_query(
        of,
        paths,
        f"{prefix}key",
        filters,
        "",
        f"money {paths.total}",
        "text? adjustmentType",
        party=party,
    )
    totals: dict[str, Decimal] = defaultdict(Decimal)
    heads: dict[str, Row] = {}
    for row in (await asking.intacct.query_all(query)).rows:
        key = row.text(f"{prefix}key")
        totals[key] += signed(row.money(paths.total), row.text("adjustmentType"))
        heads[key] = row
    without_total = [
        key for key, row in heads.items() if row.money_or_none(f"{prefix}{paths.left}") is None
    ]
    used = await used_of(asking, of, without_total) if without_total else {}
    items: list[OpenItem] = []
    for key, row in heads.items():
        left = row.money_or_none(f"{prefix}{paths.left}")
        is_credit = totals[key] < 0
        now = (
            totals[key] + used.get(key, ZERO) if left is None else abs(left).copy_sign(totals[key])
        )
        back = since.from_adjustments if is_credit else since.to_adjustments
        amount = now + (-back.get(key, ZERO) if is_credit else back.get(key, ZERO))
        item = item_from(row, of, paths, key, "adjustment", amount)
        if item.posting <= day:
            items.append(item)
    return items


def signed(amount: Decimal, kind: str) -> Decimal:
    """A memo's amount: credits negative, however the company writes them."""
    if kind == "credit":
        return -abs(amount)
    return abs(amount) if kind == "debit" else amount


async def advances(
    asking: Asking, of: Subledger, day: date, since: Applied, party: str = "", *, is_past: bool
) -> list[OpenItem]:
    """Money on account from before there was a document."""
    paths = of.advance
    filters: tuple[Filter, ...] = (
        at_most(paths.posting, day),
        among("state", ADVANCE_STANDING),
        *(() if is_past else (unequal(paths.left, Decimal(0)),)),
    )
    query = item_query(of, paths, "key", filters, "", party=party)
    return [
        item_from(
            row,
            of,
            paths,
            row.text("key"),
            "advance",
            -row.money(paths.left) - since.from_advances.get(row.text("key"), ZERO),
        )
        for row in (await asking.intacct.query_all(query)).rows
    ]


async def overpayments(
    asking: Asking, of: Subledger, day: date, since: Applied, party: str = ""
) -> list[OpenItem]:
    """What is left of payments; the rest is told in the payment's currency only."""
    paths = of.overpayment
    if paths is None:
        return []
    used = [key for key in since.from_overpayments if key]
    filters: tuple[Filter, ...] = (
        at_most(paths.posting, day),
        among("state", PAID_IN),
        unequal(paths.left, Decimal(0)),
        *((among("key", used),) if used else ()),
    )
    query = item_query(
        of,
        paths,
        "key",
        filters,
        "1 and 2 and (3 or 4)" if used else "",
        "money txnCurrency.totalAmount",
        party=party,
    )
    return [
        item_from(
            row,
            of,
            paths,
            row.text("key"),
            "overpayment",
            -in_base(
                row.money(paths.left) + since.from_overpayments.get(row.text("key"), ZERO),
                row.money("txnCurrency.totalAmount"),
                row.money(paths.total),
            ),
        )
        for row in (await asking.intacct.query_all(query)).rows
    ]


def in_base(rest: Decimal, whole: Decimal, base: Decimal) -> Decimal:
    """A rest of a payment in base currency, at the payment's own rate."""
    if not whole or whole == base:
        return rest
    return getcontext().divide(rest * base, whole).quantize(CENT)
