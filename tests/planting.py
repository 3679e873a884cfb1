"""What tests put into a company's books: bills and invoices, payments, entries. By the sandbox's own booking."""

from dataclasses import dataclass

from intacct_sandbox.company.documents.booking import book_document, reverse_document
from intacct_sandbox.company.documents.shape import Document, DocumentLine
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.manual_entries import book_entry
from intacct_sandbox.company.ledger_entries.posting import Entry, Line
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES, Subledger
from intacct_sandbox.company.payments.booking import book_payment, reverse_payment
from intacct_sandbox.company.payments.rows import load_payment
from intacct_sandbox.company.payments.shape import Applied, Payment

AT = "2026-10-31T12:00:00Z"


@dataclass(frozen=True)
class Planting:
    """Books things in one entity of a company whose books it opens."""

    ledger: Ledger
    entity: str = "100"

    def open_books(self) -> "Planting":
        """Let every day be booked on."""
        self.ledger.write("UPDATE entity SET books_open_from = '2023-01-01'")
        return self

    def bill(self, number: str, day: str, amount: int, **options: str) -> int:
        """A bill of one line, its key; `vendor` is a part of a name, `account` the line's."""
        return self._document(PAYABLES, number, day, amount, **options)

    def invoice(self, number: str, day: str, amount: int, **options: str) -> int:
        """An invoice of one line, its key."""
        return self._document(RECEIVABLES, number, day, amount, **options)

    def pay(self, subledger: Subledger, document_key: int, day: str, amount: int) -> int:
        """Money on a document."""
        ((party,),) = self.ledger.rows(
            "SELECT party_key FROM document WHERE key = ?", (document_key,)
        )
        bank = "SELECT b.key FROM bank_account b JOIN location l ON l.key = b.location_key WHERE l.entity_key = ?"
        payment = Payment(
            subledger=subledger,
            party_key=int(party),
            bank_account_key=int(self.ledger.rows(bank, (self._entity[0],))[0][0]),
            number=f"P-{document_key}",
            payment_date=day,
            method="eft",
            amount=amount,
            applied=(Applied(document_key, amount),),
        )
        return book_payment(self.ledger, payment, at=AT)

    def reverse(self, subledger: Subledger, document_key: int, day: str) -> None:
        """Take a document back."""
        reverse_document(self.ledger, subledger, document_key, on=day, at=AT)

    def take_back(self, subledger: Subledger, payment_key: int, day: str) -> None:
        """Take a payment back."""
        standing = load_payment(self.ledger, payment_key, subledger)
        reverse_payment(self.ledger, standing, on=day, at=AT, target="/")

    def entry(
        self,
        day: str,
        debit: str,
        credit: str,
        amount: int,
        *,
        state: str = "posted",
        reverse_on: str | None = None,
    ) -> int:
        """A journal entry of two lines, its key."""
        key, currency = self._entity
        location = self._location
        ((journal,),) = self.ledger.rows("SELECT key FROM journal WHERE id = 'GJ'")
        entry = Entry(
            journal_key=int(journal),
            entity_key=key,
            posting_date=day,
            description=f"Planted {day}",
            module="2.GL",
            currency=currency,
            base_currency=currency,
            lines=(
                Line(self._account(debit), "debit", amount, amount, location),
                Line(self._account(credit), "credit", amount, amount, location),
            ),
            state=state,
        )
        return book_entry(self.ledger, entry, at=AT, reverse_on=reverse_on)

    def party(self, subledger: Subledger, name: str) -> int:
        """A new customer or vendor, its key."""
        key, currency = self._entity
        count = self.ledger.rows("SELECT COUNT(*) FROM party")[0][0]
        return self.ledger.insert(
            "party",
            {
                "subledger": subledger.code,
                "entity_key": key,
                "id": f"X-{count}",
                "name": name,
                "status": "active",
                "currency": currency,
                "created_at": AT,
                "modified_at": AT,
            },
        )

    @property
    def _entity(self) -> tuple[int, str]:
        ((key, currency),) = self.ledger.rows(
            "SELECT key, base_currency FROM entity WHERE id = ?", (self.entity,)
        )
        return int(key), str(currency)

    @property
    def _location(self) -> int:
        rows = self.ledger.rows(
            "SELECT key FROM location WHERE entity_key = ? AND type = 'location' ORDER BY key",
            (self._entity[0],),
        )
        return int(rows[0][0])

    def _account(self, account_id: str) -> int:
        ((key,),) = self.ledger.rows("SELECT key FROM account WHERE id = ?", (account_id,))
        return int(key)

    def _document(
        self,
        subledger: Subledger,
        number: str,
        day: str,
        amount: int,
        *,
        posts: str = "",
        due: str = "",
        account: str = "6500",
        name: str = "",
        state: str = "posted",
    ) -> int:
        key, currency = self._entity
        found = self.ledger.rows(
            "SELECT key FROM party WHERE subledger = ? AND name = ?", (subledger.code, name)
        )
        party = int(found[0][0]) if found else self.party(subledger, name or f"Planted {number}")
        document = Document(
            subledger=subledger,
            party_key=party,
            entity_key=key,
            currency=currency,
            number=number,
            document_date=day,
            posting_date=posts or day,
            due_date=due or day,
            lines=(DocumentLine(self._account(account), amount, self._location),),
            state=state,
        )
        return book_document(self.ledger, document, at=AT)


__all__ = ["PAYABLES", "RECEIVABLES", "Planting"]
