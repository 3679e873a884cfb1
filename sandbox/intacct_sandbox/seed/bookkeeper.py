"""Booking documents, payments and entries for the seed, and remembering what is still to be paid.

Everything goes through the same booking functions that a create over the wire uses.
Units: cents; in `balances` debits are positive.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_sandbox.company.documents.booking import Document, DocumentLine, book_document
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.manual_entries import book_entry
from intacct_sandbox.company.ledger_entries.posting import Entry, Line
from intacct_sandbox.company.ledger_entries.subledger import RECEIVABLES, Subledger
from intacct_sandbox.company.payments.booking import Applied, Payment, book_payment
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.organisation import TIME, Office, Organisation, Party
from intacct_sandbox.seed.trade import PURCHASES, SALES


@dataclass(frozen=True, slots=True)
class Due:
    """A payment that is to be made on a day."""

    day: str
    subledger: Subledger
    party: Party
    document_key: int
    amount: int


class Bookkeeper:
    """Books what the seed makes up.

    Attributes:
        balances: What stands on an account of an entity, but for the control accounts.
    """

    def __init__(self, ledger: Ledger, organisation: Organisation, chance: Chance) -> None:
        self.ledger = ledger
        self.balances: Counter[tuple[int, str]] = Counter()
        self._org = organisation
        self._chance = chance
        self._due: list[Due] = []
        self._numbers = {"AR": 10_000, "AP": 50_000, "payment": 700}
        self._ids = {key: id_ for id_, key in organisation.accounts.items()}

    def document(
        self, subledger: Subledger, party: Party, day: date, *, draft: bool = False
    ) -> int:
        """A document of one to five lines, to be paid some day unless it is a draft; its key."""
        count = self._chance.pick((1, 1, 2, 2, 3, 4, 5))
        lines = tuple(self.line(subledger, party.office) for _ in range(count))
        if subledger is RECEIVABLES and self._chance.happens(7):
            lines = (*lines, self._discount(lines))
        return self.to_be_paid(subledger, party, day, lines, draft=draft)

    def to_be_paid(
        self,
        subledger: Subledger,
        party: Party,
        day: date,
        lines: tuple[DocumentLine, ...],
        *,
        draft: bool = False,
    ) -> int:
        """A document with these lines, to be paid some day unless it is a draft; its key."""
        key = self.book(subledger, party, day, lines, draft=draft)
        if not draft:
            self._plan_payment(subledger, party, day, key, sum(line.amount for line in lines))
        return key

    def line(self, subledger: Subledger, office: Office) -> DocumentLine:
        """A line of something sold or bought."""
        traded = self._chance.pick(SALES if subledger is RECEIVABLES else PURCHASES)
        return self.line_of(
            office, traded.account, self._chance.between(traded.low, traded.high), traded.memo
        )

    def line_of(self, office: Office, account: str, amount: int, memo: str) -> DocumentLine:
        """A line of an account, somewhere in an office."""
        return DocumentLine(
            self._org.accounts[account],
            amount,
            self._chance.pick(office.location_keys),
            self._chance.pick(self._org.departments) if self._chance.happens(85) else None,
            memo,
        )

    def _discount(self, lines: tuple[DocumentLine, ...]) -> DocumentLine:
        amount = sum(line.amount for line in lines) * 3 // 100
        first = lines[0]
        return DocumentLine(
            self._org.accounts["4900"],
            -amount,
            first.location_key,
            first.department_key,
            "Early order discount, 3%",
        )

    def book(
        self,
        subledger: Subledger,
        party: Party,
        day: date,
        lines: tuple[DocumentLine, ...],
        *,
        draft: bool = False,
        number: str = "",
        description: str | None = None,
        due: date | None = None,
    ) -> int:
        """A document with these lines, under the next number unless one is given; its key."""
        document = Document(
            subledger=subledger,
            party_key=party.key,
            entity_key=party.office.entity_key,
            currency=party.office.seed.currency,
            number=number
            or self._next("INV-" if subledger is RECEIVABLES else "B-", subledger.code),
            document_date=day.isoformat(),
            posting_date=day.isoformat(),
            due_date=(due or day + timedelta(days=party.days)).isoformat(),
            lines=lines,
            is_draft=draft,
            description=description or lines[0].memo,
            reference=f"PO-{self._chance.between(4000, 9999)}"
            if self._chance.happens(40)
            else None,
            term_key=party.term_key,
        )
        if not draft:
            sign = -1 if subledger is RECEIVABLES else 1
            for line in lines:
                self._count(party.office, line.account_key, sign * line.amount)
        return book_document(self.ledger, document, at=day.isoformat() + TIME)

    def _plan_payment(
        self, subledger: Subledger, party: Party, day: date, key: int, amount: int
    ) -> None:
        fate = self._chance.below(100)
        if fate < 4:
            return  # stays open for good
        paid = amount * self._chance.between(20, 80) // 100 if fate < 9 else amount
        due = day + timedelta(days=party.days + self._chance.between(-12, 35))
        self._due.append(Due(max(due, day).isoformat(), subledger, party, key, paid))

    def pay_due(self, *, until: date) -> None:
        """Make the payments that fall due up to a day."""
        last = until.isoformat()
        now = sorted(
            (due for due in self._due if due.day <= last),
            key=lambda due: (due.day, due.document_key),
        )
        self._due = [due for due in self._due if due.day > last]
        for due in now:
            self.payment(due, due.amount)

    def payment(self, due: Due, amount: int) -> int:
        """Pay an amount of which only what is due is applied; the payment's key."""
        payment = Payment(
            subledger=due.subledger,
            party_key=due.party.key,
            bank_account_key=due.party.office.bank_account_key,
            number=self._next("R-" if due.subledger is RECEIVABLES else "P-", "payment"),
            payment_date=due.day,
            method="eft",
            amount=amount,
            applied=(Applied(due.document_key, due.amount),),
            description="Bank transfer",
        )
        office = due.party.office
        self._count(
            office, office.cash_account_key, amount if due.subledger is RECEIVABLES else -amount
        )
        return book_payment(self.ledger, payment, at=due.day + TIME)

    def entry(
        self,
        office: Office,
        day: date,
        description: str,
        amounts: tuple[tuple[int, ...], ...],
        *,
        journal: str = "GJ",
    ) -> int:
        """Book an entry from (account, cents, department) with debits positive; its key."""
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
            if each[1]
        )
        entry = Entry(
            journal_key=self._org.journals[journal],
            entity_key=office.entity_key,
            posting_date=day.isoformat(),
            description=description,
            module="2.GL",
            currency=office.seed.currency,
            base_currency=office.seed.currency,
            lines=lines,
        )
        for line in lines:
            self._count(office, line.account_key, line.base_amount)
        return book_entry(self.ledger, entry, at=day.isoformat() + TIME)

    def _count(self, office: Office, account_key: int, amount: int) -> None:
        self.balances[office.entity_key, self._ids[account_key]] += amount

    def _next(self, prefix: str, series: str) -> str:
        self._numbers[series] += 1
        return f"{prefix}{self._numbers[series]}"
