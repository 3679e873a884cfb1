"""Whatever is booked over the wire, debits stay credits and control accounts stay their subledgers.

A state machine posts invoices, bills, part and over payments, journal entries and reversals over a month
end, tries unbalanced entries and closed periods, and after every step asks the wire whether books tie.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from starlette.testclient import TestClient

from effort import EXAMPLES
from intacct_sandbox.serve import Seed, open_sandbox
from wire import BASE, Wire, sign_in

OPEN_FROM = date(2026, 9, 1)
TODAY = date(2026, 10, 31)
PLACES = {"USD": ("110", "CAS-OPS", "100"), "GBP": ("310", "THM-OPS", "300")}
INVOICE, BILL = "accounts-receivable/invoice", "accounts-payable/bill"
RECEIPT, DISBURSEMENT = "accounts-receivable/payment", "accounts-payable/payment"
ENTRY = "general-ledger/journal-entry"
MEMO, ADVANCE = "accounts-receivable/adjustment", "accounts-receivable/advance"
OWED = ("1200", "2050")  # by customers, with what is paid in advance
OWING = ("2000", "1360")
RATES = st.integers(1, 30_000).map(lambda part: Decimal(part).scaleb(-4))

amounts = st.integers(1, 5_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
days = st.dates(OPEN_FROM, TODAY)
currencies = st.sampled_from(sorted(PLACES))
Document = tuple[str, str, str, Decimal, date]  # key, party, currency, open amount, day


class Bookkeeping(RuleBasedStateMachine):
    invoices: Bundle[Document] = Bundle("invoices")
    bills: Bundle[Document] = Bundle("bills")
    entries: Bundle[tuple[str, date]] = Bundle("entries")
    credit_memos: Bundle[tuple[str, str, str, str, Decimal]] = Bundle("credits")
    receipts: Bundle[str] = Bundle("receipts")
    foreign: Bundle[tuple[str, Decimal]] = Bundle("foreign")

    @initialize()
    def open(self) -> None:
        self.sandbox = open_sandbox(Seed(7, TODAY, 500))
        self.http = TestClient(self.sandbox.app)
        self.wire: Wire = sign_in(self.http, self.sandbox)
        self.numbers = 0
        self.parties = {
            (subledger, currency): party
            for subledger, currency, party in self.sandbox.ledger.rows(
                "SELECT p.subledger, p.currency, MIN(p.id) FROM party p JOIN entity e ON e.key = p.entity_key"
                " WHERE p.status = 'active' AND e.id IN ('100', '300') GROUP BY 1, 2"
            )
        }

    def teardown(self) -> None:
        self.http.close()
        self.sandbox.ledger.close()

    def create(self, name: str, body: dict[str, Any]) -> str:
        response = self.wire.post(f"/objects/{name}", body)
        assert response.status_code == 201, response.text
        key: str = response.json()["ia::result"]["key"]
        return key

    def number(self) -> str:
        self.numbers += 1
        return f"T-{self.numbers}"

    def lines(self, account: str, currency: str, parts: list[Decimal]) -> list[dict[str, Any]]:
        return [
            {
                "glAccount": {"id": account},
                "txnAmount": str(part),
                "dimensions": {"location": {"id": PLACES[currency][0]}},
            }
            for part in parts
        ]

    def invoice_body(self, currency: str, parts: list[Decimal], day: date) -> dict[str, Any]:
        return {
            "customer": {"id": self.parties["AR", currency]},
            "invoiceNumber": self.number(),
            "invoiceDate": str(day),
            "dueDate": str(day + timedelta(days=30)),
            "lines": self.lines("4000", currency, parts),
        }

    @rule(
        target=invoices,
        currency=currencies,
        parts=st.lists(amounts, min_size=1, max_size=4),
        day=days,
    )
    def invoice(self, currency: str, parts: list[Decimal], day: date) -> Document:
        key = self.create(INVOICE, self.invoice_body(currency, parts, day))
        return key, self.parties["AR", currency], currency, sum(parts, Decimal(0)), day

    @rule(
        target=bills, currency=currencies, parts=st.lists(amounts, min_size=1, max_size=4), day=days
    )
    def bill(self, currency: str, parts: list[Decimal], day: date) -> Document:
        vendor = self.parties["AP", currency]
        body = {
            "state": "posted",
            "vendor": {"id": vendor},
            "billNumber": self.number(),
            "createdDate": str(day),
            "dueDate": str(day + timedelta(days=30)),
            "lines": self.lines("6300", currency, parts),
        }
        return self.create(BILL, body), vendor, currency, sum(parts, Decimal(0)), day

    @rule(currency=currencies, parts=st.lists(amounts, min_size=1, max_size=2), day=days)
    def drafts_change_nothing(self, currency: str, parts: list[Decimal], day: date) -> None:
        self.create(INVOICE, {**self.invoice_body(currency, parts, day), "state": "draft"})

    @rule(target=invoices, document=consumes(invoices), share=st.integers(1, 100), day=days)
    def part_payment(self, document: Document, share: int, day: date) -> Any:
        key, customer, currency, due, _ = document
        paid = max(Decimal("0.01"), (due * share / 100).quantize(Decimal("0.01")))
        self.create(RECEIPT, self.receipt(key, customer, currency, paid, day))
        return (key, customer, currency, due - paid, date.min) if paid < due else multiple()

    @rule(document=consumes(invoices), extra=amounts, day=days)
    def over_payment(self, document: Document, extra: Decimal, day: date) -> None:
        key, customer, currency, due, _ = document
        self.create(
            RECEIPT,
            {**self.receipt(key, customer, currency, due, day), "overPaymentAmount": str(extra)},
        )

    @rule(document=invoices, extra=amounts, day=days)
    def more_than_is_due_cannot_be_applied(
        self, document: Document, extra: Decimal, day: date
    ) -> None:
        key, customer, currency, due, _ = document
        self.refused(RECEIPT, self.receipt(key, customer, currency, due + extra, day), "AR-0505")

    def receipt(
        self, key: str, customer: str, currency: str, paid: Decimal, day: date
    ) -> dict[str, Any]:
        return {
            "customer": {"id": customer},
            "paymentMethod": "eft",
            "financialEntity": {"entityId": PLACES[currency if currency in PLACES else "USD"][1]},
            "paymentSummary": {"receiptDate": str(day)},
            "txnCurrency": {"currency": currency},
            "paymentDetails": [
                {"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": str(paid)}}
            ],
        }

    @rule(target=bills, document=consumes(bills), share=st.integers(1, 100), day=days)
    def bill_payment(self, document: Document, share: int, day: date) -> Any:
        key, vendor, currency, due, _ = document
        paid = max(Decimal("0.01"), (due * share / 100).quantize(Decimal("0.01")))
        body = {
            "state": "confirmed",
            "vendor": {"id": vendor},
            "paymentMethod": "eft",
            "financialEntity": {"entityId": PLACES[currency][1]},
            "paymentDate": str(day),
            "txnCurrency": {"currency": currency},
            "details": [{"bill": {"key": key}, "txnCurrency": {"paymentAmount": str(paid)}}],
        }
        self.create(DISBURSEMENT, body)
        return (key, vendor, currency, due - paid, date.min) if paid < due else multiple()

    @rule(document=consumes(invoices), later=st.integers(0, 45))
    def reversal_maybe_over_a_month_end(self, document: Document, later: int) -> None:
        self.reverse(INVOICE, document, later)

    @rule(document=consumes(bills), later=st.integers(0, 45))
    def bill_reversal(self, document: Document, later: int) -> None:
        self.reverse(BILL, document, later)

    def reverse(self, name: str, document: Document, later: int) -> None:
        key, _, _, _, day = document
        paid_on = day == date.min
        on = TODAY if paid_on else day + timedelta(days=later)
        named = "reversedDate" if name == INVOICE else "reverseDate"
        response = self.wire.post(f"/workflows/{name}/reverse", {"key": key, named: str(on)})
        assert response.status_code == (422 if paid_on else 200), response.text

    @rule(target=entries, currency=currencies, amount=amounts, day=days)
    def entry(self, currency: str, amount: Decimal, day: date) -> tuple[str, date]:
        return self.create(ENTRY, self.entry_body(currency, amount, amount, day)), day

    @rule(entry=consumes(entries), later=st.integers(0, 45))
    def entry_reversal(self, entry: tuple[str, date], later: int) -> None:
        key, day = entry
        body = {"key": key, "reverseDate": str(day + timedelta(days=later))}
        assert self.wire.post(f"/workflows/{ENTRY}/reverse", body).status_code == 200

    @rule(currency=currencies, amount=amounts, off=amounts, day=days)
    def an_unbalanced_entry_is_refused(
        self, currency: str, amount: Decimal, off: Decimal, day: date
    ) -> None:
        self.refused(ENTRY, self.entry_body(currency, amount, amount + off, day), "GL-1009")

    @rule(currency=currencies, amount=amounts, early=st.integers(1, 400))
    def a_closed_period_is_refused(self, currency: str, amount: Decimal, early: int) -> None:
        day = OPEN_FROM - timedelta(days=early)
        self.refused(ENTRY, self.entry_body(currency, amount, amount, day), "GL-0312")
        self.refused(INVOICE, self.invoice_body(currency, [amount], day), "GL-0312")

    def entry_body(
        self, currency: str, debit: Decimal, credit: Decimal, day: date
    ) -> dict[str, Any]:
        (one,) = self.lines("6100", currency, [debit])
        (other,) = self.lines("2100", currency, [credit])
        return {
            "glJournal": {"id": "GJ"},
            "postingDate": str(day),
            "description": "Accrual",
            "lines": [{**one, "txnType": "debit"}, {**other, "txnType": "credit"}],
        }

    @rule(document=invoices, amount=amounts, adds=st.booleans())
    def a_change_maybe_of_what_is_paid_on(
        self, document: Document, amount: Decimal, adds: bool
    ) -> None:
        """Only the line's memo or a line of nothing: the open amount stays what the machine thinks."""
        key, _, currency, _, _ = document
        lines = self.lines("4100", currency, [Decimal(0)]) if adds else []
        path = f"{BASE}/objects/{INVOICE}/{key}"
        body = {"description": str(amount), **({"lines": lines} if lines else {})}
        response = self.http.patch(path, json=body, headers=self.wire.headers)
        assert response.status_code in {200, 422}, response.text

    @rule(document=consumes(invoices), amount=amounts, day=days)
    def a_correction_or_a_deletion(self, document: Document, amount: Decimal, day: date) -> None:
        key, _, currency, _, _ = document
        path = f"{BASE}/objects/{INVOICE}/{key}"
        body = {"invoiceDate": str(day), "lines": self.lines("4200", currency, [amount])}
        changed = self.http.patch(path, json=body, headers=self.wire.headers)
        assert changed.status_code in {200, 422}, changed.text
        if amount.as_tuple().digits[-1] % 2:
            gone = self.http.delete(path, headers=self.wire.headers)
            assert gone.status_code == (204 if changed.status_code == 200 else 422), gone.text

    @rule(target=credit_memos, currency=currencies, amount=amounts, day=days)
    def credit_memo(self, currency: str, amount: Decimal, day: date) -> Any:
        (line,) = self.lines("4900", currency, [amount])
        del line["txnAmount"]
        customer = self.parties["AR", currency]
        body = {
            "customer": {"id": customer},
            "createdDate": str(day),
            "txnCurrency": {"currency": currency},
            "lines": [{**line, "txnCurrency": {"amount": str(-amount)}}],
        }
        return self.create(MEMO, body), customer, currency, "adjustment", amount

    @rule(target=credit_memos, currency=currencies, amount=amounts, day=days)
    def advance(self, currency: str, amount: Decimal, day: date) -> Any:
        customer = self.parties["AR", currency]
        money = {
            "paymentDate": str(day),
            "receiptDate": str(day),
            "paymentMethod": "eft",
            "financialEntity": {"entityId": PLACES[currency][1]},
        }
        items = self.lines("2050", currency, [amount])
        body = {"customer": {"id": customer}, "paymentInformation": money, "items": items}
        return self.create(ADVANCE, body), customer, currency, "advance", amount

    @rule(target=invoices, document=consumes(invoices), credit=consumes(credit_memos), day=days)
    def a_credit_is_applied(self, document: Document, credit: Any, day: date) -> Any:
        key, customer, currency, due, _ = document
        credit_key, _, other, kind, left = credit
        amount = min(due, left)
        body = self.receipt(key, customer, currency, amount, day)
        (detail,) = body["paymentDetails"]
        path, name = {
            "adjustment": ("arAdjustment", "adjustmentAmount"),
            "advance": ("arAdvance", "postedAdvanceAmount"),
        }[kind]
        detail |= {path: {"key": credit_key}, "txnCurrency": {name: str(amount)}}
        if other != currency:
            self.refused(RECEIPT, body, "AR-0503")
            return document
        self.create(RECEIPT, body)
        return (key, customer, currency, due - amount, date.min) if amount < due else multiple()

    @rule(target=receipts, currency=currencies, amount=amounts, extra=amounts, day=days)
    def an_invoice_paid_and_more(
        self, currency: str, amount: Decimal, extra: Decimal, day: date
    ) -> str:
        customer = self.parties["AR", currency]
        key = self.create(INVOICE, self.invoice_body(currency, [amount], day))
        body = self.receipt(key, customer, currency, amount, day)
        return self.create(RECEIPT, {**body, "overPaymentAmount": str(extra)})

    @rule(receipt=consumes(receipts))
    def a_payment_is_reversed(self, receipt: str) -> None:
        body = {"key": receipt, "reversedDate": str(TODAY)}
        response = self.wire.post(f"/workflows/{RECEIPT}/reverse", body)
        assert response.status_code == 200, response.text

    @rule(target=foreign, parts=st.lists(amounts, min_size=1, max_size=3), rate=RATES, day=days)
    def a_foreign_invoice(
        self, parts: list[Decimal], rate: Decimal, day: date
    ) -> tuple[str, Decimal]:
        exchange = {"rate": float(rate), "date": str(day)}
        body = self.invoice_body("USD", parts, day)
        body["currency"] = {"txnCurrency": "EUR", "exchangeRate": exchange}
        return self.create(INVOICE, body), sum(parts, Decimal(0))

    @rule(
        target=foreign,
        document=consumes(foreign),
        base=amounts,
        share=st.integers(1, 100),
        day=days,
    )
    def a_foreign_payment(
        self, document: tuple[str, Decimal], base: Decimal, share: int, day: date
    ) -> Any:
        key, due = document
        paid = max(Decimal("0.01"), (due * share / 100).quantize(Decimal("0.01")))
        body = self.receipt(key, self.parties["AR", "USD"], "EUR", paid, day)
        body["financialEntity"] = {"entityId": PLACES["USD"][1]}
        self.create(RECEIPT, {**body, "baseCurrency": {"amountToPay": str(base)}})
        if paid < due:
            return key, due - paid
        record = self.wire.get(f"/objects/{INVOICE}/{key}").json()["ia::result"]
        assert record["totalBaseAmountDue"] == record["totalTxnAmountDue"] == "0.00"
        return multiple()

    def refused(self, name: str, body: dict[str, Any], code: str) -> None:
        response = self.wire.post(f"/objects/{name}", body)
        assert response.status_code == 422, response.text
        error = response.json()["ia::result"]["ia::error"]
        assert (error["errorId"], error["details"][-1]["errorId"]) == ("REST-7001", code)

    @invariant()
    def books_tie(self) -> None:
        """By the wire alone: the trial balance is zero, and control accounts are what is open."""
        if not hasattr(self, "wire"):
            return
        lines = self.wire.query(
            object="general-ledger/journal-entry-line",
            fields=[
                "glAccount.id",
                "dimensions.location.entity.id",
                "currency.baseCurrency",
                "txnType",
                "sum:baseAmount",
            ],
            filters=[
                {"$in": {"state": ["posted", "reversed"]}},
                {"$ne": {"journalEntry.glJournal.bookType": "cash"}},
            ],
            size=4000,
        )
        trial: dict[str, Decimal] = defaultdict(Decimal)
        ledger: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in lines:
            amount = Decimal(row["sum:baseAmount"]) * (1 if row["txnType"] == "debit" else -1)
            trial[row["dimensions.location.entity.id"]] += amount
            ledger[row["glAccount.id"], row["currency.baseCurrency"]] += amount
        assert set(trial.values()) == {Decimal(0)}
        for name, accounts, sign in (
            ("accounts-receivable/customer", OWED, 1),
            ("accounts-payable/vendor", OWING, -1),
        ):
            for row in self.wire.query(object=name, fields=["currency", "sum:totalDue"], size=4000):
                control = sum(ledger[account, row["currency"]] for account in accounts)
                assert Decimal(row["sum:totalDue"]) == sign * control
        self._documents_tie(ledger)

    def _documents_tie(self, ledger: dict[tuple[str, str], Decimal]) -> None:
        """Each account is what is open of its documents: control, deposits, and what is held back."""
        base, standing = "currency.baseCurrency", [{"$ne": {"state": "draft"}}]
        due = self.open_(INVOICE, base, "totalBaseAmountDue", standing)
        memos = self.open_(MEMO, "baseCurrency.currency", "baseCurrency.totalDue", standing)
        on_account = self.open_(RECEIPT, "txnCurrency.currency", "overPaymentAmount", [])
        in_advance = self.open_(
            ADVANCE,
            "paymentInformation.currency.baseCurrency",
            "paymentInformation.totalDue",
            standing,
        )
        for currency in PLACES:
            control = due[currency] + memos[currency] - on_account[currency]
            assert control == ledger["1200", currency]
            assert in_advance[currency] == -ledger["2050", currency]

    def open_(self, name: str, currency: str, amount: str, filters: Any) -> dict[str, Decimal]:
        rows = self.wire.query(object=name, fields=[currency, f"sum:{amount}"], filters=filters)
        found = {row[currency]: Decimal(row[f"sum:{amount}"]) for row in rows}
        return defaultdict(Decimal, found)


TestBookkeeping = Bookkeeping.TestCase
TestBookkeeping.settings = settings(
    max_examples=5 * EXAMPLES,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
