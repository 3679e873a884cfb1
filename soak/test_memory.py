"""The memory of our process over a million journal lines, which another process holds."""

import json
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Seed, open_sandbox
from opened import served
from stdio_server import OURS, StdioServer, running

TODAY = date(2026, 10, 31)
# What is summed over there takes the same memory whatever the company.
MOST, SUMS = (
    100,
    (
        ("trial_balance", {"as_of": "2026-09-30"}),
        ("trial_balance", {"period": "2026-09"}),
        ("income_statement", {"period": "2026-09", "by": "department"}),
        ("income_statement", {"period": "2026", "by": "department"}),
        ("balance_sheet", {"as_of": "2026-09-30", "compare": "prior_year"}),
        ("cash_flow", {"period": "2026-Q3"}),
        ("variance_analysis", {"period": "2026-09", "against": "prior_year"}),
        ("gl_detail", {"account": "1010", "period": "2026-09", "limit": 25}),
    ),
)
# Lists and open items hold up to some pages of 4,000 rows while they are added up.
MOST_WITH_ROWS, ROWS = (
    150,
    (
        ("list_invoices", {}),
        ("list_bills", {"due_by": "2026-11-30"}),
        ("ar_aging", {}),
        ("ap_aging", {"as_of": "2026-08-31"}),
        ("cash_position", {"weeks": 4}),
        ("reconcile_subledger", {"ledger": "AR"}),
        ("find_duplicate_bills", {}),
        ("close_status", {"period": "2026-09"}),
    ),
)


@pytest.mark.parametrize("lines", [10_000, 1_000_000])
def test_statements_of_a_large_company_take_no_more_memory(lines: int, tmp_path: Path):
    sandbox = open_sandbox(Seed(1, TODAY, lines))
    ((held,),) = sandbox.ledger.rows("SELECT COUNT(*) FROM journal_line")
    sys.stderr.write(f"\n{held:,} lines")
    with served(sandbox) as address:
        account = sandbox_account(sandbox, address)
        settings = {
            "INTACCT_BASE_URL": address,
            "INTACCT_CLIENT_ID": account.client_id,
            "INTACCT_CLIENT_SECRET": account.client_secret,
            "INTACCT_USERNAME": account.username,
            "INTACCT_TODAY": TODAY.isoformat(),
            **{f"XDG_{name}_HOME": str(tmp_path) for name in ("CONFIG", "STATE", "CACHE", "DATA")},
        }
        with running(OURS, settings) as server:
            for most, questions in ((MOST, SUMS), (MOST_WITH_ROWS, ROWS)):
                for tool, arguments in questions:
                    _asks(server, tool, arguments)
                    assert server.peak_memory() < most
    sandbox.ledger.close()


def _asks(server: StdioServer, tool: str, arguments: dict[str, Any]) -> None:
    started = time.perf_counter()
    text, is_error = server.call(tool, arguments)
    assert not is_error, text
    sys.stderr.write(
        f"\n{tool} {arguments}: {time.perf_counter() - started:.2f} s,"
        f" peak memory so far {server.peak_memory():.0f} MB"
    )
    checks = json.loads(text).get("checks", {})
    assert all(Decimal(off) == 0 for name, off in checks.items() if tool != "reconcile_subledger")
