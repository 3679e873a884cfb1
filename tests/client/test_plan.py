"""A month against the plan, and the file that counts it."""

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from intacct_client.meter import COUNTED, Kind, Spent, transactions
from intacct_client.plan import INCLUDED, TIERS, Month, Tier, month_of
from intacct_client.usage_store import CALLS, Payer, UsageStore

ACME, OTHER = Payer("far", "acme"), Payer("far", "other")
NOON = datetime(2026, 11, 16, tzinfo=UTC)  # half of the month is gone


def test_the_plans_are_those_that_sage_tells():
    assert [INCLUDED[tier] for tier in TIERS] == [
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        None,
    ]


@pytest.mark.behaviour("transactions.what-counts")
def test_reads_and_records_written_count_and_tokens_and_refusals_do_not():
    assert COUNTED == ("query", "read", "write", "model")
    made = Counter[Kind]({"query": 3, "read": 2, "write": 1, "model": 1, "token": 5, "refused": 4})
    assert transactions(made) == 7


@pytest.mark.behaviour("transactions.warned-of")
@pytest.mark.parametrize(
    ("used", "tier", "is_near"),
    [(79_999, "1", False), (80_000, "1", True), (2_000_000, "4", True), (10**9, "5", False)],
)
def test_near_is_four_fifths_of_the_plan(used: int, tier: Tier, is_near: bool):
    assert Month("2026-11", used, tier).is_near is is_near


def test_a_plan_that_nobody_knows_is_not_told():
    assert Month("2026-11", 1_234, "5").line == (
        "1,234 API transactions in 2026-11, by this machine's count"
    )


@pytest.mark.behaviour("transactions.outlook")
def test_the_outlook_goes_on_as_the_month_began():
    month = Month("2026-11", 60_000, "1")
    assert month.projected(NOON) == 120_000
    assert month.price_of(120_000) == Decimal("300.00")
    assert month.price_of(100_001) == Decimal("0.15")  # a pack that was begun
    assert month.price_of(100_000) == 0
    # Of the first day nothing wild is made, and a month that is over stays what it is.
    assert month.projected(datetime(2026, 11, 1, 0, 1, tzinfo=UTC)) == 60_000 * 30
    assert month.projected(datetime(2027, 1, 1, tzinfo=UTC)) == 60_000


def test_a_month_is_by_utc():
    evening = datetime(2026, 10, 31, 20, tzinfo=timezone(timedelta(hours=-7)))
    assert month_of(evening) == "2026-11"


def test_counts_are_kept_by_company_day_tool_and_kind(tmp_path: Path):
    store = UsageStore(tmp_path / "usage.db")
    store.add(ACME, "gl_balance", {"query": 3, "token": 1, "read": 0}, NOON)
    store.add(ACME, "find_vendor", {"query": 1}, NOON + timedelta(days=1))
    store.add(OTHER, "gl_balance", {"query": 50}, NOON)
    assert store.add(ACME, "gl_balance", {"model": 2}, NOON) == 6
    store.add(ACME, "gl_balance", {"query": 9}, NOON + timedelta(days=20))
    assert store.transactions(ACME, "2026-11") == 6
    assert store.transactions(ACME, "2026-12") == 9
    store.close()
    rows = UsageStore(tmp_path / "usage.db").rows("2026-11")
    assert [(row.payer.company, row.day[8:], row.tool, row.kind, row.count) for row in rows] == [
        ("acme", "16", "gl_balance", "model", 2),
        ("acme", "16", "gl_balance", "query", 3),
        ("acme", "16", "gl_balance", "token", 1),
        ("acme", "16", "gl_balance", CALLS, 2),
        ("acme", "17", "find_vendor", "query", 1),
        ("acme", "17", "find_vendor", CALLS, 1),
        ("other", "16", "gl_balance", "query", 50),
        ("other", "16", "gl_balance", CALLS, 1),
    ]


@pytest.mark.behaviour("transactions.kept-by-month")
def test_many_writers_lose_no_count(tmp_path: Path):
    stores = [UsageStore(tmp_path / "usage.db") for _ in range(6)]

    def write(store: UsageStore) -> None:
        for _ in range(30):
            store.add(ACME, "gl_balance", {"query": 2}, NOON)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, stores))
    assert stores[0].transactions(ACME, "2026-11") == 6 * 30 * 2
    for store in stores:
        store.close()


def test_only_its_owner_can_read_the_counts(tmp_path: Path):
    store = UsageStore(tmp_path / "state" / "usage.db")
    store.add(ACME, "gl_balance", {"query": 1}, NOON)
    made = [tmp_path / "state", *(tmp_path / "state").iterdir()]
    assert {path.stat().st_mode & 0o077 for path in made} == {0}
    assert len(made) > 3
    store.close()


def test_a_broken_file_is_set_aside_and_counting_begins_anew(tmp_path: Path):
    path = tmp_path / "usage.db"
    path.write_bytes(b"no database at all, but somebody may want to look at it")
    store = UsageStore(path)
    assert store.add(ACME, "gl_balance", {"query": 1}, NOON) == 1
    store.close()
    assert (tmp_path / "usage.db.broken").read_bytes().startswith(b"no database")


def test_a_file_that_another_program_keeps_is_an_error_and_not_a_loss(tmp_path: Path):
    path = tmp_path / "usage.db"
    store = UsageStore(path)
    store.add(ACME, "gl_balance", {"query": 1}, NOON)
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE usage")
        other.commit()
    with pytest.raises(OSError, match="no such table"):
        store.add(ACME, "gl_balance", {"query": 1}, NOON)
    # It is opened anew, and makes what is missing.
    assert store.add(ACME, "gl_balance", {"query": 1}, NOON) == 1
    store.close()


def test_setup_counts_into_setup_and_names_what_it_touched():
    spent = Spent()
    setup = spent.as_setup()
    setup.calls["query"] += 1
    setup.touched.add("general-ledger/account")
    assert (spent.transactions, spent.setup_transactions) == (0, 1)
    assert spent.touched == {"general-ledger/account"}
    spent.remember(5.0)
    spent.remember(7.0)
    assert spent.remembered_at == 5.0
