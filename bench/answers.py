"""What a model and a plan pay: tokens (as o200k counts) and API transactions of standard answers.

The second of two equal answers is taken: what the first one learned about the company is remembered.
"""

import json
from typing import Any

from bpe_openai import get_encoding

from figures import Row
from stdio_server import OURS, SANDBOX, StdioServer, running

LISTED = ("name", "description", "inputSchema")
INVOICES = range(10_001, 10_500)
LINES = 5
CHART: dict[str, Any] = {"account": "1000..8999"}
SIXTY: dict[str, Any] = {"entity": "100, 200", "limit": 60}
MONTH = "2026-09"


def tokens_and_transactions() -> list[Row]:
    """The tool list, then one row an answer. A bound of no tokens is none."""
    with running(OURS, SANDBOX) as server:
        tools = [{name: tool[name] for name in LISTED} for tool in server.tools()]
        invoice = {"number": _paid_invoice(server)}
        asked: list[tuple[str, str, dict[str, Any], int, int]] = [
            ("the company", "company_overview", {}, 0, 0),
            ("10 customers", "list_customers", {"limit": 10}, 520, 1),
            (f"invoice of {LINES} lines, paid", "get_invoice", invoice, 650, 2),
            ("balance of 1 account", "gl_balance", {"account": "1200"}, 0, 2),
            ("balances of all accounts", "gl_balance", CHART, 0, 2),
            (
                "balances of all accounts, a month",
                "gl_balance",
                {**CHART, "period": "2026-10"},
                0,
                3,
            ),
            ("10 vendors", "find_vendor", {"limit": 10}, 0, 1),
            ("10 invoices", "list_invoices", {"limit": 10, "entity": "200"}, 650, 1),
            ("100 invoices", "list_invoices", {"limit": 100, "status": "all"}, 4_750, 1),
            ("aging, 25 customers", "ar_aging", {"limit": 25, "entity": "200"}, 1_250, 5),
            ("trial balance, 60, sides", "trial_balance", SIXTY, 1_100, 2),
            ("60, closings", "trial_balance", {**SIXTY, "columns": "closing"}, 1_050, 2),
            ("60, four columns", "trial_balance", {**SIXTY, "period": MONTH}, 2_000, 3),
            ("balance sheet", "balance_sheet", {"entity": "100"}, 600, 2),
            ("income statement", "income_statement", {"period": MONTH, "entity": "100"}, 0, 1),
        ]
        listed = json.dumps(tools, ensure_ascii=False, separators=(",", ":"))
        rows = [_row(f"tool list of {len(tools)}", listed, 4_350)]
        for label, tool, arguments, most, most_calls in asked:
            server.call(tool, arguments)
            text, _ = server.call(tool, arguments)
            calls = json.loads(text)["api"]
            rows.append(_row(label, text, most, f" / {calls}", f" / {most_calls}"))
        return rows


def _row(label: str, text: str, most: int, calls: str = "", most_calls: str = "") -> Row:
    tokens = len(get_encoding("o200k_base").encode(text))
    ratio = f"{tokens / most:.2f}x" if most else ""
    return Row(label, f"{tokens:,}{calls}", ratio=ratio, bound=f"{most or '-'}{most_calls}")


def _paid_invoice(server: StdioServer) -> str:
    """The first paid invoice of the sandbox with that many lines."""
    for number in (f"INV-{each}" for each in INVOICES):
        text, is_error = server.call("get_invoice", {"number": number})
        answer = {} if is_error else json.loads(text)
        if "payments" in answer and len(answer["rows"]) == LINES:
            return number
    raise LookupError(f"The sandbox has no paid invoice of {LINES} lines.")
