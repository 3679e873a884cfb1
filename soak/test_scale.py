"""The long counts. `make soak` runs them and prints figures; the last ones stand in docs/soak.md."""

import resource
import sys
import time
from datetime import date
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from mcp.client import Client
from starlette.testclient import TestClient

from agent import Agent
from intacct_books import Clock
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_sandbox.serve import Seed, open_sandbox
from opened import holding
from wire import sign_in

TODAY = date(2026, 10, 31)
SIGNED = "SUM(CASE txn_type WHEN 'debit' THEN base_amount ELSE -base_amount END)"


LINE = "general-ledger/journal-entry-line"
QUERIES: dict[str, dict[str, Any]] = {
    "a trial balance": {
        "object": LINE,
        "fields": ["glAccount.id", "txnType", "sum:baseAmount"],
        "filters": [{"$eq": {"state": "posted"}}, {"$lte": {"entryDate": "2026-10-31"}}],
        "size": 4000,
    },
    "a page of lines by day": {
        "object": LINE,
        "fields": ["key", "entryDate", "txnType", "baseAmount", "journalEntry.key"],
        "filters": [
            {"$eq": {"glAccount.id": "1200"}},
            {"$between": {"entryDate": ["2026-09-01", "2026-10-31"]}},
        ],
        "orderBy": [{"entryDate": "asc"}, {"key": "asc"}],
        "size": 4000,
    },
    "a page of a month's invoices": {
        "object": "accounts-receivable/invoice",
        "fields": ["key", "invoiceNumber", "customer.name", "dueDate", "totalTxnAmountDue"],
        "filters": [{"$between": {"invoiceDate": ["2026-10-01", "2026-10-31"]}}],
        "orderBy": [{"key": "asc"}],
        "size": 4000,
    },
}


def say(what: str, figure: str) -> None:
    sys.stderr.write(f"\n{what}: {figure}")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_million_lines_tie_and_answer():
    started = time.perf_counter()
    sandbox = open_sandbox(Seed(1, TODAY, 1_000_000))
    ((lines,),) = sandbox.ledger.rows("SELECT COUNT(*) FROM journal_line")
    say("seeding", f"{lines:,} lines in {time.perf_counter() - started:.0f} s")
    say("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    assert lines >= 950_000
    async with connect(
        sandbox_account(sandbox),
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
    ) as intacct:
        company = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
        async with Client(build_server(lambda: holding(company))) as client:
            agent = Agent(client)
            for tool, arguments in (
                ("gl_balance", {"account": "1000..9999", "limit": 200}),
                ("gl_balance", {"account": "1010"}),
                ("list_customers", {"sort": "owes", "limit": 10}),
                ("find_vendor", {"search": "freight"}),
                ("get_invoice", {"key": "1"}),
            ):
                started = time.perf_counter()
                answer = await agent.reads(tool, **arguments)
                say(
                    f"{tool} {arguments}",
                    f"{time.perf_counter() - started:.2f} s, api {answer['api']}",
                )
                if arguments.get("account") == "1000..9999":
                    assert {Decimal(each["closing"]) for each in answer["totals"].values()} == {
                        Decimal(0)
                    }
    with TestClient(sandbox.app) as http:
        wire = sign_in(http, sandbox)
        for what, query in QUERIES.items():
            wire.query(**query)  # what is read first has to come into memory
            started = time.perf_counter()
            rows = wire.query(**query)
            say(f"query: {what}", f"{time.perf_counter() - started:.2f} s, {len(rows):,} rows")
    sandbox.ledger.close()


def test_two_hundred_seeds_tie():
    for seed in range(200):
        sandbox = open_sandbox(Seed(seed, date(2024 + seed % 3, 1 + seed % 12, 1 + seed % 28), 800))
        ledger = sandbox.ledger
        assert ledger.rows(f"SELECT {SIGNED} FROM journal_line GROUP BY base_currency") == [
            (0,),
            (0,),
        ]
        for accounts, view, sign in (
            ("1200, 2050", "accounts-receivable/customer", 1),
            ("2000, 1360", "accounts-payable/vendor", -1),
        ):
            balance = ledger.rows(
                f"SELECT base_currency, {SIGNED} FROM journal_line l JOIN account a ON a.key = l.account_key"
                " JOIN journal_entry e ON e.key = l.entry_key JOIN journal j ON j.key = e.journal_key"
                f" WHERE CAST(a.id AS INTEGER) IN ({accounts}) AND j.book_type <> 'cash' GROUP BY 1 ORDER BY 1"
            )
            owed = ledger.rows(
                f'SELECT currency, {sign} * SUM("totalDue") FROM "{view}" GROUP BY 1 ORDER BY 1'
            )
            assert balance == owed
        ledger.close()
