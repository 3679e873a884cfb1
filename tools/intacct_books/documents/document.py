"""One invoice or bill: header, lines, what was paid on it and what is still due.

Source: REST `accounts-receivable/invoice-line`, `accounts-payable/bill-line` with the header carried along, then
`payment-detail` (docs/api/invoices.md, bills.md). Lines are queried, never taken from GET: GET leaves tax and
subtotal lines out.
Units:  the document's own currency; `base_...` in the entity's base currency.
Errors: `NotFound` with numbers that have the same digits, else the latest; `BadArgument` with the candidates when several carry the number.
"""

from decimal import Decimal

from intacct_books.aging.subledgers import AP, AR, Subledger
from intacct_books.cells import Record
from intacct_books.documents.applications import applications
from intacct_books.documents.states import NOT_OWED, OPEN, PAID
from intacct_books.documents.undone import is_undone, other_of_pair
from intacct_books.errors import BadArgument, NotFound
from intacct_books.evidence import Part, lines_of
from intacct_books.found import FoundDocument, Read
from intacct_books.lists.asking import Asking
from intacct_books.lists.near import number_in
from intacct_books.money import ZERO
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, contains, equal
from intacct_client.query import select

RECENT = 3
_SHORTEST = 2  # digits of a number that others are looked up by


async def invoice(asking: Asking, *, number: str, key: str) -> FoundDocument:
    """The invoice of that number or key; one transaction, two when something was paid on it."""
    return await _document_named(asking, AR, number.strip(), key.strip())


async def bill(asking: Asking, *, number: str, key: str) -> FoundDocument:
    """The bill of that number or key; one transaction, two when something was paid on it."""
    return await _document_named(asking, AP, number.strip(), key.strip())


async def _document_named(asking: Asking, of: Subledger, number: str, key: str) -> FoundDocument:
    intacct = asking.intacct
    if bool(number) == bool(key):
        raise BadArgument(f"Give the {of.title}'s number or its key, one of the two.")
    if key and not key.isdigit():
        raise BadArgument(
            f"key {key[:40]!r} is not a key: it is a whole number. Give the number instead."
        )
    wanted = equal(f"{of.header}.key", key) if key else equal(f"{of.header}.{of.number}", number)
    rows = await _lines(intacct, of, wanted)
    if not rows and number:
        # Only then without regard to case: no index helps there.
        rows = await _lines(intacct, of, wanted, ignore_case=True)
    lines = _one_document(rows, of, number)
    if not lines:
        raise NotFound(await _unknown(intacct, of, number, key))
    head = lines[0]
    if is_undone(head, of) and not number:
        same = equal(f"{of.header}.{of.number}", head.text(f"{of.header}.{of.number}"))
        rows = await _lines(intacct, of, same)
    paid = (
        await applications(intacct, of, head.text(f"{of.header}.key"))
        if _is_paid_on(head, of)
        else []
    )
    return _document(asking.read, of, lines, paid, other_of_pair(head, rows, of))


async def _lines(
    intacct: Intacct, of: Subledger, wanted: Filter, *, ignore_case: bool = False
) -> list[Row]:
    head = of.header
    query = select(
        of.line,
        f"text {head}.key",
        f"text {head}.{of.number}",
        f"text {head}.state",
        f"text {head}.{of.party}.id",
        f"text {head}.{of.party}.name",
        f"day {head}.{of.day}",
        f"day {head}.dueDate",
        f"text {head}.currency.txnCurrency",
        f"money {head}.totalTxnAmount",
        f"money {head}.totalTxnAmountDue",
        f"text {head}.currency.baseCurrency",
        f"text? {head}.currency.exchangeRate.rate",
        f"money? {head}.totalBaseAmount",
        f"money? {head}.totalBaseAmountDue",
        f"money? {head}.retainage.totalTxnAmountRetained",
        f"money {head}.paymentInformation.totalTxnAmountPaid",
        f"text? {head}.description",
        f"text? {head}.referenceNumber",
        f"text? {head}.webURL",
        *(f"{kind} {head}.{path}" for kind, path in _declared(of)),
        "count lineNumber",
        f"text? {of.subtotal}",
        "text glAccount.id",
        "text glAccount.name",
        "text dimensions.location.id",
        "text dimensions.department.id",
        "text memo",
        "money txnAmount",
        filters=(wanted,),
        order=(f"{head}.key", "lineNumber"),
        ignore_case=ignore_case,
    )
    return (await intacct.query_all(query)).rows


def _declared(of: Subledger) -> list[tuple[str, str]]:
    """The kind and path of each further fact."""
    return [(kind, path) for kind, _, path in (each.partition(" ") for _, each in of.facts)]


def _one_document(rows: list[Row], of: Subledger, number: str) -> list[Row]:
    """The lines of the only document among the rows; a reversal gives way to what it reversed."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.text(f"{of.header}.key"), []).append(row)
    standing = [
        lines for lines in by_key.values() if lines[0].text(f"{of.header}.state") != "reversal"
    ]
    candidates = standing or list(by_key.values())
    if len(candidates) > 1:
        named = "; ".join(_candidate(lines[0], of) for lines in candidates[:5])
        raise BadArgument(
            f"{len(candidates)} {of.title}s have the number {number[:40]!r}: {named}. Give the key of one."
        )
    return candidates[0] if candidates else []


def _candidate(row: Row, of: Subledger) -> str:
    head = of.header
    return (
        f"key {row.text(f'{head}.key')} of {row.text(f'{head}.{of.party}.name')[:40]} "
        f"({row.day(f'{head}.{of.day}')}, {row.money(f'{head}.totalTxnAmount')} "
        f"{row.text(f'{head}.currency.txnCurrency')})"
    )


async def _unknown(intacct: Intacct, of: Subledger, number: str, key: str) -> str:
    """What to say of a document that is not there: numbers with the same digits, else the latest ones."""
    digits = number_in(number)
    wanted = f"No {of.title} {(number or f'key {key}')[:40]!r}."
    if len(digits) >= _SHORTEST:
        near = await _numbers(intacct, of, contains(of.number, digits))
        if near:
            return f"{wanted} Near: {', '.join(near)}."
    numbers = ", ".join(await _numbers(intacct, of, among("state", (*OPEN, *PAID))))
    hint = f"The latest are {numbers}." if numbers else f"There are no {of.title}s at all."
    return f"{wanted} {hint}"


async def _numbers(intacct: Intacct, of: Subledger, those: Filter) -> list[str]:
    """A few numbers, the latest first; one transaction."""
    rows = await intacct.query(
        select(
            of.documents,
            f"text {of.number}",
            filters=(those,),
            order=(f"-{of.day}", "-key"),
            size=2 * RECENT,
        )
    )
    return list(dict.fromkeys(row.text(of.number) for row in rows.rows))[:RECENT]


def _is_paid_on(row: Row, of: Subledger) -> bool:
    head = of.header
    paid = row.money(f"{head}.paymentInformation.totalTxnAmountPaid")
    open_ = row.money(f"{head}.totalTxnAmount") - row.money(f"{head}.totalTxnAmountDue")
    return bool(paid) or (bool(open_) and row.text(f"{head}.state") in {"paid", "partiallyPaid"})


def _document(
    read: Read,
    of: Subledger,
    lines: list[Row],
    paid: list[Record],
    pair: tuple[Record, list[str]],
) -> FoundDocument:
    """The document; `pair` are facts of what undid it, or of what it undid, and a note."""
    head = of.header
    first = lines[0]
    state, key = first.text(f"{head}.state"), first.text(f"{head}.key")
    header = _header(first, of, paid) | pair[0]
    currency, total = str(header["currency"]), first.money(f"{head}.totalTxnAmount")
    checks = {
        "lines - total": sum((row.money("txnAmount") for row in lines), ZERO) - total,
        **({} if state in NOT_OWED else _adds_up(header)),
    }
    notes = [f"{name} is {value}, not zero." for name, value in checks.items() if value]
    if state in NOT_OWED:
        told = f"a {state}" if state in {"draft", "reversal"} else state
        notes.extend([f"The {of.title} is {told}: it is not owed.", *pair[1]])
    elif header.get("on_hold"):
        notes.append("The bill is on hold: it is owed, and not to be paid yet.")
    return FoundDocument(
        read=read,
        as_of=read.read_on,
        header=header,
        blocks={"lines": [_line(row, of) for row in lines], "payments": paid},
        totals={currency: {"total": total}},
        resolved={"number": "", "key": key},
        parts=(_evidence(of, key),),
        notes=notes,
        checks=checks,
        link=first.text(f"{head}.webURL"),
    )


def _header(row: Row, of: Subledger, paid: list[Record]) -> Record:
    head, party = of.header, of.party
    retained = row.money(f"{head}.retainage.totalTxnAmountRetained")
    facts: Record = {
        word: row[f"{head}.{declared.partition(' ')[2]}"] or None for word, declared in of.facts
    }
    applied = (amount for each in paid if isinstance(amount := each["applied"], Decimal))
    return {
        "number": row.text(f"{head}.{of.number}"),
        "key": row.text(f"{head}.key"),
        "state": row.text(f"{head}.state"),
        party: f"{row.text(f'{head}.{party}.id')} {row.text(f'{head}.{party}.name')}".strip(),
        "date": row.day(f"{head}.{of.day}"),
        "due_date": row.day(f"{head}.dueDate"),
        **facts,
        "currency": row.text(f"{head}.currency.txnCurrency"),
        "total": row.money(f"{head}.totalTxnAmount"),
        "paid": sum(applied, ZERO),
        "retained": retained or None,
        "due": row.money(f"{head}.totalTxnAmountDue"),
        **_in_base(row, head),
        "reference": row.text(f"{head}.referenceNumber"),
        "description": row.text(f"{head}.description"),
    }


def _in_base(row: Row, head: str) -> Record:
    """What a document in another currency is worth in base currency, and at which rate."""
    base = row.text(f"{head}.currency.baseCurrency")
    if not base or base == row.text(f"{head}.currency.txnCurrency"):
        return {}
    return {
        "base_currency": base,
        "exchange_rate": row.text(f"{head}.currency.exchangeRate.rate"),
        "base_total": row.money_or_none(f"{head}.totalBaseAmount"),
        "base_due": row.money_or_none(f"{head}.totalBaseAmountDue"),
    }


def _adds_up(header: Record) -> dict[str, Decimal]:
    """Total less what was paid and what is held back, against what is due."""
    names = ("total", "paid", "retained", "due")
    total, *less = [value for name in names if isinstance(value := header[name], Decimal)]
    used = [name for name in names if isinstance(header[name], Decimal)]
    return {" - ".join(used): total - sum(less, ZERO)}


def _evidence(of: Subledger, key: str) -> Part:
    """The document's lines, which add up to its total."""
    return lines_of(
        "total",
        of.line,
        {"line": "count lineNumber", "account": "text glAccount.id", "memo": "text memo"},
        amount="txnAmount",
        currency=f"{of.header}.currency.txnCurrency",
        filters=(equal(f"{of.header}.key", key),),
        order=("lineNumber",),
    )


def _line(row: Row, of: Subledger) -> Record:
    return {
        "line": row.count("lineNumber"),
        "account": f"{row.text('glAccount.id')} {row.text('glAccount.name')}".strip(),
        "location": row.text("dimensions.location.id"),
        "department": row.text("dimensions.department.id"),
        "memo": row.text("memo"),
        "kind": row.text(of.subtotal),
        "amount": row.money("txnAmount"),
    }
