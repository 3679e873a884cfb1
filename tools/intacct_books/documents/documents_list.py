"""Invoices and bills: open, overdue, waiting, or all of them.

Source: REST `accounts-receivable/invoice`, `accounts-payable/bill` (docs/api/invoices.md, bills.md).
Units:  the document's own currency; `due` is of today and without what is held back (`retained`).
Errors: whatever the client raises; `BadArgument` for a bad day or period.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.subledgers import Subledger, Word, subledger
from intacct_books.cells import Record
from intacct_books.company.reporting_periods import period_named
from intacct_books.documents.due_days import CURRENCY, DUE, DUE_DATE, due_days, due_notes
from intacct_books.documents.holds import FLAGS, HOLDS, holds
from intacct_books.documents.states import OPEN, PAID, UNDONE, UNPOSTED, Status
from intacct_books.documents.waiting import with_entry
from intacct_books.documents.what_to_pay import to_pay, with_discounts
from intacct_books.errors import BadArgument
from intacct_books.found import Found
from intacct_books.id_and_name import ways
from intacct_books.ledger.gl_balance import is_preliminary
from intacct_books.lists.asking import Asking
from intacct_books.lists.near import unmatched
from intacct_books.lists.set_aside import Parting, read_parted
from intacct_books.periods import Period
from intacct_client import Filter, Query, Row
from intacct_client.filters import among, before, equal, unequal, within
from intacct_client.query import select

_TO_BE_PAID: tuple[Status, ...] = ("open", "overdue", "on_hold")
TOTAL = "totalTxnAmount"
RETAINED = "retainage.totalTxnAmountRetained"
_NOT_OWED: tuple[Status, ...] = ("unposted", "reversed")
_USUAL = ("posted", "partiallyPaid")  # of what is open: total and due tell them apart
_STATES: dict[Status, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "open": (OPEN, UNPOSTED),
    "overdue": (OPEN, UNPOSTED),
    "on_hold": (OPEN, ()),
    "paid": (PAID, ()),
    "unposted": (UNPOSTED, ()),
    "reversed": (UNDONE, ()),
    "all": ((*OPEN, *PAID, *UNDONE), UNPOSTED),
}


async def documents(
    asking: Asking,
    *,
    ledger: Word,
    status: Status,
    search: str,
    period: str,
    due_by: str = "",
) -> Found:
    """Documents with what is due, and what is left out of them; one transaction, two above 4,000 matches.

    Three more for bills chosen by their due days (credits, changed bank details), one more for a span of due days (what is late before).

    Args:
        asking: The question's company, scope and page.
        ledger: AR for invoices, AP for bills.
        status: Which of them.
        search: Part of the party's name or id, or of the number; empty for all.
        period: The days that they are dated in; empty for all.
        due_by: Only what is due, or best paid, by this day, or due within this period; empty for all.
    """
    of = subledger(ledger)
    if due_by.strip() and status not in _TO_BE_PAID:
        raise BadArgument(f"due_by asks what is still due: it goes with status open, not {status}.")
    span = await period_named(asking.intacct, period, asking.today) if period.strip() else None
    due = await due_days(asking, due_by)
    wanted = _wanted(asking, of, status, search, is_run=due is not None)
    if span:
        wanted = replace(wanted, common=(*wanted.common, within(of.day, span.start, span.end)))
    is_to_pay = of.word == "AP" and status in _TO_BE_PAID
    if is_to_pay:
        wanted = replace(wanted, record=await with_discounts(asking, wanted.record))
    if status == "unposted":
        wanted = with_entry(wanted, asking.read.read_on)
    listed = due.of(wanted, asking.read.read_on) if due else wanted
    found, aside, rows = await read_parted(asking, listed)
    notes = [*_by_day(of, status, span)]
    notes += await due_notes(asking, of, wanted, due, rows, found.total) if due else []
    notes += aside.told("totals")
    if search.strip() and not found.total:
        notes += await unmatched(asking.intacct, of.party_object, search)
    found = replace(
        found,
        period=span,
        as_of=None if span else found.as_of,
        is_preliminary=span is not None and await is_preliminary(asking, span.end),
        is_wide=True,
        resolved={"due_by": str(due)} if due else {},
    )
    if is_to_pay:
        return await to_pay(asking, found, rows, notes, is_run=due is not None)
    return replace(found, notes=[*notes, *found.notes])


def _by_day(of: Subledger, status: Status, span: Period | None) -> list[str]:
    """Which day a period is of: a document has several."""
    if span is None:
        return []
    if status == "paid":
        return [f"By {of.title} date; paid is as of today, whenever that was."]
    return [f"By {of.title} date."]


def _wanted(
    asking: Asking, of: Subledger, status: Status, search: str, *, is_run: bool = False
) -> Parting:
    today = asking.read.read_on
    states, aside = _STATES[status]
    return Parting(
        query=_query(of, status),
        common=_common(asking, status),
        one_of=(*_search(of, search), *_held(status)),
        states=states,
        listed=_listed(of, status),
        aside=aside,
        record=lambda row: _record(
            row,
            of,
            today,
            is_owed=status not in _NOT_OWED,
            untold=_USUAL if status in _TO_BE_PAID else (),
        ),
        sums=_amounts(of, status, is_run=is_run),
        amount=TOTAL,
        currency=CURRENCY,
        shown={
            "number": of.number,
            of.party: f"{of.party}.name",
            "date": of.day,
            "state": "state",
        },
        only={
            "to_pay": lambda row: not holds(row),
            "held": lambda row: bool(holds(row)),
            "overdue": lambda row: _is_late(row, today),
            "not_due": lambda row: not _is_late(row, today),
        },
        flags=(*(FLAGS if of.word == "AP" else ()), f"day {DUE_DATE}") if is_run else (),
    )


def _common(asking: Asking, status: Status) -> tuple[Filter, ...]:
    entities = asking.scope.entities
    in_scope = entities and not asking.scope.is_bound
    return (
        *((among("entity.id", entities),) if in_scope else ()),
        *((before(DUE_DATE, asking.read.read_on),) if status == "overdue" else ()),
    )


def _amounts(of: Subledger, status: Status, *, is_run: bool) -> dict[str, str]:
    """What is totalled: by due days what is late and what is not; of bills what may be paid, and what is held."""
    if is_run:
        whole = {"to_pay": DUE, "held": DUE} if of.word == "AP" else {"due": DUE}
        return {**whole, "overdue": DUE, "not_due": DUE}
    owed = {} if status in _NOT_OWED else {"due": DUE, "retained": RETAINED}
    return owed if _STATES[status][0] == OPEN else {**owed, "total": TOTAL}


def _query(of: Subledger, status: Status) -> Query:
    party = of.party
    by_due_day = status in _TO_BE_PAID
    more = (
        "text vendor.key",
        "day? recommendedPaymentDate",
        "day? discountCutOffDate",
        *FLAGS,
        "text? term.id",
    )
    return select(
        of.documents,
        "text key",
        f"text {of.number}",
        f"text {party}.id",
        f"text {party}.name",
        f"day {of.day}",
        "day dueDate",
        "text state",
        f"text {CURRENCY}",
        f"money {TOTAL}",
        f"money {DUE}",
        f"money? {RETAINED}",
        *(more if of.word == "AP" else ()),
        order=("dueDate", of.number) if by_due_day else (f"-{of.day}", f"-{of.number}"),
        ignore_case=True,
    )


def _search(of: Subledger, search: str) -> tuple[tuple[Filter, ...], ...]:
    id_path, name_path = f"{of.party}.id", f"{of.party}.name"
    return ways(search, (of.number, id_path, name_path), id_path, name_path)


def _held(status: Status) -> tuple[tuple[Filter, ...], ...]:
    return (
        (tuple(equal(path, value=True) for path in HOLDS.values()),) if status == "on_hold" else ()
    )


def _listed(of: Subledger, status: Status) -> tuple[Filter, ...]:
    match status:
        case "overdue":
            return (unequal(DUE, Decimal(0)),)
        case _:
            return ()


def _is_late(row: Row, today: date) -> bool:
    due_day = row.day(DUE_DATE)
    return due_day is not None and due_day < today


def _record(
    row: Row, of: Subledger, today: date, *, is_owed: bool, untold: tuple[str, ...]
) -> Record:
    due_day, due = row.day(DUE_DATE), row.money(DUE)
    is_late = is_owed and bool(due) and _is_late(row, today)
    return {
        "number": row.text(of.number),
        of.party: f"{row.text(f'{of.party}.id')} {row.text(f'{of.party}.name')}".strip(),
        "date": row.day(of.day),
        "due_date": due_day,
        "days_late": (today - due_day).days if is_late and due_day else None,
        "state": "" if row.text("state") in untold else row.text("state"),
        "currency": row.text(CURRENCY),
        "total": row.money(TOTAL),
        "due": due if is_owed else None,
        "overdue": due if is_late else None,
        "not_due": None if is_late else due,
        "retained": row.money(RETAINED) or None,
        **(_of_bill(row, due_day, today) if of.word == "AP" else {}),
    }


def _of_bill(row: Row, due_day: date | None, today: date) -> Record:
    pay_by, held = row.day("recommendedPaymentDate"), holds(row)
    # Once it is due, the day that would have been best is of no use.
    is_early = due_day is None or due_day >= today
    return {
        "pay_by": pay_by if pay_by != due_day and is_early else None,
        "hold": ", ".join(held),
        "held": row.money(DUE) if held else None,
        "to_pay": None if held else row.money(DUE),
        "discount_until": row.day("discountCutOffDate"),
        "discount": None,
        "term": row.text("term.id"),
    }
