"""The business that is seeded is a plausible one, and the same wherever it is seeded."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest
from inline_snapshot import snapshot
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from wire import sign_in

TODAY = date(2026, 10, 31)
SIGNED = "CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END"
MONTHS = 37
# The cash book says again what is in the accrual book.
ACCRUAL_LINE = (
    "(SELECT l.* FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
    " JOIN journal j ON j.key = e.journal_key WHERE j.book_type <> 'cash')"
)


@pytest.fixture(scope="module", params=[1, 42])
def seeded(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with company(Seed(request.param, TODAY)) as sandbox:
        yield sandbox


def month_end_balances(sandbox: Sandbox, account: str) -> dict[str, list[int]]:
    """What stood on an account at every month end, by entity."""
    moved = sandbox.ledger.rows(
        f"SELECT e.id, substr(l.entry_date, 1, 7), SUM({SIGNED}) FROM {ACCRUAL_LINE} l"
        " JOIN account a ON a.key = l.account_key JOIN location o ON o.key = l.location_key"
        " JOIN entity e ON e.key = o.entity_key WHERE a.id = ? GROUP BY 1, 2 ORDER BY 1, 2",
        (account,),
    )
    balances: defaultdict[str, list[int]] = defaultdict(list)
    for entity, _, amount in moved:
        balances[entity].append((balances[entity] or [0])[-1] + amount)
    return balances


def test_there_is_money_in_every_bank_account_at_every_month_end(seeded: Sandbox):
    for account in ("1010", "1020", "1030", "1040"):
        ((balances),) = month_end_balances(seeded, account).values()
        assert len(balances) == MONTHS
        assert min(balances) > 0


def test_stock_neither_runs_out_nor_away(seeded: Sandbox):
    for balances in month_end_balances(seeded, "1400").values():
        assert min(balances) > 0
        assert max(balances) < 6 * balances[0]


def test_what_is_owed_over_time_goes_down_and_what_is_used_up_is_never_less_than_nothing(
    seeded: Sandbox,
):
    for balances in month_end_balances(seeded, "2700").values():
        assert balances == sorted(balances)
        assert balances[-1] <= 0
    for account in ("1300", "2400", "2120", "2200"):
        sign = 1 if account == "1300" else -1
        for balances in month_end_balances(seeded, account).values():
            assert min(sign * balance for balance in balances) >= 0


def test_every_entity_but_the_private_one_earns_more_than_it_spends(seeded: Sandbox):
    results = dict(
        seeded.ledger.rows(
            f"SELECT e.id, -SUM({SIGNED}) FROM {ACCRUAL_LINE} l JOIN account a ON a.key = l.account_key"
            " JOIN location o ON o.key = l.location_key JOIN entity e ON e.key = o.entity_key"
            " WHERE a.type = 'incomeStatement' AND e.is_private = 0 GROUP BY 1"
        )
    )
    assert set(results) == {"100", "200", "300"}
    assert min(results.values()) > 0


def test_sales_grow_over_the_years(seeded: Sandbox):
    by_half = [
        -sum(
            seeded.ledger.rows(
                f"SELECT SUM({SIGNED}) FROM {ACCRUAL_LINE} l JOIN account a ON a.key = l.account_key"
                " WHERE a.id LIKE '4%' AND l.entry_date BETWEEN ? AND ?",
                span,
            )[0]
        )
        for span in (("2023-10-01", "2025-04-30"), ("2025-05-01", "2026-10-31"))
    ]
    assert by_half[1] > by_half[0]


def test_the_fiscal_year_starts_when_it_is_told_to():
    with company(Seed(1, TODAY, 500, first_fiscal_month=7)) as sandbox:
        with TestClient(sandbox.app) as http:
            wire = sign_in(http, sandbox)
            setup = wire.get("/objects/company-config/company-preference/setup").json()
            budgets = wire.query(
                object="general-ledger/budget", fields=["id"], orderBy=[{"id": "asc"}]
            )
            (default,) = wire.query(
                object="general-ledger/budget-detail",
                fields=["min:reportingPeriod.startDate", "max:reportingPeriod.endDate"],
                filters=[{"$eq": {"budget.isDefault": True}}],
            )
            years = wire.query(
                object="general-ledger/reporting-period",
                fields=["id", "startDate", "endDate"],
                filters=[{"$eq": {"id": "Fiscal Year 2027"}}],
            )
        assert setup["ia::result"]["accounting"]["firstFiscalMonth"] == "july"
        assert [row["id"] for row in budgets] == ["FY2025", "FY2026", "FY2027"]
        assert list(default.values()) == ["2026-07-01", "2027-06-30"]
        assert years == [
            {"id": "Fiscal Year 2027", "startDate": "2026-07-01", "endDate": "2027-06-30"}
        ]


def test_the_rows_are_the_same_on_every_machine():
    """A digest of the whole database: another one means that another company is seeded."""
    with company(Seed(1, TODAY, 500)) as sandbox:
        digest = hashlib.sha256()
        tables = sandbox.ledger.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        for (table,) in tables:
            for row in sorted(map(str, sandbox.ledger.rows(f"SELECT * FROM {table}"))):
                digest.update(f"{table}{row}".encode())
    assert digest.hexdigest() == snapshot(
        "f8361d00acd475036bb548fd1d5d7ddcc146ddfb9fef353b0022f9b1a604d509"
    )
