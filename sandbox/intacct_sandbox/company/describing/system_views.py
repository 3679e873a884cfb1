"""The lists that every company comes with: all records of an object, those in use, those changed last.

Source: docs/api/views.md. One table says what the lists of an object show; the views follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intacct_sandbox.catalogue import ObjectType

VIEW = "core/system-view"
_PARTY = ("id", "name", "status", "totalDue", "currency")
_PAYMENT = ("documentNumber", "state", "txnCurrency.totalAmount", "txnCurrency.currency")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts-payable/bill": ("billNumber", "vendor.id", "state", "dueDate", "totalTxnAmount"),
    "accounts-payable/payment": ("vendor.id", "paymentDate", *_PAYMENT),
    "accounts-payable/vendor": _PARTY,
    "accounts-receivable/customer": _PARTY,
    "accounts-receivable/invoice": (
        "invoiceNumber",
        "customer.id",
        "state",
        "dueDate",
        "totalTxnAmount",
    ),
    "accounts-receivable/payment": ("customer.id", "paymentSummary.receiptDate", *_PAYMENT),
    "company-config/class": ("id", "name", "status"),
    "company-config/department": ("id", "name", "status", "parent.id"),
    "company-config/employee": ("id", "status"),
    "company-config/location": ("id", "name", "status", "parent.id"),
    "general-ledger/account": ("id", "name", "accountType", "normalBalance", "status"),
    "general-ledger/journal-entry": ("txnNumber", "glJournal.id", "postingDate", "description"),
    "inventory-control/item": ("id", "name", "itemType", "status"),
    "projects/project": ("id", "name", "status"),
}
_MODIFIED = "audit.modifiedDateTime"


@dataclass(frozen=True, slots=True)
class SystemView:
    """One list of one object.

    Attributes:
        object: What it lists.
        id: Its name in the object, e.g. `systemVendorFW1`.
        name: Sage's term for it.
        description: What it lists, in words.
        query: As the query service takes it.
    """

    object: str
    id: str
    name: str
    description: str
    query: dict[str, Any]

    @property
    def key(self) -> str:
        """The object and the id."""
        return f"{self.object}::{self.id}"


def system_views(objects: Mapping[str, ObjectType]) -> dict[str, SystemView]:
    """All of them by key."""
    views = [
        view
        for name, columns in _COLUMNS.items()
        for view in _views(name, list(columns), objects[name])
    ]
    return {view.key: view for view in views}


def _views(name: str, columns: list[str], object_type: ObjectType) -> list[SystemView]:
    word = name.partition("/")[2]
    base = f"system{''.join(part.capitalize() for part in word.split('-'))}FW"
    plain = word.replace("-", " ")
    query = {"object": name, "fields": ["key", *columns], "orderBy": [{"key": "asc"}]}
    kinds: list[tuple[str, str, dict[str, Any]]] = [("IA.ALL", f"Every {plain}", {})]
    status = object_type.fields.get("status")
    if status is not None:
        active = {"filters": [{"$eq": {"status": "active"}}]}
        kinds.append(("IA.ACTIVE", f"Every {plain} in use", active))
    if _MODIFIED in object_type.fields:
        latest = {"orderBy": [{_MODIFIED: "desc"}, {"key": "asc"}]}
        kinds.append(("IA.RECENTLY_MODIFIED", f"Every {plain}, the last changed first", latest))
    return [
        SystemView(name, f"{base}{number}", term, description, {**query, **more})
        for number, (term, description, more) in enumerate(kinds, start=1)
    ]
