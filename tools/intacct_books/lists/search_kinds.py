"""What can be searched, and where each kind keeps its name, number, day and amount.

Source: docs/api/search.md.
"""

from dataclasses import dataclass, replace
from typing import Literal

from intacct_books.cells import Record
from intacct_books.id_and_name import expression_of, ways
from intacct_books.scope import Scope
from intacct_client import Filter, Query
from intacct_client.filters import among, equal
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
UnaskedName = Literal["department", "location", "bank_account", "ar_adjustment", "ap_adjustment"]
"""Kinds that are searched with all others; none can be named."""

ADJUSTMENTS = frozenset({"ar_adjustment", "ap_adjustment"})
DOCUMENTS = frozenset({"invoice", "bill", "receipt", "payment", "journal_entry"}) | ADJUSTMENTS
MEMBERS = frozenset({"item", "project", "employee", "department", "location", "bank_account"})
PARTIES = frozenset({"customer", "vendor"})

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
        party: What whom it is with is called; empty where it is with nobody.
        is_by_party: Whether it is looked up by whom it is with, too.
    """

    name: KindName | UnaskedName
    object: str
    id: str = "id"
    title: str = "name"
    searched: tuple[str, ...] = ("id", "name")
    counted: str = ""
    state: str = ""
    day: str = ""
    amount: str = ""
    currency: str = ""
    party: str = ""
    is_by_party: bool = False

    @property
    def by_party(self) -> "Kind":
        """The same kind, looked up by whom it is with, or by what it says, too."""
        more = (f"{self.party}.id", f"{self.party}.name") if self.party else (self.title,)
        return replace(self, searched=(*self.searched, *more), is_by_party=True)

    @property
    def party_object(self) -> str:
        """The object that those it is with are."""
        return f"{self.object.partition('/')[0]}/{self.party}"

    @property
    def blank(self) -> Record:
        """A record with nothing in it but the kind."""
        return blank(self.name)

    def query(self, word: str, scope: Scope, size: int) -> Query | None:
        """Records that may be meant; None where this word cannot be one."""
        groups = self._groups(word)
        if not groups:
            return None
        if self.name in DOCUMENTS and scope.entities and not scope.is_bound:
            groups = (*groups, (among("entity.id", scope.entities),))
        optional = [f"text {path}" for path in (self.state, self.currency) if path]
        days = [f"day {self.day}"] if self.day else []
        amounts = [f"money {self.amount}"] if self.amount else []
        columns = dict.fromkeys(["text key", f"text {self.id}", f"text {self.title}", *optional])
        return select(
            self.object,
            *columns,
            *days,
            *amounts,
            filters=tuple(each for group in groups for each in group),
            expression=expression_of(groups),
            order=(f"-{self.day}",) if self.day else (self.id,),
            size=size,
            ignore_case=True,
        )

    def _groups(self, word: str) -> tuple[tuple[Filter, ...], ...]:
        """Groups of filters, of each of which one holds for a record that may be meant."""
        if self.name in DOCUMENTS and not self.is_by_party:
            id_path = name_path = ""
        else:
            id_path = f"{self.party}.id" if self.party else self.id
            name_path = self.title
        groups = ways(word, self.searched, id_path, name_path)
        if self.counted and word.isdecimal() and len(word) <= LONGEST_COUNT:
            groups = tuple((*group, equal(self.counted, int(word))) for group in groups)
        return groups


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
        party=party,
    )


def _adjustment(name: UnaskedName, object_name: str, party: str) -> Kind:
    """Memos. Without an amount: nobody knows which sign the total of one has (docs/api/adjustments.md)."""
    number = "adjustmentNumber"
    return Kind(
        name,
        object_name,
        number,
        f"{party}.name",
        (number, "documentNumber" if party == "customer" else "referenceNumber"),
        state="state",
        day="createdDate",
        party=party,
    )


_TOTAL, _CURRENCY = "totalTxnAmount", "currency.txnCurrency"
_PAID, _PAID_IN = "txnCurrency.totalAmount", "txnCurrency.currency"
_BANK = "bankAccountDetails.bankName"
KINDS = (
    Kind("customer", "accounts-receivable/customer", state="status"),
    Kind("vendor", "accounts-payable/vendor", state="status"),
    Kind("item", "inventory-control/item", state="status"),
    Kind("project", "projects/project", state="status"),
    Kind("employee", "company-config/employee", state="status"),
    Kind("department", "company-config/department", state="status"),
    Kind("location", "company-config/location", state="status"),
    *(
        Kind("bank_account", f"cash-management/{each}", title=_BANK, searched=("id", _BANK))
        for each in ("checking-account", "savings-account")
    ),
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
    _adjustment("ar_adjustment", "accounts-receivable/adjustment", "customer"),
    _adjustment("ap_adjustment", "accounts-payable/adjustment", "vendor"),
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
