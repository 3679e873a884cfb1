"""One AR invoice: header, lines, what was paid on it and what is still due.

Source: REST `accounts-receivable/invoice-line` with its header carried along, then `payment-detail`
(docs/api/invoices.md). Lines are queried, never taken from GET: GET leaves tax and subtotal lines out.
Units:  the invoice's own currency.
Errors: `NotFound` with recent numbers; `BadArgument` with the candidates when several carry the number.
"""

from collections.abc import Sequence
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.errors import BadArgument, NotFound
from intacct_books.evidence import Part, lines_of
from intacct_books.found import FoundDocument, Read
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, equal
from intacct_client.query import select

LINE = "accounts-receivable/invoice-line"
APPLICATION = "accounts-receivable/payment-detail"
RECENT = 3
_APPLIED = (
    "paymentAmount",
    "inlineAmount",
    "adjustmentAmount",
    "postedAdvanceAmount",
    "postedOverPaymentAmount",
    "negativeInvoiceAmount",
)


async def invoice(asking: Asking, *, number: str, key: str) -> FoundDocument:
    """The invoice of that number or key; one transaction, two when something was paid on it."""
    intacct, number, key = asking.intacct, number.strip(), key.strip()
    if bool(number) == bool(key):
        raise BadArgument("Give the invoice's number or its key, one of the two.")
    if key and not key.isdigit():
        raise BadArgument(
            f"key {key[:40]!r} is not a key: it is a whole number. Give the number instead."
        )
    rows = await _lines(
        intacct, equal("invoice.key", key) if key else equal("invoice.invoiceNumber", number)
    )
    if not rows and number:
        # Only then without regard to case: no index helps there.
        rows = await _lines(intacct, equal("invoice.invoiceNumber", number), ignore_case=True)
    lines = _one_invoice(rows, number)
    if not lines:
        raise NotFound(await _unknown(intacct, number or f"key {key}"))
    head = lines[0]
    payments = await _payments(intacct, head.text("invoice.key")) if _is_paid_on(head) else []
    return _document(asking.read, head, lines, payments)


async def _lines(intacct: Intacct, wanted: Filter, *, ignore_case: bool = False) -> list[Row]:
    query = select(
        LINE,
        "text invoice.key",
        "text invoice.invoiceNumber",
        "text invoice.state",
        "text invoice.customer.id",
        "text invoice.customer.name",
        "day invoice.invoiceDate",
        "day invoice.dueDate",
        "text invoice.currency.txnCurrency",
        "money invoice.totalTxnAmount",
        "money invoice.totalTxnAmountDue",
        "money invoice.paymentInformation.totalTxnAmountPaid",
        "text? invoice.description",
        "text? invoice.referenceNumber",
        "text? invoice.webURL",
        "count lineNumber",
        "text? isSubtotal",
        "text glAccount.id",
        "text glAccount.name",
        "text dimensions.location.id",
        "text dimensions.department.id",
        "text memo",
        "money txnAmount",
        filters=(wanted,),
        order=("invoice.key", "lineNumber"),
        ignore_case=ignore_case,
    )
    return (await intacct.query_all(query)).rows


def _one_invoice(rows: list[Row], number: str) -> list[Row]:
    """The lines of the only invoice among the rows; a reversal gives way to what it reversed."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.text("invoice.key"), []).append(row)
    standing = [lines for lines in by_key.values() if lines[0].text("invoice.state") != "reversal"]
    candidates = standing or list(by_key.values())
    if len(candidates) > 1:
        named = "; ".join(_candidate(lines[0]) for lines in candidates[:5])
        raise BadArgument(
            f"{len(candidates)} invoices have the number {number[:40]!r}: {named}. Give the key of one."
        )
    return candidates[0] if candidates else []


def _candidate(row: Row) -> str:
    return (
        f"key {row.text('invoice.key')} of {row.text('invoice.customer.name')[:40]} "
        f"({row.day('invoice.invoiceDate')}, {row.money('invoice.totalTxnAmount')} "
        f"{row.text('invoice.currency.txnCurrency')})"
    )


async def _unknown(intacct: Intacct, wanted: str) -> str:
    recent = await intacct.query(
        select(
            "accounts-receivable/invoice",
            "text invoiceNumber",
            filters=(among("state", ("posted", "partiallyPaid", "paid")),),
            order=("-invoiceDate", "-key"),
            size=2 * RECENT,
        )
    )
    unique = list(dict.fromkeys(row.text("invoiceNumber") for row in recent.rows))
    numbers = ", ".join(unique[:RECENT])
    hint = f"The latest are {numbers}." if numbers else "There are no invoices at all."
    return f"No invoice {wanted[:40]!r}. {hint}"


def _is_paid_on(head: Row) -> bool:
    paid = head.money("invoice.paymentInformation.totalTxnAmountPaid")
    open_ = head.money("invoice.totalTxnAmount") - head.money("invoice.totalTxnAmountDue")
    return bool(paid) or (bool(open_) and head.text("invoice.state") in {"paid", "partiallyPaid"})


async def _payments(intacct: Intacct, key: str) -> list[Record]:
    query = select(
        APPLICATION,
        "day paymentDate",
        "text? arPayment.documentNumber",
        "text? arPayment.paymentMethod",
        "text? arPayment.state",
        "money txnCurrency.paymentAmount",
        *(f"money? txnCurrency.{name}" for name in _APPLIED[1:]),
        filters=(equal("arInvoice.key", key),),
        order=("paymentDate",),
    )
    rows = (await intacct.query_all(query)).rows
    return [
        {
            "date": row.day("paymentDate"),
            "payment": row.text("arPayment.documentNumber"),
            "method": row.text("arPayment.paymentMethod"),
            "applied": sum((row.money(f"txnCurrency.{name}") for name in _APPLIED), ZERO),
        }
        for row in rows
        if row.text("arPayment.state") != "draft"  # not yet paid
    ]


def _document(read: Read, head: Row, lines: Sequence[Row], payments: list[Record]) -> FoundDocument:
    total, due = head.money("invoice.totalTxnAmount"), head.money("invoice.totalTxnAmountDue")
    applied = sum(
        (amount for row in payments if isinstance(amount := row["applied"], Decimal)), ZERO
    )
    state = head.text("invoice.state")
    header: Record = {
        "number": head.text("invoice.invoiceNumber"),
        "key": head.text("invoice.key"),
        "state": state,
        "customer": f"{head.text('invoice.customer.id')} {head.text('invoice.customer.name')}".strip(),
        "date": head.day("invoice.invoiceDate"),
        "due_date": head.day("invoice.dueDate"),
        "currency": head.text("invoice.currency.txnCurrency"),
        "total": total,
        "paid": applied,
        "due": due,
        "reference": head.text("invoice.referenceNumber"),
        "description": head.text("invoice.description"),
    }
    line_total = sum((row.money("txnAmount") for row in lines), ZERO)
    checks = {"lines - total": line_total - total}
    notes: list[str] = []
    if state in {"draft", "reversed", "reversal"}:
        notes.append(f"The invoice is {'a draft' if state == 'draft' else state}: it is not owed.")
    else:
        checks["total - paid - due"] = total - applied - due
    notes = [f"{name} is {value}, not zero." for name, value in checks.items() if value] + notes
    return FoundDocument(
        read=read,
        as_of=read.read_on,
        header=header,
        blocks={"lines": [_line(row) for row in lines], "payments": payments},
        totals={head.text("invoice.currency.txnCurrency"): {"total": total}},
        resolved={"number": "", "key": head.text("invoice.key")},
        parts=(_evidence(head.text("invoice.key")),),
        notes=notes,
        checks=checks,
        link=head.text("invoice.webURL"),
    )


def _evidence(key: str) -> Part:
    """The invoice's lines, which add up to its total."""
    return lines_of(
        "total",
        LINE,
        {"line": "count lineNumber", "account": "text glAccount.id", "memo": "text memo"},
        amount="txnAmount",
        currency="invoice.currency.txnCurrency",
        filters=(equal("invoice.key", key),),
        order=("lineNumber",),
    )


def _line(row: Row) -> Record:
    return {
        "line": row.count("lineNumber"),
        "account": f"{row.text('glAccount.id')} {row.text('glAccount.name')}".strip(),
        "location": row.text("dimensions.location.id"),
        "department": row.text("dimensions.department.id"),
        "memo": row.text("memo"),
        "kind": row.text("isSubtotal"),
        "amount": row.money("txnAmount"),
    }
