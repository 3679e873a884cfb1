"""More invoices than one query reads: a page and an aggregate by state."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from agent import Agent, records
from documents_in_sql import DUE, IS_OPEN, TOTAL, by_currency, documents
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.serve import Sandbox, Seed
from opened import company

TODAY = date(2026, 10, 31)
EXTRA = 4_050


@pytest.fixture(params=["asked", "field"])
def reading(request: pytest.FixtureRequest) -> Literal["asked", "field"]:
    """The name that a sum or a count comes under: what was asked for, or the field alone."""
    return request.param


@pytest.fixture
def sums(reading: str) -> int:
    """Transactions for the sums of a list and of the five states that it leaves out.

    A state and its count under one name are asked for in vain together, then one by one.
    """
    return {"asked": 1, "field": 7}[reading]


@pytest.fixture
def sandbox(reading: Literal["asked", "field"]) -> Iterator[Sandbox]:
    assumptions = Assumptions(aggregate_keys=reading)
    seed = Seed(1, TODAY, 1_000, assumptions=assumptions)
    with company(seed, fixed=("aggregate_keys",)) as sandbox:
        _bill(sandbox.ledger)
        yield sandbox


def _bill(ledger: Ledger) -> None:
    (party, entity, account, place) = ledger.rows(
        "SELECT p.key, p.entity_key, (SELECT key FROM account WHERE id = '4000'),"
        " (SELECT key FROM location WHERE entity_key = p.entity_key LIMIT 1)"
        " FROM party p WHERE p.id = 'C-0001'"
    )[0]
    moment = "2026-01-01T00:00:00Z"
    with ledger.transaction():
        for number in range(EXTRA):
            key = ledger.insert(
                "document",
                {
                    "subledger": "AR",
                    "kind": "document",
                    "number": f"BULK-{number:05d}",
                    "party_key": party,
                    "entity_key": entity,
                    "document_date": "2026-09-01",
                    "posting_date": "2026-09-01",
                    "due_date": "2026-12-01",
                    "state": "draft" if number % 50 == 0 else "posted",
                    "currency": "USD",
                    "created_at": moment,
                    "modified_at": moment,
                },
            )
            ledger.insert(
                "document_line",
                {
                    "document_key": key,
                    "line_number": 1,
                    "account_key": account,
                    "txn_amount": 1_00 + number,
                    "base_amount": 1_00 + number,
                    "location_key": place,
                },
            )


@pytest.mark.behaviour("invoices.many")
async def test_totals_and_what_is_left_out_are_of_all_and_cost_two_transactions(
    agent: Agent, sandbox: Sandbox, sums: int
):
    answer = await agent.reads("list_invoices", search="BULK", limit=5)
    assert answer["api"] == 1 + sums  # the page and its sums
    mine = f"{IS_OPEN} AND d.number LIKE 'BULK%'"
    count, due = documents(sandbox, "AR", mine, DUE)
    assert (answer["total"], by_currency(answer, "due")) == (count, due)
    drafts, amounts = documents(sandbox, "AR", "d.state = 'draft' AND d.number LIKE 'BULK%'", TOTAL)
    assert answer["notes"] == [f"Left out of totals: {drafts} draft ({amounts['USD']} USD)."]
    following = await agent.reads("list_invoices", search="BULK", limit=5, after=answer["next"])
    assert following["api"] == 1 + sums
    shown = [row["number"] for row in (*records(answer), *records(following))]
    assert shown == [f"BULK-{number:05d}" for number in range(12) if number % 50][:10]
    others = Decimal(following["others"]["due"])
    assert others + sum(Decimal(row["due"]) for row in records(following)) == due["USD"]


@pytest.mark.behaviour("bills.many-held")
async def test_what_is_held_and_what_is_to_pay_are_of_all_bills(
    agent: Agent, sandbox: Sandbox, sums: int
):
    sandbox.ledger.write(
        "UPDATE document SET subledger = 'AP', party_key = (SELECT key FROM party WHERE id = 'V-0002'),"
        " extra = CASE WHEN key % 7 = 0 THEN json_object('isOnHold', 1) ELSE extra END"
        " WHERE number LIKE 'BULK%'"
    )
    answer = await agent.reads("list_bills", search="BULK", due_by="2026-12-01", limit=5)
    assert answer["api"] == 4 + sums  # the page, its sums, bank details, memos and advances
    for name, condition in (("held", "d.key % 7 = 0"), ("to_pay", "d.key % 7 <> 0")):
        _, amounts = documents(
            sandbox, "AP", f"{IS_OPEN} AND d.number LIKE 'BULK%' AND {condition}"
        )
        assert amounts
        assert by_currency(answer, name) == amounts
    for name, condition in (("overdue", "<"), ("not_due", ">=")):
        of_day = f"{IS_OPEN} AND d.number LIKE 'BULK%' AND d.due_date {condition} '2026-10-31'"
        assert by_currency(answer, name) == documents(sandbox, "AP", of_day)[1]


@pytest.mark.behaviour("invoices.many-lines")
async def test_a_document_of_hundreds_of_lines_is_cut_and_says_so(agent: Agent, sandbox: Sandbox):
    ledger = sandbox.ledger
    ((document, account, place),) = ledger.rows(
        "SELECT d.key, l.account_key, l.location_key FROM document d"
        " JOIN document_line l ON l.document_key = d.key WHERE d.number = 'BULK-00001'"
    )
    with ledger.transaction():
        for number in range(2, 502):
            ledger.insert(
                "document_line",
                {
                    "document_key": document,
                    "line_number": number,
                    "account_key": account,
                    "txn_amount": number,
                    "base_amount": number,
                    "location_key": place,
                },
            )
    assert len(await agent.hears("get_invoice", number="BULK-00001")) <= 13_500
    answer = await agent.reads("get_invoice", number="BULK-00001")
    shown = [Decimal(row["amount"]) for row in records(answer)]
    left = Decimal(answer["invoice"]["total"]) - sum(shown)
    assert answer["notes"][0] == (
        f"{len(shown)} of 501 lines fit into one answer, the others add up to {left}. "
        "get_evidence with export=rows has all."
    )
    whole = await agent.client.call_tool(
        "get_evidence", {"handle": answer["evidence"], "export": "rows"}
    )
    assert '"rows":501' in str(whole.content[0])
