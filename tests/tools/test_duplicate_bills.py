"""Bills entered twice: what is recognised, and what is not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import Agent, column, records, sum_of
from intacct_books.close.duplicate_bills import Bill, is_similar, matched, plain_number
from intacct_sandbox.company.documents.booking import reverse_document
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES
from intacct_sandbox.serve import Sandbox
from planting import Planting

FAR = 1100


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


@pytest.fixture
def plant(sandbox: Sandbox) -> Planting:
    return Planting(sandbox.ledger).open_books()


async def pairs(agent: Agent, window_days: int = FAR) -> set[tuple[str, str]]:
    answer = await agent.reads("find_duplicate_bills", window_days=window_days, limit=200)
    return {(row["number"], row["earlier_number"]) for row in records(answer)}


@pytest.mark.behaviour("duplicates.number", "duplicates.at-risk")
async def test_a_number_that_is_only_written_differently_is_the_same(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("find_duplicate_bills")
    (row,) = [row for row in records(answer) if row["number"] == "kt - 2291"]
    keys = [
        key
        for (key,) in sandbox.ledger.rows(
            "SELECT record_key FROM seeded_case WHERE name = 'duplicate-bill-numbers' ORDER BY record_key"
        )
    ]
    assert [row["earlier_key"], row["key"]] == keys
    assert row["why"] == "number differs in writing only, same vendor, same amount, 3 days apart"
    assert (row["at_risk"], row["still_due"]) == ("1840.30", "1840.30")
    assert answer["totals"]["at_risk"] == str(sum_of(answer, "at_risk"))


@pytest.mark.behaviour("duplicates.three-of-four")
async def test_the_company_has_one_bill_that_was_entered_twice_and_no_other_looks_like_it(
    agent: Agent,
):
    assert await pairs(agent, 60) == {("kt - 2291", "KT-2291")}


@pytest.mark.behaviour("duplicates.three-of-four")
async def test_three_of_number_vendor_amount_and_day_are_enough(agent: Agent, plant: Planting):
    usual = await pairs(agent)
    plant.bill("A-0017", "2026-07-01", 50_000, name="Osprey Paper Ltd")
    plant.bill("a17", "2026-10-01", 50_000, name="Osprey Paper Ltd")  # all but the day
    plant.bill("B-1", "2026-07-01", 61_000, name="Curlew Freight Inc.")
    plant.bill("B-1", "2026-07-03", 61_000, name="Curlew Freight LLC")  # a similar vendor
    plant.bill("C-1", "2026-07-01", 72_000, name="Dunlin Tools")
    plant.bill("C-9", "2026-07-08", 72_000, name="Dunlin Tools")  # all but the number
    plant.bill("D-1", "2026-07-01", 83_000, name="Godwit Labs")
    plant.bill("D - 1", "2026-07-02", 84_000, name="Godwit Labs")  # all but the amount
    assert await pairs(agent) - usual == {
        ("a17", "A-0017"),
        ("B-1", "B-1"),
        ("C-9", "C-1"),
        ("D - 1", "D-1"),
    }


@pytest.mark.behaviour("duplicates.three-of-four")
async def test_what_recurs_is_no_duplicate(agent: Agent, plant: Planting):
    usual = await pairs(agent)
    for month in (7, 8, 9):
        plant.bill(f"RENT-{month}", f"2026-{month:02}-01", 90_000, name="Avocet Estates")
    plant.bill("1001", "2026-07-01", 10_000, name="Avocet Estates")
    plant.bill("1001", "2026-09-01", 20_000, name="Whimbrel Cleaning")
    assert await pairs(agent) == usual


@pytest.mark.behaviour("duplicates.never-paid")
async def test_a_bill_that_was_reversed_or_declined_is_left_out(
    agent: Agent, plant: Planting, sandbox: Sandbox
):
    usual = await pairs(agent)
    first = plant.bill("E-1", "2026-09-01", 50_000, name="Osprey Paper")
    reverse_document(sandbox.ledger, PAYABLES, first, on="2026-09-02", at="2026-09-02T12:00:00Z")
    plant.bill("E-1", "2026-09-03", 50_000, name="Osprey Paper")
    plant.bill("F-1", "2026-09-01", 50_001, name="Osprey Paper", state="declined")
    plant.bill("F 1", "2026-09-03", 50_001, name="Osprey Paper")
    assert await pairs(agent) == usual


@pytest.mark.behaviour("duplicates.at-risk")
async def test_a_third_copy_adds_its_amount_once_and_what_is_paid_is_no_longer_due(
    agent: Agent, plant: Planting
):
    before = await agent.reads("find_duplicate_bills", window_days=FAR)
    *_, last = (
        plant.bill(number, f"2026-09-0{at}", 50_000, name="Osprey Paper")
        for at, number in enumerate(("G-1", "G1", "g 1"), start=1)
    )
    plant.pay(PAYABLES, last, "2026-09-20", 50_000)
    after = await agent.reads("find_duplicate_bills", window_days=FAR)
    added = {
        name: Decimal(after["totals"][name]) - Decimal(before["totals"][name])
        for name in ("at_risk", "still_due")
    }
    assert added == {"at_risk": Decimal("1000.00"), "still_due": Decimal("500.00")}
    states = {row["number"]: row["state"] for row in records(after)}
    assert (states["G1"], states["g 1"]) == ("posted", "paid")


@pytest.mark.behaviour("duplicates.window")
async def test_only_bills_of_the_window_are_compared(agent: Agent, plant: Planting):
    plant.bill("H-1", "2026-09-01", 50_000, name="Osprey Paper")
    plant.bill("h1", "2026-10-20", 50_000, name="Osprey Paper")
    assert ("h1", "H-1") in await pairs(agent, 60)
    assert ("h1", "H-1") not in await pairs(agent, 59)


@pytest.mark.behaviour("duplicates.cost", "duplicates.evidence")
async def test_it_costs_one_transaction_and_its_bills_add_up(agent: Agent, plant: Planting):
    plant.bill("J-1", "2026-09-01", 50_000, name="Osprey Paper")
    plant.bill("J 1", "2026-09-02", 50_000, name="Osprey Paper")
    answer = await agent.reads("find_duplicate_bills", limit=1)
    assert answer["api"] == 1
    evidence = await agent.reads("get_evidence", handle=answer["evidence"])
    assert set(evidence["checks"].values()) == {"0.00"}
    shown, others = sum_of(answer, "at_risk"), Decimal(answer["others"]["at_risk"])
    assert shown + others == Decimal(answer["totals"]["at_risk"])


async def test_an_entity_has_its_own_bills_only(agent: Agent):
    everywhere = await agent.reads("find_duplicate_bills", window_days=FAR)
    by_entity = [
        await agent.reads("find_duplicate_bills", window_days=FAR, entity=entity)
        for entity in ("100", "200", "300", "400")
    ]
    numbers = [number for each in by_entity for number in column(each, "number")]
    assert sorted(numbers) == sorted(column(everywhere, "number"))


def bill(at: int, number: str, vendor: str, day: date, cents: int) -> Bill:
    amount = Decimal(cents).scaleb(-2)
    return Bill(str(at), number, vendor, vendor, day, amount, amount, "USD", "posted")


bills = st.lists(
    st.tuples(
        st.sampled_from(["A-1", "a 1", "A-01", "B-2", ""]),
        st.sampled_from(["Heron Tools", "Heron Tool Inc", "Lapwing Freight"]),
        st.integers(0, 20).map(lambda days: date(2026, 1, 1) + timedelta(days=days)),
        st.sampled_from([100, 200]),
    ),
    max_size=12,
).map(lambda rows: [bill(at, *row) for at, row in enumerate(rows)])


@given(bills)
@pytest.mark.behaviour("duplicates.three-of-four")
def test_a_bill_is_matched_exactly_when_some_earlier_one_shares_three_things(these: list[Bill]):
    def shared(one: Bill, other: Bill) -> int:
        number = plain_number(one.number)
        return (
            (bool(number) and number == plain_number(other.number))
            + (is_similar(one.vendor_name, other.vendor_name))
            + (one.amount == other.amount)
            + (abs((one.day - other.day).days) <= 7)
        )

    expected = {
        later.key
        for later in these
        if any(earlier.order < later.order and shared(earlier, later) >= 3 for earlier in these)
    }
    assert {match.later.key for match in matched(these)} == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("INV-00123", "inv 123", True),
        ("2026/07", "2026-7", True),
        ("100", "10", False),
        ("\uff21-1", "a1", True),
    ],
)
@pytest.mark.behaviour("duplicates.number")
def test_numbers_without_what_people_write_differently(one: str, other: str, same: bool):
    assert (plain_number(one) == plain_number(other)) is same
