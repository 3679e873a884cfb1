"""The chart of accounts, as data.

Source: docs/api/accounts.md. Numbers run by what an account is: 1 assets, 2 liabilities, 3 equity, 4 revenue, 5 cost of
revenue, 6 operating expenses, 7 other income and expenses. groups.py builds the statements from these ranges.
"""

from typing import NamedTuple


class AccountSeed(NamedTuple):
    """An account; `side` is its normal balance, `needs` the dimensions that its lines should carry."""

    id: str
    name: str
    side: str
    control: str = "none"
    needs: tuple[str, ...] = ()


# On purpose in no group and without a category: it drops out of every statement built from groups.
UNGROUPED = "8900"
INACTIVE = "1420"

BALANCE_SHEET = (
    AccountSeed("1010", "Operating account - Cascade", "debit"),
    AccountSeed("1020", "Operating account - Beacon", "debit"),
    AccountSeed("1030", "Operating account - Thameside", "debit"),
    AccountSeed("1040", "Operating account - Gull Bay", "debit"),
    AccountSeed("1050", "Payroll account", "debit"),
    AccountSeed("1060", "Money market account", "debit"),
    AccountSeed("1080", "Petty cash", "debit"),
    AccountSeed("1090", "Undeposited funds", "debit"),
    AccountSeed("1200", "Accounts receivable", "debit", "receivablesAccount"),
    AccountSeed("1220", "Employee advances", "debit"),
    AccountSeed("1230", "Unbilled receivables", "debit"),
    AccountSeed("1250", "Retainage receivable", "debit"),
    AccountSeed("1290", "Allowance for doubtful accounts", "credit"),
    AccountSeed("1300", "Prepaid insurance", "debit"),
    AccountSeed("1310", "Prepaid rent", "debit"),
    AccountSeed("1320", "Prepaid software", "debit"),
    AccountSeed("1340", "VAT recoverable", "debit"),
    AccountSeed("1350", "Due from affiliates", "debit"),
    AccountSeed("1360", "Vendor advances", "debit"),
    AccountSeed("1370", "Prepaid taxes", "debit"),
    AccountSeed("1400", "Inventory", "debit"),
    AccountSeed("1410", "Inventory in transit", "debit"),
    AccountSeed("1420", "Demonstration stock", "debit"),
    AccountSeed("1430", "Work in process", "debit"),
    AccountSeed("1490", "Inventory reserve", "credit"),
    AccountSeed("1500", "Laboratory equipment", "debit"),
    AccountSeed("1510", "Vehicles", "debit"),
    AccountSeed("1520", "Furniture and fixtures", "debit"),
    AccountSeed("1530", "Computers", "debit"),
    AccountSeed("1540", "Leasehold improvements", "debit"),
    AccountSeed("1590", "Accumulated depreciation", "credit"),
    AccountSeed("1592", "Accumulated depreciation - vehicles", "credit"),
    AccountSeed("1600", "Capitalised software", "debit"),
    AccountSeed("1690", "Accumulated amortisation", "credit"),
    AccountSeed("1700", "Goodwill", "debit"),
    AccountSeed("1800", "Security deposits", "debit"),
    AccountSeed("1990", "Suspense", "debit"),
    AccountSeed("2000", "Accounts payable", "credit", "payablesAccount"),
    AccountSeed("2020", "Goods received, not invoiced", "credit"),
    AccountSeed("2030", "Company credit card", "credit"),
    AccountSeed("2050", "Customer deposits", "credit"),
    AccountSeed("2060", "Retainage payable", "credit"),
    AccountSeed("2100", "Accrued liabilities", "credit"),
    AccountSeed("2110", "Accrued wages", "credit"),
    AccountSeed("2120", "Accrued bonuses", "credit"),
    AccountSeed("2130", "Accrued vacation", "credit"),
    AccountSeed("2140", "Accrued audit fees", "credit"),
    AccountSeed("2150", "Warranty provision", "credit"),
    AccountSeed("2200", "Payroll taxes payable", "credit"),
    AccountSeed("2210", "Pension contributions payable", "credit"),
    AccountSeed("2240", "VAT payable", "credit"),
    AccountSeed("2250", "Sales tax payable", "credit"),
    AccountSeed("2260", "Income tax payable", "credit"),
    AccountSeed("2350", "Due to affiliates", "credit"),
    AccountSeed("2400", "Deferred maintenance revenue", "credit"),
    AccountSeed("2410", "Deferred calibration revenue", "credit"),
    AccountSeed("2500", "Line of credit", "credit"),
    AccountSeed("2600", "Finance leases", "credit"),
    AccountSeed("2700", "Term loan", "credit"),
    AccountSeed("2800", "Deferred tax", "credit"),
    AccountSeed("3000", "Common stock", "credit"),
    AccountSeed("3100", "Paid-in capital", "credit"),
    AccountSeed("3200", "Treasury stock", "debit"),
    AccountSeed("3300", "Cumulative translation adjustment", "credit"),
    AccountSeed("3500", "Dividends", "debit"),
)
RETAINED_EARNINGS = AccountSeed("3900", "Retained earnings", "credit")

INCOME_STATEMENT = (
    AccountSeed("4000", "Instrument sales", "credit", needs=("location",)),
    AccountSeed("4010", "Spare part sales", "credit", needs=("location",)),
    AccountSeed("4020", "Instrument rental", "credit"),
    AccountSeed("4100", "Calibration services", "credit", needs=("location",)),
    AccountSeed("4110", "On-site services", "credit"),
    AccountSeed("4120", "Training courses", "credit"),
    AccountSeed("4200", "Maintenance contracts", "credit"),
    AccountSeed("4210", "Software subscriptions sold", "credit"),
    AccountSeed("4300", "Freight charged to customers", "credit"),
    AccountSeed("4900", "Sales discounts", "debit"),
    AccountSeed("4910", "Sales returns and allowances", "debit"),
    AccountSeed("5000", "Cost of instruments sold", "debit"),
    AccountSeed("5010", "Cost of spare parts", "debit"),
    AccountSeed("5050", "Inventory write-offs", "debit"),
    AccountSeed("5100", "Subcontracted calibration", "debit"),
    AccountSeed("5110", "Field technician costs", "debit"),
    AccountSeed("5200", "Freight and customs", "debit"),
    AccountSeed("5300", "Warranty costs", "debit"),
    AccountSeed("5900", "Purchase price variance", "debit"),
    AccountSeed("6000", "Salaries and wages", "debit", needs=("department",)),
    AccountSeed("6010", "Payroll taxes", "debit"),
    AccountSeed("6020", "Health insurance", "debit"),
    AccountSeed("6030", "Pension contributions", "debit"),
    AccountSeed("6040", "Bonuses", "debit"),
    AccountSeed("6050", "Recruiting", "debit"),
    AccountSeed("6060", "Training of staff", "debit"),
    AccountSeed("6100", "Rent", "debit"),
    AccountSeed("6110", "Utilities", "debit"),
    AccountSeed("6120", "Repairs and maintenance", "debit"),
    AccountSeed("6130", "Cleaning and security", "debit"),
    AccountSeed("6200", "Software subscriptions", "debit"),
    AccountSeed("6210", "Cloud hosting", "debit"),
    AccountSeed("6220", "Telephone and internet", "debit"),
    AccountSeed("6300", "Travel", "debit"),
    AccountSeed("6310", "Meals and entertainment", "debit"),
    AccountSeed("6320", "Vehicle costs", "debit"),
    AccountSeed("6400", "Marketing", "debit"),
    AccountSeed("6410", "Trade fairs", "debit"),
    AccountSeed("6420", "Sales commissions", "debit"),
    AccountSeed("6500", "Legal and audit fees", "debit"),
    AccountSeed("6510", "Consultants", "debit"),
    AccountSeed("6600", "Insurance", "debit"),
    AccountSeed("6700", "Depreciation", "debit"),
    AccountSeed("6710", "Amortisation", "debit"),
    AccountSeed("6800", "Laboratory supplies", "debit"),
    AccountSeed("6810", "Office supplies", "debit"),
    AccountSeed("6900", "Bad debt expense", "debit"),
    AccountSeed("6910", "Bank charges", "debit"),
    AccountSeed("6990", "Miscellaneous expense", "debit"),
    AccountSeed("7000", "Interest expense", "debit"),
    AccountSeed("7100", "Interest income", "credit"),
    AccountSeed("7200", "Realised foreign exchange gains and losses", "debit"),
    AccountSeed("7220", "Unrealised foreign exchange differences", "debit"),
    AccountSeed("7300", "Rounding differences", "debit"),
    AccountSeed("7900", "Income tax", "debit"),
    AccountSeed("8900", "Gain on sale of equipment", "credit"),
)


class CategorySeed(NamedTuple):
    """A category of statements built by template: from its first account up to the next category's."""

    first: str
    name: str
    type: str
    side: str


CATEGORIES = (
    CategorySeed("1000", "Cash and Cash Equivalents", "asset", "debit"),
    CategorySeed("1200", "Accounts Receivable", "asset", "debit"),
    CategorySeed("1300", "Prepaid Expenses", "asset", "debit"),
    CategorySeed("1400", "Inventory", "asset", "debit"),
    CategorySeed("1500", "Fixed Assets", "asset", "debit"),
    CategorySeed("1600", "Intangible Assets", "asset", "debit"),
    CategorySeed("1700", "Other Assets", "asset", "debit"),
    CategorySeed("2000", "Accounts Payable", "liability", "credit"),
    CategorySeed("2100", "Accrued Liabilities", "liability", "credit"),
    CategorySeed("2300", "Deferred Revenue", "liability", "credit"),
    CategorySeed("2500", "Long Term Debt", "liability", "credit"),
    CategorySeed("2800", "Other Liabilities", "liability", "credit"),
    CategorySeed("3000", "Equity", "equity", "credit"),
    CategorySeed("4000", "Revenue", "income", "credit"),
    CategorySeed("5000", "Cost of Goods Sold", "costOfRevenue", "debit"),
    CategorySeed("6000", "Operating Expenses", "expense", "debit"),
    CategorySeed("7000", "Other Income and Expenses", "other", "debit"),
)


def category_of(account_id: str) -> str | None:
    """What template statements show an account under; None where it has no category."""
    if account_id == UNGROUPED:
        return None
    return [each.name for each in CATEGORIES if each.first <= account_id][-1]
