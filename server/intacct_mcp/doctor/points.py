"""The points that reading can tell apart, each with what tells it.

Source: docs/api/assumptions.md. The names are those of the sandbox's switches.
"""

from decimal import Decimal
from typing import Any, cast

from intacct_books.company.journals import is_closing_journal
from intacct_books.ledger.states import IN_THE_LEDGER, NOT_IN_THE_LEDGER
from intacct_mcp.doctor.probe import Found, Group, Point, Prober, Reply

LINE, ENTRY = "general-ledger/journal-entry-line", "general-ledger/journal-entry"
CUSTOMER, INVOICE = "accounts-receivable/customer", "accounts-receivable/invoice"
_SUM = "sum:baseAmount"
_STATE, _JOURNAL = "state", "journalEntry.glJournal.id"
_PLACE, _ENTITY = "dimensions.location.id", "dimensions.location.entity.id"
_NAMES = {"asked": "sum:baseAmount", "dotted": "sum.baseAmount", "field": "baseAmount"}
_ENUMS = ("advanceBillByType", "customerRestriction", "deliveryOptions")
_UNKNOWN = "general-ledger/no-such-object"


async def aggregates(prober: Prober) -> list[Found]:
    """Order beside sums, names of sums, and their kind; one query, two when an order is refused."""
    fields = (_STATE, _JOURNAL, _PLACE, _ENTITY)
    order = [{each: "asc"} for each in fields]
    reply = await prober.query(LINE, *fields, _SUM, orderBy=order, size=4000)
    refused = reply.fault is not None and "orderBy" in (reply.fault.field, reply.fault.message)
    if refused:
        reply = await prober.query(LINE, *fields, _SUM, size=4000)
    if reply.fault is not None or not reply.rows:
        why = reply.fault.message if reply.fault else "the ledger has no lines that this user sees"
        return [Found(name, "", why) for name in ("aggregate-order", "aggregate-keys", "sums")]
    if reply.is_whole:
        prober.groups = [_group(row) for row in reply.rows]
    row = reply.rows[0]
    name = next((word for word, key in _NAMES.items() if key in row), "")
    value = row.get(_NAMES.get(name, ""))
    kind = "text" if isinstance(value, str) else "number"
    shown = "refused" if refused else "allowed"
    return [
        Found(
            "aggregate-order",
            shown,
            f"a sum with an orderBy was {'refused' if refused else 'answered'}",
        ),
        Found(
            "aggregate-keys", name, f"{_SUM} came as {_NAMES.get(name, 'none of the known names')}"
        ),
        Found("sums", kind if name else "", f"a sum came as {kind}"),
    ]


def _group(row: dict[str, Any]) -> Group:
    return Group(*(str(row.get(each) or "") for each in (_STATE, _JOURNAL, _PLACE, _ENTITY)))


async def aggregate_beside_key(prober: Prober) -> list[Found]:
    """Whether a key may stand beside a sum."""
    reply = await prober.query(LINE, "key", _SUM, size=1)
    reading = "allowed" if reply.fault is None else "refused"
    return [Found("aggregate-beside-key", reading, f"key beside {_SUM}: status {reply.status}")]


async def books(prober: Prober) -> list[Found]:
    """How the book's id is spelled, and whether closing journals hold anything."""
    reply = await prober.query(
        "general-ledger/journal", "id", "name", "bookId", "bookType", size=4000
    )
    prober.journals = reply.rows
    spelled = [
        each for row in reply.rows if (each := str(row.get("bookId") or "")).upper() == "ACCRUAL"
    ]
    book = (
        Found("book-id", spelled[0], f"journals say {spelled[0]!r}")
        if spelled
        else Found("book-id", "", "no journal names the accrual book")
    )
    return [book, _closing(prober)]


def _closing(prober: Prober) -> Found:
    point = "closing-journals"
    closing = {
        str(row["id"])
        for row in prober.journals
        if is_closing_journal(str(row["id"]), str(row.get("name") or ""))
    }
    if prober.groups is None or not closing:
        why = (
            "no journal is named for closing"
            if prober.groups is not None
            else "lines could not be grouped"
        )
        return Found(point, "", why)
    named = ", ".join(sorted(closing))
    if any(group.journal in closing for group in prober.groups):
        return Found(point, "posted", f"{named} has lines")
    return Found(point, "none", f"{named} has no lines")


async def states(prober: Prober) -> list[Found]:
    """States of entries beside those of their lines; and what `count:` takes."""
    reply = await prober.query(ENTRY, _STATE, "count:key")
    counts = Found("count-of", "any", "count:key was answered")
    if reply.fault is not None:
        counts = Found("count-of", "fixed", f"count:key: status {reply.status}")
        reply = await prober.query(ENTRY, _STATE, "count:state")
    of_entries = {str(row.get(_STATE)) for row in reply.rows}
    if prober.groups is None or not of_entries:
        names = ("line-states", "draft-lines", "reversed-state")
        return [
            counts,
            *(Found(name, "", "entries or lines could not be grouped") for name in names),
        ]
    of_lines = {group.state for group in prober.groups}
    odd = of_lines - {*IN_THE_LEDGER, *NOT_IN_THE_LEDGER}
    how = f"unknown to us: {', '.join(sorted(odd))}" if odd else "all of them known"
    return [
        counts,
        Found("line-states", ", ".join(sorted(of_lines)), how),
        _line_state("draft-lines", "draft", ("shown", "hidden"), of_entries, of_lines),
        _line_state("reversed-state", "reversed", ("reversed", "posted"), of_entries, of_lines),
    ]


def _line_state(
    point: str, state: str, readings: tuple[str, str], of_entries: set[str], of_lines: set[str]
) -> Found:
    """Whether lines of entries in a state are seen in that state."""
    if state not in of_entries:
        return Found(point, "", f"no entry is {state}")
    is_seen = state in of_lines
    how = f"entries are {state}, lines {'too' if is_seen else 'are not'}"
    return Found(point, readings[0] if is_seen else readings[1], how)


async def subledger_postings(prober: Prober) -> list[Found]:
    """Whether lines of the subledgers' journals name customers: sums of a day name none."""
    point = "subledger-postings"
    ours = {str(row["id"]) for row in prober.journals if row.get("bookType") == "accrual"}
    reply = await prober.query(
        LINE, _JOURNAL, _SUM, filters=[{"$ne": {"dimensions.customer.id": None}}], size=4000
    )
    if reply.fault is not None or not ours:
        return [Found(point, "", "lines could not be grouped by journal")]
    naming = sorted({str(row.get(_JOURNAL)) for row in reply.rows} & ours)
    if naming:
        return [Found(point, "detail", f"lines of {', '.join(naming)} name customers")]
    if not reply.rows and not prober.customers:
        return [Found(point, "", "no line names a customer, and there are none")]
    return [Found(point, "summary", "no line of an accrual journal names a customer")]


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


async def credits_(prober: Prober) -> list[Found]:
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
    """Whether what a customer owes is less than the open invoices when a credit is open."""
    point, alias = "total-due", "query-alias"
    fields = ("key", "customer.id", "totalTxnAmountDue", "dueInDays")
    is_open = {"$in": {_STATE: ["posted", "partiallyPaid"]}}
    reply = await prober.query(INVOICE, *fields, filters=[is_open], size=4000)
    extra = {key for row in reply.rows for key in row} - set(fields)
    leak = (
        Found(
            alias,
            "leaks" if extra else "none",
            f"rows had {', '.join(sorted(extra)) or 'no'} extra key",
        )
        if reply.rows
        else Found(alias, "", "no invoice is open")
    )
    owing = [row for row in prober.customers if row["id"] == prober.credited]
    if not owing or not reply.is_whole:
        return [leak, Found(point, "", "no customer has an open credit memo")]
    theirs = [row for row in reply.rows if row["customer.id"] == prober.credited]
    open_ = sum((Decimal(str(row.get("totalTxnAmountDue") or 0)) for row in theirs), Decimal(0))
    owes = Decimal(str(owing[0].get("totalDue") or 0))
    how = f"{owing[0]['id']} owes {owes}; its open invoices are {open_}"
    if owes == open_:
        return [leak, Found(point, "gross", how)]
    return [leak, Found(point, "net" if owes < open_ else "", how)]


async def location_filter(prober: Prober) -> list[Found]:
    """Whether a filter by an entity finds lines of the places below it."""
    point = "location-filter"
    below = {
        group.entity
        for group in prober.groups or []
        if group.entity and group.location != group.entity
    }
    if not below:
        grouped = prober.groups is not None
        why = "no line is of a place below an entity" if grouped else "lines could not be grouped"
        return [Found(point, "", why)]
    asked = sorted(below)[:20]
    reply = await prober.query(LINE, _PLACE, _SUM, filters=[{"$in": {_PLACE: asked}}], size=4000)
    if reply.fault is not None:
        return [Found(point, "", reply.fault.message)]
    others = sorted({str(row.get(_PLACE)) for row in reply.rows} - set(asked))
    if others:
        return [
            Found(point, "tree", f"asked for {', '.join(asked)}, found {', '.join(others)} too")
        ]
    return [Found(point, "exact", f"asked for {', '.join(asked)}, found nothing else")]


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


# Those that others build on come first.
POINTS: tuple[tuple[str, Point], ...] = (
    ("aggregate-order aggregate-keys sums", aggregates),
    ("book-id closing-journals", books),
    ("count-of line-states draft-lines reversed-state", states),
    ("page-links negative-null", customers),
    ("subledger-postings", subledger_postings),
    ("location-filter", location_filter),
    ("aggregate-beside-key", aggregate_beside_key),
    ("adjustment-totals credit-sign", credits_),
    ("query-alias total-due", what_is_owed),
    ("relative-dates", relative_dates),
    ("unset-reference unset-enum success-counters", one_record),
    ("unknown-object application-envelope", refusals),
)
