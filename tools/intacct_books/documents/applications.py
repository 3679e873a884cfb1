"""What was applied to a document, or taken from one that is itself a credit; and what a payment was applied to.

Source: REST `payment-detail` of both subledgers (docs/api/payments.md). Drafts of payments apply nothing.
Units:  the payment's currency, which is the document's.
"""

from decimal import Decimal

from intacct_books.aging.subledgers import Subledger
from intacct_books.cells import Record
from intacct_books.money import ZERO
from intacct_client import Intacct, Row
from intacct_client.filters import equal
from intacct_client.query import select

DRAFT = "draft"
_MONEY = "paymentAmount"
_REST = "postedOverPaymentAmount"
_KIND = {
    "adjustmentAmount": "memo",
    "postedAdvanceAmount": "advance",
    _REST: "overpayment",
    "negativeInvoiceAmount": "negative invoice",
    "inlineAmount": "inline credit",
    "discountAmount": "discount",
}


async def applications(intacct: Intacct, of: Subledger, key: str) -> list[Record]:
    """Each payment or credit on the document of that key, oldest first; one transaction."""
    paid = of.applications
    query = select(
        paid.object,
        *_amounts(of),
        f"text {paid.document}.key",
        f"text? {of.payment}.documentNumber",
        f"text? {of.payment}.paymentMethod",
        filters=(equal(f"{paid.document}.key", key), equal(f"{paid.negative}.key", key)),
        expression="1 or 2",
        order=("paymentDate",),
    )
    rows = (await intacct.query_all(query)).rows
    return [_record(row, of, key) for row in rows if row.text(paid.is_posted) != DRAFT]


async def details_of(intacct: Intacct, of: Subledger, key: str) -> list[Row]:
    """What the payment of that key pays, and what others pay with its rest, oldest first; one transaction."""
    paid = of.applications
    sources = (f"{of.payment}.key", *((f"{paid.overpayment}.key",) if paid.overpayment else ()))
    query = select(
        paid.object,
        *_amounts(of),
        f"text {of.payment}.key",
        f"text? {of.payment}.documentNumber",
        f"text? {of.payment}.webURL",
        *(f"text {source}.key" for source in _sources(of)),
        *(f"text? {source}.{number}" for source, number in _sources(of).items()),
        filters=tuple(equal(source, key) for source in sources),
        expression="1 or 2" if len(sources) > 1 else "",
        order=("paymentDate", "key"),
    )
    return (await intacct.query_all(query)).rows


def applied_record(row: Row, of: Subledger, key: str) -> Record:
    """What a detail of the payment of that key pays, in money and by what else; or another with its rest."""
    used = _used(row, of)
    is_own = row.text(f"{of.payment}.key") == key
    amount = used.get(_MONEY if is_own else _REST, ZERO)
    kind, number = _paid(row, of)
    return {
        "date": row.day("paymentDate"),
        "kind": kind,
        "number": number,
        "amount": amount or None,
        "credit": (sum(used.values(), ZERO) - amount or None) if is_own else None,
        "with": _with(row, of, used) if is_own else _other_payment(row, of),
    }


def _other_payment(row: Row, of: Subledger) -> str:
    draft = " (draft)" if row.text(of.applications.is_posted) == DRAFT else ""
    return f"rest, by {row.text(f'{of.payment}.documentNumber')}{draft}"


def _amounts(of: Subledger) -> tuple[str, ...]:
    paid = of.applications
    names = (f"money? txnCurrency.{name}" for name in paid.amounts)
    return "day paymentDate", f"text {paid.is_posted}", *names


def _used(row: Row, of: Subledger) -> dict[str, Decimal]:
    """What a detail uses, by the name of its amount."""
    return {name: row.money(f"txnCurrency.{name}") for name in of.applications.amounts}


def _record(row: Row, of: Subledger, key: str) -> Record:
    used = _used(row, of)
    amount = sum(used.values(), ZERO)
    kinds = [_KIND[name] for name, value in used.items() if value and name in _KIND]
    return {
        "date": row.day("paymentDate"),
        "payment": row.text(f"{of.payment}.documentNumber"),
        "method": row.text(f"{of.payment}.paymentMethod"),
        "with": ", ".join(kinds),
        "applied": amount if row.text(f"{of.applications.document}.key") == key else -amount,
    }


def _sources(of: Subledger) -> dict[str, str]:
    """The name of each document that a detail can reach, and the name of that document's number."""
    paid, memo = of.applications, of.adjustment.number
    return {
        paid.document: of.number,
        paid.debit_memo: memo,
        paid.credit_memo: memo,
        paid.advance: of.advance.number,
        paid.negative: of.number,
    }


def _number(row: Row, of: Subledger, source: str) -> str:
    """The number of what stands under that name, its key where it has none; empty where nothing does."""
    key = row.text(f"{source}.key")
    return row.text(f"{source}.{_sources(of)[source]}") or (f"key {key}" if key else "")


def _paid(row: Row, of: Subledger) -> tuple[str, str]:
    """The kind and the number of what a detail pays."""
    paid = of.applications
    memo = _number(row, of, paid.debit_memo)
    return ("debit memo", memo) if memo else (of.title, _number(row, of, paid.document))


def _with(row: Row, of: Subledger, used: dict[str, Decimal]) -> str:
    """What is used beside money, each with its number where it has one."""
    paid = of.applications
    sources = {
        "adjustmentAmount": paid.credit_memo,
        "postedAdvanceAmount": paid.advance,
        "negativeInvoiceAmount": paid.negative,
        "inlineAmount": paid.negative,
    }
    return ", ".join(
        f"{_KIND[name]} {_number(row, of, sources[name]) if name in sources else ''}".strip()
        for name, value in used.items()
        if value and name in _KIND
    )
