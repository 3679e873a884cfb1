"""The transactions: what three small companies would have booked, day by day, up to today.

Everything goes through the same booking functions that a create over the wire uses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_sandbox.company.documents import (
    Document,
    DocumentLine,
    book_document,
    reverse_document,
)
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.manual_entries import book_entry
from intacct_sandbox.company.payments import Applied, Payment, book_payment
from intacct_sandbox.company.posting import Entry, Line
from intacct_sandbox.company.subledger import PAYABLES, RECEIVABLES, Subledger
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.organisation import TIME, Office, Organisation, Party

# What is sold and bought: account, and the memo of the line.
_SALES = (
    ("4000", "Pressure gauge set"),
    ("4000", "Digital manometer"),
    ("4000", "Flow meter, inline"),
    ("4100", "Annual calibration"),
    ("4100", "On-site calibration visit"),
    ("4200", "Maintenance contract, monthly"),
)
_PURCHASES = (
    ("5000", "Sensor modules"),
    ("5100", "Subcontracted calibration"),
    ("5200", "Freight"),
    ("6100", "Office and laboratory rent"),
    ("6110", "Electricity and gas"),
    ("6200", "Software subscription"),
    ("6300", "Travel"),
    ("6400", "Trade fair"),
    ("6500", "Professional fees"),
    ("6800", "Laboratory supplies"),
    ("1400", "Stock for resale"),
)
_LINES_A_DOCUMENT = 5.5  # journal lines that a document and its payment leave, on average


@dataclass(frozen=True, slots=True)
class _Due:
    """A payment that is to be made on a day."""

    day: str
    subledger: Subledger
    party: Party
    document_key: int
    amount: int


class History:
    """Books the months one after the other."""

    def __init__(
        self, ledger: Ledger, organisation: Organisation, chance: Chance, today: date
    ) -> None:
        self._ledger = ledger
        self._org = organisation
        self._chance = chance
        self._today = today
        self._due: list[_Due] = []
        self._numbers = {"AR": 10_000, "AP": 50_000, "payment": 700}
        self._parties = {
            subledger.code: {
                office.entity_key: [party for party in parties if party.office is office]
                for office in organisation.offices
            }
            for subledger, parties in (
                (RECEIVABLES, organisation.customers),
                (PAYABLES, organisation.vendors),
            )
        }

    def run(self, first_day: date, lines: int) -> None:
        """Book everything from the opening balances to today, about `lines` journal lines."""
        months = list(_months(first_day, self._today))
        offices = self._org.offices
        each = max(2, int(lines / _LINES_A_DOCUMENT / len(months) / len(offices)))
        for office in offices:
            self._opening(office, first_day)
        for month in months:
            for office in offices:
                self._month(office, month, each)
            self._pay(until=_month_end(month))
        self._drafts()
        self._reversed_pair()
        self._overpayment()
        self._same_number_twice()

    def _month(self, office: Office, month: date, documents: int) -> None:
        for number in range(documents):
            subledger = RECEIVABLES if number % 2 == 0 else PAYABLES
            day = month + timedelta(days=self._chance.below(28))
            if day <= self._today:
                party = self._chance.pick(self._parties[subledger.code][office.entity_key])
                self._document(subledger, party, day)
        payday = month + timedelta(days=24)
        if payday <= self._today:
            self._payroll(office, payday)
        if _month_end(month) <= self._today:
            self._month_end_entries(office, _month_end(month))

    def _document(
        self, subledger: Subledger, party: Party, day: date, *, draft: bool = False
    ) -> int:
        is_sale = subledger is RECEIVABLES
        count = self._chance.pick((1, 1, 2, 2, 3, 4, 5))
        lines = tuple(
            self._line(party.office, _SALES if is_sale else _PURCHASES, is_sale)
            for _ in range(count)
        )
        key = self._book(subledger, party, day, lines, draft=draft)
        if not draft:
            self._plan_payment(subledger, party, day, key, sum(line.amount for line in lines))
        return key

    def _line(
        self, office: Office, choices: tuple[tuple[str, str], ...], is_sale: bool
    ) -> DocumentLine:
        account, memo = self._chance.pick(choices)
        cents = (
            self._chance.between(15_000, 900_000)
            if is_sale
            else self._chance.between(6_000, 450_000)
        )
        return DocumentLine(
            self._org.accounts[account],
            cents,
            self._chance.pick(office.location_keys),
            self._chance.pick(self._org.departments) if self._chance.happens(85) else None,
            memo,
        )

    def _book(
        self,
        subledger: Subledger,
        party: Party,
        day: date,
        lines: tuple[DocumentLine, ...],
        *,
        draft: bool = False,
        number: str = "",
    ) -> int:
        document = Document(
            subledger=subledger,
            party_key=party.key,
            entity_key=party.office.entity_key,
            currency=party.office.seed.currency,
            number=number
            or self._next("INV-" if subledger is RECEIVABLES else "B-", subledger.code),
            document_date=day.isoformat(),
            posting_date=day.isoformat(),
            due_date=(day + timedelta(days=party.days)).isoformat(),
            lines=lines,
            is_draft=draft,
            term_key=party.term_key,
        )
        return book_document(self._ledger, document, at=day.isoformat() + TIME)

    def _plan_payment(
        self, subledger: Subledger, party: Party, day: date, key: int, amount: int
    ) -> None:
        fate = self._chance.below(100)
        if fate < 6:
            return  # stays open for good
        paid = amount * self._chance.between(20, 80) // 100 if fate < 14 else amount
        due = day + timedelta(days=party.days + self._chance.between(-12, 35))
        self._due.append(_Due(max(due, day).isoformat(), subledger, party, key, paid))

    def _pay(self, *, until: date) -> None:
        last = min(until, self._today).isoformat()
        now = sorted(
            (due for due in self._due if due.day <= last),
            key=lambda due: (due.day, due.document_key),
        )
        self._due = [due for due in self._due if due.day > last]
        for due in now:
            self._payment(due, due.amount)

    def _payment(self, due: _Due, amount: int) -> None:
        payment = Payment(
            subledger=due.subledger,
            party_key=due.party.key,
            bank_account_key=due.party.office.bank_account_key,
            number=self._next("R-" if due.subledger is RECEIVABLES else "P-", "payment"),
            payment_date=due.day,
            method="eft",
            amount=amount,
            applied=(Applied(due.document_key, due.amount),),
        )
        book_payment(self._ledger, payment, at=due.day + TIME)

    def _opening(self, office: Office, day: date) -> None:
        cash, equipment = (
            self._chance.between(60, 90) * 1_000_000,
            self._chance.between(15, 25) * 1_000_000,
        )
        loan, stock = 20_000_000, 10_000_000
        self._entry(
            office,
            day,
            "Opening balances",
            (
                (office.cash_account_key, cash),
                (self._org.accounts["1500"], equipment),
                (self._org.accounts["1300"], 2_400_000),
                (self._org.accounts["2700"], -loan),
                (self._org.accounts["3000"], -stock),
                (self._org.accounts["3100"], loan + stock - cash - equipment - 2_400_000),
            ),
        )

    def _payroll(self, office: Office, day: date) -> None:
        gross = self._chance.between(38_000, 52_000) * 50
        taxes = gross * 9 // 100
        parts = [gross // len(self._org.departments)] * len(self._org.departments)
        parts[0] += gross - sum(parts)
        wages = [
            (self._org.accounts["6000"], part, department)
            for part, department in zip(parts, self._org.departments, strict=True)
        ]
        others = (
            (self._org.accounts["6010"], taxes),
            (self._org.accounts["2200"], -taxes),
            (office.cash_account_key, -gross),
        )
        self._entry(office, day, "Payroll", (*wages, *others))

    def _month_end_entries(self, office: Office, day: date) -> None:
        accounts = self._org.accounts
        depreciation = 310_000
        self._entry(
            office,
            day,
            "Depreciation",
            ((accounts["6700"], depreciation), (accounts["1590"], -depreciation)),
        )
        interest = 104_167
        self._entry(
            office,
            day,
            "Interest on the term loan",
            ((accounts["7000"], interest), (office.cash_account_key, -interest)),
        )

    def _entry(
        self, office: Office, day: date, description: str, amounts: tuple[tuple[int, ...], ...]
    ) -> None:
        """Book an entry from (account, cents, department) with debits positive."""
        lines = tuple(
            Line(
                account_key=each[0],
                side="debit",
                txn_amount=each[1],
                base_amount=each[1],
                location_key=office.location_keys[0],
                department_key=each[2] if len(each) > 2 else None,
                description=description,
            )
            for each in amounts
        )
        entry = Entry(
            journal_key=self._org.journals["GJ"],
            entity_key=office.entity_key,
            posting_date=day.isoformat(),
            description=description,
            module="2.GL",
            currency=office.seed.currency,
            base_currency=office.seed.currency,
            lines=lines,
        )
        book_entry(self._ledger, entry, at=day.isoformat() + TIME)

    def _drafts(self) -> None:
        for number in range(3):
            self._document(RECEIVABLES, self._org.customers[number], self._today, draft=True)
            self._document(PAYABLES, self._org.vendors[number], self._today, draft=True)

    def _reversed_pair(self) -> None:
        """An invoice at a month end, reversed early in the month after."""
        month_end = self._today.replace(day=1) - timedelta(days=1)
        party = self._org.customers[4]
        line = self._line(party.office, _SALES, is_sale=True)
        key = self._book(RECEIVABLES, party, month_end, (line,))
        on = min(month_end + timedelta(days=3), self._today)
        reverse_document(
            self._ledger, RECEIVABLES, key, on=on.isoformat(), at=on.isoformat() + TIME
        )

    def _overpayment(self) -> None:
        """A customer who paid more than the invoice: the rest stays on account."""
        day = max(self._today - timedelta(days=20), self._today.replace(day=1))
        party = self._org.customers[5]
        line = self._line(party.office, _SALES, is_sale=True)
        key = self._book(RECEIVABLES, party, day, (line,))
        self._payment(
            _Due(self._today.isoformat(), RECEIVABLES, party, key, line.amount),
            line.amount + 12_550,
        )

    def _same_number_twice(self) -> None:
        """Two customers of different entities whose invoices carry the same number."""
        for party in self._org.customers[6:8]:
            line = self._line(party.office, _SALES, is_sale=True)
            self._book(RECEIVABLES, party, self._today.replace(day=1), (line,), number="INV-2044")

    def _next(self, prefix: str, series: str) -> str:
        self._numbers[series] += 1
        return f"{prefix}{self._numbers[series]}"


def _months(first_day: date, today: date) -> Iterator[date]:
    month = first_day.replace(day=1)
    while month <= today:
        yield month
        month = _month_end(month) + timedelta(days=1)


def _month_end(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
