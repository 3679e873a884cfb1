"""Statements of account over payments, money on account and credits in another currency than the entity's."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

import booked
from agent import Agent, records
from documents_in_sql import balances
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Iterator[Sandbox]:
    with TestClient(fresh_sandbox.app) as http:
        book(sign_in(http, fresh_sandbox))
    yield fresh_sandbox


def euros(rate: float) -> dict[str, Any]:
    return {"txnCurrency": "EUR", "exchangeRate": {"rate": rate, "date": "2026-10-01"}}


def invoice(wire: Wire, amount: str, number: str, day: str, rate: float) -> str:
    at = {"location": {"id": "210"}}
    body = {
        "customer": {"id": booked.CUSTOMER},
        "invoiceNumber": number,
        "invoiceDate": day,
        "dueDate": "2026-11-30",
        "currency": euros(rate),
        "lines": [{"glAccount": {"id": "4000"}, "txnAmount": amount, "dimensions": at}],
    }
    return booked.create(wire, booked.INVOICE, body)


def book(wire: Wire) -> None:
    """An invoice paid at another rate with something left, which pays part of a later one."""
    first = invoice(wire, "100.00", "EX-1", "2026-10-05", 1.2)
    paid = booked.receipt(
        wire,
        booked.of_invoice(first, "100.00"),
        documentNumber="EX-R1",
        txnCurrency={"currency": "EUR"},
        overPaymentAmount="60.00",
        paymentSummary={"receiptDate": "2026-10-12"},
    )
    second = invoice(wire, "80.00", "EX-2", "2026-10-16", 1.25)
    on_account = {
        "arInvoice": {"key": second},
        "arPostedOverPayment": {"key": paid},
        "txnCurrency": {"postedOverPaymentAmount": "40.00"},
    }
    booked.receipt(
        wire,
        on_account,
        documentNumber="EX-R2",
        txnCurrency={"currency": "EUR"},
        paymentSummary={"receiptDate": "2026-10-20"},
    )


@pytest.mark.parametrize(
    "day", ["2026-10-10", "2026-10-14", "2026-10-18", "2026-10-24", "2026-10-31"]
)
@pytest.mark.behaviour("statements-of-account.foreign")
async def test_balances_are_in_base_currency_with_gains_at_the_payment(
    agent: Agent, sandbox: Sandbox, day: str
):
    answer = await agent.reads(
        "get_customer", customer=booked.CUSTOMER, statement=f"2026-10-01..{day}", limit=200
    )
    expected = balances(sandbox, booked.CUSTOMER, day)["USD"]
    # What the sandbox converts line by line may differ by the cent that rounding leaves.
    assert abs(Decimal(answer["totals"]["amount"]) - expected) <= Decimal("0.01")
    assert answer["checks"] == {"closing - open items": "0.00"}
    assert records(answer)[0]["kind"] == "opening"
