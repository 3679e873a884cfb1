"""The account groups that build the balance sheet and the income statement, as data.

Source: docs/api/accounts.md. Every account but chart.UNGROUPED is in exactly one range.
"""

from typing import NamedTuple


class GroupSeed(NamedTuple):
    """A group: of accounts by range, or of other groups by id."""

    id: str
    title: str
    side: str
    method: str
    ranges: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()


def _balances(id_: str, title: str, side: str, *ranges: tuple[str, str]) -> GroupSeed:
    return GroupSeed(id_, title, side, "endOfPeriod", ranges)


def _activity(id_: str, title: str, side: str, *ranges: tuple[str, str]) -> GroupSeed:
    return GroupSeed(id_, title, side, "period", ranges)


def _sum(id_: str, title: str, side: str, method: str, *members: str) -> GroupSeed:
    return GroupSeed(id_, title, side, method, members=members)


# Members stand before the groups that hold them.
GROUPS = (
    _balances("Cash", "Cash and cash equivalents", "debit", ("1000", "1099")),
    _balances("Receivables", "Receivables, net", "debit", ("1200", "1299")),
    _balances("Prepaid expenses", "Prepaid expenses and advances", "debit", ("1300", "1399")),
    _balances("Inventories", "Inventories, net", "debit", ("1400", "1499")),
    _sum(
        "Other current assets",
        "Other current assets",
        "debit",
        "endOfPeriod",
        "Prepaid expenses",
        "Inventories",
    ),
    _sum(
        "Current assets",
        "Current assets",
        "debit",
        "endOfPeriod",
        "Cash",
        "Receivables",
        "Other current assets",
    ),
    _balances("Fixed assets", "Fixed assets, net", "debit", ("1500", "1599")),
    _balances("Intangible assets", "Intangible assets, net", "debit", ("1600", "1799")),
    _balances("Other assets", "Other assets", "debit", ("1800", "1999")),
    _sum(
        "Assets",
        "Total assets",
        "debit",
        "endOfPeriod",
        "Current assets",
        "Fixed assets",
        "Intangible assets",
        "Other assets",
    ),
    _balances("Payables", "Trade and card payables", "credit", ("2000", "2099")),
    _balances("Accruals", "Accruals and taxes", "credit", ("2100", "2299")),
    _balances("Deferred revenue", "Deferred revenue and affiliates", "credit", ("2300", "2499")),
    _balances("Debt", "Loans and leases", "credit", ("2500", "2799")),
    _balances("Deferred tax", "Deferred tax", "credit", ("2800", "2999")),
    _sum(
        "Other liabilities",
        "Other liabilities",
        "credit",
        "endOfPeriod",
        "Accruals",
        "Deferred revenue",
        "Debt",
        "Deferred tax",
    ),
    _sum(
        "Liabilities", "Total liabilities", "credit", "endOfPeriod", "Payables", "Other liabilities"
    ),
    _balances("Equity", "Equity", "credit", ("3000", "3999")),
    _sum(
        "Liabilities and equity",
        "Liabilities and equity",
        "credit",
        "endOfPeriod",
        "Liabilities",
        "Equity",
    ),
    _activity("Product revenue", "Product revenue", "credit", ("4000", "4099")),
    _activity("Service revenue", "Service revenue", "credit", ("4100", "4399")),
    _activity("Deductions", "Discounts and returns", "debit", ("4900", "4999")),
    _sum(
        "Revenue",
        "Revenue",
        "credit",
        "period",
        "Product revenue",
        "Service revenue",
        "Deductions",
    ),
    _activity("Cost of revenue", "Cost of revenue", "debit", ("5000", "5999")),
    _sum("Gross profit", "Gross profit", "credit", "period", "Revenue", "Cost of revenue"),
    _activity("Personnel", "Personnel", "debit", ("6000", "6099")),
    _activity("Facilities", "Facilities", "debit", ("6100", "6199")),
    _activity("Selling", "Travel and marketing", "debit", ("6300", "6499")),
    _activity(
        "Administration", "Administration and supplies", "debit", ("6200", "6299"), ("6500", "6999")
    ),
    _sum(
        "Operating expenses",
        "Operating expenses",
        "debit",
        "period",
        "Personnel",
        "Facilities",
        "Selling",
        "Administration",
    ),
    _sum(
        "Operating income",
        "Operating income",
        "credit",
        "period",
        "Gross profit",
        "Operating expenses",
    ),
    _activity("Other expenses", "Other income and expenses", "debit", ("7000", "7999")),
    _sum("Net income", "Net income", "credit", "period", "Operating income", "Other expenses"),
)
