"""What customers, invoices, adjustments and refusals tell.

Source: docs/api/assumptions.md, docs/doctor.md. The names of points are those of the sandbox's switches.
"""

from decimal import Decimal
from typing import Any, cast

from intacct_mcp.doctor.probing.prober import Found, Prober, Reply

CUSTOMER, INVOICE = "accounts-receivable/customer", "accounts-receivable/invoice"
_STATE = "state"
_DUE, _RETAINED = "totalTxnAmountDue", "retainage.totalTxnAmountRetained"
_ENUMS = ("advanceBillByType", "customerRestriction", "deliveryOptions")
_UNKNOWN = "general-ledger/no-such-object"


async def customers(prober: Prober) -> list[Found]:
    """What a negative filter does with unset fields, and how links to pages come."""
    limit = "creditLimit"
    reply = await prober.query(CUSTOMER, "key", "id", "totalDue", limit, "parent.id", size=4000)
    prober.customers = reply.rows
    others = await prober.query(CUSTOMER, "key", filters=[{"$ne": {limit: -1}}], size=1)
    link = others.meta.get("next")
    links = (
        Found("page-links", "text" if isinstance(link, str) else "number", f"next came as {link!r}")
        if link is not None
        else Found("page-links", "", "no query had a second page")
    )
    unset = sum(row.get(limit) is None for row in reply.rows)
    if not reply.is_whole or not unset or others.fault is not None:
        return [links, Found("negative-null", "", f"no customer is without {limit}")]
    reading = {len(reply.rows): "found", len(reply.rows) - unset: "left-out"}.get(others.total, "")
    how = f"{unset} of {len(reply.rows)} customers have no {limit}; $ne found {others.total}"
    return [links, Found("negative-null", reading, how)]


async def credit_memos(prober: Prober) -> list[Found]:
    """Totals of adjustments, and the sign of credit memos."""
    due, entered = "txnCurrency.totalDue", "txnCurrency.totalEntered"
    reply = await prober.query(
        "accounts-receivable/adjustment",
        "key",
        "customer.id",
        "txnType",
        due,
        entered,
        filters=[{"$eq": {_STATE: "posted"}}],
        size=200,
    )
    if not reply.rows:
        return [
            Found(name, "", "no adjustment is posted")
            for name in ("adjustment-totals", "credit-sign")
        ]
    totals = [row for row in reply.rows if row.get(entered) not in (None, "")]
    filled = Found(
        "adjustment-totals",
        "filled" if totals else "empty",
        f"{len(totals)} of {len(reply.rows)} adjustments have {entered}",
    )
    memos = [row for row in totals if "credit" in str(row.get("txnType")).lower()]
    if not memos:
        return [filled, Found("credit-sign", "", "no credit memo with a total")]
    sign = "negative" if Decimal(str(memos[0][entered])) < 0 else "positive"
    open_ = [row for row in memos if Decimal(str(row.get(due) or 0))]
    if open_:
        prober.credited = str(open_[0]["customer.id"])
    return [filled, Found("credit-sign", sign, f"a credit memo came as {memos[0][entered]}")]


async def what_is_owed(prober: Prober) -> list[Found]:
    """Open invoices beside what their customers owe; and keys in rows that nobody asked for."""
    fields: tuple[str, ...] = ("key", "customer.id", _DUE, "dueInDays", _RETAINED)
    is_open = {"$in": {_STATE: ["posted", "partiallyPaid"]}}
    reply = await prober.query(INVOICE, *fields, filters=[is_open], size=4000)
    if reply.fault is not None and reply.fault.field == _RETAINED:
        fields = fields[:-1]
        reply = await prober.query(INVOICE, *fields, filters=[is_open], size=4000)
    if not reply.rows:
        return [Found(name, "", "no invoice is open") for name in ("query-alias", "total-due")]
    extra = {key for row in reply.rows for key in row} - set(fields)
    how = f"rows had {', '.join(sorted(extra)) or 'no'} extra key"
    return [
        Found("query-alias", "leaks" if extra else "none", how),
        _total_due(prober, reply)
        if reply.is_whole
        else Found("total-due", "", "too many invoices"),
    ]


def _total_due(prober: Prober, reply: Reply) -> Found:
    """Whether what is held back is owed too, told by a customer of whom some is; else by an open credit."""
    point = "total-due"
    owed = {str(row["id"]): _amount(row, "totalDue") for row in prober.customers}
    for customer in sorted({str(row["customer.id"]) for row in reply.rows} & set(owed)):
        theirs = [row for row in reply.rows if row["customer.id"] == customer]
        due = sum((_amount(row, _DUE) for row in theirs), Decimal(0))
        retained = sum((_amount(row, _RETAINED) for row in theirs), Decimal(0))
        if retained and owed[customer] == due + retained:
            how = f"{customer} owes {owed[customer]}; {due} is due, {retained} held back"
            return Found(point, "with-retainage", how)
    if prober.credited not in owed:
        return Found(point, "", "no customer has an open credit memo")
    theirs = [row for row in reply.rows if row["customer.id"] == prober.credited]
    due, owes = sum((_amount(row, _DUE) for row in theirs), Decimal(0)), owed[prober.credited]
    how = f"{prober.credited} owes {owes}; its open invoices are {due}"
    if owes == due:
        return Found(point, "gross", how)
    return Found(point, "net" if owes < due else "", how)


def _amount(row: dict[str, Any], path: str) -> Decimal:
    return Decimal(str(row.get(path) or 0))


async def one_record(prober: Prober) -> list[Found]:
    """How GET shows what is unset, and its counters."""
    names = ("unset-reference", "unset-enum", "success-counters")
    alone = [row for row in prober.customers if row.get("parent.id") is None]
    if not alone:
        return [Found(name, "", "no customer to read") for name in names]
    reply = await prober.record(CUSTOMER, str(alone[0]["key"]))
    if reply.fault is not None:
        return [Found(name, "", reply.fault.message) for name in names]
    record = cast("dict[str, Any]", reply.body.get("ia::result") or {})
    unset = [record[name] for name in _ENUMS if record.get(name, "set") in (None, "")]
    words = "null" if unset and unset[0] is None else "empty"
    counted = "totalSuccess" in reply.meta
    shown = f"an unset parent {'is shown' if 'parent' in record else 'is left out'}"
    return [
        Found("unset-reference", "nulls" if "parent" in record else "absent", shown),
        Found(
            "unset-enum",
            words if unset else "",
            f"{len(unset)} unset words; the first is {unset[:1]}",
        ),
        Found(
            "success-counters",
            "all" if counted else "total",
            f"ia::meta has {', '.join(reply.meta)}",
        ),
    ]


async def refusals(prober: Prober) -> list[Found]:
    """Status and form of a refusal."""
    reply = await prober.query(_UNKNOWN, "key", size=1)
    if reply.fault is None:
        names = ("unknown-object", "application-envelope")
        return [Found(name, "", "an unknown object was not refused") for name in names]
    form = "flat" if "ia::error" in reply.body else "nested"
    return [
        Found("unknown-object", str(reply.status), f"an unknown object: status {reply.status}"),
        Found("application-envelope", form, f"the error stood {_place(reply)}"),
    ]


def _place(reply: Reply) -> str:
    return "beside ia::meta" if "ia::error" in reply.body else "in ia::result"


async def relative_dates(prober: Prober) -> list[Found]:
    """Whether days of this month count as after `currentMonth`."""
    point = "relative-dates"
    until = {"$lte": {"invoiceDate": prober.today.isoformat()}}
    after = await prober.query(
        INVOICE, "key", filters=[{"$gt": {"invoiceDate": "currentMonth"}}, until], size=1
    )
    if after.fault is not None:
        return [Found(point, "", after.fault.message)]
    if after.total:
        return [
            Found(point, "start", f"{after.total} invoices of this month are after currentMonth")
        ]
    first = prober.today.replace(day=1).isoformat()
    here = await prober.query(
        INVOICE, "key", filters=[{"$gt": {"invoiceDate": first}}, until], size=1
    )
    if here.total:
        how = f"none of {here.total} invoices of this month is after currentMonth"
        return [Found(point, "edges", how)]
    return [Found(point, "", "no invoice of this month")]
