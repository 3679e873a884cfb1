"""One customer or vendor: who it is, what is open with it, and how much of that is late.

Source: REST `accounts-receivable/customer`, `accounts-payable/vendor` (docs/api/parties.md), and open items
(docs/api/aging.md).
Units:  base currency; what is owed is positive, credits are negative.
Errors: `NotFound` and `BadArgument` with the candidates: of several that match none is picked.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.item import OpenItem
from intacct_books.aging.open_items import open_items
from intacct_books.aging.subledgers import Subledger, Word, subledger
from intacct_books.cells import Record
from intacct_books.documents.movement import made_out_in
from intacct_books.documents.named_party import party_named
from intacct_books.found import FoundDocument
from intacct_books.lists.asking import Asking
from intacct_books.masking import masked
from intacct_books.money import ZERO
from intacct_client import Row

_APPROVAL = {"s": "submitted", "a": "approved", "r": "declined"}


async def party(asking: Asking, *, ledger: Word, name: str) -> FoundDocument:
    """A customer or vendor by id or name, with its open items; five transactions (vendors four).

    Args:
        asking: The question's company, scope and page: so many items are shown.
        ledger: AR for customers, AP for vendors.
        name: The id, the name, or a part that only one has.
    """
    of = subledger(ledger)
    named = await party_named(asking.intacct, of, name)
    row, today = named.row, asking.read.read_on
    items = await open_items(asking, of, today, row.text("id"))
    # Nothing open is a balance too: zero.
    balances = _balances(items, today) or {row.text("currency"): _Balance()}
    header = _header(row, of) | _limit(row, of, balances)
    shown = sorted(items, key=lambda item: (item.is_credit, item.due, item.number))
    found = FoundDocument(
        read=asking.read,
        as_of=today,
        header=header,
        blocks={
            "balances": [each.record(currency) for currency, each in balances.items()],
            "items": [_item(item, of, today) for item in shown[: asking.page.limit]],
            **(
                {"children": [_child(each, of) for each in named.children]}
                if named.children
                else {}
            ),
        },
        totals={currency: {"net": each.net} for currency, each in balances.items()},
        resolved={"name": row.text("id")},
        items=tuple(_evidence(item) for item in items),
        link=row.text("webURL"),
    )
    more = len(items) - asking.page.limit
    notes = [f"{more} more open items: raise limit, or ask for a list."] if more > 0 else []
    marked = made_out_in(each.document_currency for each in items)
    return replace(found, notes=[*notes, *marked, *named.notes])


def _child(row: Row, of: Subledger) -> Record:
    """One right below the party, with what is owed in its own currency today."""
    return {
        "id": row.text("id"),
        "name": row.text("name"),
        "currency": row.text("currency"),
        "owes" if of.word == "AR" else "owed": row.money("totalDue"),
    }


@dataclass(slots=True)
class _Balance:
    """What is open with a party in one currency."""

    open: Decimal = ZERO
    credits: Decimal = ZERO
    overdue: Decimal = ZERO
    retained: Decimal = ZERO
    oldest: int = field(default=0)

    @property
    def net(self) -> Decimal:
        """Open items less credits."""
        return self.open + self.credits

    def record(self, currency: str) -> Record:
        """For a reader; what is zero and could be is left empty."""
        return {
            "currency": currency,
            "open": self.open,
            "credits": self.credits or None,
            "net": self.net,
            "overdue": self.overdue or None,
            "oldest_days_late": self.oldest or None,
            "retained": self.retained or None,
        }


def _balances(items: list[OpenItem], today: date) -> dict[str, _Balance]:
    balances: dict[str, _Balance] = defaultdict(_Balance)
    for item in items:
        balance = balances[item.currency]
        balance.retained += item.retained
        if item.is_credit:
            balance.credits += item.amount
            continue
        balance.open += item.amount
        if item.due < today and item.amount:
            balance.overdue += item.amount
            balance.oldest = max(balance.oldest, (today - item.due).days)
    return dict(sorted(balances.items()))


def _header(row: Row, of: Subledger) -> Record:
    status = row.text("status")
    header: Record = {
        "id": row.text("id"),
        "name": row.text("name"),
        "status": "" if status == "active" else status,
        "on_hold": True if row.flag("isOnHold") else None,
        "currency": row.text("currency"),
        "term": row.text("term.id"),
        "parent": f"{row.text('parent.id')} {row.text('parent.name')}".strip(),
        "tax_id": masked(row.text("taxId")),
    }
    return header | (_of_customer(row) if of.word == "AR" else _of_vendor(row))


def _of_customer(row: Row) -> Record:
    return {
        "last_invoice": row.day("lastInvoiceCreatedDate"),
        "last_statement": row.day("lastStatementGeneratedDate"),
        "credit_limit": row.money_or_none("creditLimit"),
    }


def _of_vendor(row: Row) -> Record:
    state = row.text("state")
    approval = _APPROVAL.get(state.lower(), state)
    return {
        "approval": "" if approval == "approved" else approval,
        "do_not_pay": True if row.flag("doNotPay") else None,
        "payment_method": row.text("preferredPaymentMethod"),
        "bank_account": masked(row.text("ach.accountNumber")),
        "last_bill": row.day("lastBillCreatedDate"),
        "last_payment": row.day("lastPaymentMadeDate"),
    }


def _limit(row: Row, of: Subledger, balances: dict[str, _Balance]) -> Record:
    """How far a customer is over its limit; no limit is not a limit of zero, and it is in its own currency."""
    limit = row.money_or_none("creditLimit") if of.word == "AR" else None
    if not limit or set(balances) != {row.text("currency")}:
        return {}
    over = balances[row.text("currency")].net - limit
    return {"over_limit_by": over} if over > 0 else {}


def _item(item: OpenItem, of: Subledger, today: date) -> Record:
    return {
        "kind": of.title if item.kind == "document" else item.kind,
        "number": item.number,
        "date": item.day,
        "due": item.due,
        "days_late": (today - item.due).days if item.due < today and not item.is_credit else None,
        "currency": item.currency,
        "document_currency": item.document_currency,
        "amount": item.amount,
        "retained": item.retained or None,
    }


def _evidence(item: OpenItem) -> Record:
    return {
        "kind": item.kind,
        "number": item.number,
        "date": item.day,
        "due": item.due,
        "currency": item.currency,
        "net": item.amount,
    }
