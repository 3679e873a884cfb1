"""What the ledger's lines, entries and journals tell.

Source: docs/api/assumptions.md, docs/doctor.md. The names of points are those of the sandbox's switches.
"""

from typing import Any

from intacct_books.company.journals import is_closing_journal
from intacct_books.ledger.states import IN_THE_LEDGER, NOT_IN_THE_LEDGER
from intacct_mcp.doctor.probing.prober import Found, Group, Prober

LINE, ENTRY = "general-ledger/journal-entry-line", "general-ledger/journal-entry"
_SUM = "sum:baseAmount"
_STATE, _JOURNAL = "state", "journalEntry.glJournal.id"
_PLACE, _ENTITY = "dimensions.location.id", "dimensions.location.entity.id"
_NAMES = {"asked": "sum:baseAmount", "dotted": "sum.baseAmount", "field": "baseAmount"}


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
