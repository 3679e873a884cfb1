"""Cases of accounting: foreign currency, credits, advances, retainage, tax, approval, several entities, the cash book.

Source: docs/sandbox-cases.md. Booked after the history, and before a person looks at the company.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from intacct_sandbox.company.documents.booking import (
    Document,
    DocumentLine,
    book_document,
    reverse_document,
)
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import Rate
from intacct_sandbox.company.ledger_entries.manual_entries import book_entry
from intacct_sandbox.company.ledger_entries.own_accounts import own_account
from intacct_sandbox.company.ledger_entries.posting import Entry, Line
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES, Subledger
from intacct_sandbox.company.payments.booking import Applied, Payment, book_payment
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.cases.register import BILL, ENTRY, INVOICE, RECEIPT, mark
from intacct_sandbox.seed.organisation import TIME, Office, Organisation, Party


def add_accounting_cases(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """Book all cases, after the history."""
    ledger = bookkeeper.ledger
    customers = _in_the_first_entities(ledger, organisation.customers)
    vendors = _in_the_first_entities(ledger, organisation.vendors)
    _rounding_cent(ledger, customers[8], today)
    _credit_memo(ledger, customers[9], today)
    _advance(ledger, RECEIVABLES, customers[10], "2050", today)
    _advance(ledger, PAYABLES, vendors[8], "1360", today)
    _retainage(ledger, RECEIVABLES, customers[11], today)
    _retainage(ledger, PAYABLES, vendors[11], today)
    _tax_line(ledger, customers[12], today)
    _waiting_bills(ledger, vendors[9], today)
    _inter_entity(ledger, organisation, today)
    _cash_book(ledger, customers[13], today)
    _undeposited(ledger, customers[14], today)
    _reversed_bill(ledger, vendors[10], today)


def _in_the_first_entities(ledger: Ledger, parties: tuple[Party, ...]) -> list[Party]:
    """Active parties of the two entities in dollars that everybody sees."""
    active = {key for (key,) in ledger.rows("SELECT key FROM party WHERE status = 'active'")}
    return [
        each for each in parties if each.key in active and each.office.seed.id in {"100", "200"}
    ]


def _document(
    ledger: Ledger, subledger: Subledger, party: Party, day: date, number: str, account: str
) -> Document:
    """A document of one line over 1,000.00."""
    line = DocumentLine(own_account(ledger, account), 100_000, party.office.location_keys[0])
    return Document(
        subledger=subledger,
        party_key=party.key,
        entity_key=party.office.entity_key,
        currency=party.office.seed.currency,
        number=number,
        document_date=day.isoformat(),
        posting_date=day.isoformat(),
        due_date=(day + timedelta(days=party.days)).isoformat(),
        lines=(line,),
        term_key=party.term_key,
    )


def _rounding_cent(ledger: Ledger, party: Party, today: date) -> None:
    """An invoice in euros whose lines, converted each, are a cent or more above the whole converted."""
    day = today.replace(day=1)
    document = _document(ledger, RECEIVABLES, party, day, "INV-EUR-1", "4000")
    line = replace(document.lines[0], amount=33_335)
    rate = Rate(Decimal("1.1"), day.isoformat(), document.currency)
    euros = replace(document, currency="EUR", rate=rate, lines=(line, line, line))
    key = book_document(ledger, euros, at=day.isoformat() + TIME)
    mark(ledger, "foreign-currency-rounding-cent", INVOICE, key)


def _credit_memo(ledger: Ledger, party: Party, today: date) -> None:
    day = today.replace(day=1)
    document = _document(ledger, RECEIVABLES, party, day, "CM-1001", "4900")
    line = replace(document.lines[0], amount=-18_050, memo="Returned gauge")
    memo = replace(document, kind="adjustment", lines=(line,))
    key = book_document(ledger, memo, at=day.isoformat() + TIME)
    mark(ledger, "credit-memo", "accounts-receivable/adjustment", key)


def _advance(ledger: Ledger, subledger: Subledger, party: Party, account: str, today: date) -> None:
    """Money that came or went before there was an invoice for it; nothing of it is used yet."""
    day = today.replace(day=1)
    document = _document(ledger, subledger, party, day, "ADV-0001", account)
    advance = replace(
        document, kind="advance", bank_account_key=party.office.bank_account_key, method="eft"
    )
    key = book_document(ledger, advance, at=day.isoformat() + TIME)
    is_customer = subledger is RECEIVABLES
    name = "accounts-receivable/advance" if is_customer else "accounts-payable/advance"
    mark(ledger, "customer-advance" if is_customer else "vendor-advance", name, key)


def _retainage(ledger: Ledger, subledger: Subledger, party: Party, today: date) -> None:
    """An invoice of which the customer holds back a tenth, and a bill of which the company does."""
    day = today.replace(day=1)
    is_invoice = subledger is RECEIVABLES
    number, account = ("INV-RET-1", "4100") if is_invoice else ("B-RET-1", "5100")
    document = _document(ledger, subledger, party, day, number, account)
    held = replace(document.lines[0], amount=1_250_000, retainage=Decimal(10))
    key = book_document(ledger, replace(document, lines=(held,)), at=day.isoformat() + TIME)
    mark(ledger, *(("retainage", INVOICE) if is_invoice else ("bill-retainage", BILL)), key)


def _tax_line(ledger: Ledger, party: Party, today: date) -> None:
    """An invoice with sales tax on a line of its own."""
    day = today.replace(day=1)
    document = _document(ledger, RECEIVABLES, party, day, "INV-TAX-1", "4000")
    first = document.lines[0]
    tax = replace(
        first,
        account_key=own_account(ledger, "2250"),
        amount=8_250,
        memo="Sales tax 8.25%",
        subtotal="tax",
    )
    key = book_document(ledger, replace(document, lines=(first, tax)), at=day.isoformat() + TIME)
    mark(ledger, "tax-subtotal-line", INVOICE, key)


def _waiting_bills(ledger: Ledger, party: Party, today: date) -> None:
    """A bill that waits for approval, one that was declined, and one that is not to be paid yet.

    Of one vendor and day, and of three amounts: none looks like another one entered twice.
    """
    day = today.replace(day=1)
    for number, amount, state, extra in (
        ("B-WAIT-1", 1_865_000, "submitted", None),
        ("B-WAIT-2", 732_000, "declined", None),
        ("B-HOLD-1", 2_400_000, "posted", {"isOnHold": 1}),
    ):
        document = _document(ledger, PAYABLES, party, day, number, "6500")
        line = replace(document.lines[0], amount=amount)
        bill = replace(document, state=state, lines=(line,), extra=extra)
        key = book_document(ledger, bill, at=day.isoformat() + TIME)
        mark(ledger, f"bill-{'on-hold' if extra else state}", BILL, key)


def _inter_entity(ledger: Ledger, organisation: Organisation, today: date) -> None:
    """One entity paid rent for itself and for another of the same currency."""
    first, *others = organisation.offices
    second = next(each for each in others if each.seed.currency == first.seed.currency)
    for office in (first, second):
        ledger.write(
            "UPDATE entity SET receivable_key = COALESCE(receivable_key, ?),"
            " payable_key = COALESCE(payable_key, ?) WHERE key = ?",
            (own_account(ledger, "1350"), own_account(ledger, "2350"), office.entity_key),
        )
    rent, day = own_account(ledger, "6100"), today.replace(day=1).isoformat()
    lines = (
        _entry_line(rent, 300_000, first),
        _entry_line(rent, 120_000, second),
        _entry_line(first.cash_account_key, -420_000, first),
    )
    entry = Entry(
        journal_key=organisation.journals["GJ"],
        entity_key=first.entity_key,
        posting_date=day,
        description="Rent for two entities",
        module="2.GL",
        currency=first.seed.currency,
        base_currency=first.seed.currency,
        lines=lines,
    )
    mark(ledger, "inter-entity-entry", ENTRY, book_entry(ledger, entry, at=day + TIME))


def _entry_line(account_key: int, amount: int, office: Office) -> Line:
    return Line(account_key, "debit", amount, amount, office.location_keys[0])


def _cash_book(ledger: Ledger, party: Party, today: date) -> None:
    """A part payment: in the cash book it stands against the invoice's accounts, in proportion."""
    day = today.replace(day=1)
    document = _document(ledger, RECEIVABLES, party, day, "INV-CASH-1", "4000")
    first = document.lines[0]
    second = replace(first, account_key=own_account(ledger, "4100"), amount=50_001)
    key = book_document(ledger, replace(document, lines=(first, second)), at=day.isoformat() + TIME)
    payment = Payment(
        subledger=RECEIVABLES,
        party_key=party.key,
        bank_account_key=party.office.bank_account_key,
        number="R-CASH-1",
        payment_date=today.isoformat(),
        method="eft",
        amount=100_000,
        applied=(Applied(key, 100_000),),
    )
    paid = book_payment(ledger, payment, at=today.isoformat() + TIME)
    mark(ledger, "cash-book", RECEIPT, paid)


def _undeposited(ledger: Ledger, party: Party, today: date) -> None:
    """A check for an invoice of this month, still in the drawer."""
    day = today.replace(day=1)
    document = _document(ledger, RECEIVABLES, party, day, "INV-CHECK-1", "4000")
    key = book_document(ledger, document, at=day.isoformat() + TIME)
    payment = Payment(
        subledger=RECEIVABLES,
        party_key=party.key,
        bank_account_key=None,
        number="CHK-20417",
        payment_date=today.isoformat(),
        method="printedCheck",
        amount=100_000,
        applied=(Applied(key, 100_000),),
        undeposited_key=own_account(ledger, "1090"),
    )
    received = book_payment(ledger, payment, at=today.isoformat() + TIME)
    mark(ledger, "undeposited-receipt", RECEIPT, received)


def _reversed_bill(ledger: Ledger, party: Party, today: date) -> None:
    """A bill that was entered by mistake and taken back on the next day, both in this month."""
    day = today.replace(day=1)
    bill = _document(ledger, PAYABLES, party, day, "B-MISTAKE-1", "6500")
    key = book_document(ledger, bill, at=day.isoformat() + TIME)
    on = min(day + timedelta(days=1), today).isoformat()
    reverse_document(ledger, PAYABLES, key, on=on, at=on + TIME)
    mark(ledger, "bill-reversed", BILL, key)
