"""What keeps a bill from being paid: a hold on itself, one on its vendor, or a vendor that is not to be paid.

Source: REST `accounts-payable/bill` (docs/api/bills.md). One notion of it, for lists, payment runs and the outlook.
"""

from intacct_client import Row

HOLDS = {"bill": "isOnHold", "vendor": "vendor.isOnHold", "do not pay": "vendor.doNotPay"}
FLAGS = tuple(f"flag? {path}" for path in HOLDS.values())


def holds(row: Row) -> list[str]:
    """What holds a bill back; empty where nothing does."""
    return [name for name, path in HOLDS.items() if row.flag(path)]
