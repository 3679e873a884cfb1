"""One call of each tool, for tests that hold for all of them."""

from typing import Any

CALLS: dict[str, dict[str, Any]] = {
    "list_customers": {"sort": "owes", "limit": 5},
    "get_invoice": {"number": "INV-10001"},
    "gl_balance": {"account": "1000..1300", "period": "2026-09"},
    "find_vendor": {"limit": 5},
}
