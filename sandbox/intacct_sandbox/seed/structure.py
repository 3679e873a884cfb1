"""Entities, departments, journals and terms, as data."""

from typing import NamedTuple


class EntitySeed(NamedTuple):
    """An entity with the locations below it and its bank account.

    Attributes:
        volume: Its documents a month, in parts of 100 of what the large entities have.
    """

    id: str
    name: str
    currency: str
    locations: tuple[tuple[str, str], ...]
    bank_account: str
    bank: str
    cash_account: str
    country: str
    federal_id: str
    volume: int = 100
    is_private: bool = False


class JournalSeed(NamedTuple):
    """A journal and the book it posts to."""

    id: str
    name: str
    book_id: str = "ACCRUAL"
    book_type: str = "accrual"
    is_adjustment: bool = False


ENTITIES = (
    EntitySeed(
        "100",
        "Harwick Instruments Inc",
        "USD",
        (("110", "Seattle"), ("120", "Denver")),
        "CAS-OPS",
        "Cascade Mutual Bank",
        "1010",
        "unitedStates",
        "91-4408127",
    ),
    EntitySeed(
        "200",
        "Harwick Field Services LLC",
        "USD",
        (("210", "Boston"), ("220", "Raleigh")),
        "BCN-OPS",
        "Beacon Street Trust",
        "1020",
        "unitedStates",
        "04-7730215",
    ),
    EntitySeed(
        "300",
        "Harwick Instruments Ltd",
        "GBP",
        (("310", "Leeds"),),
        "THM-OPS",
        "Thameside Bank plc",
        "1030",
        "unitedKingdom",
        "GB 482 1190 37",
    ),
    EntitySeed(
        "400",
        "Harwick Family Holdings LLC",
        "USD",
        (("410", "Bellingham"),),
        "GUL-OPS",
        "Gull Bay Savings",
        "1040",
        "unitedStates",
        "91-6602940",
        volume=25,
        is_private=True,
    ),
)
# An elimination shell: entries that only a consolidation makes belong here; nobody books in it.
ELIMINATION = ("900", "Harwick eliminations", "USD")

DEPARTMENTS = (
    ("SAL", "Sales", ""),
    ("ENG", "Engineering", ""),
    ("LAB", "Calibration laboratory", "ENG"),
    ("SVC", "Field service", ""),
    ("ADM", "Administration", ""),
)

JOURNALS = (
    JournalSeed("SJ", "Sales journal"),
    JournalSeed("PJ", "Purchases journal"),
    JournalSeed("CRJ", "Cash receipts journal"),
    JournalSeed("CDJ", "Cash disbursements journal"),
    JournalSeed("GJ", "General journal", book_type="cashAndAccrual"),
    JournalSeed("CLOSE", "Year-end closing"),
    JournalSeed("CRJ-C", "Cash receipts, cash book", "CASH", "cash"),
    JournalSeed("CDJ-C", "Cash disbursements, cash book", "CASH", "cash"),
    JournalSeed("GAAPADJ", "GAAP adjustments", "GAAP", is_adjustment=True),
)

TERMS = (("N15", "Net 15 days", 15), ("N30", "Net 30 days", 30), ("N45", "Net 45 days", 45))
# What vendors with the second of these terms grant who are paid within ten days: two percent.
DISCOUNT: dict[str, str | int] = {
    "discount.days": 10,
    "discount.amount": 200,
    "discount.unit": "percentage",
    "discount.from": "fromBillDate",
    "discount.calculateOn": "billTotal",
}
