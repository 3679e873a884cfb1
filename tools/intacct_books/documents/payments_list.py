"""Payments received from customers, or made to vendors.

Source: REST `accounts-receivable/payment`, `accounts-payable/payment` (docs/api/payments.md).
Units:  the payment's own currency; a reversal is negative.
Errors: whatever the client raises; `BadArgument` for a bad period.
"""

from dataclasses import replace

from intacct_books.aging.subledgers import Subledger, Word, subledger
from intacct_books.cells import Record
from intacct_books.company.reporting_periods import period_named
from intacct_books.documents.payment_applied import only_payment, with_applied
from intacct_books.documents.states import (
    PAYMENT_MADE,
    PAYMENT_UNDONE,
    PAYMENT_WAITING,
    PaidStatus,
)
from intacct_books.found import Found
from intacct_books.id_and_name import ways
from intacct_books.ledger.gl_balance import is_preliminary
from intacct_books.lists.asking import Asking
from intacct_books.lists.near import unmatched
from intacct_books.lists.set_aside import Parting, read_parted
from intacct_client import Filter, Query, Row
from intacct_client.filters import among, within
from intacct_client.query import select

AMOUNT, CURRENCY = "txnCurrency.totalAmount", "txnCurrency.currency"
UNAPPLIED = "overPaymentAmount"
_STATES: dict[PaidStatus, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "paid": (PAYMENT_MADE, (*PAYMENT_WAITING, *PAYMENT_UNDONE)),
    "waiting": (PAYMENT_WAITING, ()),
    "reversed": (PAYMENT_UNDONE, ()),
    "all": ((*PAYMENT_MADE, *PAYMENT_WAITING, *PAYMENT_UNDONE), ()),
}


async def payments(
    asking: Asking, *, ledger: Word, status: PaidStatus, search: str, period: str
) -> Found:
    """Payments, newest first, and what is left out of them; one transaction, two above 4,000 matches.

    Where one alone matches, or has just that number, what it was applied to: one transaction more.

    Args:
        asking: The question's company, scope and page.
        ledger: AR for receipts, AP for payments to vendors.
        status: paid is complete, confirmed or later; a reversed pair is neither paid nor waiting.
        search: Part of the party's name or id, or of the number; empty for all.
        period: The days that they are dated in; empty for all.
    """
    of = subledger(ledger)
    span = await period_named(asking.intacct, period, asking.today) if period.strip() else None
    states, aside = _STATES[status]
    entities = asking.scope.entities
    common: list[Filter] = []
    if span:
        common.append(within(of.paid_on, span.start, span.end))
    if entities and not asking.scope.is_bound:
        common.append(among("entity.id", entities))
    wanted = Parting(
        query=_query(of),
        common=tuple(common),
        one_of=_search(of, search),
        states=states,
        listed=(),
        aside=aside,
        record=lambda row: _record(row, of),
        sums={"amount": AMOUNT, **({"unapplied": UNAPPLIED} if _has_rest(of) else {})},
        amount=AMOUNT,
        currency=CURRENCY,
        shown={"number": "documentNumber", of.party: f"{of.party}.name", "date": of.paid_on},
    )
    found, left_out, rows = await read_parted(asking, wanted)
    if search.strip() and not found.total:
        found.notes.extend(await unmatched(asking.intacct, of.party_object, search))
    found = replace(
        found,
        period=span,
        as_of=None if span else found.as_of,
        is_preliminary=span is not None and await is_preliminary(asking, span.end),
        is_wide=True,
        notes=[*left_out.told("totals"), *found.notes],
    )
    one = only_payment(rows, found.total, search)
    if one is None:
        return found
    return await with_applied(asking, of, found, one.text("key"), _record(one, of))


def _has_rest(of: Subledger) -> bool:
    """Whether a payment can be more than what it pays: only a customer's."""
    return of.overpayment is not None


def _query(of: Subledger) -> Query:
    party = of.party
    return select(
        of.payments,
        "text key",
        "text documentNumber",
        f"text {party}.id",
        f"text {party}.name",
        f"day {of.paid_on}",
        "text? paymentMethod",
        "text? financialEntity.entityId",
        "text state",
        f"text {CURRENCY}",
        f"money {AMOUNT}",
        *((f"money {UNAPPLIED}",) if _has_rest(of) else ()),
        "text? description",
        order=(f"-{of.paid_on}",),
        ignore_case=True,
    )


def _search(of: Subledger, search: str) -> tuple[tuple[Filter, ...], ...]:
    id_path, name_path = f"{of.party}.id", f"{of.party}.name"
    return ways(search, ("documentNumber", id_path, name_path), id_path, name_path)


def _record(row: Row, of: Subledger) -> Record:
    party = of.party
    return {
        "date": row.day(of.paid_on),
        "number": row.text("documentNumber"),
        "party": f"{row.text(f'{party}.id')} {row.text(f'{party}.name')}".strip(),
        "method": row.text("paymentMethod"),
        "bank": row.text("financialEntity.entityId"),
        "state": row.text("state"),
        "currency": row.text(CURRENCY),
        "amount": row.money(AMOUNT),
        "unapplied": row.money(UNAPPLIED) or None if _has_rest(of) else None,
    }
