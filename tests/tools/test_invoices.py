from decimal import Decimal
from typing import Any

import pytest
from inline_snapshot import snapshot

from agent import Agent, records
from answering import answering
from intacct_sandbox.serve import Sandbox


def number_of(sandbox: Sandbox, condition: str) -> str:
    """The number of the first invoice for which an SQL condition holds."""
    return sandbox.ledger.rows(
        "SELECT number FROM (SELECT d.*,"
        " (SELECT SUM(txn_amount) FROM document_line WHERE document_key = d.key) AS total,"
        " (SELECT COUNT(*) FROM document_line WHERE document_key = d.key) AS lines,"
        " (SELECT COALESCE(SUM(txn_amount), 0) FROM application WHERE document_key = d.key) AS paid"
        f" FROM document d WHERE subledger = 'AR' AND kind = 'document') WHERE {condition} ORDER BY key LIMIT 1"
    )[0][0]


@pytest.mark.behaviour("invoices.lines-and-payments")
async def test_a_partly_paid_invoice_shows_lines_payments_and_what_is_due(
    agent: Agent, sandbox: Sandbox
):
    number = number_of(sandbox, "state = 'posted' AND paid > 0 AND paid < total AND lines = 2")
    assert await agent.reads("get_invoice", number=number) == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual, GBP",
            "as_of": "2026-10-31",
            "invoice": {
                "number": "INV-10013",
                "key": "29",
                "state": "partiallyPaid",
                "customer": "C-0023 Larkspur Biotech",
                "date": "2023-11-25",
                "due_date": "2023-12-25",
                "currency": "GBP",
                "total": "8054.75",
                "paid": "2738.61",
                "due": "5316.14",
                "description": "Rental of a test bench",
            },
            "columns": ["line", "account", "location", "department", "memo", "amount"],
            "rows": [
                [
                    1,
                    "4020 Instrument rental",
                    "310",
                    "SVC",
                    "Rental of a test bench",
                    "1185.43",
                ],
                [
                    2,
                    "4000 Instrument sales",
                    "310",
                    "LAB",
                    "Pressure gauge set",
                    "6869.32",
                ],
            ],
            "payments": {
                "columns": ["date", "payment", "method", "applied"],
                "rows": [["2023-12-31", "R-728", "eft", "2738.61"]],
            },
            "checks": {"lines - total": "0.00", "total - paid - due": "0.00"},
            "link": "https://intacct.example/objects/accounts-receivable/invoice/29",
            "evidence": "cd27daf6",
            "api": 2,
            "api_setup": 1,
        }
    )


@pytest.mark.behaviour("invoices.adds-up")
async def test_lines_payments_and_due_add_up_for_every_kind(agent: Agent, sandbox: Sandbox):
    for condition in ("paid = 0 AND state = 'posted'", "paid = total", "paid > 0 AND paid < total"):
        answer = await agent.reads("get_invoice", number=number_of(sandbox, condition))
        head = answer["invoice"]
        lines = sum((Decimal(row["amount"]) for row in records(answer)), Decimal(0))
        applied = sum(
            (
                Decimal(row["applied"])
                for row in records(answer.get("payments", {"columns": [], "rows": []}))
            ),
            Decimal(0),
        )
        assert lines == Decimal(head["total"]) == applied + Decimal(head["due"])
        assert applied == Decimal(head["paid"])
        assert answer["checks"] == {"lines - total": "0.00", "total - paid - due": "0.00"}


@pytest.mark.parametrize(
    ("condition", "transactions"),
    [("paid = 0 AND state = 'posted'", 1), ("paid > 0", 2), ("state = 'draft'", 1)],
)
@pytest.mark.behaviour("transactions.an-invoice")
async def test_it_costs_one_transaction_and_one_more_for_payments(
    agent: Agent, sandbox: Sandbox, condition: str, transactions: int
):
    answer = await agent.reads("get_invoice", number=number_of(sandbox, condition))
    assert answer["api"] == transactions
    assert answer["api_setup"] == 1  # what the user may see


@pytest.mark.behaviour("invoices.by-key-or-number")
async def test_the_key_finds_the_same_invoice_as_the_number(agent: Agent, sandbox: Sandbox):
    number = number_of(sandbox, "paid = total")
    await agent.reads("get_invoice", number=number)
    by_number = await agent.reads("get_invoice", number=number)
    assert await agent.reads("get_invoice", key=by_number["invoice"]["key"]) == by_number
    in_lower_case = await agent.reads("get_invoice", number=number.lower())
    assert in_lower_case == by_number | {"api": by_number["api"] + 1}


@pytest.mark.behaviour("invoices.not-owed")
async def test_a_draft_is_not_owed_and_says_so(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("get_invoice", number=number_of(sandbox, "state = 'draft'"))
    assert answer["notes"] == ["The invoice is a draft: it is not owed."]


@pytest.mark.behaviour("invoices.reversal-gives-way")
async def test_a_reversed_invoice_gives_way_to_no_reversal(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("get_invoice", number=number_of(sandbox, "state = 'reversed'"))
    assert answer["invoice"]["state"] == "reversed"
    assert answer["invoice"]["due"] == "0.00"
    assert answer["notes"] == ["The invoice is reversed: it is not owed."]


async def test_an_unknown_number_is_answered_with_recent_ones(agent: Agent):
    assert await agent.is_told("get_invoice", number="INV-1") == snapshot(
        "No invoice 'INV-1'. The latest are INV-10324, INV-10327, INV-10326."
    )
    assert await agent.is_told("get_invoice", key="999999") == snapshot(
        "No invoice 'key 999999'. The latest are INV-10324, INV-10327, INV-10326."
    )


@pytest.mark.behaviour("invoices.same-number")
async def test_an_ambiguous_number_is_answered_with_the_candidates(agent: Agent):
    assert await agent.is_told("get_invoice", number="INV-2044") == snapshot(
        "2 invoices have the number 'INV-2044': key 777 of Quarrystone Dental Group (2026-09-11, 2800.88 USD); key 778 of Tamarack Aviation Parts (2026-09-11, 550.67 GBP). Give the key of one."
    )


async def test_a_missing_or_double_name_is_refused(agent: Agent):
    bad: list[dict[str, Any]] = [
        {},
        {"number": " "},
        {"number": "INV-1", "key": "1"},
        {"key": "abc"},
    ]
    assert [await agent.is_told("get_invoice", **arguments) for arguments in bad] == snapshot(
        [
            "Give the invoice's number or its key, one of the two.",
            "Give the invoice's number or its key, one of the two.",
            "Give the invoice's number or its key, one of the two.",
            "key 'abc' is not a key: it is a whole number. Give the number instead.",
        ]
    )


@pytest.mark.behaviour("invoices.foreign")
async def test_an_invoice_in_a_foreign_currency_says_what_it_is_worth_in_base(
    agent: Agent, sandbox: Sandbox
):
    head = (await agent.reads("get_invoice", number="INV-EUR-1"))["invoice"]
    ((cents, base, currency, own),) = sandbox.ledger.rows(
        "SELECT SUM(l.txn_amount), SUM(l.base_amount), e.base_currency, d.currency FROM document d"
        " JOIN document_line l ON l.document_key = d.key JOIN entity e ON e.key = d.entity_key"
        " WHERE d.number = 'INV-EUR-1'"
    )
    assert (head["currency"], head["base_currency"]) == (own, currency) == ("EUR", "USD")
    assert Decimal(head["total"]) == Decimal(cents).scaleb(-2)
    assert Decimal(head["base_total"]) == Decimal(head["base_due"]) == Decimal(base).scaleb(-2)
    assert head["exchange_rate"] == "1.1"
    home = (await agent.reads("get_invoice", number="INV-10001"))["invoice"]
    assert not {"base_currency", "exchange_rate", "base_total", "base_due"} & set(home)


@pytest.mark.parametrize(
    ("tool", "name", "subledger"), [("get_invoice", "invoice", "AR"), ("get_bill", "bill", "AP")]
)
@pytest.mark.behaviour("invoices.reversed-by")
async def test_a_reversed_document_says_when_and_by_which_one(
    agent: Agent, sandbox: Sandbox, tool: str, name: str, subledger: str
):
    ((number, key, other, day),) = sandbox.ledger.rows(
        "SELECT d.number, d.key, r.key, r.document_date FROM document d JOIN document r"
        " ON r.number = d.number AND r.party_key = d.party_key AND r.state = 'reversal'"
        " WHERE d.state = 'reversed' AND d.subledger = ? AND d.kind = 'document' LIMIT 1",
        (subledger,),
    )
    for asked, cost in (({"number": number}, 1), ({"key": str(key)}, 2)):
        answer = await agent.reads(tool, **asked)
        head = answer[name]
        assert (head["reversed_on"], head["reversed_by_key"]) == (day, str(other))
        assert answer["api"] == cost
    reversal = (await agent.reads(tool, key=str(other)))[name]
    assert reversal["reverses_key"] == str(key)
    assert "reversed_on" not in reversal


@pytest.mark.behaviour("invoices.reversed-by")
async def test_a_reversed_invoice_whose_reversal_is_not_to_be_found_says_so(
    agent: Agent, fresh_sandbox: Sandbox
):
    async with answering(fresh_sandbox) as other:
        fresh_sandbox.ledger.write("UPDATE document SET number = 'OTHER' WHERE state = 'reversal'")
        number = number_of(fresh_sandbox, "state = 'reversed'")
        answer = await other.reads("get_invoice", number=number)
    assert "reversed_by_key" not in answer["invoice"]
    assert answer["notes"][-1] == (
        "Which document is the other of the reversed pair is not clear: 0."
    )
