"""What was applied after a day, from which what was open then is rolled back.

Source: REST `payment-detail` of both subledgers (docs/api/aging.md). Drafts of payments apply nothing.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.item import OpenItem, item_from
from intacct_books.aging.subledgers import Applications, Paths, Subledger
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Row
from intacct_client.filters import among, equal, later
from intacct_client.query import select

OVERPAYMENT_USED = "txnCurrency.postedOverPaymentAmount"


class Applied:
    """What was applied after a day, by what it was applied to or taken from."""

    def __init__(self) -> None:
        self.to_documents: dict[str, Decimal] = defaultdict(Decimal)
        self.to_adjustments: dict[str, Decimal] = defaultdict(Decimal)
        self.from_adjustments: dict[str, Decimal] = defaultdict(Decimal)
        self.from_advances: dict[str, Decimal] = defaultdict(Decimal)
        self.from_overpayments: dict[str, Decimal] = defaultdict(Decimal)
        self.documents: dict[str, OpenItem] = {}

    def add(self, of: Applications, row: Row, amount: Decimal) -> None:
        """Take up one payment detail; what is used of overpayments is in their own currency."""
        self.to_documents[row.text(f"{of.document}.key")] += amount
        self.to_documents[row.text(f"{of.negative}.key")] -= amount
        self.to_adjustments[row.text(f"{of.debit_memo}.key")] += amount
        self.from_adjustments[row.text(f"{of.credit_memo}.key")] += amount
        self.from_advances[row.text(f"{of.advance}.key")] += amount
        if of.overpayment:
            used = row.money(OVERPAYMENT_USED)
            self.from_overpayments[row.text(f"{of.overpayment}.key")] += used


async def applied_since(asking: Asking, of: Subledger, day: date, party: str = "") -> Applied:
    """Details of posted payments after a day, with what they say of the documents they paid."""
    paid = of.applications
    document = of.document
    of_party = (
        tuple(equal(f"{name}.{of.party}.id", party) for name in (paid.document, paid.debit_memo))
        if party
        else ()
    )
    whole = (document.number, document.day, document.due, document.posting, document.currency)
    query = select(
        paid.object,
        "day paymentDate",
        f"text {paid.is_posted}",
        *(f"money? baseCurrency.{name}" for name in paid.amounts),
        *((f"money? {OVERPAYMENT_USED}",) if paid.overpayment else ()),
        *(f"text {name}.key" for name in _sources(paid)),
        *(_declared(f"{paid.document}.", path, document) for path in dict.fromkeys(whole)),
        f"text? {paid.document}.{document.own}",
        f"money? {paid.document}.{document.retained}",
        f"text {paid.document}.{of.party}.id",
        f"text {paid.document}.{of.party}.name",
        f"text? {paid.document}.entity.id",
        filters=(later("paymentDate", day), *of_party),
        expression="1 and (2 or 3)" if party else "",
        order=("paymentDate",),
    )
    since = Applied()
    for row in (await asking.intacct.query_all(query)).rows:
        if row.text(paid.is_posted) == "draft":
            continue
        amount = sum((row.money(f"baseCurrency.{name}") for name in paid.amounts), ZERO)
        since.add(paid, row, amount)
        key = row.text(f"{paid.document}.key")
        if key:
            since.documents[key] = item_from(
                row, of, replace(document, prefix=f"{paid.document}."), key, "document", ZERO
            )
    return since


def _sources(paid: Applications) -> list[str]:
    names = [paid.document, paid.negative, paid.debit_memo, paid.credit_memo, paid.advance]
    return [*names, *([paid.overpayment] if paid.overpayment else [])]


def _declared(prefix: str, path: str, of: Paths) -> str:
    kind = "day?" if path in {of.day, of.due, of.posting} else "text"
    return f"{kind} {prefix}{path}"


async def used_of(asking: Asking, of: Subledger, keys: list[str]) -> dict[str, Decimal]:
    """What was taken from credits, or paid of debits, where their headers do not tell."""
    paid = of.applications
    memos = (paid.credit_memo, paid.debit_memo)
    query = select(
        paid.object,
        f"text {paid.is_posted}",
        *(f"money? baseCurrency.{name}" for name in paid.amounts),
        *(f"text {name}.key" for name in memos),
        filters=tuple(among(f"{name}.key", keys) for name in memos),
        expression="1 or 2",
    )
    used: dict[str, Decimal] = defaultdict(Decimal)
    for row in (await asking.intacct.query_all(query)).rows:
        if row.text(paid.is_posted) != "draft":
            amount = sum((row.money(f"baseCurrency.{name}") for name in paid.amounts), ZERO)
            used[row.text(f"{paid.credit_memo}.key")] += amount
            used[row.text(f"{paid.debit_memo}.key")] -= amount
    return used
