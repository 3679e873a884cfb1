"""What can be searched, and where each kind keeps its name, number, day and amount.

Source: docs/api/search.md.
"""

from dataclasses import dataclass
from typing import Literal

from intacct_books.cells import Record
from intacct_books.scope import Scope
from intacct_client import Filter, Query
from intacct_client.filters import among, contains, equal
from intacct_client.query import select

KindName = Literal[
    "any",
    "customer",
    "vendor",
    "account",
    "item",
    "project",
    "employee",
    "invoice",
    "bill",
    "receipt",
    "payment",
    "journal_entry",
]
DOCUMENTS = frozenset({"invoice", "bill", "receipt", "payment", "journal_entry"})
MEMBERS = frozenset({"item", "project", "employee"})


LONGEST_COUNT = 18  # digits of a number that records are counted by


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    Attributes:
        name: What a reader calls it.
        object: The object.
        id: The path of its id or number.
        title: The path of its name, or of whom it is with.
        searched: The paths that may hold the word.
        counted: The path of a number that only the whole word can be; empty for none.
        state: The path of its state; empty for none.
        day: The path of its day; empty for none.
        amount: The path of its amount; empty for none.
        currency: The path of that amount's currency.
    """

    name: KindName
    object: str
    id: str = "id"
    title: str = "name"
    searched: tuple[str, ...] = ("id", "name")
    counted: str = ""
    state: str = ""
    day: str = ""
    amount: str = ""
    currency: str = ""

    @property
    def blank(self) -> Record:
        """A record with nothing in it but the kind."""
        return blank(self.name)

    def query(self, word: str, scope: Scope, size: int) -> Query | None:
        """Records that may be meant; None where this word cannot be one."""
        ways: list[Filter] = [contains(path, word) for path in self.searched]
        if self.counted and word.isdecimal() and len(word) <= LONGEST_COUNT:
            ways.append(equal(self.counted, int(word)))
        if not ways:
            return None
        either = " or ".join(str(number) for number in range(1, len(ways) + 1))
        filters, expression = tuple(ways), either if len(ways) > 1 else ""
        if self.name in DOCUMENTS and scope.entities and not scope.is_bound:
            filters = (*filters, among("entity.id", scope.entities))
            expression = f"({either}) and {len(filters)}"
        optional = [f"text {path}" for path in (self.state, self.currency) if path]
        days = [f"day {self.day}"] if self.day else []
        amounts = [f"money {self.amount}"] if self.amount else []
        columns = dict.fromkeys(["text key", f"text {self.id}", f"text {self.title}", *optional])
        return select(
            self.object,
            *columns,
            *days,
            *amounts,
            filters=filters,
            expression=expression,
            order=(f"-{self.day}",) if self.day else (self.id,),
            size=size,
            ignore_case=True,
        )


def blank(kind: str) -> Record:
    """A record of a kind with nothing in it; its amount says its own currency, and is in no total."""
    empty: Record = {"id": "", "name": "", "key": "", "date": None, "state": "", "amount": ""}
    return {"kind": kind, "currency": ""} | empty


def _document(
    name: KindName, object_name: str, number: str, party: str, day: str, amount: str, currency: str
) -> Kind:
    return Kind(
        name,
        object_name,
        number,
        f"{party}.name",
        (number, "referenceNumber") if name in {"invoice", "bill"} else (number,),
        state="state",
        day=day,
        amount=amount,
        currency=currency,
    )


_TOTAL, _CURRENCY = "totalTxnAmount", "currency.txnCurrency"
_PAID, _PAID_IN = "txnCurrency.totalAmount", "txnCurrency.currency"
KINDS = (
    Kind("customer", "accounts-receivable/customer", state="status"),
    Kind("vendor", "accounts-payable/vendor", state="status"),
    Kind("item", "inventory-control/item", state="status"),
    Kind("project", "projects/project", state="status"),
    Kind("employee", "company-config/employee", state="status"),
    _document(
        *("invoice", "accounts-receivable/invoice", "invoiceNumber", "customer"),
        *("invoiceDate", _TOTAL, _CURRENCY),
    ),
    _document(
        *("bill", "accounts-payable/bill", "billNumber", "vendor"),
        *("createdDate", _TOTAL, _CURRENCY),
    ),
    _document(
        *("receipt", "accounts-receivable/payment", "documentNumber", "customer"),
        *("paymentSummary.receiptDate", _PAID, _PAID_IN),
    ),
    _document(
        *("payment", "accounts-payable/payment", "documentNumber", "vendor"),
        *("paymentDate", _PAID, _PAID_IN),
    ),
    Kind(
        "journal_entry",
        "general-ledger/journal-entry",
        "txnNumber",
        "description",
        ("referenceNumber",),
        counted="txnNumber",
        state="state",
        day="postingDate",
    ),
)
