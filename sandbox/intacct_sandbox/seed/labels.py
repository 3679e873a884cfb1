"""Words that the company sorts by: types of customers and vendors, account labels, attachments in folders."""

from base64 import b64encode

from intacct_sandbox.company.describing.attachments import ATTACHMENT
from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.organisation import Organisation
from intacct_sandbox.seed.records import add_fields, add_record

CUSTOMER_TYPE, VENDOR_TYPE = "accounts-receivable/customer-type", "accounts-payable/vendor-type"
_CUSTOMER_TYPES = (("Industry", ""), ("Utilities", ""), ("Water", "Utilities"), ("Public", ""))
_VENDOR_TYPES = (("Supplier", ""), ("Components", "Supplier"), ("Services", ""), ("Landlord", ""))
_LABELS = {
    "accounts-receivable/account-label": (
        ("Instruments", "Sale of instruments", "4000"),
        ("Calibration", "Calibration in the laboratory", "4100"),
        ("Maintenance", "Maintenance, deferred", "2400"),
    ),
    "accounts-payable/account-label": (
        ("Stock", "Goods for resale", "1400"),
        ("Travel", "Travel of staff", "6300"),
        ("Rent", "Rent of premises", "6100"),
        ("Software", "Software subscriptions", "6200"),
    ),
}
_FOLDERS = (("Vendor invoices", ""), ("Contracts", ""), ("Leases", "Contracts"), ("Audit", ""))
_ATTACHMENTS = (
    ("ATT-1", "lease-seattle.txt", "Leases", "Lease of the Seattle premises, five years."),
    (
        "ATT-2",
        "kittiwake-2291.txt",
        "Vendor invoices",
        "Invoice KT-2291: repair of the test bench.",
    ),
    ("ATT-3", "audit-plan.txt", "Audit", "Plan of this year's audit."),
)

# The custom fields of customers, for one in three of them.
_TIERS: tuple[dict[str, Stored], ...] = (
    {"nsp::ACCOUNT_TIER": "gold", "nsp::PORTALS": ["parts", "service"], "nsp::PORTAL_ACCESS": 1},
    {"nsp::ACCOUNT_TIER": "silver", "nsp::PORTALS": ["parts"], "nsp::PORTAL_ACCESS": 1},
    {"nsp::ACCOUNT_TIER": "bronze", "nsp::PORTALS": [], "nsp::PORTAL_ACCESS": 0},
)


def add_labels(ledger: Ledger, organisation: Organisation, *, at: str) -> None:
    """Write them all, and sort the customers and vendors by type."""
    for name, words, path, parties in (
        (CUSTOMER_TYPE, _CUSTOMER_TYPES, "customerType.key", organisation.customers),
        (VENDOR_TYPE, _VENDOR_TYPES, "vendorType.key", organisation.vendors),
    ):
        keys = list(_tree(ledger, name, words, at=at).values())
        for number, party in enumerate(parties):
            if number % 7 != 6:  # one in seven was never sorted
                add_fields(ledger, "party", party.key, {path: keys[number % len(keys)]})
    for number, party in enumerate(organisation.customers[1::3]):
        renewal: dict[str, Stored] = {"nsp::RENEWAL_DATE": f"2027-{number % 12 + 1:02d}-01"}
        add_fields(ledger, "party", party.key, {**_TIERS[number % 3], **renewal})
    for name, labels in _LABELS.items():
        for id_, description, account in labels:
            fields: dict[str, Stored] = {
                "id": id_,
                "description": description,
                "glAccount.key": organisation.accounts[account],
            }
            add_record(ledger, name, fields, at=at)
    folders = _tree(ledger, "company-config/folder", _FOLDERS, at=at)
    for id_, name, folder, text in _ATTACHMENTS:
        data = text.encode()
        file: dict[str, Stored] = {
            "name": name,
            "data": b64encode(data).decode(),
            "size": len(data),
        }
        fields = {"id": id_, "name": name, "folder.key": folders[folder]}
        add_record(ledger, ATTACHMENT, fields, at=at, owned={"files": [file]})


def _tree(
    ledger: Ledger, name: str, words: tuple[tuple[str, str], ...], *, at: str
) -> dict[str, int]:
    keys: dict[str, int] = {}
    for id_, parent in words:
        fields: dict[str, Stored] = {"id": id_, "parent.key": keys.get(parent)}
        keys[id_] = add_record(ledger, name, fields, at=at)
    return keys
