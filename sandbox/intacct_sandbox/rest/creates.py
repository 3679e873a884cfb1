"""What can be created over the wire: payloads turned into the company's own acts.

Source: docs/api/writing.md. First cut: AR invoices, AP bills, payments of both sides and journal entries
are created; invoices, bills and journal entries are reversed.
"""

from collections.abc import Callable
from typing import Any

from intacct_sandbox.company.documents import (
    Document,
    DocumentLine,
    book_document,
)
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import Place, find_key, find_place
from intacct_sandbox.company.manual_entries import book_entry
from intacct_sandbox.company.payments import Applied, Payment, book_payment
from intacct_sandbox.company.posting import Entry, Line, Side
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.company.subledger import PAYABLES, RECEIVABLES, Subledger
from intacct_sandbox.rest.payload import Payload

INVOICE = "accounts-receivable/invoice"
BILL = "accounts-payable/bill"
RECEIPT = "accounts-receivable/payment"
DISBURSEMENT = "accounts-payable/payment"
ENTRY = "general-ledger/journal-entry"

Create = Callable[[Ledger, Any, str], int]


def create_invoice(ledger: Ledger, body: Any, at: str) -> int:
    """An AR invoice: posted unless `state` is `draft`, the only state that may be sent."""
    payload = Payload(INVOICE, body)
    if payload.text("state", "draft") != "draft":
        raise Malformed("invalidParameter", "state must be draft or absent", target="/state")
    is_draft = payload.text("state", "posted") == "draft"
    day = payload.day("invoiceDate")
    return _book(
        ledger,
        RECEIVABLES,
        payload,
        number=payload.text("invoiceNumber"),
        day=day,
        posting=day,
        is_draft=is_draft,
        at=at,
    )


def create_bill(ledger: Ledger, body: Any, at: str) -> int:
    """An AP bill: a draft unless `state` is `posted`."""
    payload = Payload(BILL, body)
    state = payload.text("state", "draft")
    if state not in {"draft", "posted"}:
        raise Malformed("invalidParameter", "state must be draft or posted", target="/state")
    day = payload.day("createdDate")
    return _book(
        ledger,
        PAYABLES,
        payload,
        number=payload.text("billNumber"),
        day=day,
        posting=payload.day("postingDate", day),
        is_draft=state == "draft",
        at=at,
    )


def create_receipt(ledger: Ledger, body: Any, at: str) -> int:
    """A customer's payment; what is left over stays on account."""
    payload = Payload(RECEIPT, body)
    _refuse_state(payload, "complete")
    applied = tuple(
        Applied(int(each.named("arInvoice").key or 0), each.cents("txnCurrency.paymentAmount"))
        for each in payload.items("paymentDetails")
    )
    given = payload.cents_or_none("txnCurrency.totalAmount")
    extra = payload.cents_or_none("overPaymentAmount") or 0
    total = given if given is not None else sum(each.amount for each in applied) + extra
    return _pay(
        ledger,
        RECEIVABLES,
        payload,
        day=payload.day("paymentSummary.receiptDate"),
        amount=total,
        applied=applied,
        at=at,
    )


def create_disbursement(ledger: Ledger, body: Any, at: str) -> int:
    """A payment to a vendor for one or more of its bills."""
    payload = Payload(DISBURSEMENT, body)
    _refuse_state(payload, "confirmed")
    applied = tuple(
        Applied(int(each.named("bill").key or 0), each.cents("txnCurrency.paymentAmount"))
        for each in payload.items("details")
    )
    return _pay(
        ledger,
        PAYABLES,
        payload,
        day=payload.day("paymentDate"),
        amount=sum(each.amount for each in applied),
        applied=applied,
        at=at,
    )


def create_entry(ledger: Ledger, body: Any, at: str) -> int:
    """A journal entry: posted unless `state` is `draft`."""
    payload = Payload(ENTRY, body)
    state = payload.text("state", "posted")
    if state not in {"draft", "posted"}:
        raise Malformed("invalidParameter", "state must be draft or posted", target="/state")
    journal = find_key(ledger, "journal", payload.named("glJournal"), target="/glJournal")
    lines: list[Line] = []
    places: list[Place] = []
    for number, each in enumerate(payload.items("lines")):
        line, place = _entry_line(ledger, each, f"/lines/{number}")
        lines.append(line)
        places.append(place)
    place = _one_entity(places)
    entry = Entry(
        journal_key=journal,
        entity_key=place.entity_key,
        posting_date=payload.day("postingDate"),
        description=payload.text("description"),
        module="2.GL",
        currency=place.base_currency,
        base_currency=place.base_currency,
        lines=tuple(lines),
        state=state,
        reference=payload.text("referenceNumber", "") or None,
    )
    return book_entry(ledger, entry, at=at)


def _refuse_state(payload: Payload, only: str) -> None:
    if payload.text("state", only) != only:
        raise Malformed(
            "invalidParameter", f"The sandbox books payments as {only} only", target="/state"
        )


def _entry_line(ledger: Ledger, each: Payload, target: str) -> tuple[Line, Place]:
    side = each.text("txnType", "debit")
    if side not in {"debit", "credit"}:
        raise Malformed(
            "invalidParameter", "txnType must be debit or credit", target=f"{target}/txnType"
        )
    checked: Side = "debit" if side == "debit" else "credit"
    amount = each.cents("txnAmount")
    place, account, department = _dimensions(ledger, each, target)
    line = Line(
        account,
        checked,
        amount,
        amount,
        place.location_key,
        department,
        description=each.text("description", "") or None,
    )
    return line, place


def _book(
    ledger: Ledger,
    subledger: Subledger,
    payload: Payload,
    *,
    number: str,
    day: str,
    posting: str,
    is_draft: bool,
    at: str,
) -> int:
    party = find_key(
        ledger,
        "party",
        payload.named(subledger.party),
        target=f"/{subledger.party}",
        subledger=subledger.code,
    )
    lines: list[DocumentLine] = []
    places: list[Place] = []
    for index, each in enumerate(payload.items("lines")):
        place, account, department = _dimensions(ledger, each, f"/lines/{index}")
        memo = each.text("memo", "") or None
        lines.append(
            DocumentLine(account, each.cents("txnAmount"), place.location_key, department, memo)
        )
        places.append(place)
    place = _one_entity(places)
    currency = payload.text("currency.txnCurrency", place.base_currency)
    if currency != place.base_currency:
        raise Refused(
            "PL-0101",
            f"The sandbox books this entity's documents in {place.base_currency} only, not {currency}",
            target="/currency/txnCurrency",
        )
    document = Document(
        subledger=subledger,
        party_key=party,
        entity_key=place.entity_key,
        currency=currency,
        number=number,
        document_date=day,
        posting_date=posting,
        due_date=payload.day("dueDate"),
        lines=tuple(lines),
        is_draft=is_draft,
        description=payload.text("description", "") or None,
        reference=payload.text("referenceNumber", "") or None,
    )
    return book_document(ledger, document, at=at)


def _pay(
    ledger: Ledger,
    subledger: Subledger,
    payload: Payload,
    *,
    day: str,
    amount: int,
    applied: tuple[Applied, ...],
    at: str,
) -> int:
    from_bank = payload.text("financialEntity.entityId")
    bank = ledger.one(
        "SELECT key FROM bank_account WHERE id = ? AND status = 'active'", (from_bank,)
    )
    if bank is None:
        raise Refused(
            "BL03002028",
            f"No bank account {from_bank} was found",
            target="/financialEntity/entityId",
        )
    party = find_key(
        ledger,
        "party",
        payload.named(subledger.party),
        target=f"/{subledger.party}",
        subledger=subledger.code,
    )
    payment = Payment(
        subledger=subledger,
        party_key=party,
        bank_account_key=int(bank[0]),
        number=payload.text("documentNumber", "") or None,
        payment_date=day,
        method=payload.text("paymentMethod"),
        amount=amount,
        applied=applied,
        description=payload.text("description", "") or None,
    )
    return book_payment(ledger, payment, at=at)


def _dimensions(ledger: Ledger, each: Payload, target: str) -> tuple[Place, int, int | None]:
    """A line's place, account and department."""
    account = find_key(ledger, "account", each.named("glAccount"), target=f"{target}/glAccount")
    place = find_place(
        ledger, each.named("dimensions.location"), target=f"{target}/dimensions/location"
    )
    named = each.named_or_none("dimensions.department")
    department = (
        find_key(ledger, "department", named, target=f"{target}/dimensions/department")
        if named
        else None
    )
    return place, account, department


def _one_entity(places: list[Place]) -> Place:
    if len({place.entity_key for place in places}) > 1:
        raise Refused(
            "GL-0601", "The sandbox books each transaction within one entity", target="/lines"
        )
    return places[0]


CREATES: dict[str, Create] = {
    INVOICE: create_invoice,
    BILL: create_bill,
    RECEIPT: create_receipt,
    DISBURSEMENT: create_disbursement,
    ENTRY: create_entry,
}
