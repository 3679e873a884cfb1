"""Payments against plain SQL, in states that the seeded company has none of."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from inline_snapshot import snapshot
from starlette.testclient import TestClient

import booked
from agent import Agent, records
from documents_in_sql import by_currency, payments
from intacct_sandbox.serve import Sandbox
from opened import MEMO_LINES, changed_or, more_under
from wire import Wire, sign_in

BOTH = pytest.mark.parametrize("ledger", ["AR", "AP"])


@BOTH
@pytest.mark.parametrize("entity", ["", "200", "300"])
@pytest.mark.behaviour("payments.list")
async def test_what_was_paid_in_a_period_is_what_the_rows_say(
    agent: Agent, sandbox: Sandbox, ledger: str, entity: str
):
    answer = await agent.reads("list_payments", ledger=ledger, period="2026-Q3", entity=entity)
    condition = "m.payment_date BETWEEN '2026-07-01' AND '2026-09-30'"
    if entity:
        condition += f" AND e.id = '{entity}'"
    count, paid = payments(sandbox, ledger, condition)
    assert (answer["total"], by_currency(answer, "amount")) == (count, paid)
    assert answer["api"] == 1


async def test_what_is_left_of_receipts_stands_beside_them(agent: Agent):
    answer = await agent.reads("list_payments", ledger="AR", limit=200)
    left = {row["number"]: row["unapplied"] for row in records(answer) if row["unapplied"]}
    assert left == {"R-1404": "125.50"}
    assert by_currency(answer, "unapplied") == {"USD": Decimal("125.50")}


async def test_a_search_is_of_the_number_and_of_the_party(agent: Agent):
    answer = await agent.reads("list_payments", ledger="AP", search="freight")
    assert {row["party"].split()[0] for row in records(answer)} == {"V-0005", "V-0025"}
    (one,) = records(await agent.reads("list_payments", ledger="AP", search="p-1403"))
    assert one["number"] == "P-1403"


@pytest.fixture
def changed(fresh_sandbox: Sandbox) -> Iterator[Sandbox]:
    """A company with reversed, waiting and draft payments, and credits that were used."""
    with TestClient(fresh_sandbox.app) as http:
        book(sign_in(http, fresh_sandbox))
    yield fresh_sandbox


def book(wire: Wire) -> None:
    first = booked.invoice(wire, "500.00", "PX-1")
    booked.invoice(wire, "70.00", "PX-2")
    undone = booked.receipt(wire, booked.of_invoice(first, "120.00"), documentNumber="RX-1")
    booked.step(wire, booked.RECEIPT, "reverse", key=undone, reversedDate="2026-10-28")
    booked.receipt(wire, booked.of_invoice(first, "200.00"), documentNumber="RX-2")
    booked.receipt(wire, booked.of_invoice(first, "50.00"), documentNumber="RX-3", state="draft")
    memo = booked.credit_memo(wire, "-40.00")
    uses_memo = {
        "arInvoice": {"key": first},
        "arAdjustment": {"key": memo},
        "txnCurrency": {"adjustmentAmount": "25.00"},
    }
    booked.receipt(wire, uses_memo, documentNumber="RX-4")
    _pay(wire)


def _pay(wire: Wire) -> None:
    owed = booked.bill(wire, "900.00", "BX-1")
    booked.bill(wire, "80.00", "BX-2", state="draft")
    booked.disbursement(wire, booked.of_bill(owed, "100.00"), documentNumber="PX-DRAFT")
    made = booked.disbursement(
        wire, booked.of_bill(owed, "300.00"), documentNumber="PX-MADE", state="confirmed"
    )
    assert made
    undone = booked.disbursement(
        wire, booked.of_bill(owed, "60.00"), documentNumber="PX-VOID", state="confirmed"
    )
    booked.step(wire, booked.DISBURSEMENT, "reverse", key=undone, paymentDate="2026-10-29")
    booked.vendor_credit(wire, "-30.00")
    booked.prepaid(wire, "45.00")


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, shared_sandbox: Sandbox) -> Sandbox:
    return changed_or(shared_sandbox, request)


@pytest.mark.behaviour("payments.states")
async def test_paid_is_complete_or_confirmed_and_the_rest_is_told(agent: Agent, changed: Sandbox):
    received = await agent.reads("list_payments", ledger="AR", search="RX-")
    assert {row["number"] for row in records(received)} == {"RX-2", "RX-4"}
    made = await agent.reads("list_payments", ledger="AP", search="PX-")
    assert {row["number"] for row in records(made)} == {"PX-MADE"}
    assert (received["notes"], made["notes"]) == snapshot(
        (
            [
                "Left out of totals: 1 draft (50.00 USD), 1 reversal (-120.00 USD), 1 reversed (120.00 USD)."
            ],
            ["Left out of totals: 1 draft (100.00 USD), 2 voided (0.00 USD)."],
        )
    )


@pytest.mark.behaviour("payments.reversed-pairs")
async def test_a_reversed_pair_cancels_itself(agent: Agent, changed: Sandbox):
    for ledger, number in (("AR", "RX-1"), ("AP", "PX-VOID")):
        answer = await agent.reads("list_payments", ledger=ledger, status="reversed")
        rows = [row for row in records(answer) if row["number"] == number]
        assert len(rows) == 2
        assert by_currency(answer, "amount") == {}
    assert [
        row["number"]
        for row in records(await agent.reads("list_payments", ledger="AP", status="waiting"))
    ] == ["PX-DRAFT"]


@pytest.mark.behaviour("invoices.paid-part")
async def test_an_invoice_counts_money_and_credits_once_and_no_drafts(
    agent: Agent, changed: Sandbox
):
    answer = await agent.reads("get_invoice", number="PX-1")
    assert (answer["invoice"]["paid"], answer["invoice"]["due"]) == ("225.00", "275.00")
    assert answer["payments"]["rows"] == snapshot(
        [
            ["2026-10-25", "RX-1", "eft", "", "120.00"],
            ["2026-10-25", "RX-2", "eft", "", "200.00"],
            ["2026-10-25", "RX-4", "eft", "memo", "25.00"],
            ["2026-10-28", "RX-1", "eft", "", "-120.00"],
        ]
    )
    assert set(answer["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("bills.one-bill")
async def test_a_bill_counts_what_was_paid_and_not_what_was_voided(agent: Agent, changed: Sandbox):
    answer = await agent.reads("get_bill", number="BX-1")
    assert (answer["bill"]["paid"], answer["bill"]["due"]) == ("300.00", "600.00")
    assert set(answer["checks"].values()) == {"0.00"}
    assert answer["api"] == 2


@pytest.mark.behaviour("bills.vendor-credits")
async def test_unused_credits_of_the_vendors_to_pay_are_told(agent: Agent, changed: Sandbox):
    answer = await agent.reads("list_bills", due_by="2026-11-07", search="BX-")
    assert answer["notes"] == snapshot(
        [
            "Left out of totals: 1 draft (80.00 USD).",
            "Unapplied credits of these vendors: V-0001 D'Arcy_Welding 75.00 USD.",
        ]
    )
    assert answer["api"] == 4 + more_under(MEMO_LINES)


@pytest.mark.parametrize("day", ["2026-10-04", "2026-10-05", "2026-10-25", "2026-10-28"])
@pytest.mark.behaviour("statements-of-account.ties")
async def test_statements_tie_with_reversals_credits_and_drafts(
    agent: Agent, changed: Sandbox, day: str
):
    for tool, party in (("get_customer", booked.CUSTOMER), ("get_vendor", booked.VENDOR)):
        word = tool.removeprefix("get_")
        answer = await agent.reads(tool, **{word: party}, statement=f"2026-10-01..{day}")
        assert set(answer["checks"].values()) == {"0.00"}
