"""The chart of accounts, its groups, the journals and the organisation, as data."""

from typing import NamedTuple


class EntitySeed(NamedTuple):
    """An entity with the locations below it and its bank account."""

    id: str
    name: str
    currency: str
    locations: tuple[tuple[str, str], ...]
    bank_account: str
    bank: str
    cash_account: str


class AccountSeed(NamedTuple):
    """An account; `side` is its normal balance."""

    id: str
    name: str
    side: str
    control: str = "none"


ENTITIES = (
    EntitySeed(
        "100",
        "Harwick Instruments Inc",
        "USD",
        (("110", "Seattle"), ("120", "Denver")),
        "CAS-OPS",
        "Cascade Mutual Bank",
        "1010",
    ),
    EntitySeed(
        "200",
        "Harwick Field Services LLC",
        "USD",
        (("210", "Boston"), ("220", "Raleigh")),
        "BCN-OPS",
        "Beacon Street Trust",
        "1020",
    ),
    EntitySeed(
        "300",
        "Harwick Instruments Ltd",
        "GBP",
        (("310", "Leeds"),),
        "THM-OPS",
        "Thameside Bank plc",
        "1030",
    ),
)

DEPARTMENTS = (
    ("SAL", "Sales", ""),
    ("ENG", "Engineering", ""),
    ("LAB", "Calibration laboratory", "ENG"),
    ("SVC", "Field service", ""),
    ("ADM", "Administration", ""),
)

BALANCE_SHEET = (
    AccountSeed("1010", "Operating account - Cascade", "debit"),
    AccountSeed("1020", "Operating account - Beacon", "debit"),
    AccountSeed("1030", "Operating account - Thameside", "debit"),
    AccountSeed("1200", "Accounts receivable", "debit", "receivablesAccount"),
    AccountSeed("1250", "Retainage receivable", "debit"),
    AccountSeed("1300", "Prepaid insurance", "debit"),
    AccountSeed("1350", "Due from affiliates", "debit"),
    AccountSeed("1360", "Vendor advances", "debit"),
    AccountSeed("1400", "Inventory", "debit"),
    AccountSeed("1500", "Laboratory equipment", "debit"),
    AccountSeed("1510", "Vehicles", "debit"),
    AccountSeed("1590", "Accumulated depreciation", "credit"),
    AccountSeed("2000", "Accounts payable", "credit", "payablesAccount"),
    AccountSeed("2050", "Customer deposits", "credit"),
    AccountSeed("2060", "Retainage payable", "credit"),
    AccountSeed("2100", "Accrued liabilities", "credit"),
    AccountSeed("2200", "Payroll taxes payable", "credit"),
    AccountSeed("2250", "Sales tax payable", "credit"),
    AccountSeed("2350", "Due to affiliates", "credit"),
    AccountSeed("2400", "Deferred maintenance revenue", "credit"),
    AccountSeed("2700", "Term loan", "credit"),
    AccountSeed("3000", "Common stock", "credit"),
    AccountSeed("3100", "Paid-in capital", "credit"),
)
RETAINED_EARNINGS = AccountSeed("3900", "Retained earnings", "credit")
INCOME_STATEMENT = (
    AccountSeed("4000", "Instrument sales", "credit"),
    AccountSeed("4100", "Calibration services", "credit"),
    AccountSeed("4200", "Maintenance contracts", "credit"),
    AccountSeed("4900", "Sales discounts", "debit"),
    AccountSeed("5000", "Cost of instruments sold", "debit"),
    AccountSeed("5100", "Subcontracted calibration", "debit"),
    AccountSeed("5200", "Freight and customs", "debit"),
    AccountSeed("6000", "Salaries and wages", "debit"),
    AccountSeed("6010", "Payroll taxes", "debit"),
    AccountSeed("6100", "Rent", "debit"),
    AccountSeed("6110", "Utilities", "debit"),
    AccountSeed("6200", "Software subscriptions", "debit"),
    AccountSeed("6300", "Travel", "debit"),
    AccountSeed("6400", "Marketing", "debit"),
    AccountSeed("6500", "Legal and audit fees", "debit"),
    AccountSeed("6600", "Insurance", "debit"),
    AccountSeed("6700", "Depreciation", "debit"),
    AccountSeed("6800", "Laboratory supplies", "debit"),
    AccountSeed("7000", "Interest expense", "debit"),
    AccountSeed("7200", "Realised foreign exchange gains and losses", "debit"),
)

# id, title, normal balance, "endOfPeriod" for the balance sheet or "period", and what is in it:
# ranges of accounts, or other groups by id.
GROUPS: tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...] | tuple[str, ...]], ...] = (
    ("Cash", "Cash and cash equivalents", "debit", "endOfPeriod", (("1000", "1099"),)),
    ("Receivables", "Accounts receivable", "debit", "endOfPeriod", (("1200", "1299"),)),
    ("Other current assets", "Other current assets", "debit", "endOfPeriod", (("1300", "1499"),)),
    ("Fixed assets", "Fixed assets, net", "debit", "endOfPeriod", (("1500", "1599"),)),
    (
        "Assets",
        "Total assets",
        "debit",
        "endOfPeriod",
        ("Cash", "Receivables", "Other current assets", "Fixed assets"),
    ),
    ("Payables", "Accounts payable", "credit", "endOfPeriod", (("2000", "2099"),)),
    (
        "Other liabilities",
        "Other liabilities",
        "credit",
        "endOfPeriod",
        (("2100", "2299"), ("2300", "2799")),
    ),
    (
        "Liabilities",
        "Total liabilities",
        "credit",
        "endOfPeriod",
        ("Payables", "Other liabilities"),
    ),
    ("Equity", "Equity", "credit", "endOfPeriod", (("3000", "3999"),)),
    ("Revenue", "Revenue", "credit", "period", (("4000", "4999"),)),
    ("Cost of revenue", "Cost of revenue", "debit", "period", (("5000", "5999"),)),
    ("Operating expenses", "Operating expenses", "debit", "period", (("6000", "6999"),)),
    ("Other expenses", "Other expenses", "debit", "period", (("7000", "7999"),)),
    (
        "Net income",
        "Net income",
        "credit",
        "period",
        ("Revenue", "Cost of revenue", "Operating expenses", "Other expenses"),
    ),
)

JOURNALS = (
    ("SJ", "Sales journal"),
    ("PJ", "Purchases journal"),
    ("CRJ", "Cash receipts journal"),
    ("CDJ", "Cash disbursements journal"),
    ("GJ", "General journal"),
    ("CLOSE", "Year-end closing"),
)

TERMS = (("N15", "Net 15 days", 15), ("N30", "Net 30 days", 30), ("N45", "Net 45 days", 45))
