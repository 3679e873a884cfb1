"""What one payment was applied to, against plain SQL; credits, drafts and rests in a changed company."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from inline_snapshot import snapshot
from starlette.testclient import TestClient

import booked
from agent import Agent
from answering import answering
from documents_in_sql import money
from intacct_client.sign_in import MakeTransport
from intacct_sandbox.serve import Sandbox
from opened import changed_or
from refusing import Refusing
from wire import sign_in

EACH = 60  # of the seeded payments, so that a run is short


@pytest.fixture
def changed(fresh_sandbox: Sandbox) -> Iterator[Sandbox]:
    """A company with a credit memo, an advance, a rest that was used, a draft and a reversed payment."""
    with TestClient(fresh_sandbox.app) as http:
        wire = sign_in(http, fresh_sandbox)
        first = booked.invoice(wire, "500.00", "PX-1")
        second = booked.invoice(wire, "70.00", "PX-2")
        memo = booked.credit_memo(wire, "-40.00")
        uses_memo = {
            "arInvoice": {"key": first},
            "arAdjustment": {"key": memo},
            "txnCurrency": {"adjustmentAmount": "25.00", "paymentAmount": "100.00"},
        }
        over = booked.receipt(
            wire,
            uses_memo,
            documentNumber="RX-1",
            txnCurrency={"currency": "USD", "totalAmount": "150.00"},
        )
        uses_rest = {
            "arInvoice": {"key": second},
            "arPostedOverPayment": {"key": over},
            "txnCurrency": {"postedOverPaymentAmount": "30.00"},
        }
        booked.receipt(wire, uses_rest, documentNumber="RX-10")
        owed = booked.bill(wire, "900.00", "BX-1")
        paid = {"state": "confirmed", "documentNumber": "PX-PAID"}
        booked.disbursement(wire, booked.of_bill(owed, "300.00"), **paid)
        booked.disbursement(wire, booked.of_bill(owed, "100.00"), documentNumber="PX-DRAFT")
        advance = booked.prepaid(wire, "45.00")
        uses_advance = {
            "bill": {"key": owed},
            "apAdvance": {"key": advance},
            "txnCurrency": {"postedAdvanceAmount": "45.00"},
        }
        paid["documentNumber"] = "PX-CREDIT"
        booked.disbursement(wire, uses_advance, **paid)
    yield fresh_sandbox


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, shared_sandbox: Sandbox) -> Sandbox:
    return changed_or(shared_sandbox, request)


async def shown(sandbox: Sandbox, ledger: str, number: str) -> dict[str, Any]:
    """One payment, found by its number."""
    async with answering(sandbox) as agent:
        return await agent.reads("list_payments", ledger=ledger, search=number)


def applied(answer: dict[str, Any]) -> list[dict[str, str]]:
    block = answer.get("applied", {"columns": [], "rows": []})
    return [dict(zip(block["columns"], row, strict=True)) for row in block["rows"]]


def in_sql(sandbox: Sandbox, ledger: str) -> dict[str, list[tuple[str, str, Decimal]]]:
    """By the number of each posted payment: day, document and amount of what it paid in money."""
    rows = sandbox.ledger.rows(
        "SELECT m.number, a.applied_on, d.number, a.txn_amount FROM payment m"
        " JOIN application a ON a.payment_key = m.key JOIN document d ON d.key = a.document_key"
        f" WHERE m.subledger = '{ledger}' AND m.state IN ('complete', 'confirmed')"
        " AND a.kind = 'payment' ORDER BY m.number, a.applied_on, a.key"
    )
    by_number: dict[str, list[tuple[str, str, Decimal]]] = {}
    for number, day, document, cents in rows:
        by_number.setdefault(number, []).append((day, document, money(cents)))
    return by_number


@pytest.mark.parametrize("ledger", ["AR", "AP"])
@pytest.mark.behaviour("payments.applied")
async def test_a_payment_alone_says_what_it_was_applied_to(
    agent: Agent, sandbox: Sandbox, ledger: str
):
    expected = in_sql(sandbox, ledger)
    several = [number for number, rows in expected.items() if len(rows) > 1]
    for number in [*list(expected)[::EACH], *several[:3]]:
        answer = await agent.reads("list_payments", ledger=ledger, search=number)
        found = [(row["date"], row["number"], Decimal(row["amount"])) for row in applied(answer)]
        assert found == expected[number]
        assert set(answer["checks"].values()) == {"0.00"}
        assert answer["api"] == 2


@pytest.mark.behaviour("payments.applied")
async def test_what_is_left_of_a_receipt_and_its_link_stand_beside(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("list_payments", ledger="AR", search="R-1404")
    assert answer["totals"]["unapplied"] == "125.50"
    assert answer["checks"] == {"amount - applied - unapplied": "0.00"}
    ((key,),) = sandbox.ledger.rows("SELECT key FROM payment WHERE number = 'R-1404'")
    assert answer["link"] == f"https://intacct.example/objects/accounts-receivable/payment/{key}"
    evidence = await agent.reads("get_evidence", handle=answer["evidence"])
    assert (evidence["now"], set(evidence["checks"].values())) == ("the same", {"0.00"})


async def test_several_payments_say_it_of_none_and_cost_one_transaction(agent: Agent):
    answer = await agent.reads("list_payments", ledger="AR", period="2026-Q3")
    assert answer["api"] == 1
    assert not {"applied", "link", "checks"} & set(answer)


@pytest.mark.behaviour("payments.applied")
async def test_a_number_that_others_begin_with_is_found_by_itself(agent: Agent, changed: Sandbox):
    answer = await agent.reads("list_payments", ledger="AR", search="rx-1")
    assert answer["total"] == 2
    assert answer["notes"] == snapshot(["applied is of RX-1 alone."])
    assert (answer["applied"], answer["checks"]) == snapshot(
        (
            {
                "columns": ["date", "kind", "number", "amount", "credit", "with"],
                "rows": [
                    ["2026-10-25", "invoice", "PX-1", "100.00", "", ""],
                    ["2026-10-25", "invoice", "PX-1", "", "25.00", "memo ADJ-0002"],
                    ["2026-10-25", "invoice", "PX-2", "30.00", "", "rest, by RX-10"],
                ],
            },
            {"amount - applied - unapplied": "0.00"},
        )
    )


@pytest.mark.behaviour("payments.applied-credits")
async def test_credits_and_the_rest_of_another_payment_are_named(agent: Agent, changed: Sandbox):
    rest = await agent.reads("list_payments", ledger="AR", search="RX-10")
    assert applied(rest) == snapshot(
        [
            {
                "date": "2026-10-25",
                "kind": "invoice",
                "number": "PX-2",
                "credit": "30.00",
                "with": "overpayment",
            }
        ]
    )
    credit = await agent.reads("list_payments", ledger="AP", search="PX-CREDIT")
    assert applied(credit) == snapshot(
        [
            {
                "date": "2026-10-25",
                "kind": "bill",
                "number": "BX-1",
                "credit": "45.00",
                "with": "advance ADV-0002",
            }
        ]
    )
    assert {*rest["checks"].values(), *credit["checks"].values()} == {"0.00"}


@pytest.mark.behaviour("payments.applied-waiting")
async def test_a_draft_says_that_it_is_yet_to_pay(agent: Agent, changed: Sandbox):
    answer = await agent.reads("list_payments", ledger="AP", search="PX-DRAFT", status="waiting")
    assert applied(answer) == snapshot(
        [{"date": "2026-10-25", "kind": "bill", "number": "BX-1", "amount": "100.00"}]
    )
    assert answer["notes"] == snapshot(["PX-DRAFT is draft: applied is what it is to pay."])


def paid_once(sandbox: Sandbox, ledger: str) -> str:
    """The number of a posted payment of one document."""
    ((number,),) = sandbox.ledger.rows(
        "SELECT m.number FROM payment m JOIN application a ON a.payment_key = m.key"
        " WHERE m.subledger = ? AND m.state IN ('complete', 'confirmed') AND a.kind = 'payment'"
        " AND m.txn_amount > 1000 GROUP BY m.key HAVING COUNT(*) = 1 ORDER BY m.key DESC LIMIT 1",
        (ledger,),
    )
    return str(number)


@pytest.mark.behaviour("payments.applied-many")
async def test_of_many_documents_the_first_are_shown_and_the_others_added_up(
    fresh_sandbox: Sandbox,
):
    number = paid_once(fresh_sandbox, "AP")
    ((key, document, day, cents),) = fresh_sandbox.ledger.rows(
        "SELECT a.payment_key, a.document_key, a.applied_on, a.txn_amount FROM application a"
        " JOIN payment m ON m.key = a.payment_key WHERE m.subledger = 'AP' AND m.number = ?",
        (number,),
    )
    fresh_sandbox.ledger.write(
        "UPDATE application SET txn_amount = ? WHERE payment_key = ?", (cents - 119, key)
    )
    detail = {"payment_key": key, "document_key": document, "applied_on": day, "base_amount": 1}
    for _ in range(119):
        fresh_sandbox.ledger.insert("application", {**detail, "txn_amount": 1})
    answer = await shown(fresh_sandbox, "AP", number)
    assert len(applied(answer)) == 100
    assert answer["notes"] == snapshot(["applied shows 100 of 120; the others come to 0.20 USD."])
    assert set(answer["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("payments.applied")
async def test_a_detail_that_is_missing_is_the_first_note(fresh_sandbox: Sandbox):
    number = paid_once(fresh_sandbox, "AP")
    fresh_sandbox.ledger.write(
        "UPDATE application SET txn_amount = txn_amount - 100 WHERE payment_key ="
        " (SELECT key FROM payment WHERE subledger = 'AP' AND number = ?)",
        (number,),
    )
    answer = await shown(fresh_sandbox, "AP", number)
    assert answer["checks"] == {"amount - applied": "1.00"}
    assert answer["notes"][0] == "amount - applied is 1.00, not zero."


@pytest.mark.behaviour("payments.applied")
async def test_a_receipt_that_pays_nothing_yet_says_so(fresh_sandbox: Sandbox):
    number = paid_once(fresh_sandbox, "AR")
    fresh_sandbox.ledger.write(
        "DELETE FROM application WHERE payment_key ="
        " (SELECT key FROM payment WHERE subledger = 'AR' AND number = ?)",
        (number,),
    )
    answer = await shown(fresh_sandbox, "AR", number)
    assert answer["notes"] == [f"{number} is applied to nothing."]
    assert answer["totals"]["unapplied"] == answer["totals"]["amount"]
    assert answer["checks"] == {"amount - applied - unapplied": "0.00"}


@pytest.fixture
def is_refused() -> bool:
    return False


@pytest.fixture
def transport(sandbox: Sandbox, *, is_refused: bool) -> MakeTransport:
    return lambda: (
        Refusing(sandbox, b"payment-detail")
        if is_refused
        else httpx2.ASGITransport(app=sandbox.app)
    )


@pytest.mark.parametrize("is_refused", [True])
@pytest.mark.behaviour("payments.applied-unread")
async def test_who_may_not_read_details_sees_the_payment_and_a_note(agent: Agent):
    answer = await agent.reads("list_payments", ledger="AR", search="R-1404")
    assert (answer["total"], answer["totals"]["unapplied"]) == (1, "125.50")
    assert answer["notes"] == snapshot(
        [
            "Left out, as this user may not read them or the company has none: what the payment was applied to."
        ]
    )
    assert not {"applied", "checks", "link"} & set(answer)
